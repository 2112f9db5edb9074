//! What brings promo into the repositories of others: hooks for pre-commit, the action for GitHub, workflows, the
//! container and `cargo install`. Tried with the promo just built, as far as it can be without those who run it.

mod action;
mod commands;
mod hooks;
mod install;
mod process;
mod workflows;

use std::path::Path;

use anyhow::Result;

use crate::test::cargo;

/// Runs all checks, up to the first that fails.
///
/// # Errors
/// The check that failed, or what could not be got for it.
pub(crate) fn run(root: &Path) -> Result<()> {
    cargo(root, "build --quiet --package promo")?;
    let programs = root.join("target/debug");
    commands::run(root, &programs)?;
    workflows::run(root)?;
    install::run(root)?;
    action::run(root, &programs)?;
    hooks::run(root, &programs)
}

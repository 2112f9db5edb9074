//! `cargo xtask test`: every check of the project, in an order in which the quickest to fail come first.
//! Knows the commands and nothing of what they check.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::repository::Repository;
use crate::{ci, generate, terminal_editors, tidy, tools};

/// A check: what it is called, and how it is done in the folder of the workspace.
pub(crate) type Step = (&'static str, fn(&Path) -> Result<()>);

const STEPS: &[Step] = &[
    ("tools", |_| ensure_tools()),
    ("formatting", |root| cargo(root, "fmt --all --check")),
    ("generated files", generate::check),
    ("tidiness", tidy::run),
    ("lints", |root| cargo(root, "clippy --workspace --all-targets -- -D warnings")),
    ("tests", tests),
    ("Neovim, Emacs and Vim", terminal_editors::run),
    ("hooks, the action and workflows", ci::run),
    ("examples in the documentation of the code", |root| cargo(root, "test --doc --workspace")),
    ("the README's example", readme_example),
];

/// Runs all checks, up to the first that fails.
///
/// # Errors
/// The check that failed.
pub fn run(root: &Path) -> Result<()> {
    run_steps(root, STEPS)
}

/// Runs checks up to the first that fails.
pub(crate) fn run_steps(root: &Path, steps: &[Step]) -> Result<()> {
    for (index, (name, step)) in steps.iter().enumerate() {
        println!("\n=== {} of {}: {name}", index + 1, steps.len());
        step(root).with_context(|| format!("{name}: failed"))?;
    }
    println!("\nchecks: {} passed, 0 failed", steps.len());
    Ok(())
}

fn ensure_tools() -> Result<()> {
    tools::ensure_components()?;
    tools::ensure_python_yaml()?;
    tools::ensure_debian_packages(&[(&["node", "--version"], "nodejs")])
}

fn tests(root: &Path) -> Result<()> {
    let runner = if tools::has_nextest() { "nextest run" } else { "test --lib --bins --tests" };
    cargo(root, &format!("{runner} --workspace"))
}

/// The README's command that builds promo and compiles an example, as it stands there. What it prints is
/// not shown.
fn readme_example(root: &Path) -> Result<()> {
    let repository = Repository::load(root)?;
    let readme = repository.text("README.md").unwrap_or_default();
    let mut commands = tidy::commands(readme);
    let example = commands.find(|command| command.starts_with(tidy::EXAMPLE_COMMAND_START));
    let example =
        example.and_then(|command| command.strip_prefix("cargo ")).context("README.md shows none")?;
    run_cargo(root, example, Stdio::null())
}

pub(crate) fn cargo(root: &Path, arguments: &str) -> Result<()> {
    run_cargo(root, arguments, Stdio::inherit())
}

fn run_cargo(root: &Path, arguments: &str, output: Stdio) -> Result<()> {
    println!("$ cargo {arguments}");
    let status = Command::new("cargo")
        .args(arguments.split_whitespace())
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(output)
        .status()
        .context("cargo can't be started")?;
    ensure!(status.success(), "`cargo {arguments}`: {status}");
    Ok(())
}

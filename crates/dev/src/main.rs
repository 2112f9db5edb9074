//! `cargo xtask`: reads the command line and calls the chore. Knows nothing of how a chore is done.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use promo_dev::{bench, editors, generate, repository, test, tidy};

/// The project's own chores.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", version)]
struct CommandLine {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Write every generated file anew.
    Generate {
        /// Write nothing; fail if a file would change.
        #[arg(long)]
        check: bool,
    },
    /// Check what no compiler checks: headers, sizes, links, pages, commands.
    Tidy,
    /// Set up what the checks need, then run all of them but those of the editors.
    Test {
        /// Run those of the editors alone, in a real VS Code: the first time, it takes minutes to get it.
        #[arg(long)]
        editors: bool,
    },
    /// Measure how fast promo is, in a release build.
    Bench {
        /// Small projects and few runs: an impression in a minute.
        #[arg(long)]
        quick: bool,
        /// Write the tables into docs/performance.md.
        #[arg(long, conflicts_with = "quick")]
        write: bool,
    },
}

fn main() -> ExitCode {
    match run(CommandLine::parse().chore) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Chore) -> Result<()> {
    let root = repository::root();
    match chore {
        Chore::Generate { check: true } => generate::check(root),
        Chore::Generate { check: false } => generate::write(root),
        Chore::Tidy => tidy::run(root),
        Chore::Test { editors: true } => editors::run(root),
        Chore::Test { editors: false } => test::run(root),
        Chore::Bench { quick, write } => bench::run(root, bench::Options { quick, write }),
    }
}

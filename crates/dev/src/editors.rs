//! `cargo xtask test --editors`: the VS Code extension, from its types to a person's use of it in a real VS Code.
//! Knows how VS Code and its browser are got and kept, and the commands; what these check is in `editors/vscode/tests`.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};

use crate::node;
use crate::test::{Step, cargo, run_steps};
use crate::tools::{self, Needed};

const STEPS: &[Step] = &[
    ("tools", |_| tools::ensure_debian_packages(PACKAGES)),
    ("Node and VS Code", |_| node::ensure(CODE_SERVER).map(|_| ())),
    ("promo", |root| cargo(root, "build --package promo")),
    ("packages of the extension", ensure_extension_packages),
    ("types", |root| npm(root, "run check")),
    ("parts of the extension", |root| npm(root, "run test:parts")),
    ("highlighting", |root| npm(root, "run test:highlighting")),
    ("inside VS Code", |root| npm(root, "run test:inside")),
    ("the packaged extension in VS Code's window", |root| npm(root, "run test:window")),
];

/// Debian's packages: a browser, and what npm builds VS Code's native parts with.
const PACKAGES: &[Needed] = &[
    (&["chromium", "--version"], "chromium"),
    (&["npm", "--version"], "npm"),
    (&["python3", "--version"], "python3"),
    (&["make", "--version"], "make"),
    (&["g++", "--version"], "g++"),
    (&["pkg-config", "--version"], "pkg-config"),
    (&["krb5-config", "--version"], "libkrb5-dev"),
];

/// VS Code 1.139.1 behind a web server.
const CODE_SERVER: &str = "code-server@4.139.1";

/// Runs all checks of the extension, up to the first that fails.
///
/// # Errors
/// The check that failed, or what could not be got for it.
pub fn run(root: &Path) -> Result<()> {
    run_steps(root, STEPS)
}

/// Installs the packages of the extension as they are locked, unless they are there.
fn ensure_extension_packages(root: &Path) -> Result<()> {
    let folder = extension(root);
    let time_of = |file: &str| std::fs::metadata(folder.join(file)).and_then(|found| found.modified());
    let locked = time_of("package-lock.json").context("package-lock.json")?;
    if time_of("node_modules/.package-lock.json").is_ok_and(|installed| installed >= locked) {
        return Ok(());
    }
    npm(root, "ci --no-audit --no-fund")
}

/// Runs npm in the folder of the extension.
fn npm(root: &Path, arguments: &str) -> Result<()> {
    println!("$ npm {arguments}");
    let mut npm = node::command("npm")?;
    npm.args(arguments.split_whitespace()).current_dir(extension(root)).stdin(Stdio::null());
    npm.env("PROMO_TEST_CODE_SERVER", node::ensure(CODE_SERVER)?.join("node_modules/code-server"));
    npm.env("PROMO_TEST_PROGRAM", root.join("target/debug/promo"));
    let status = npm.status().context("npm can't be started")?;
    ensure!(status.success(), "`npm {arguments}`: {status}");
    Ok(())
}

fn extension(root: &Path) -> PathBuf {
    root.join("editors/vscode")
}

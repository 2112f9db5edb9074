//! `cargo xtask bench`: how fast promo is, against what it is to be. Knows the program from outside, as a
//! process, and the libraries only by the benches of this crate.

mod account;
mod editor;
mod inside;
mod machine;
mod measure;
mod peer;
pub mod projects;
mod report;
mod whole;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// How thoroughly, and where to.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Small projects and few runs.
    pub quick: bool,
    /// Whether the tables go into `docs/performance.md`.
    pub write: bool,
}

/// Measures and prints the tables.
///
/// # Errors
/// Promo can't be built, or fails at what it is asked to do.
pub fn run(root: &Path, options: Options) -> Result<()> {
    let target = target_folder(root)?;
    let promo = built(root, &target)?;
    let whole = whole::measure(&promo, options.quick)?;
    let editor = editor::measure(&promo, options.quick)?;
    let peer = peer::measure(root, &promo, options.quick)?;
    let inside = inside::measure(root, &target, options.quick)?;
    let tables = report::tables(&machine::description(), &whole, &editor, &peer, &inside);
    println!("\n{tables}");
    if options.write {
        let path = root.join("docs/performance.md");
        let page = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        std::fs::write(&path, report::with_tables(&page, &tables)?)?;
    }
    Ok(())
}

/// Where cargo puts what it builds.
fn target_folder(root: &Path) -> Result<PathBuf> {
    let arguments = ["metadata", "--no-deps", "--format-version", "1"];
    let output = Command::new("cargo").args(arguments).current_dir(root).output()?;
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
    let folder = metadata.get("target_directory").and_then(Value::as_str);
    Ok(PathBuf::from(folder.context("cargo metadata names no target folder")?))
}

/// The program in a release build.
fn built(root: &Path, target: &Path) -> Result<PathBuf> {
    let arguments = ["build", "--release", "--package", "promo"];
    let status = Command::new("cargo").args(arguments).current_dir(root).status()?;
    ensure!(status.success(), "promo can't be built");
    Ok(target.join("release").join(format!("promo{}", std::env::consts::EXE_SUFFIX)))
}

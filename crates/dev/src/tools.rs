//! What the checks need beside Rust, installed where it is missing and left alone where it is there.
//! Knows how a tool is asked for and got; what it is for is said where it is used.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

/// A way to get a tool: a program and its arguments, run one after the other.
type Recipe = &'static [&'static [&'static str]];

/// A command that shows whether a tool is there, and Debian's package that has it.
pub(crate) type Needed = (&'static [&'static str], &'static str);

/// Where programs keep what they can get again, outside the repository and for all its clones.
pub(crate) fn cache_folder() -> Result<PathBuf> {
    let caches = std::env::var_os("XDG_CACHE_HOME").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    caches.or_else(home).context("there is no home folder to keep packages in")
}

/// Makes sure of tools that come as packages of Debian.
pub(crate) fn ensure_debian_packages(needed: &[Needed]) -> Result<()> {
    let missing = || -> Vec<&str> {
        let missing = needed.iter().filter(|(command, _)| !succeeds(command));
        missing.map(|(_, package)| *package).collect()
    };
    let packages = missing();
    if packages.is_empty() {
        return Ok(());
    }
    println!("missing are {}; trying `apt-get install`", packages.join(", "));
    let install =
        [&["apt-get", "install", "-y", "-q", "--no-install-recommends"], packages.as_slice()].concat();
    let as_root = [&["sudo", "-n"], install.as_slice()].concat();
    let _ = succeeds(&["apt-get", "update", "-q"]) && succeeds(&install) || succeeds(&as_root);
    let packages = missing();
    ensure!(packages.is_empty(), "{} can't be installed; get them and try again", packages.join(", "));
    Ok(())
}

/// Makes sure of `cargo fmt` and `cargo clippy`.
pub(crate) fn ensure_components() -> Result<()> {
    for component in ["fmt", "clippy"] {
        let package = if component == "fmt" { "rustfmt" } else { component };
        if !succeeds(&["cargo", component, "--version"])
            && !succeeds(&["rustup", "component", "add", package])
        {
            bail!("`cargo {component}` is missing, and `rustup component add {package}` does not get it");
        }
    }
    Ok(())
}

/// Makes sure of a Python that reads YAML: tests read what promo writes back with PyYAML.
pub(crate) fn ensure_python_yaml() -> Result<()> {
    const RECIPES: &[Recipe] = &[
        &[&["python3", "-m", "pip", "install", "--quiet", "pyyaml"]],
        &[&["python3", "-m", "pip", "install", "--quiet", "--break-system-packages", "pyyaml"]],
        &[&["apt-get", "update", "-q"], &["apt-get", "install", "-y", "-q", "python3", "python3-yaml"]],
        &[&["sudo", "-n", "apt-get", "install", "-y", "-q", "python3", "python3-yaml"]],
    ];
    let is_there = || succeeds(&["python3", "-c", "import yaml"]);
    let mut recipes = RECIPES.iter();
    while !is_there() {
        let Some(recipe) = recipes.next() else {
            bail!("python3 with PyYAML is needed and can't be installed; get it and try again");
        };
        println!("python3 with PyYAML is missing; trying `{}`", recipe.concat().join(" "));
        let _ = recipe.iter().all(|command| succeeds(command));
    }
    Ok(())
}

/// Whether `cargo nextest`, which runs the tests faster, is there.
pub(crate) fn has_nextest() -> bool {
    succeeds(&["cargo", "nextest", "--version"])
}

/// Whether a command can be started and exits with 0. What it prints is dropped.
fn succeeds(command: &[&str]) -> bool {
    let [program, arguments @ ..] = command else { return false };
    let status = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

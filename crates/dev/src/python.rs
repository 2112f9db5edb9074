//! What comes from PyPI, kept outside the repository for all its clones. Knows nothing of what it is for.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::tools::{cache_folder, ensure_debian_packages};

/// Makes sure of a package with its version, in an environment of its own; the folder of its programs.
pub(crate) fn ensure(package: &str) -> Result<PathBuf> {
    let folder = cache_folder()?.join("promo-checks").join(package.replace("==", "-"));
    let done = folder.join("done");
    if !done.exists() {
        println!("{package} is missing; pip installs it in {}", folder.display());
        ensure_debian_packages(&[(&["python3", "-c", "import ensurepip"], "python3-venv")])?;
        run(Path::new("python3"), &["-m", "venv", "--clear", &folder.to_string_lossy()])?;
        run(&folder.join("bin/python"), &["-m", "pip", "install", "--quiet", package])?;
        std::fs::write(done, "")?;
    }
    Ok(folder.join("bin"))
}

fn run(program: &Path, arguments: &[&str]) -> Result<()> {
    let mut command = Command::new(program);
    let status = command.args(arguments).stdin(Stdio::null()).status();
    let status = status.with_context(|| format!("{} can't be started", program.display()))?;
    ensure!(status.success(), "`{} {}`: {status}", program.display(), arguments.join(" "));
    Ok(())
}

//! Starting programs and looking at how they end. Knows nothing of what they do.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, ensure};

/// A program that finds others in some folders first.
pub(super) fn program(name: impl AsRef<std::ffi::OsStr>, folder: &Path, first: &[&Path]) -> Result<Command> {
    let mut command = Command::new(name);
    command.current_dir(folder).stdin(Stdio::null()).env("PATH", path(first)?);
    Ok(command)
}

fn path(first: &[&Path]) -> Result<OsString> {
    let known = std::env::var_os("PATH").unwrap_or_default();
    let first = first.iter().map(|folder| folder.to_path_buf());
    Ok(std::env::join_paths(first.chain(std::env::split_paths(&known)))?)
}

/// What a command prints, to standard output and then to standard error, if it ends with a status.
pub(super) fn expect(command: &mut Command, status: i32) -> Result<String> {
    let Output { status: ended, stdout, stderr } = command.output().context("can't be started")?;
    let printed = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    ensure!(ended.code() == Some(status), "{command:?}: {ended}, and not {status}\n{printed}");
    Ok(printed)
}

/// Fails unless a text holds a part.
pub(super) fn ensure_holds(text: &str, part: &str) -> Result<()> {
    ensure!(text.contains(part), "this lacks `{part}`:\n{text}");
    Ok(())
}

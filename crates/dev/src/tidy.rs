//! `cargo xtask tidy`: what the project asks of its own files and no compiler checks. One module for each
//! concern; a check is a function of the repository's texts.

mod commands;
mod links;
mod markdown;
mod rules;
mod settings;
mod sources;
mod words;

use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};

pub(crate) use commands::{EXAMPLE_COMMAND_START, commands};
pub(crate) use markdown::{blocks, lines};

use crate::repository::Repository;

/// Something that is not as it should be.
#[derive(Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The path from the root of the repository.
    pub path: String,
    /// The line, from 1, where it stands on one.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl Complaint {
    fn of_file(path: &str, message: impl Into<String>) -> Complaint {
        Complaint { path: path.to_owned(), line: None, message: message.into() }
    }

    /// A complaint about a line, counted from 0.
    fn of_line(path: &str, index: usize, message: impl Into<String>) -> Complaint {
        Complaint { path: path.to_owned(), line: Some(index + 1), message: message.into() }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.path, self.message),
            None => write!(formatter, "{}: {}", self.path, self.message),
        }
    }
}

const CHECKS: &[fn(&Repository) -> Vec<Complaint>] = &[
    sources::headers,
    sources::lengths,
    sources::widths,
    words::forbidden,
    links::links,
    links::named_paths,
    rules::pages,
    settings::lints,
    commands::complaints,
];

/// Everything that is wrong in a repository.
pub fn complaints(repository: &Repository) -> Vec<Complaint> {
    CHECKS.iter().flat_map(|check| check(repository)).collect()
}

/// Checks the repository and prints what is wrong with it.
///
/// # Errors
/// Anything is wrong, or a file can't be read.
pub fn run(root: &Path) -> Result<()> {
    let found = complaints(&Repository::load(root)?);
    for complaint in &found {
        println!("{complaint}");
    }
    match found.len() {
        0 => Ok(()),
        1 => bail!("one thing is untidy"),
        count => bail!("{count} things are untidy"),
    }
}

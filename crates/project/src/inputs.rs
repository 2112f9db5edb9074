//! From a project that was read to the inputs of a database: one way for the command line and the editor.

use std::path::Path;
use std::sync::Arc;

use promo_analysis::diagnostics::{UnreadableFile, UnreadableRole};
use promo_analysis::{Change, Volatility};

use crate::load::{Loaded, SourceText};
use crate::problem::ReadProblem;
use crate::read::read_lossily;

impl Loaded {
    /// What the database is told, and the files whose texts can't be had.
    pub fn into_inputs(self) -> (Change, Vec<UnreadableFile>) {
        let mut change = Change { config: Some(Arc::new(self.config)), ..Change::default() };
        let mut unreadable = Vec::new();
        for SourceText { path, text } in self.sources {
            match text {
                Ok(text) => change.sources.push((path, Some((text, Volatility::Closed)))),
                Err(problem) => {
                    unreadable.push(unreadable_file(&self.root, path, &problem, UnreadableRole::Source));
                }
            }
        }
        for SourceText { path, text } in self.manifests {
            match text {
                Ok(text) => change.manifests.push((path, Some(text))),
                Err(problem) => {
                    unreadable.push(unreadable_file(&self.root, path, &problem, UnreadableRole::Manifest));
                }
            }
        }
        (change, unreadable)
    }
}

fn unreadable_file(
    root: &Path,
    path: Arc<str>,
    problem: &ReadProblem,
    role: UnreadableRole,
) -> UnreadableFile {
    let offset = match problem {
        ReadProblem::NotUtf8 { offset } => Some(*offset),
        _ => None,
    };
    let is_seen = offset.is_some() || role == UnreadableRole::Manifest;
    let seen = if is_seen { read_lossily(&root.join(&*path)) } else { String::new() };
    let problem = match offset {
        Some(_) => "it is not UTF-8 from here on".to_owned(),
        None => problem.to_string(),
    };
    UnreadableFile { path, problem, role, seen, offset }
}

//! From a project that was read to the inputs of a database: one way for the command line and the editor.

use std::sync::Arc;

use promo_analysis::diagnostics::{UnreadableFile, UnreadableRole};
use promo_analysis::{Change, Database, Db, Volatility};
use rustc_hash::FxHashSet;

use crate::load::{Loaded, SourceText};
use crate::pattern::Role;
use crate::problem::ReadProblem;

impl Loaded {
    /// What the database is told, and the files whose texts can't be had.
    pub fn into_inputs(self) -> (Change, Vec<UnreadableFile>) {
        let mut change = Change { config: Some(Arc::new(self.config)), ..Change::default() };
        let sources = self.sources.into_iter().map(|text| (Role::Source, text));
        let manifests = self.manifests.into_iter().map(|text| (Role::Manifest, text));
        let unreadable = sources
            .chain(manifests)
            .filter_map(|(role, text)| add(&mut change, role, text, Volatility::Closed))
            .collect();
        (change, unreadable)
    }
}

/// Adds to a change, which names all files of a project, that what a database has besides is gone.
pub fn remove_missing(change: &mut Change, database: &Database) {
    let project = database.project();
    let known: FxHashSet<Arc<str>> = change.sources.iter().map(|(path, _)| path.clone()).collect();
    let gone = project.sources(database).iter().map(|file| file.path(database).clone());
    change.sources.extend(gone.filter(|path| !known.contains(path)).map(|path| (path, None)));
    let known: FxHashSet<Arc<str>> = change.manifests.iter().map(|(path, _)| path.clone()).collect();
    let gone = project.manifests(database).iter().map(|file| file.path(database).clone());
    change.manifests.extend(gone.filter(|path| !known.contains(path)).map(|path| (path, None)));
}

/// Adds a file to a change, or says why its text can't be had.
pub(crate) fn add(
    change: &mut Change,
    role: Role,
    SourceText { path, text, seen }: SourceText,
    volatility: Volatility,
) -> Option<UnreadableFile> {
    match (role, text) {
        (Role::Source, Ok(text)) => change.sources.push((path, Some((text, volatility)))),
        (Role::Manifest, Ok(text)) => change.manifests.push((path, Some(text))),
        (Role::Source, Err(problem)) => {
            return Some(unreadable_file(path, &problem, UnreadableRole::Source, seen));
        }
        (Role::Manifest, Err(problem)) => {
            return Some(unreadable_file(path, &problem, UnreadableRole::Manifest, seen));
        }
    }
    None
}

fn unreadable_file(
    path: Arc<str>,
    problem: &ReadProblem,
    role: UnreadableRole,
    seen: String,
) -> UnreadableFile {
    let offset = match problem {
        ReadProblem::NotUtf8 { offset } => Some(*offset),
        _ => None,
    };
    let problem = match offset {
        Some(_) => "it is not UTF-8 from here on".to_owned(),
        None => problem.to_string(),
    };
    UnreadableFile { path, problem, role, seen, offset }
}

/// A file: its path and its text.
pub type ReadText = (Arc<str>, Arc<str>);

/// The manifests that can be read, and the others with why they can't.
pub fn readable_manifests(manifests: Vec<SourceText>) -> (Vec<ReadText>, Vec<UnreadableFile>) {
    let mut change = Change::default();
    let texts = manifests.into_iter();
    let unreadable =
        texts.filter_map(|text| add(&mut change, Role::Manifest, text, Volatility::Closed)).collect();
    let readable = change.manifests.into_iter().filter_map(|(path, text)| Some((path, text?)));
    (readable.collect(), unreadable)
}

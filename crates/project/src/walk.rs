//! Which files of a folder belong to a project. Looks at names and kinds, never into files.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::path::with_slashes;
use crate::pattern::{Patterns, Role};
use crate::problem::{ReadProblem, system_words};

/// After this many entries, the walk begins anew on several threads. Few projects have more, and starting
/// threads takes longer than walking so little.
const SERIAL_ENTRIES: usize = 2_000;

/// What the names of source files end with; a folder of such a name is a mistake, whatever the patterns.
const SOURCE_EXTENSION: &str = "promo";

/// A file of the project.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    /// Relative to the project, with `/` between its parts.
    pub(crate) relative: Arc<str>,
    pub(crate) role: Role,
    /// Why there is no point in reading it.
    pub(crate) problem: Option<ReadProblem>,
}

/// The files below a folder that match the patterns, by path. What is hidden or ignored by a `.gitignore`
/// is passed over, in a repository or not; links to folders are not followed. The error is that the folder
/// itself can't be listed; one below it that can't is a source with a problem.
pub(crate) fn walk(root: &Path, patterns: &Patterns) -> Result<Vec<Found>, String> {
    let mut builder = WalkBuilder::new(root);
    // What is ignored must be the same on every machine: only the files of the project, and of the repository that it
    // is in, decide. Asked for a repository, the walk sees where that begins.
    let in_repository = root.ancestors().any(|folder| folder.join(".git").exists());
    builder.require_git(in_repository).parents(in_repository);
    builder.git_global(false).git_exclude(false).ignore(false);
    let classifier = Classifier { root, patterns };
    let mut found = match walk_serially(&builder, &classifier) {
        Some(found) => found?,
        None => walk_in_parallel(&builder, &classifier)?,
    };
    found.sort_unstable_by(|one, other| one.relative.cmp(&other.relative));
    found.dedup_by(|one, other| one.relative == other.relative);
    Ok(found)
}

/// Nothing if there are too many entries for one thread.
fn walk_serially(builder: &WalkBuilder, classifier: &Classifier) -> Option<Result<Vec<Found>, String>> {
    let mut found = vec![];
    for (count, entry) in builder.build().enumerate() {
        if count > SERIAL_ENTRIES {
            return None;
        }
        match classifier.classify(entry) {
            Ok(file) => found.extend(file),
            Err(error) => return Some(Err(error)),
        }
    }
    Some(Ok(found))
}

fn walk_in_parallel(builder: &WalkBuilder, classifier: &Classifier) -> Result<Vec<Found>, String> {
    let collected = Mutex::new(Ok(vec![]));
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            let classified = classifier.classify(entry);
            // A thread that panicked while it held the lock left nothing half done.
            let mut collected = collected.lock().unwrap_or_else(PoisonError::into_inner);
            match (classified, collected.as_mut()) {
                (Ok(file), Ok(found)) => found.extend(file),
                (Err(error), Ok(_)) => *collected = Err(error),
                (_, Err(_)) => {}
            }
            if collected.is_ok() { WalkState::Continue } else { WalkState::Quit }
        })
    });
    collected.into_inner().unwrap_or_else(PoisonError::into_inner)
}

struct Classifier<'a> {
    root: &'a Path,
    patterns: &'a Patterns,
}

impl Classifier<'_> {
    /// Nothing for what is no file of the project.
    fn classify(&self, entry: Result<DirEntry, ignore::Error>) -> Result<Option<Found>, String> {
        match entry {
            Ok(entry) => Ok(self.classify_entry(&entry)),
            Err(error) => self.classify_error(&error),
        }
    }

    fn classify_entry(&self, entry: &DirEntry) -> Option<Found> {
        let kind = entry.file_type()?;
        let path = entry.path();
        let relative = path.strip_prefix(self.root).ok().filter(|_| entry.depth() > 0)?;
        let role = self.patterns.role(relative)?;
        let kind = if kind.is_symlink() {
            std::fs::metadata(path).map(|target| target.file_type())
        } else {
            Ok(kind)
        };
        let problem = match kind {
            Err(error) => Some(ReadProblem::from(error)),
            Ok(kind) if kind.is_dir() && role == Role::Source && has_source_name(path) => {
                Some(ReadProblem::IsFolder)
            }
            Ok(kind) if kind.is_dir() => return None,
            Ok(kind) => (!kind.is_file()).then_some(ReadProblem::NotAFile),
        };
        Some(self.found(path, role, problem))
    }

    /// What a walk stumbles over is a folder that can't be listed, or that is gone already.
    fn classify_error(&self, error: &ignore::Error) -> Result<Option<Found>, String> {
        let (Some(path), Some(system)) = (error_path(error), error.io_error()) else { return Ok(None) };
        if path == self.root {
            return Err(system_words(system));
        }
        let problem = ReadProblem::Refused { error: system_words(system) };
        let gone = system.kind() == io::ErrorKind::NotFound;
        Ok((!gone).then(|| self.found(path, Role::Source, Some(problem))))
    }

    fn found(&self, path: &Path, role: Role, problem: Option<ReadProblem>) -> Found {
        let relative = path.strip_prefix(self.root).unwrap_or(path);
        let problem = if relative.to_str().is_none() { Some(ReadProblem::NameNotUtf8) } else { problem };
        Found { path: path.to_owned(), relative: with_slashes(relative).into(), role, problem }
    }
}

fn has_source_name(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == SOURCE_EXTENSION)
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } => error_path(err),
        _ => None,
    }
}

//! Which files of a folder belong to a project. Looks at names and kinds, never into files.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::config::CONFIG_FILE;
use crate::discover::{Location, repository};
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

/// What a walk came across.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// The files of the project, by path.
    pub(crate) files: Vec<Found>,
    /// The folders that are projects of their own, by path.
    pub(crate) nested: Vec<PathBuf>,
}

/// The files below a folder that match the patterns. What is hidden or ignored by a `.gitignore` is passed over, in a
/// repository or not, and so are folders that are projects of their own; links to folders are not followed. The error
/// is that the folder itself can't be listed; one below it that can't is a source with a problem.
pub(crate) fn walk(location: &Location, patterns: &Patterns) -> Result<Walked, String> {
    let nested: Arc<Mutex<Vec<PathBuf>>> = Arc::default();
    let mut builder = builder(location);
    let (met, others) = (nested.clone(), location.others.clone());
    builder.filter_entry(move |entry| {
        let is_nested = is_other_project(entry, &others);
        if is_nested {
            lock(&met).push(entry.path().to_owned());
        }
        !is_nested
    });
    let classifier = Classifier { root: &location.root, patterns };
    let mut files = match walk_serially(&builder, &classifier) {
        Some(found) => found?,
        None => walk_in_parallel(&builder, &classifier)?,
    };
    files.sort_unstable_by(|one, other| one.relative.cmp(&other.relative));
    files.dedup_by(|one, other| one.relative == other.relative);
    let mut nested = std::mem::take(&mut *lock(&nested));
    nested.sort_unstable();
    nested.dedup();
    Ok(Walked { files, nested })
}

/// What one path is to the project by the rules of a walk, whether a file is there or not.
pub(crate) fn role(location: &Location, patterns: &Patterns, relative: &Path) -> Option<Role> {
    let role = patterns.role(relative)?;
    let path = location.root.join(relative);
    let mut builder = builder(location);
    let (target, others) = (path.clone(), location.others.clone());
    builder.filter_entry(move |entry| target.starts_with(entry.path()) && !is_other_project(entry, &others));
    let parent = path.parent();
    let is_known =
        |known: &Path| known == path || !path.exists() && Some(known) == parent && !is_hidden(&path);
    builder.build().flatten().any(|entry| is_known(entry.path())).then_some(role)
}

fn builder(location: &Location) -> WalkBuilder {
    let mut builder = WalkBuilder::new(&location.root);
    // What is ignored must be the same on every machine: only the files of the project, and of the repository that it
    // is in, decide. Asked for a repository, the walk sees where that begins.
    let in_repository = repository(&location.root).is_some();
    builder.require_git(in_repository).parents(in_repository);
    builder.git_global(false).git_exclude(false).ignore(false);
    builder.max_depth(location.has_only_siblings.then_some(1));
    builder
}

/// Whether a folder below the root is the root of another project.
fn is_other_project(entry: &DirEntry, others: &[PathBuf]) -> bool {
    entry.depth() > 0
        && entry.file_type().is_some_and(|kind| kind.is_dir())
        && (others.iter().any(|other| other == entry.path()) || entry.path().join(CONFIG_FILE).exists())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A thread that panicked while it held the lock left nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
            let mut collected = lock(&collected);
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

/// Whether a path is called as sources are.
pub(crate) fn has_source_name(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == SOURCE_EXTENSION)
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } => error_path(err),
        _ => None,
    }
}

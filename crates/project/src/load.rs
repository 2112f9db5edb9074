//! A project as it lies on disk: its configuration, sources and hand-written manifests, all read at once.
//! Knows nothing of what sources and manifests say.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use promo_analysis::config::Config;
use promo_emit::is_generated;
use rayon::prelude::*;

use crate::config::{CONFIG_FILE, ConfigError, parse_config};
use crate::discover::Location;
use crate::members::Members;
use crate::pattern::{Patterns, Role};
use crate::problem::ReadProblem;
use crate::read::{Reader, read_lossily, read_text};
use crate::walk::{Found, Walked, walk};

/// Fewer files than this are read on one thread: starting others would take longer.
const SERIAL_FILES: usize = 128;

/// A project that was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The project's folder.
    pub root: PathBuf,
    /// Its configuration.
    pub config: Config,
    /// Its sources, by path.
    pub sources: Vec<SourceText>,
    /// The manifests written by hand, by path.
    pub manifests: Vec<SourceText>,
    /// Which files belong to it.
    pub members: Members,
    /// The folders below that are projects of their own, by path.
    pub nested: Vec<PathBuf>,
}

/// A file of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// The path relative to the project, with `/` between its parts.
    pub path: Arc<str>,
    /// The text, or why there is none.
    pub text: Result<Arc<str>, ReadProblem>,
    /// Of a text that can't be had, as much as can be made out and somebody will look at.
    pub seen: String,
}

impl SourceText {
    /// A file of a project, with what can be made out of its bytes if they are no text.
    pub(crate) fn new(
        path: Arc<str>,
        role: Role,
        text: Result<Arc<str>, ReadProblem>,
        seen: impl FnOnce() -> String,
    ) -> SourceText {
        let is_seen = match &text {
            Ok(_) => false,
            Err(problem) => role == Role::Manifest || matches!(problem, ReadProblem::NotUtf8 { .. }),
        };
        SourceText { path, text, seen: if is_seen { seen() } else { String::new() } }
    }
}

/// How far reading has come, in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Files read.
    pub read: usize,
    /// Files there are.
    pub total: usize,
}

/// Why a project can't be loaded at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// `promo.toml` says something that it can't.
    Config {
        /// Its text, into which the errors point.
        text: Arc<str>,
        /// By place; at least one.
        errors: Vec<ConfigError>,
    },
    /// `promo.toml` can't be read.
    ConfigUnreadable {
        /// Why.
        problem: ReadProblem,
    },
    /// The project's folder can't be listed.
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        error: String,
    },
    /// The patterns of `promo.toml` are too much together.
    Patterns {
        /// What is wrong with them.
        error: String,
    },
}

impl fmt::Display for LoadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Config { errors, .. } => {
                let messages: Vec<_> = errors.iter().map(|error| error.message.as_str()).collect();
                write!(formatter, "{CONFIG_FILE}: {}", messages.join("; "))
            }
            LoadError::ConfigUnreadable { problem } => {
                write!(formatter, "{CONFIG_FILE} can't be read: {problem}")
            }
            LoadError::Folder { path, error } => {
                write!(formatter, "the folder `{}` can't be read: {error}", path.display())
            }
            LoadError::Patterns { error } => {
                write!(
                    formatter,
                    "{CONFIG_FILE}: the patterns of sources and manifests can't be used: {error}"
                )
            }
        }
    }
}

impl std::error::Error for LoadError {}

/// Is told after each file, on any thread, how far reading has come.
pub type Watcher<'a> = &'a (dyn Fn(Progress) + Sync);

/// Reads a project.
pub fn load(location: &Location, progress: Option<Watcher<'_>>) -> Result<Loaded, LoadError> {
    load_without(location, is_generated, progress)
}

/// Reads a project, the manifests that promo wrote among those that people did.
pub fn load_with_generated(location: &Location) -> Result<Loaded, LoadError> {
    load_without(location, |_| false, None)
}

/// Whether a manifest is passed over, by its first bytes.
type Unwanted = fn(&[u8]) -> bool;

/// Leaves out manifests that are unwanted.
fn load_without(
    location: &Location,
    is_unwanted: Unwanted,
    progress: Option<Watcher<'_>>,
) -> Result<Loaded, LoadError> {
    let config = load_config(location)?;
    let patterns =
        Patterns::new(&config.sources, &config.manifests).map_err(|error| LoadError::Patterns { error })?;
    let root = location.root.clone();
    let Walked { files, nested } =
        walk(location, &patterns).map_err(|error| LoadError::Folder { path: root.clone(), error })?;
    let members = Members::new(location.clone(), patterns);
    let mut loaded = Loaded { root, config, sources: vec![], manifests: vec![], members, nested };
    for (role, text) in read_all(files, is_unwanted, progress).into_iter().flatten() {
        match role {
            Role::Source => loaded.sources.push(text),
            Role::Manifest => loaded.manifests.push(text),
        }
    }
    Ok(loaded)
}

fn load_config(location: &Location) -> Result<Config, LoadError> {
    let Some(path) = &location.config else { return Ok(Config::default()) };
    let text = read_text(path).map_err(|problem| LoadError::ConfigUnreadable { problem })?;
    parse_config(&text).map_err(|errors| LoadError::Config { text, errors })
}

/// The texts in the order of the files; nothing for manifests that are unwanted.
fn read_all(
    found: Vec<Found>,
    is_unwanted: Unwanted,
    progress: Option<Watcher<'_>>,
) -> Vec<Option<(Role, SourceText)>> {
    let total = found.len();
    let count = AtomicUsize::new(0);
    let read = |reader: &mut Reader, found: Found| {
        let text = read_one(reader, found, is_unwanted);
        if let Some(progress) = progress {
            progress(Progress { read: count.fetch_add(1, Ordering::Relaxed) + 1, total });
        }
        text
    };
    if total < SERIAL_FILES {
        let mut reader = Reader::default();
        found.into_iter().map(|found| read(&mut reader, found)).collect()
    } else {
        found.into_par_iter().map_init(Reader::default, read).collect()
    }
}

fn read_one(reader: &mut Reader, found: Found, is_unwanted: Unwanted) -> Option<(Role, SourceText)> {
    let is_unwanted = if found.role == Role::Manifest { is_unwanted } else { |_: &[u8]| false };
    let text = match found.problem {
        Some(problem) => Err(problem),
        None => reader.read(&found.path, is_unwanted).transpose()?,
    };
    let text = SourceText::new(found.relative, found.role, text, || read_lossily(&found.path));
    Some((found.role, text))
}

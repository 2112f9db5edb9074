//! The database: its inputs, and the one way to change them. Everything else in this crate is a function
//! of these inputs. It knows nothing of files on a disk: who loads a project hands over texts.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use std::sync::Arc;

use rustc_hash::FxHashMap;
use salsa::{Durability, Setter};

use crate::config::Config;

/// The stack of a thread that reads a database, in bytes: enough for the deepest nesting and the longest chain of
/// definitions that the analysis admits.
pub const STACK_SIZE: usize = 16 * 1024 * 1024;

/// A `.promo` file of the project.
#[salsa::input(debug)]
pub struct SourceFile {
    /// The path relative to the project, with `/` between its parts.
    #[returns(ref)]
    pub path: Arc<str>,
    /// The whole text.
    #[returns(ref)]
    pub text: Arc<str>,
}

/// A hand-written manifest of the project.
#[salsa::input(debug)]
pub struct ManifestFile {
    /// The path relative to the project, with `/` between its parts.
    #[returns(ref)]
    pub path: Arc<str>,
    /// The whole text.
    #[returns(ref)]
    pub text: Arc<str>,
}

/// The whole project.
#[salsa::input(singleton, debug)]
pub struct Project {
    /// The sources, sorted by path.
    #[returns(deref)]
    pub sources: Arc<[SourceFile]>,
    /// The hand-written manifests, sorted by path.
    #[returns(deref)]
    pub manifests: Arc<[ManifestFile]>,
    /// What `promo.toml` says.
    #[returns(ref)]
    pub config: Arc<Config>,
    /// Says nothing, at the lowest durability. What depends on all files reads it: a query whose durability
    /// falls counts as changed even if its value is the same, so that otherwise the first edit after
    /// loading would check the whole project again.
    #[returns(copy)]
    pub changes_often: (),
}

impl Project {
    /// The source of a path.
    pub fn source(self, db: &dyn Db, path: &str) -> Option<SourceFile> {
        let all = self.sources(db);
        let index = all.binary_search_by(|known| known.path(db).as_ref().cmp(path)).ok()?;
        all.get(index).copied()
    }

    /// The hand-written manifest of a path.
    pub fn manifest(self, db: &dyn Db, path: &str) -> Option<ManifestFile> {
        let all = self.manifests(db);
        let index = all.binary_search_by(|known| known.path(db).as_ref().cmp(path)).ok()?;
        all.get(index).copied()
    }

    /// The text of the source or manifest of a path.
    pub fn text<'db>(self, db: &'db dyn Db, path: &str) -> Option<&'db str> {
        let source = self.source(db, path).map(|file| file.text(db));
        let text = source.or_else(|| self.manifest(db, path).map(|file| file.text(db)));
        text.map(|text| &**text)
    }
}

/// Some sources that stand side by side in the list of the project. What depends on all sources depends on
/// batches of them, so that after an edit the batches are looked at, and not every file.
#[salsa::interned(debug)]
pub struct Batch<'db> {
    #[returns(copy)]
    first: usize,
}

impl<'db> Batch<'db> {
    /// About the square root of the number of files in a big project.
    const FILES: usize = 64;

    /// All of the project, in order.
    pub(crate) fn all(db: &'db dyn Db) -> impl Iterator<Item = Batch<'db>> {
        let starts = (0..db.project().sources(db).len()).step_by(Self::FILES);
        starts.map(move |first| Batch::new(db, first))
    }

    /// The sources of the batch, in order.
    pub(crate) fn sources(self, db: &'db dyn Db) -> impl Iterator<Item = SourceFile> {
        db.project().sources(db).iter().skip(self.first(db)).take(Self::FILES).copied()
    }
}

/// What the queries of this crate need of a database.
#[salsa::db]
pub trait Db: salsa::Database {
    /// The project that the database holds.
    fn project(&self) -> Project;
}

/// How often an input changes: the more often, the less is looked at again after a change of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Volatility {
    /// Being edited.
    Open,
    /// On the disk.
    Closed,
}

impl Volatility {
    fn durability(self) -> Durability {
        match self {
            Volatility::Open => Durability::LOW,
            Volatility::Closed => Durability::MEDIUM,
        }
    }
}

/// The new state of a source: a text, and how often it will change; nothing removes it.
pub type SourceState = Option<(Arc<str>, Volatility)>;

/// A new state of some of the inputs. Whatever is not named stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Sources by path.
    pub sources: Vec<(Arc<str>, SourceState)>,
    /// Hand-written manifests by path: a text to set it, nothing to remove it.
    pub manifests: Vec<(Arc<str>, Option<Arc<str>>)>,
    /// What `promo.toml` says now.
    pub config: Option<Arc<Config>>,
}

impl Change {
    /// A project in memory, as if its files were on a disk: what ends in `.promo` is a source, all else a manifest.
    pub fn of_texts(texts: impl IntoIterator<Item = (Arc<str>, Arc<str>)>) -> Change {
        let mut change = Change::default();
        for (path, text) in texts {
            if path.ends_with(".promo") {
                change.sources.push((path, Some((text, Volatility::Closed))));
            } else {
                change.manifests.push((path, Some(text)));
            }
        }
        change
    }
}

/// What happens in a database, for tests and logs.
pub type EventListener = Box<dyn Fn(salsa::Event) + Send + Sync + 'static>;

/// The database of one project. Clones are handles to the same state, for reading on other threads.
#[salsa::db]
#[derive(Clone)]
pub struct Database {
    storage: salsa::Storage<Self>,
    sources: Arc<FxHashMap<Arc<str>, SourceFile>>,
    manifests: Arc<FxHashMap<Arc<str>, ManifestFile>>,
}

#[salsa::db]
impl salsa::Database for Database {}

#[salsa::db]
impl Db for Database {
    fn project(&self) -> Project {
        Project::get(self)
    }
}

impl Default for Database {
    fn default() -> Self {
        Database::new(None)
    }
}

impl Database {
    /// An empty project. The listener is told of every query that runs.
    pub fn new(listener: Option<EventListener>) -> Self {
        let database = Database {
            storage: salsa::Storage::new(listener),
            sources: Arc::default(),
            manifests: Arc::default(),
        };
        let nothing: (Arc<[SourceFile]>, Arc<[ManifestFile]>) = (Arc::default(), Arc::default());
        let _: Project = Project::builder(nothing.0, nothing.1, Arc::default(), ())
            .durability(Durability::HIGH)
            .changes_often_durability(Durability::LOW)
            .new(&database);
        database
    }

    /// The source of a path.
    pub fn source(&self, path: &str) -> Option<SourceFile> {
        self.sources.get(path).copied()
    }

    /// The hand-written manifest of a path.
    pub fn manifest(&self, path: &str) -> Option<ManifestFile> {
        self.manifests.get(path).copied()
    }

    /// Applies a change. What is set to the value it has already changes nothing. Waits until every clone
    /// of the database is dropped.
    pub fn apply(&mut self, change: Change) {
        self.apply_sources(change.sources);
        self.apply_manifests(change.manifests);
        let project = Db::project(self);
        if let Some(config) = change.config.filter(|config| config != project.config(self)) {
            project.set_config(self).with_durability(Durability::HIGH).to(config);
        }
    }

    fn apply_sources(&mut self, changes: Vec<(Arc<str>, SourceState)>) {
        let mut sources = Arc::unwrap_or_clone(std::mem::take(&mut self.sources));
        let mut listed = false;
        for (path, state) in changes {
            match (sources.get(&path).copied(), state) {
                (Some(file), Some((text, volatility))) if *file.text(self) != text => {
                    file.set_text(self).with_durability(volatility.durability()).to(text);
                }
                (Some(_), Some(_)) => {}
                (None, Some((text, volatility))) => {
                    let file = SourceFile::builder(path.clone(), text)
                        .durability(volatility.durability())
                        .path_durability(Durability::HIGH)
                        .new(self);
                    sources.insert(path, file);
                    listed = true;
                }
                (known, None) => {
                    sources.remove(&path);
                    listed |= known.is_some();
                }
            }
        }
        if listed {
            let mut list: Vec<_> = sources.iter().collect();
            list.sort_by(|left, right| left.0.cmp(right.0));
            let list: Arc<[SourceFile]> = list.into_iter().map(|(_, file)| *file).collect();
            Db::project(self).set_sources(self).with_durability(Durability::HIGH).to(list);
        }
        self.sources = Arc::new(sources);
    }

    fn apply_manifests(&mut self, changes: Vec<(Arc<str>, Option<Arc<str>>)>) {
        let mut manifests = Arc::unwrap_or_clone(std::mem::take(&mut self.manifests));
        let mut listed = false;
        for (path, state) in changes {
            match (manifests.get(&path).copied(), state) {
                (Some(file), Some(text)) if *file.text(self) != text => {
                    file.set_text(self).with_durability(Durability::HIGH).to(text);
                }
                (Some(_), Some(_)) => {}
                (None, Some(text)) => {
                    let file =
                        ManifestFile::builder(path.clone(), text).durability(Durability::HIGH).new(self);
                    manifests.insert(path, file);
                    listed = true;
                }
                (known, None) => {
                    manifests.remove(&path);
                    listed |= known.is_some();
                }
            }
        }
        if listed {
            let mut list: Vec<_> = manifests.iter().collect();
            list.sort_by(|left, right| left.0.cmp(right.0));
            let list: Arc<[ManifestFile]> = list.into_iter().map(|(_, file)| *file).collect();
            Db::project(self).set_manifests(self).with_durability(Durability::HIGH).to(list);
        }
        self.manifests = Arc::new(manifests);
    }
}

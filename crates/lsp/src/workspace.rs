//! The projects that the editor looks at, each with a database, and which of its files are open.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::diagnostics::UnreadableFile;
use promo_analysis::{Change, Database, Db, Volatility};
use promo_project::{CONFIG_FILE, LoadError, Location, Progress, discover, load, read_text, with_slashes};
use rustc_hash::FxHashMap;
use tower_lsp::ls_types::{FileChangeType, FileEvent, Uri};

use crate::client::{ClientFacts, Settings};
use crate::documents::Documents;
use crate::snapshot::Snapshot;

/// What is told how many files have been read.
type OnProgress<'a> = Option<&'a (dyn Fn(Progress) + Sync)>;

/// A project with its database.
struct Project {
    root: PathBuf,
    database: Database,
    unreadable: Arc<[UnreadableFile]>,
    /// Why `promo.toml` can't be used; the project is then as if it had none.
    problem: Option<Arc<LoadError>>,
}

/// Where a document is in a project.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Home {
    root: PathBuf,
    path: Arc<str>,
}

/// All that the editor looks at.
#[derive(Default)]
pub(crate) struct Workspace {
    pub(crate) client: ClientFacts,
    pub(crate) settings: Settings,
    pub(crate) documents: Documents,
    folders: Vec<PathBuf>,
    projects: Vec<Project>,
    homes: FxHashMap<Uri, Home>,
}

impl Workspace {
    /// Adds folders of the editor, and loads the projects in which they are. `progress` is called after each file.
    pub(crate) fn add_folders(&mut self, folders: Vec<PathBuf>, progress: &(dyn Fn(Progress) + Sync)) {
        for folder in folders {
            self.folders.push(folder.clone());
            if let Ok(location) = discover(&folder) {
                self.load(location, Some(progress));
            }
        }
    }

    /// Removes folders of the editor, with their projects unless a document of theirs is open.
    pub(crate) fn remove_folders(&mut self, folders: &[PathBuf]) {
        self.folders.retain(|folder| !folders.contains(folder));
        let homes = &self.homes;
        self.projects.retain(|project| {
            !folders.iter().any(|folder| project.root.starts_with(folder))
                || homes.values().any(|home| home.root == project.root)
        });
    }

    /// What a request about everything reads.
    pub(crate) fn snapshots(&self) -> Vec<Snapshot> {
        self.projects.iter().map(|project| self.snapshot(project)).collect()
    }

    /// Opens a document: from now on, the editor's text counts, not the one on the disk.
    pub(crate) fn open(&mut self, uri: Uri, version: i32, text: String) {
        let location = self.location_of(&uri);
        let root = location.root.clone();
        self.load(location, None);
        let path = relative(&root, &uri);
        self.homes.insert(uri.clone(), Home { root, path });
        self.documents.open(uri, version, &text);
    }

    /// Closes a document: the text on the disk counts again.
    pub(crate) fn close(&mut self, uri: &Uri) {
        self.documents.close(uri);
        let Some(home) = self.homes.remove(uri) else { return };
        if let Some(project) = self.projects.iter_mut().find(|project| project.root == home.root) {
            project.read(&home.path);
        }
    }

    /// Tells the databases of the texts that changed. Waits until nobody reads them.
    pub(crate) fn apply_changed_documents(&mut self) -> bool {
        let changed = self.documents.take_changed();
        for uri in &changed {
            let (Some(home), Some(document)) = (self.homes.get(uri), self.documents.get(uri)) else {
                continue;
            };
            let project = self.projects.iter_mut().find(|project| project.root == home.root);
            let Some(project) = project else { continue };
            let text = document.text();
            let mut change = Change::default();
            if is_source(&home.path) {
                change.sources.push((home.path.clone(), Some((text, Volatility::Open))));
            } else if project.database.manifest(&home.path).is_some() {
                change.manifests.push((home.path.clone(), Some(text)));
            }
            project.database.apply(change);
        }
        !changed.is_empty()
    }

    /// Looks again at files that changed on the disk. What is open counts as the editor has it.
    pub(crate) fn files_changed(&mut self, events: &[FileEvent]) {
        for project in &mut self.projects {
            let paths = events.iter().filter_map(|event| Some((event.uri.to_file_path()?, event.typ)));
            let inside: Vec<_> = paths
                .filter_map(|(path, kind)| Some((with_slashes(path.strip_prefix(&project.root).ok()?), kind)))
                .collect();
            let is_text = |(path, kind): &(String, FileChangeType)| {
                *kind == FileChangeType::CHANGED && project.knows(path)
            };
            if inside.iter().all(is_text) {
                inside.iter().for_each(|(path, _)| project.read(path));
            } else {
                // Which files belong to the project may be another question now.
                project.read_all(None);
            }
        }
        self.documents.mark_all_changed();
    }

    /// What a request about a document reads; none if the document is in no project.
    pub(crate) fn snapshot_of(&self, uri: &Uri) -> Option<Snapshot> {
        let root = match self.homes.get(uri) {
            Some(home) => home.root.clone(),
            None => {
                let path = uri.to_file_path()?;
                let containing = self.projects.iter().filter(|project| path.starts_with(&project.root));
                containing.max_by_key(|project| project.root.as_os_str().len())?.root.clone()
            }
        };
        let project = self.projects.iter().find(|project| project.root == root)?;
        Some(self.snapshot(project))
    }

    fn snapshot(&self, project: &Project) -> Snapshot {
        let open = self.homes.iter().filter(|(_, home)| home.root == project.root);
        let open = open.filter_map(|(uri, home)| {
            Some((home.path.clone(), (uri.clone(), self.documents.get(uri)?.version)))
        });
        Snapshot {
            root: project.root.clone(),
            database: project.database.clone(),
            unreadable: project.unreadable.clone(),
            problem: project.problem.clone(),
            client: self.client,
            line_indices: RefCell::default(),
            settings: self.settings,
            open: open.collect(),
        }
    }

    /// The project that a document belongs to: the nearest folder above it with a `promo.toml`, otherwise the folder
    /// of the editor that it is in, otherwise its own folder.
    fn location_of(&self, uri: &Uri) -> Location {
        let Some(path) = uri.to_file_path().filter(|_| is_file(uri)) else {
            // What was never saved is a project of its own.
            return Location { root: PathBuf::from(uri.as_str()), config: None };
        };
        let parent = path.parent().unwrap_or(&path);
        match discover(parent) {
            Ok(location) if location.config.is_some() => location,
            _ => {
                let folders = self.folders.iter().filter(|folder| path.starts_with(folder));
                let folder = folders.max_by_key(|folder| folder.as_os_str().len());
                let root = folder.cloned().unwrap_or_else(|| parent.to_owned());
                Location { root, config: None }
            }
        }
    }

    fn load(&mut self, location: Location, progress: OnProgress<'_>) {
        if !self.projects.iter().any(|project| project.root == location.root) {
            self.projects.push(Project::load(location, progress));
        }
    }
}

impl Project {
    fn load(location: Location, progress: OnProgress<'_>) -> Project {
        let mut project = Project {
            root: location.root,
            database: Database::default(),
            unreadable: Arc::default(),
            problem: None,
        };
        project.read_all(progress);
        project
    }

    /// Whether a file is one of the project.
    fn knows(&self, path: &str) -> bool {
        self.database.source(path).is_some() || self.database.manifest(path).is_some()
    }

    /// Reads a file again. One that can't be read is none of the project.
    fn read(&mut self, path: &str) {
        let text = read_text(&self.root.join(path)).ok();
        let mut change = Change::default();
        if self.database.manifest(path).is_some() {
            change.manifests.push((path.into(), text));
        } else {
            change.sources.push((path.into(), text.map(|text| (text, Volatility::Closed))));
        }
        self.database.apply(change);
    }

    /// Reads the project again; what is as it was changes nothing.
    fn read_all(&mut self, progress: OnProgress<'_>) {
        self.problem = None;
        let config = Some(self.root.join(CONFIG_FILE)).filter(|config| config.exists());
        let location = Location { root: self.root.clone(), config };
        let loaded = load(&location, progress).or_else(|problem| {
            self.problem = Some(Arc::new(problem));
            load(&Location { root: self.root.clone(), config: None }, None)
        });
        let Ok(loaded) = loaded else { return };
        let (mut change, unreadable) = loaded.into_inputs();
        self.remove_missing(&mut change);
        self.database.apply(change);
        self.unreadable = unreadable.into();
    }

    /// Adds to a change that what it doesn't name is gone.
    fn remove_missing(&self, change: &mut Change) {
        let database = &self.database;
        let project = database.project();
        let known: rustc_hash::FxHashSet<Arc<str>> =
            change.sources.iter().map(|(path, _)| path.clone()).collect();
        let gone = project.sources(database).iter().map(|file| file.path(database).clone());
        change.sources.extend(gone.filter(|path| !known.contains(path)).map(|path| (path, None)));
        let known: rustc_hash::FxHashSet<Arc<str>> =
            change.manifests.iter().map(|(path, _)| path.clone()).collect();
        let gone = project.manifests(database).iter().map(|file| file.path(database).clone());
        change.manifests.extend(gone.filter(|path| !known.contains(path)).map(|path| (path, None)));
    }
}

fn is_file(uri: &Uri) -> bool {
    uri.scheme().as_str() == "file"
}

fn is_source(path: &str) -> bool {
    !path.ends_with(".yaml") && !path.ends_with(".yml")
}

/// The path of a document in its project, with `/` between its parts.
fn relative(root: &Path, uri: &Uri) -> Arc<str> {
    let path = uri.to_file_path().filter(|_| is_file(uri));
    let inside = path.as_deref().and_then(|path| path.strip_prefix(root).ok());
    match inside {
        Some(inside) => with_slashes(inside).into(),
        None => uri.path().as_str().into(),
    }
}

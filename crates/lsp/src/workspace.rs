//! The projects that the editor looks at, and which of their files are open.
//!
//! Every file has one home: the nearest folder above it with a `promo.toml`, otherwise the innermost folder of the
//! editor that it is in, otherwise its own folder with the files beside it. Only its home tells what is wrong with it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::Db;
use promo_project::{Location, Progress, Role, discover, real_path, with_slashes};
use rustc_hash::{FxHashMap, FxHashSet};
use tower_lsp::ls_types::{FileChangeType, FileEvent, TextDocumentItem, Uri};

use crate::address::file_path;
use crate::client::{ClientFacts, Settings};
use crate::documents::{Document, Documents};
use crate::project::{OnProgress, Project};
use crate::snapshot::Snapshot;

/// Where a document is in a project.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Home {
    root: PathBuf,
    path: Arc<str>,
    role: Role,
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
    /// Whether an open document may be something else to its project now.
    roles_changed: bool,
    /// Files of projects that are looked at no more, of which the editor was told that something is wrong.
    left_behind: Vec<Uri>,
}

impl Workspace {
    /// Adds folders of the editor, and loads the projects in which they are. `progress` is called after each file.
    pub(crate) fn add_folders(&mut self, folders: Vec<PathBuf>, progress: &(dyn Fn(Progress) + Sync)) {
        self.folders.extend(folders);
        self.arrange(Some(progress));
    }

    /// Removes folders of the editor, with the projects that nothing else is in.
    pub(crate) fn remove_folders(&mut self, folders: &[PathBuf]) {
        self.folders.retain(|folder| !folders.contains(folder));
        self.arrange(None);
    }

    /// The projects, by their folders.
    pub(crate) fn roots(&self) -> Vec<PathBuf> {
        self.projects.iter().map(|project| project.root().to_owned()).collect()
    }

    /// A project by its folder.
    pub(crate) fn project(&self, root: &Path) -> Option<&Project> {
        self.projects.iter().find(|project| project.root() == root)
    }

    fn project_mut(&mut self, root: &Path) -> Option<&mut Project> {
        self.projects.iter_mut().find(|project| project.root() == root)
    }

    /// The folders of the projects of which what was told may not hold any more.
    pub(crate) fn take_outdated(&mut self) -> Vec<PathBuf> {
        let outdated = self.projects.iter_mut().filter(|project| project.is_outdated);
        let taken = outdated.map(|project| {
            project.is_outdated = false;
            project.root().to_owned()
        });
        taken.collect()
    }

    /// Files that are looked at no more, of which the editor was told that something is wrong.
    pub(crate) fn take_left_behind(&mut self) -> Vec<Uri> {
        std::mem::take(&mut self.left_behind)
    }

    /// What the names of the projects' files match.
    pub(crate) fn patterns(&self) -> Vec<String> {
        let of_project = |project: &Project| {
            let config = project.database.project().config(&project.database);
            [config.sources.as_slice(), &config.manifests].concat()
        };
        self.projects.iter().flat_map(of_project).collect()
    }

    /// Opens a document: from now on, the editor's text counts, not the one on the disk. Whether that is another one.
    pub(crate) fn open(&mut self, document: TextDocumentItem) -> bool {
        let uri = document.uri.clone();
        self.documents.open(document);
        self.arrange(None);
        if !self.client.watches_files {
            self.read_again(&uri);
        }
        let Some((project, home)) = self.home(&uri) else { return false };
        project.told.forget(&home.path);
        project.text(&home.path) != self.documents.get(&uri).map(Document::text)
    }

    /// Closes a document: the text on the disk counts again. Whether that is another one.
    pub(crate) fn close(&mut self, uri: &Uri) -> bool {
        self.documents.close(uri);
        let Some(home) = self.homes.remove(uri) else { return false };
        let mut is_another = false;
        if let Some(project) = self.project_mut(&home.root) {
            let before = project.text(&home.path);
            project.read(&home.path);
            project.told.forget(&home.path);
            is_another = before != project.text(&home.path);
        }
        // The same file may be open by another name.
        let others = self.homes.iter().filter(|(_, other)| **other == home).map(|(uri, _)| uri);
        others.for_each(|uri| self.documents.mark_changed(uri));
        self.arrange(None);
        is_another
    }

    /// Looks at the disk when a document is saved, for an editor that doesn't tell of changes there.
    pub(crate) fn saved(&mut self, uri: &Uri) {
        if !self.client.watches_files {
            self.read_again(uri);
        }
    }

    fn read_again(&mut self, uri: &Uri) {
        let Some(home) = self.homes.get(uri).cloned() else { return };
        let open = self.open_in(&home.root);
        if let Some(project) = self.project_mut(&home.root).filter(|project| !project.is_alone()) {
            project.read_all(&open, None);
        }
        self.roles_changed = true;
        self.arrange(None);
    }

    /// Tells the databases of the texts that changed. Waits until nobody reads them.
    pub(crate) fn apply_changed_documents(&mut self) {
        for uri in self.documents.take_changed() {
            let (Some(home), Some(document)) = (self.homes.get(&uri).cloned(), self.documents.get(&uri))
            else {
                continue;
            };
            let text = document.text();
            if let Some(project) = self.project_mut(&home.root) {
                project.edit(home.role, &home.path, text);
            }
        }
    }

    /// Looks again at files that changed on the disk. What is open counts as the editor has it.
    pub(crate) fn files_changed(&mut self, events: &[FileEvent]) {
        let events: Vec<_> =
            events.iter().filter_map(|event| Some((file_path(&event.uri)?, event.typ))).collect();
        for root in self.roots() {
            let open = self.open_in(&root);
            if let Some(project) = self.project_mut(&root) {
                project.files_changed(&events, &open);
            }
        }
        self.roles_changed = true;
        self.arrange(None);
    }

    /// What a request about a document reads; none if the document is in no project.
    pub(crate) fn snapshot_of(&self, uri: &Uri) -> Option<Snapshot> {
        if let Some((project, _)) = self.home(uri) {
            return Some(self.snapshot(project));
        }
        let path = file_path(uri).filter(|_| self.documents.get(uri).is_none())?;
        let containing = self.projects.iter().filter(|project| project.contains(&path));
        Some(self.snapshot(containing.max_by_key(|project| project.root().as_os_str().len())?))
    }

    /// What a request about a project reads; none if it is looked at no more.
    pub(crate) fn snapshot_at(&self, root: &Path) -> Option<Snapshot> {
        self.project(root).map(|project| self.snapshot(project))
    }

    pub(crate) fn snapshot(&self, project: &Project) -> Snapshot {
        let open = self.homes.iter().filter(|(_, home)| home.root == project.root());
        let open = open.filter_map(|(uri, home)| {
            Some((home.path.clone(), (uri.clone(), self.documents.get(uri)?.version)))
        });
        Snapshot {
            root: project.root().to_owned(),
            database: project.database.clone(),
            unreadable: project.unreadable.clone(),
            problem: project.problem.clone(),
            client: self.client,
            line_indices: RefCell::default(),
            settings: self.settings,
            open: open.collect(),
        }
    }

    /// Whether a document is open and one of a project.
    pub(crate) fn is_open(&self, uri: &Uri) -> bool {
        self.homes.contains_key(uri)
    }

    fn home(&self, uri: &Uri) -> Option<(&Project, &Home)> {
        let home = self.homes.get(uri)?;
        Some((self.project(&home.root)?, home))
    }

    /// The files of a project that are open.
    fn open_in(&self, root: &Path) -> FxHashSet<Arc<str>> {
        self.homes.values().filter(|home| home.root == root).map(|home| home.path.clone()).collect()
    }

    /// Finds out anew which projects there are and which one each document belongs to, after folders or documents
    /// have come or gone, or a `promo.toml` has.
    fn arrange(&mut self, progress: OnProgress<'_>) {
        let wanted = self.load_wanted(progress);
        let homes = self.find_homes();
        self.roles_changed = false;
        let is_wanted = |project: &Project| match project.is_alone() {
            true => homes.values().any(|home| home.root == project.root()),
            false => wanted.contains_key(project.root()),
        };
        for gone in self.projects.extract_if(.., |project| !is_wanted(project)) {
            self.left_behind.extend(gone.told.end());
        }
        let moved = homes.iter().filter(|(uri, home)| self.homes.get(*uri) != Some(*home));
        moved.for_each(|(uri, _)| self.documents.mark_changed(uri));
        for (uri, before) in std::mem::replace(&mut self.homes, homes) {
            if self.homes.get(&uri) != Some(&before)
                && let Some(project) = self.project_mut(&before.root)
            {
                project.read(&before.path);
            }
        }
    }

    /// Loads the projects that folders and documents are in, and those inside of the editor's folders.
    fn load_wanted(&mut self, progress: OnProgress<'_>) -> BTreeMap<PathBuf, Location> {
        let folders = self.folders.iter().filter_map(|folder| discover(folder).ok());
        let documents = self.documents.iter().filter_map(|(uri, document)| {
            let location = self.location_of(&self.as_in_folders(&file_path(uri)?));
            // YAML that is in no project makes none of its neighbours.
            (document.is_promo || !location.has_only_siblings).then_some(location)
        });
        let mut wanted: BTreeMap<PathBuf, Location> = BTreeMap::new();
        for location in folders.chain(documents) {
            wanted.entry(location.root.clone()).or_insert(location);
        }
        loop {
            exclude_each_other(&mut wanted);
            for location in wanted.values() {
                self.load(location, progress);
            }
            let nested = self.projects.iter().filter(|project| wanted.contains_key(project.root()));
            let nested: Vec<_> = nested.flat_map(|project| project.nested.clone()).collect();
            let count = wanted.len();
            for root in nested.into_iter().filter(|root| self.folder_of(root).is_some()) {
                wanted.entry(root.clone()).or_insert_with(|| Location::at(root));
            }
            if wanted.len() == count {
                return wanted;
            }
        }
    }

    fn load(&mut self, location: &Location, progress: OnProgress<'_>) {
        let open = self.open_in(&location.root);
        match self.project_mut(&location.root) {
            None => self.projects.push(Project::load(location.clone(), progress)),
            Some(project) if project.location != *location => {
                project.location = location.clone();
                project.read_all(&open, progress);
            }
            Some(_) => {}
        }
    }

    /// Where every open document belongs. One that is no file of a project is one of its own, if it is promo at all.
    fn find_homes(&mut self) -> FxHashMap<Uri, Home> {
        let mut homes = FxHashMap::default();
        let documents: Vec<_> =
            self.documents.iter().map(|(uri, document)| (uri.clone(), document.is_promo)).collect();
        for (uri, is_promo) in documents {
            let in_project = file_path(&uri).and_then(|path| self.home_on_disk(&uri, &path));
            let home = in_project.or_else(|| is_promo.then(|| self.home_alone(&uri)));
            homes.extend(home.map(|home| (uri, home)));
        }
        homes
    }

    fn home_on_disk(&self, uri: &Uri, path: &Path) -> Option<Home> {
        let path = self.as_in_folders(path);
        let root = self.location_of(&path).root;
        let known = self.homes.get(uri).filter(|home| home.root == root && !self.roles_changed);
        if let Some(home) = known {
            return Some(home.clone());
        }
        let inside: Arc<str> = with_slashes(path.strip_prefix(&root).ok()?).into();
        let role = self.project(&root)?.role(&inside)?;
        Some(Home { root, path: inside, role })
    }

    fn home_alone(&mut self, uri: &Uri) -> Home {
        let root = file_path(uri).unwrap_or_else(|| PathBuf::from(uri.as_str()));
        let name = root.file_name().map_or_else(|| uri.path().as_str().into(), |name| name.to_string_lossy());
        let path = name.as_ref().into();
        if self.project(&root).is_none() {
            self.projects.push(Project::alone(root.clone()));
        }
        Home { root, path, role: Role::Source }
    }

    /// The project of a file, whose path leads through the folders of the editor.
    fn location_of(&self, path: &Path) -> Location {
        let parent = path.parent().unwrap_or(path);
        if let Some(location) = discover(parent).ok().filter(|location| location.config.is_some()) {
            return location;
        }
        match self.folder_of(path) {
            Some(folder) => Location::at(folder.to_owned()),
            None => Location { has_only_siblings: true, ..Location::at(parent.to_owned()) },
        }
    }

    /// The innermost folder of the editor that a path is in.
    fn folder_of(&self, path: &Path) -> Option<&Path> {
        let folders = self.folders.iter().filter(|folder| path.starts_with(folder));
        folders.max_by_key(|folder| folder.as_os_str().len()).map(PathBuf::as_path)
    }

    /// A path as it leads through the folders of the editor: links may lead another way to the same file.
    fn as_in_folders(&self, path: &Path) -> PathBuf {
        if self.folder_of(path).is_some() {
            return path.to_owned();
        }
        let inside = |real: PathBuf| {
            self.folders.iter().find_map(|folder| {
                let inside = real.strip_prefix(real_path(folder).ok()?).ok()?.to_owned();
                Some(folder.join(inside))
            })
        };
        real_path(path).ok().and_then(inside).unwrap_or_else(|| path.to_owned())
    }
}

/// Leaves out of each project the folders of the others below it. What has a `promo.toml` is left out by that.
fn exclude_each_other(wanted: &mut BTreeMap<PathBuf, Location>) {
    let roots: Vec<PathBuf> = wanted
        .values()
        .filter(|location| location.config.is_none())
        .map(|location| location.root.clone())
        .collect();
    for (root, location) in wanted {
        location.others =
            roots.iter().filter(|other| *other != root && other.starts_with(root)).cloned().collect();
    }
}

impl Project {
    fn files_changed(&mut self, events: &[(PathBuf, FileChangeType)], open: &FxHashSet<Arc<str>>) {
        if self.is_alone() {
            return;
        }
        let inside: Vec<(Arc<str>, FileChangeType)> = events
            .iter()
            .filter_map(|(path, kind)| {
                Some((with_slashes(path.strip_prefix(self.root()).ok()?).into(), *kind))
            })
            .collect();
        let is_text =
            |(path, kind): &(Arc<str>, FileChangeType)| *kind == FileChangeType::CHANGED && self.knows(path);
        // Which files belong to the project may be another question now; the folder itself may have gone.
        let is_above = events.iter().any(|(path, _)| self.root().starts_with(path));
        if is_above || !inside.iter().all(is_text) {
            self.read_all(open, None);
            return;
        }
        for (path, _) in inside.iter().filter(|(path, _)| !open.contains(path)) {
            self.read(path);
        }
    }
}

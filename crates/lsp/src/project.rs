//! One project that the editor looks at: its database, and what was told of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::diagnostics::UnreadableFile;
use promo_analysis::{Change, Database, Volatility};
use promo_project::{FileInput, LoadError, Location, Members, Progress, Role, load, remove_missing};
use rustc_hash::FxHashSet;

use crate::publish::Told;

/// What is told how many files have been read.
pub(crate) type OnProgress<'a> = Option<&'a (dyn Fn(Progress) + Sync)>;

/// A project with its database.
pub(crate) struct Project {
    pub(crate) location: Location,
    pub(crate) database: Database,
    pub(crate) unreadable: Arc<[UnreadableFile]>,
    /// Why `promo.toml` can't be used; the project is then as if it had none.
    pub(crate) problem: Option<Arc<LoadError>>,
    /// Which files belong to it; none of a document that stands for itself.
    members: Option<Members>,
    /// The folders below that are projects of their own.
    pub(crate) nested: Vec<PathBuf>,
    /// What the editor was told is wrong.
    pub(crate) told: Told,
    /// Whether what was told may not hold any more.
    pub(crate) is_outdated: bool,
}

impl Project {
    /// A project on the disk.
    pub(crate) fn load(location: Location, progress: OnProgress<'_>) -> Project {
        let mut project = Project::empty(location);
        project.read_all(&FxHashSet::default(), progress);
        project
    }

    /// The project of a document that belongs to no other.
    pub(crate) fn alone(root: PathBuf) -> Project {
        Project::empty(Location { root, config: None, has_only_siblings: true, others: Vec::new() })
    }

    fn empty(location: Location) -> Project {
        Project {
            location,
            database: Database::default(),
            unreadable: Arc::default(),
            problem: None,
            members: None,
            nested: Vec::new(),
            told: Told::default(),
            is_outdated: true,
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.location.root
    }

    /// Whether it is a document that belongs to no other project.
    pub(crate) fn is_alone(&self) -> bool {
        self.members.is_none()
    }

    /// Whether a path is inside, be it a file of the project or not.
    pub(crate) fn contains(&self, path: &Path) -> bool {
        let reaches = !self.location.has_only_siblings || path.parent() == Some(self.root());
        !self.is_alone() && path.starts_with(self.root()) && reaches
    }

    /// What a file is to the project.
    pub(crate) fn role(&self, path: &str) -> Option<Role> {
        match &self.members {
            Some(members) => members.role(path),
            None => Some(Role::Source),
        }
    }

    /// Whether a file was read with the project.
    pub(crate) fn knows(&self, path: &str) -> bool {
        self.database.source(path).is_some()
            || self.database.manifest(path).is_some()
            || self.unreadable.iter().any(|file| *file.path == *path)
    }

    /// The text of a file of the project as it counts now.
    pub(crate) fn text(&self, path: &str) -> Option<Arc<str>> {
        let source = self.database.source(path).map(|file| file.text(&self.database).clone());
        source.or_else(|| Some(self.database.manifest(path)?.text(&self.database).clone()))
    }

    /// Takes a text of the editor for that of a file. Waits until nobody reads the database.
    pub(crate) fn edit(&mut self, role: Role, path: &Arc<str>, text: Arc<str>) {
        let input = match &self.members {
            Some(members) => members.in_editor(role, path, text),
            None => {
                let sources = vec![(path.clone(), Some((text, Volatility::Open)))];
                FileInput { change: Change { sources, ..Change::default() }, unreadable: None }
            }
        };
        self.apply(path, input);
    }

    /// Reads a file again.
    pub(crate) fn read(&mut self, path: &Arc<str>) {
        if let Some(members) = &self.members {
            let input = members.on_disk(path);
            self.apply(path, input);
        }
    }

    fn apply(&mut self, path: &Arc<str>, input: FileInput) {
        self.database.apply(input.change);
        let is_other = |file: &&UnreadableFile| *file.path != **path;
        if input.unreadable.is_some() || self.unreadable.iter().any(|file| !is_other(&file)) {
            self.unreadable =
                self.unreadable.iter().filter(is_other).cloned().chain(input.unreadable).collect();
        }
        self.is_outdated = true;
    }

    /// Reads the project again; what is as it was changes nothing, and what is open stays as the editor has it.
    pub(crate) fn read_all(&mut self, open: &FxHashSet<Arc<str>>, progress: OnProgress<'_>) {
        self.location.config = Location::at(self.root().to_owned()).config;
        self.problem = None;
        let loaded = load(&self.location, progress).or_else(|problem| {
            // A folder that is gone is a project without files.
            self.problem = Some(Arc::new(problem)).filter(|_| self.root().exists());
            load(&Location { config: None, ..self.location.clone() }, None)
        });
        let (mut change, mut unreadable) = (Change::default(), Vec::new());
        if let Ok(loaded) = loaded {
            self.members = Some(loaded.members.clone());
            self.nested.clone_from(&loaded.nested);
            (change, unreadable) = loaded.into_inputs();
        }
        remove_missing(&mut change, &self.database);
        change.sources.retain(|(path, _)| !open.contains(path));
        change.manifests.retain(|(path, _)| !open.contains(path));
        unreadable.retain(|file| !open.contains(&file.path));
        self.database.apply(change);
        self.unreadable = unreadable.into();
        self.is_outdated = true;
    }
}

//! The files that a promotion is about, as far as they stand in the project: those in the folders of its
//! Applications. Knows what a path selects in one, and nothing of why that matters.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use std::sync::Arc;

use promo_manifest::{Node, documents};
use rustc_hash::FxHashSet;

use super::own_repository;
use super::selection::selection_of;
use crate::database::{Db, ManifestFile};
use crate::declaration::{Declaration, DeclarationKind};
use crate::jsonpath::segments;
use crate::jsonpath::select::select;
use crate::knowledge::{ApplicationFact, applications, applications_of};
use crate::model::{ApplicationSource, Name};
use crate::names::{NameKey, Namespace};

/// The files of a name in the folders of the Applications that a declaration is for, each with the first Application
/// in whose folder it is, as far as they are in the project.
pub fn promoted_files(db: &dyn Db, declaration: Declaration<'_>, file: &str) -> Vec<(Name, ManifestFile)> {
    let folders = folders_of(db, declaration.kind(db), declaration.name(db)).into_iter();
    folders.filter_map(|folder| Some((folder.application.clone(), folder.file(db, file)?))).collect()
}

/// The folder of an Application, from the top of its repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The Application.
    pub application: Name,
    path: String,
    /// Whether its repository is that of the project.
    is_own: bool,
}

/// The folders of the Applications that a product or template is for, by its name.
pub fn folders_of(db: &dyn Db, kind: DeclarationKind, name: &str) -> Vec<Folder> {
    match kind {
        DeclarationKind::Product => folders_of_product(db, name),
        DeclarationKind::Template => folders_of_template(db, name),
        _ => Vec::new(),
    }
}

/// The folders of the Applications of a product.
fn folders_of_product(db: &dyn Db, product: &str) -> Vec<Folder> {
    folders(db, applications_of(db, NameKey::new(db, Namespace::Products, product)).iter())
}

/// The folders of the Applications that a template is for: those that it selects, and those of the products that
/// name it.
fn folders_of_template(db: &dyn Db, template: &str) -> Vec<Folder> {
    let key = NameKey::new(db, Namespace::Templates, template);
    let known = &applications(db).known;
    folders(db, selection_of(db, key).promoted.iter().filter_map(|number| known.get(*number)))
}

/// The folders of all Applications of the project.
pub fn folders_of_all(db: &dyn Db) -> Vec<Folder> {
    folders(db, applications(db).known.iter())
}

/// The folders of some Applications, each once.
fn folders<'a, 'db: 'a>(
    db: &dyn Db,
    applications: impl Iterator<Item = &'a ApplicationFact<'db>>,
) -> Vec<Folder> {
    let mut seen = FxHashSet::default();
    let folders = applications.filter_map(|fact| {
        let source = one_source(fact)?;
        let is_own = own_repository::is_own(db, source);
        Folder::of(fact, source, is_own)
    });
    folders.filter(|folder| seen.insert((folder.path.clone(), folder.is_own))).collect()
}

/// The one source that an Application takes its files from.
pub(super) fn one_source<'a, 'db>(fact: &'a ApplicationFact<'db>) -> Option<&'a ApplicationSource<'db>> {
    let [source] = fact.deployment.as_ref()?.sources.as_slice() else { return None };
    Some(source).filter(|source| source.chart.is_none() && fact.is_complete)
}

/// A path without `.`, `..` and empty parts; none if it leads out of where it begins.
fn resolved(path: &str) -> Option<String> {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

impl Folder {
    /// The folder of a source, from the top of its repository; whose that is, somebody else says.
    pub(super) fn of(
        fact: &ApplicationFact<'_>,
        source: &ApplicationSource<'_>,
        is_own: bool,
    ) -> Option<Folder> {
        let path = resolved(&source.path.as_ref()?.value)?;
        Some(Folder { application: fact.name.clone(), path, is_own })
    }

    /// Its path, from the top of its repository.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Whether it is the top of its repository.
    pub(super) fn is_top(&self) -> bool {
        self.path.is_empty()
    }

    /// The path of a file in it, as the project has paths; none if the file lies outside.
    pub fn path_of(&self, file: &str) -> Option<String> {
        let file = resolved(file)?;
        Some(if self.path.is_empty() { file } else { format!("{}/{file}", self.path) })
    }

    /// A file in it, if it is in the project.
    pub fn file(&self, db: &dyn Db, file: &str) -> Option<ManifestFile> {
        let path = self.path_of(file).filter(|_| self.is_own)?;
        db.project().manifest(db, &path)
    }

    /// Whether it is known what is in it: it is in the project, and some file of it is. Of the top of the project that
    /// says nothing.
    pub fn is_known(&self, db: &dyn Db) -> bool {
        self.is_own && self.has_files(db)
    }

    /// Whether the project has files in a folder of its path, other than the top.
    pub(super) fn has_files(&self, db: &dyn Db) -> bool {
        !self.is_top() && self.files(db).next().is_some()
    }

    /// The files in it that are in the project, by their paths from there.
    pub fn files<'db>(&self, db: &'db dyn Db) -> impl Iterator<Item = &'db str> + use<'db> {
        let prefix = if self.path.is_empty() { String::new() } else { format!("{}/", self.path) };
        let all = db.project().manifests(db);
        let first = all.partition_point(|known| known.path(db).as_ref() < prefix.as_str());
        let rest = all.get(first..).unwrap_or_default().iter();
        rest.map_while(move |known| known.path(db).strip_prefix(prefix.as_str()))
    }
}

/// Whether the project passes a file over though it may be there, since a part of its path is hidden.
pub(crate) fn is_hidden(file: &str) -> bool {
    resolved(file).is_some_and(|path| path.split('/').any(|part| part.starts_with('.')))
}

/// A JSONPath.
#[salsa::interned(debug)]
pub(crate) struct PathKey<'db> {
    #[returns(ref)]
    pub(crate) text: Arc<str>,
}

/// Whether a path selects nothing in a file, for certain.
#[salsa::tracked(returns(copy))]
pub(crate) fn lacks<'db>(db: &'db dyn Db, file: ManifestFile, path: PathKey<'db>) -> bool {
    let (Some(document), Ok(path)) = (document(db, file), segments(path.text(db))) else { return false };
    select(&document, &path).is_nothing()
}

/// The only document of a file: of several nobody knows which is meant. It is not kept, since it is many times as large
/// as its text.
pub fn document(db: &dyn Db, file: ManifestFile) -> Option<Node> {
    let mut documents = documents(file.text(db)).ok()?;
    let only = documents.pop();
    only.filter(|_| documents.is_empty())
}

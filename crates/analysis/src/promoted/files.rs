//! The files that a promotion is about, as far as they stand in the project: those in the folders of its
//! Applications. Knows what a path selects in one, and nothing of why that matters.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use std::sync::Arc;

use promo_manifest::{Node, documents};
use rustc_hash::FxHashSet;

use super::selection::selection_of;
use crate::database::{Db, ManifestFile};
use crate::jsonpath::segments;
use crate::jsonpath::select::select;
use crate::knowledge::{ApplicationFact, applications, applications_of};
use crate::model::Name;
use crate::names::{NameKey, Namespace};

/// The folder of an Application, from the top of the repository, which is that of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The Application.
    pub application: Name,
    path: String,
}

/// The folders of the Applications of a product.
pub fn folders_of_product(db: &dyn Db, product: &str) -> Vec<Folder> {
    folders(applications_of(db, NameKey::new(db, Namespace::Products, product)).iter())
}

/// The folders of the Applications that a template is for: those that it selects, and those of the products that
/// name it.
pub fn folders_of_template(db: &dyn Db, template: &str) -> Vec<Folder> {
    let key = NameKey::new(db, Namespace::Templates, template);
    let known = &applications(db).known;
    folders(selection_of(db, key).promoted.iter().filter_map(|number| known.get(*number)))
}

/// The folders of all Applications of the project.
pub fn folders_of_all(db: &dyn Db) -> Vec<Folder> {
    folders(applications(db).known.iter())
}

/// The folders of some Applications, each once.
fn folders<'a, 'db: 'a>(applications: impl Iterator<Item = &'a ApplicationFact<'db>>) -> Vec<Folder> {
    let mut seen = FxHashSet::default();
    applications.filter_map(folder).filter(|folder| seen.insert(folder.path.clone())).collect()
}

/// The one folder that an Application takes its files from.
fn folder(fact: &ApplicationFact<'_>) -> Option<Folder> {
    let [source] = fact.deployment.as_ref()?.sources.as_slice() else { return None };
    let path = source.path.as_ref().filter(|_| source.chart.is_none() && fact.is_complete)?;
    let parts: Vec<&str> = path.value.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    Some(Folder { application: fact.name.clone(), path: parts.join("/") })
}

impl Folder {
    /// The path of a file in it, as the project has paths.
    pub fn path_of(&self, file: &str) -> String {
        let file = file.trim_start_matches("./");
        if self.path.is_empty() { file.to_owned() } else { format!("{}/{file}", self.path) }
    }

    /// A file in it, if it is in the project.
    pub fn file(&self, db: &dyn Db, file: &str) -> Option<ManifestFile> {
        let path = self.path_of(file);
        let all = db.project().manifests(db);
        let index = all.binary_search_by(|known| known.path(db).as_ref().cmp(&path)).ok()?;
        all.get(index).copied()
    }

    /// Whether it is in the project: some file of it is. Of the top of the project that says nothing.
    pub fn is_known(&self, db: &dyn Db) -> bool {
        !self.path.is_empty() && self.files(db).next().is_some()
    }

    /// The files in it that are in the project, by their paths from there.
    pub fn files<'db>(&self, db: &'db dyn Db) -> impl Iterator<Item = &'db str> + use<'db> {
        let prefix = self.path_of("");
        let all = db.project().manifests(db);
        let first = all.partition_point(|known| known.path(db).as_ref() < prefix.as_str());
        let rest = all.get(first..).unwrap_or_default().iter();
        rest.map_while(move |known| known.path(db).strip_prefix(prefix.as_str()))
    }
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

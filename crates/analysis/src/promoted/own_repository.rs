//! Which of the repositories that the Applications name is the one that the project is in: the project doesn't say.
//! Looks at folders alone, and at nothing that stands in them.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use rustc_hash::{FxHashMap, FxHashSet};

use super::files::{Folder, one_source};
use crate::database::Db;
use crate::knowledge::applications;
use crate::model::ApplicationSource;

/// Whether the folder of a source may be looked up in the project. One that names no repository is taken for one of
/// the project.
pub(super) fn is_own(db: &dyn Db, source: &ApplicationSource<'_>) -> bool {
    repository(source).is_none_or(|repository| own_repository(db) == Some(&*repository))
}

/// The folders that Applications of one repository name.
#[derive(Default)]
struct Folders {
    all: usize,
    in_project: usize,
}

impl Folders {
    /// Whether so many of them are in the project that it is no accident: a few may be hidden, or generated.
    fn are_own(&self) -> bool {
        self.in_project * 4 >= self.all * 3
    }
}

/// The only repository of which folders are in the project, if nearly all of them are. A folder of another repository
/// can have the path of one of the project, so where several have one here, nobody knows.
#[salsa::tracked(returns(as_deref))]
fn own_repository(db: &dyn Db) -> Option<String> {
    let mut by_repository: FxHashMap<String, Folders> = FxHashMap::default();
    let mut seen = FxHashSet::default();
    for (source, fact) in applications(db).known.iter().filter_map(|fact| Some((one_source(fact)?, fact))) {
        let (Some(repository), Some(folder)) = (repository(source), Folder::of(fact, source, true)) else {
            continue;
        };
        // The top is in every project.
        if folder.is_top() || !seen.insert((repository.clone(), folder.path().to_owned())) {
            continue;
        }
        let folders = by_repository.entry(repository).or_default();
        folders.all += 1;
        folders.in_project += usize::from(folder.has_files(db));
    }
    let mut possible = by_repository.into_iter().filter(|(_, folders)| folders.in_project > 0);
    match (possible.next(), possible.next()) {
        (Some((repository, folders)), None) => folders.are_own().then_some(repository),
        _ => None,
    }
}

/// The repository of a source, however its URL is written: `git@HOST:PATH.git` is `https://HOST/PATH`.
fn repository(source: &ApplicationSource<'_>) -> Option<String> {
    let url = source.repository.as_ref()?.value.to_lowercase();
    let (scheme, rest) = url.split_once("://").map_or((None, &*url), |(scheme, rest)| (Some(scheme), rest));
    let rest = rest.split_once('@').map_or(rest, |(_, rest)| rest);
    let rest = rest.trim_end_matches('/').trim_end_matches(".git");
    Some(if scheme.is_none() { rest.replacen(':', "/", 1) } else { rest.to_owned() })
}

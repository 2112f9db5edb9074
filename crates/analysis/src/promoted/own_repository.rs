//! Which of the repositories that the Applications name is the one that the project is in: the project doesn't say.
//! Looks at folders alone, and at nothing that stands in them.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use rustc_hash::FxHashMap;

use super::files::{Folder, one_source};
use crate::database::Db;
use crate::knowledge::applications;
use crate::model::ApplicationSource;

/// Whether the folder of a source may be looked up in the project. One that names no repository is taken for one of
/// the project.
pub(super) fn is_own(db: &dyn Db, source: &ApplicationSource<'_>) -> bool {
    repository(source).is_none_or(|repository| own_repository(db) == Some(&*repository))
}

/// The only repository that the Applications name, or of several the only one of which a folder is in the project. A
/// folder of another repository can have the path of one of the project, so where several have one here, nobody knows.
#[salsa::tracked(returns(as_deref))]
fn own_repository(db: &dyn Db) -> Option<String> {
    let mut has_folders: FxHashMap<String, bool> = FxHashMap::default();
    for (source, fact) in applications(db).known.iter().filter_map(|fact| Some((one_source(fact)?, fact))) {
        let (Some(repository), Some(folder)) = (repository(source), Folder::of(fact, source, true)) else {
            continue;
        };
        let has_folder = has_folders.entry(repository).or_default();
        *has_folder = *has_folder || folder.has_files(db);
    }
    let is_only_one = has_folders.len() == 1;
    let mut possible = has_folders.into_iter().filter(|(_, has_folder)| is_only_one || *has_folder);
    match (possible.next(), possible.next()) {
        (Some((repository, _)), None) => Some(repository),
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

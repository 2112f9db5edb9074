//! `jsonpath-not-found`: a path selects nothing in the files of the Applications that it is meant for.

use promo_diagnostics::{Rule, nearest};
use promo_manifest::NodeValue;

use super::Subject;
use crate::database::{Db, ManifestFile};
use crate::finding::Finding;
use crate::jsonpath::select::last_reached;
use crate::jsonpath::{Selector, WHOLE_FILE, segments};
use crate::model::{Name, Promotion, Sourced};
use crate::paths::{self, PathRole};
use crate::promoted::{Folder, PathKey, document, lacks};
use crate::site::Site;

/// The paths that select nothing.
pub(super) fn check<'db>(
    subject: Subject<'db>,
    promotion: &Promotion<'db>,
    folders: &[Folder],
) -> Vec<Finding<'db>> {
    let version = promotion.version.iter().map(|version| (&version.file, &version.path, PathRole::Version));
    let promoted = promotion
        .files
        .iter()
        .flat_map(|promoted| promoted.paths.iter().map(|path| (&promoted.file, path, PathRole::Promoted)));
    // What is wrong with the path itself is told first.
    let paths = version
        .chain(promoted)
        .filter(|(_, path, role)| *path.value != *WHOLE_FILE && paths::check(&path.value, *role).is_none());
    paths.filter_map(|(file, path, _)| not_found(subject, file, path, folders)).collect()
}

/// A path that each of the files lacks. One that some have is right for these.
fn not_found<'db>(
    subject: Subject<'db>,
    file: &Sourced<'db, Name>,
    path: &Sourced<'db, Name>,
    folders: &[Folder],
) -> Option<Finding<'db>> {
    let db = subject.db;
    let key = PathKey::new(db, &*path.value);
    let mut files = folders.iter().filter_map(|folder| Some((folder, folder.file(db, &file.value)?)));
    let (folder, first) = files.next()?;
    if !lacks(db, first, key) || !files.clone().all(|(_, file)| lacks(db, file, key)) {
        return None;
    }
    let besides =
        if files.next().is_some() { ", and nothing in those of the other Applications" } else { "" };
    let message = format!("`{}` selects nothing in {}{besides}", path.value, first.path(db));
    let help = match meant(db, first, &path.value) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "name a key that the file has, or add it there".to_owned(),
    };
    let finding = subject.finding(Rule::JsonpathNotFound, path.place, message).help(help);
    let site = Site::in_manifest(first, &(0..0));
    Some(finding.related(site, format!("this is the file of `{}`", folder.application)))
}

/// The key nearest to the first of a path that isn't there.
fn meant(db: &dyn Db, file: ManifestFile, path: &str) -> Option<String> {
    let (document, steps) = (document(db, file)?, segments(path).ok()?);
    let (nodes, missed) = last_reached(&document, &steps);
    let [Selector::Name(name)] = missed?.selectors.as_slice() else { return None };
    let keys = nodes.iter().flat_map(|node| match &node.value {
        NodeValue::Mapping(pairs) => pairs.as_slice(),
        _ => &[],
    });
    nearest(name, keys.filter_map(|(key, _)| key.text())).first().map(|name| (*name).to_owned())
}

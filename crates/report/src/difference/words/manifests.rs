//! The manifests that differ, in words.

use super::super::ManifestChanges;
use super::{Group, Line};

/// One group, with a line a manifest; of one that is another, with the fields that are.
pub(super) fn groups(changes: &ManifestChanges) -> Vec<Group> {
    let lists = [("added", &changes.added), ("changed", &changes.changed), ("removed", &changes.removed)];
    let lines = lists.into_iter().flat_map(|(what, paths)| {
        paths.iter().map(move |path| {
            let line = Line::default().words(what).words(" ").name(path);
            match changes.fields.get(path).filter(|_| what == "changed") {
                Some(fields) => line.words(": ").names(fields.iter().map(String::as_str)),
                None => line,
            }
        })
    });
    vec![Group { heading: Line::default(), lines: lines.collect() }]
}

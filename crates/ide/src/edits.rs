//! From a text and what shall become of it to edits: line by line, so that what stays is not touched.

use std::collections::BTreeMap;
use std::sync::Arc;

use promo_analysis::Db;
use promo_diagnostics::{Edit, Place};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The texts of the sources and manifests that edits are for, with the edits made.
pub fn edited(db: &dyn Db, edits: &[Edit]) -> BTreeMap<Arc<str>, String> {
    let mut texts = BTreeMap::new();
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    // Of two edits in one place, the one that inserts comes first.
    sorted.sort_by_key(|edit| (&edit.place.file, edit.place.start, edit.place.end));
    for edits in sorted.chunk_by(|one, other| one.place.file == other.place.file) {
        let Some(path) = edits.first().map(|edit| edit.place.file.clone()) else { continue };
        if let Some(text) = db.project().text(db, &path) {
            texts.insert(path, with_edits(text, edits));
        }
    }
    texts
}

/// A text with edits made that are sorted and don't overlap.
fn with_edits(text: &str, edits: &[&Edit]) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut kept = 0;
    for edit in edits {
        changed.push_str(text.get(kept..edit.place.start).unwrap_or_default());
        changed.push_str(&edit.text);
        kept = edit.place.end.max(kept);
    }
    changed.push_str(text.get(kept..).unwrap_or_default());
    changed
}

/// The edits that make one text of another.
pub fn differences(path: &Arc<str>, before: &str, after: &str) -> Vec<Edit> {
    let (old, new) = (lines(before), lines(after));
    let (old_starts, new_starts) = (starts(&old), starts(&new));
    let changes = capture_diff_slices(Algorithm::Myers, &old, &new);
    let changed = changes.iter().filter(|change| !matches!(change, DiffOp::Equal { .. }));
    let edits = changed.filter_map(|change| {
        let (old, new) = (change.old_range(), change.new_range());
        let place =
            Place { file: path.clone(), start: *old_starts.get(old.start)?, end: *old_starts.get(old.end)? };
        let text = after.get(*new_starts.get(new.start)?..*new_starts.get(new.end)?)?;
        Some(Edit { place, text: text.to_owned() })
    });
    edits.collect()
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Where each line begins, and where the last ends.
fn starts(lines: &[&str]) -> Vec<usize> {
    let mut end = 0;
    let ends = lines.iter().map(|line| {
        end += line.len();
        end
    });
    std::iter::once(0).chain(ends).collect()
}

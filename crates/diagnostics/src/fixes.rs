//! Applying fixes to texts, once. Pure: reads and writes no file, and knows nothing of what a fix is for.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Edit, Fix};

/// What came of applying fixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The fixes that were applied, by their place in the sequence given.
    pub taken: Vec<usize>,
    /// The files that changed.
    pub files: BTreeSet<Arc<str>>,
}

/// Applies fixes to texts, the earlier ones first. A fix is applied whole or not at all: not where one of its
/// edits touches one that was taken before, and not where it does not fit the text.
pub fn apply_fixes<'a>(
    texts: &mut BTreeMap<Arc<str>, String>,
    fixes: impl IntoIterator<Item = &'a Fix>,
) -> Applied {
    let mut applied = Applied::default();
    let mut taken: BTreeMap<Arc<str>, FileEdits<'a>> = BTreeMap::new();
    for (index, fix) in fixes.into_iter().enumerate() {
        if !fits(fix, texts) || touches_taken(fix, &taken) || overlaps_itself(fix) {
            continue;
        }
        for edit in &fix.edits {
            taken.entry(edit.place.file.clone()).or_default().add(edit);
        }
        applied.taken.push(index);
    }
    for (file, edits) in taken {
        if let Some(text) = texts.get_mut(&file) {
            *text = edits.apply(text);
            applied.files.insert(file);
        }
    }
    applied
}

/// The edits taken in one file, by first byte, then the order in which they came.
#[derive(Default)]
struct FileEdits<'a> {
    edits: BTreeMap<usize, Vec<&'a Edit>>,
}

impl<'a> FileEdits<'a> {
    fn add(&mut self, edit: &'a Edit) {
        let here = self.edits.entry(edit.place.start).or_default();
        // What is inserted before a text comes before what replaces it.
        let before = here.iter().take_while(|other| other.place.range().is_empty()).count();
        here.insert(if edit.place.range().is_empty() { before } else { here.len() }, edit);
    }

    /// Edits of different fixes never overlap, so only those that begin last before the end can touch.
    fn touches(&self, range: &Range<usize>) -> bool {
        let last_before = self.edits.range(..=range.end).rev();
        last_before.take(2).flat_map(|(_, edits)| edits).any(|edit| touch(range, &edit.place.range()))
    }

    fn apply(&self, text: &str) -> String {
        let mut changed = String::with_capacity(text.len());
        let mut kept = 0;
        for edit in self.edits.values().flatten() {
            changed.push_str(text.get(kept..edit.place.start).unwrap_or_default());
            changed.push_str(&with_line_ends_of(text, &edit.text));
            kept = edit.place.end;
        }
        changed.push_str(text.get(kept..).unwrap_or_default());
        changed
    }
}

/// What is inserted into a text, whose lines may end in `\r\n`.
fn with_line_ends_of<'a>(text: &str, inserted: &'a str) -> Cow<'a, str> {
    let is_other = inserted.contains('\n') && !inserted.contains('\r') && text.contains("\r\n");
    if is_other { inserted.replace('\n', "\r\n").into() } else { inserted.into() }
}

fn fits(fix: &Fix, texts: &BTreeMap<Arc<str>, String>) -> bool {
    let fits =
        |edit: &Edit| texts.get(&edit.place.file).is_some_and(|text| text.get(edit.place.range()).is_some());
    !fix.edits.is_empty() && fix.edits.iter().all(fits)
}

fn touches_taken(fix: &Fix, taken: &BTreeMap<Arc<str>, FileEdits>) -> bool {
    let touches =
        |edit: &Edit| taken.get(&edit.place.file).is_some_and(|edits| edits.touches(&edit.place.range()));
    fix.edits.iter().any(touches)
}

fn overlaps_itself(fix: &Fix) -> bool {
    let mut places: Vec<_> = fix.edits.iter().map(|edit| &edit.place).collect();
    places.sort_unstable();
    places.windows(2).any(|pair| match pair {
        [first, second] => first.file == second.file && second.start < first.end,
        _ => false,
    })
}

/// Whether two edits of different fixes get in each other's way: they share a byte, or one inserts at the
/// very place where the other begins or ends, so that the order would matter.
fn touch(one: &Range<usize>, other: &Range<usize>) -> bool {
    let overlap = one.start < other.end && other.start < one.end;
    let meet = one.start <= other.end && other.start <= one.end;
    overlap || (meet && (one.is_empty() || other.is_empty()))
}

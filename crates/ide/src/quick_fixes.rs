//! Ways to mend what is wrong at a place: the fixes of the rules, what a missing name could be declared as, and a
//! comment that silences the rule.

use std::ops::Range;

use promo_analysis::diagnostics::{UnreadableFile, of_manifest_among, of_source};
use promo_analysis::{Db, ManifestFile, SourceFile, parse};
use promo_diagnostics::{Diagnostic, Edit, Level, Place, Rule};
use promo_manifest::{Node, NodeValue};
use promo_syntax::{TokenKind, Tree};

use crate::refactor::declare;

/// A way to mend something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuickFix {
    /// What it does, in the imperative.
    pub title: String,
    /// Whether it does what the author meant in every case.
    pub is_safe: bool,
    /// What it changes.
    pub edits: Vec<Edit>,
    /// What it mends: several things where one comment silences them all.
    pub diagnostics: Vec<Diagnostic>,
}

/// Ways to mend what is wrong in some bytes of a source of a project in which some files can't be read.
pub fn quick_fixes(
    db: &dyn Db,
    file: SourceFile,
    unreadable: &[UnreadableFile],
    range: &Range<usize>,
) -> Vec<QuickFix> {
    let found = of_source(db, file, unreadable).into_iter().filter(|found| meet(&found.place.range(), range));
    let fixes = found.flat_map(|found| {
        let mut fixes = fixes_of(&found);
        fixes.extend(declaration(db, &found));
        fixes.extend(silence(db, file, &found));
        fixes
    });
    merged(fixes)
}

/// Fixes that change the same are one.
fn merged(fixes: impl Iterator<Item = QuickFix>) -> Vec<QuickFix> {
    let mut merged: Vec<QuickFix> = Vec::new();
    for fix in fixes {
        match merged.iter_mut().find(|known| known.title == fix.title && known.edits == fix.edits) {
            Some(known) => known.diagnostics.extend(fix.diagnostics),
            None => merged.push(fix),
        }
    }
    merged
}

/// Ways to mend what is wrong in some bytes of a hand-written manifest of a project in which some files can't be read.
pub fn quick_fixes_in_manifest(
    db: &dyn Db,
    file: ManifestFile,
    unreadable: &[UnreadableFile],
    range: &Range<usize>,
) -> Vec<QuickFix> {
    let found = of_manifest_among(db, file, unreadable).into_iter();
    merged(found.filter(|found| meet(&found.place.range(), range)).flat_map(|found| {
        let mut fixes = fixes_of(&found);
        fixes.extend(declaration(db, &found));
        fixes.extend(silence_in_manifest(db, file, &found));
        fixes
    }))
}

/// Whether two ranges share a byte, or one ends where the other begins.
fn meet(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start <= other.end && other.start <= one.end
}

fn fixes_of(found: &Diagnostic) -> Vec<QuickFix> {
    let fixes = found.fixes.iter().map(|fix| QuickFix {
        title: capitalized(&fix.title),
        is_safe: fix.safe,
        edits: fix.edits.clone(),
        diagnostics: vec![found.clone()],
    });
    fixes.collect()
}

/// The declaration that is missing.
fn declaration(db: &dyn Db, found: &Diagnostic) -> Option<QuickFix> {
    let (title, edits) = declare::missing(db, found)?;
    Some(QuickFix { title, is_safe: false, edits, diagnostics: vec![found.clone()] })
}

fn capitalized(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// What is said of such comments themselves isn't silenced by another.
const OF_SUPPRESSIONS: [Rule; 2] = [Rule::UnusedSuppression, Rule::InvalidSuppression];

/// The mark that some editors put before the first character of a file. Nothing may stand before it.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// A comment above the line that silences the rule there. An error can't be silenced.
fn silence(db: &dyn Db, file: SourceFile, found: &Diagnostic) -> Option<QuickFix> {
    let text = file.text(db);
    let start = above_documentation(text, line_start(text, found.place.start)?);
    let is_inside = |token: Range<usize>| token.start < start && start < token.end;
    if tokens_around(&parse(db, file).tree, start).any(is_inside) {
        return None;
    }
    silenced_above(text, start, "//", found)
}

/// The same in a manifest, unless the line begins in a text of several.
fn silence_in_manifest(db: &dyn Db, file: ManifestFile, found: &Diagnostic) -> Option<QuickFix> {
    let text = file.text(db);
    let start = line_start(text, found.place.start)?;
    let documents = promo_manifest::documents(text).ok()?;
    let is_inside = documents.iter().any(|document| begins_in_scalar(document, start));
    if is_inside { None } else { silenced_above(text, start, "#", found) }
}

/// Whether an offset is inside of a text of several lines.
fn begins_in_scalar(node: &Node, offset: usize) -> bool {
    let is_around = node.span.start < offset && offset < node.span.end;
    is_around
        && match &node.value {
            NodeValue::Scalar { .. } => true,
            NodeValue::Sequence(items) => items.iter().any(|item| begins_in_scalar(item, offset)),
            NodeValue::Mapping(pairs) => pairs
                .iter()
                .any(|(key, value)| begins_in_scalar(key, offset) || begins_in_scalar(value, offset)),
            NodeValue::Alias => false,
        }
}

/// The first byte of a line that a comment can stand above.
fn line_start(text: &str, offset: usize) -> Option<usize> {
    let first = text.len() - text.trim_start_matches(BYTE_ORDER_MARK).len();
    Some(text.get(..offset)?.rfind('\n').map_or(first, |end| end + 1))
}

/// A comment with the indentation of the line that begins at an offset.
fn silenced_above(text: &str, start: usize, sign: &str, found: &Diagnostic) -> Option<QuickFix> {
    if found.level == Level::Error || OF_SUPPRESSIONS.contains(&found.rule) {
        return None;
    }
    let indentation: String =
        text.get(start..)?.chars().take_while(|letter| " \t".contains(*letter)).collect();
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let comment = format!("{indentation}{sign} promo: allow({}){line_end}", found.rule);
    let place = Place { file: found.place.file.clone(), start, end: start };
    Some(QuickFix {
        title: format!("Silence `{}` here", found.rule),
        is_safe: false,
        edits: vec![Edit { place, text: comment }],
        diagnostics: vec![found.clone()],
    })
}

/// The first byte of the doc comments directly above a line, or of the line: a comment between the two would part
/// them.
fn above_documentation(text: &str, line: usize) -> usize {
    let mut start = line;
    loop {
        let above = text.get(..start).and_then(|before| before.strip_suffix('\n')).unwrap_or_default();
        let first = above.rfind('\n').map_or(0, |end| end + 1);
        let is_documentation = above.get(first..).is_some_and(|line| line.trim_start().starts_with("///"));
        if !is_documentation {
            return start;
        }
        start = first;
    }
}

/// The bytes of the tokens that can hold a line end, near an offset.
fn tokens_around(tree: &Tree, offset: usize) -> impl Iterator<Item = Range<usize>> {
    let next = tree.tokens().partition_point(|token| (token.start as usize) < offset);
    let token = next.checked_sub(1).and_then(|before| tree.tokens().get(before));
    token.filter(|token| token.kind == TokenKind::TextBlock).map(|token| token.range()).into_iter()
}

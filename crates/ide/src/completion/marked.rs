//! A text with a marker in the place of the word that is being written. It is cut to the declaration around the place
//! and to the line that the word is on, so that what stands elsewhere neither leads astray nor costs time.

use std::ops::Range;

use promo_analysis::{Db, parse as parsed};
use promo_syntax::{NodeKind, SyntaxNode, Tree, parse};

use super::offer::{Offer, Replaces};
use crate::FilePosition;
use crate::path::Path;

/// Stands for what is not written yet. Nobody calls anything so.
pub(super) const MARKER: &str = "promo-completion-marker";

/// The text with the marker.
pub(super) struct MarkedText {
    tree: Tree,
    /// The byte of the file that the text begins at.
    start: usize,
    /// The bytes of the word in the file.
    word: Range<usize>,
    /// What follows the word on its line.
    rest: String,
}

impl MarkedText {
    /// The text around a place that lies between two characters.
    pub(super) fn new(db: &dyn Db, position: FilePosition) -> MarkedText {
        let text = position.file.text(db);
        let (before, after) = text.split_at_checked(position.offset).unwrap_or((text, ""));
        let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
        let word_start = before.trim_end_matches(is_of_name).len();
        let word_end = position.offset + (after.len() - after.trim_start_matches(is_of_name).len());
        let rest = text.get(word_end..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let start = declaration_before(&parsed(db, position.file).tree, word_start);
        let head = text.get(start..word_start).unwrap_or_default();
        let tree = parse(&format!("{head}{MARKER}{rest}")).tree;
        MarkedText { tree, start, word: word_start..word_end, rest: rest.to_owned() }
    }

    /// The path to the marker.
    pub(super) fn path(&self) -> Path<'_> {
        let word = self.word.start - self.start;
        let marker = self.tree.tokens().partition_point(|token| (token.end as usize) <= word);
        Path::to_token(&self.tree, marker)
    }

    /// What follows the word on its line, white space at both ends left out.
    pub(super) fn rest(&self) -> &str {
        self.rest.trim()
    }

    /// The bytes of the file that an offer replaces: the word, or all of the subject, file or path that it is in.
    pub(super) fn replaced(&self, path: &Path<'_>, offer: &Offer) -> Range<usize> {
        let around = match offer.replaces {
            Replaces::Word => None,
            Replaces::Subject => path.find(NodeKind::Subject).map(SyntaxNode::text_range),
            Replaces::Literal => self.literal(path),
        };
        around.and_then(|range| self.in_file(range)).unwrap_or_else(|| self.word.clone())
    }

    /// The bytes of the text or path around the marker, without quotes.
    fn literal(&self, path: &Path<'_>) -> Option<Range<usize>> {
        let token = self.tree.tokens().get(path.token)?.range();
        let text = self.tree.token_text(path.token);
        let quote = usize::from(text.starts_with('"'));
        let is_closed = quote == 1 && text.len() > 1 && text.ends_with('"');
        // A path with an open bracket takes the rest of the line.
        let is_open_path = quote == 0 && text.matches('[').count() > text.matches(']').count();
        let end = if is_open_path { self.word.start - self.start + MARKER.len() } else { token.end };
        Some(token.start + quote..end - usize::from(is_closed))
    }

    /// The bytes of the file for bytes of the text that hold the marker.
    fn in_file(&self, range: Range<usize>) -> Option<Range<usize>> {
        let end = (self.start + range.end + self.word.len()).checked_sub(MARKER.len())?;
        Some(self.start + range.start..end)
    }
}

/// Where the last declaration begins that stands before a place, at the beginning of a line: words of a text that does
/// not parse may look like declarations, but nobody writes these there.
fn declaration_before(tree: &Tree, offset: usize) -> usize {
    let begins_line = |start: &usize| {
        let before = start.checked_sub(1).and_then(|before| tree.text().as_bytes().get(before));
        before.is_none_or(|before| *before == b'\n')
    };
    let starts = tree.declarations().map(|declaration| declaration.text_range().start);
    starts.take_while(|start| *start < offset).filter(begins_line).last().unwrap_or_default()
}

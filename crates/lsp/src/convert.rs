//! Between the protocol's places and promo's: lines and columns in the encoding of the client, and bytes.

use std::sync::Arc;

use tower_lsp::ls_types::{Position, PositionEncodingKind, Range};

use crate::line_index::{Counts, LineIndex};

/// In which units columns are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// What a client means that says nothing.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The encoding that suits best among those that a client knows.
    pub(crate) fn negotiate(offered: Option<&[PositionEncodingKind]>) -> Encoding {
        let offers = |kind: &PositionEncodingKind| offered.is_some_and(|offered| offered.contains(kind));
        if offers(&PositionEncodingKind::UTF8) {
            Encoding::Utf8
        } else if offers(&PositionEncodingKind::UTF16) || !offers(&PositionEncodingKind::UTF32) {
            Encoding::Utf16
        } else {
            Encoding::Utf32
        }
    }

    /// As the protocol names it.
    pub(crate) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// What is counted; nothing where it is bytes.
    fn measure(self) -> Option<fn(&Counts) -> usize> {
        match self {
            Encoding::Utf8 => None,
            Encoding::Utf16 => Some(|counts| counts.units),
            Encoding::Utf32 => Some(|counts| counts.characters),
        }
    }
}

/// The lines of a text.
#[derive(Clone)]
pub(crate) struct Lines<'t> {
    text: &'t str,
    index: Arc<LineIndex>,
    encoding: Encoding,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str, encoding: Encoding) -> Lines<'t> {
        Lines::with_index(text, Arc::new(LineIndex::new(text)), encoding)
    }

    /// The lines of a text of which it is known already where they begin.
    pub(crate) fn with_index(text: &'t str, index: Arc<LineIndex>, encoding: Encoding) -> Lines<'t> {
        Lines { text, index, encoding }
    }

    /// The place of a byte; one inside a character is that of the character.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.index.line_of(offset);
        let start = self.index.line(self.text, line).unwrap_or_default().start;
        let column = match self.encoding.measure() {
            None => offset - start,
            Some(measure) => self.before(measure, offset) - self.before(measure, start),
        };
        Position::new(line as u32, column as u32)
    }

    pub(crate) fn range(&self, bytes: std::ops::Range<usize>) -> Range {
        Range::new(self.position(bytes.start), self.position(bytes.end))
    }

    /// The byte of a place; one beyond its line is the line's end, one beyond the text the text's. One inside a
    /// character is that of the character.
    pub(crate) fn offset(&self, position: Position) -> usize {
        let Some(line) = self.index.line(self.text, position.line as usize) else { return self.text.len() };
        let column = position.character as usize;
        let offset = match self.encoding.measure() {
            None => line.start + column,
            Some(measure) => self.index.offset(self.text, measure, self.before(measure, line.start) + column),
        };
        self.text.floor_char_boundary(offset.min(line.end))
    }

    /// How much stands before a byte.
    fn before(&self, measure: fn(&Counts) -> usize, offset: usize) -> usize {
        measure(&self.index.before(self.text, offset))
    }

    pub(crate) fn bytes(&self, range: Range) -> std::ops::Range<usize> {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        start.min(end)..end.max(start)
    }
}

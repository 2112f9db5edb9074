//! Between the protocol's places and promo's: lines and columns in the encoding of the client, and bytes.

use std::sync::Arc;

use line_index::{LineCol, LineIndex, TextSize, WideEncoding, WideLineCol};
use tower_lsp::ls_types::{Position, PositionEncodingKind, Range};

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

    fn wide(self) -> Option<WideEncoding> {
        match self {
            Encoding::Utf8 => None,
            Encoding::Utf16 => Some(WideEncoding::Utf16),
            Encoding::Utf32 => Some(WideEncoding::Utf32),
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
        let size = TextSize::try_from(offset).unwrap_or(self.index.len());
        let Some(place) = self.index.try_line_col(size) else { return Position::default() };
        let wide = self.encoding.wide().and_then(|wide| self.index.to_wide(wide, place));
        match wide {
            Some(wide) => Position::new(wide.line, wide.col),
            None => Position::new(place.line, place.col),
        }
    }

    pub(crate) fn range(&self, bytes: std::ops::Range<usize>) -> Range {
        Range::new(self.position(bytes.start), self.position(bytes.end))
    }

    /// The byte of a place; one beyond its line is the line's end, one beyond the text the text's.
    pub(crate) fn offset(&self, position: Position) -> usize {
        let Some(line) = self.index.line(position.line) else { return self.text.len() };
        let (start, end) = (usize::from(line.start()), usize::from(line.end()));
        let place = match self.encoding.wide() {
            None => Some(LineCol { line: position.line, col: position.character }),
            Some(wide) => {
                let place = WideLineCol { line: position.line, col: position.character };
                self.index.to_utf8(wide, place)
            }
        };
        let content = self.text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r']);
        let column = place.map_or(usize::MAX, |place| place.col as usize);
        self.text.floor_char_boundary(start + column.min(content.len()))
    }

    pub(crate) fn bytes(&self, range: Range) -> std::ops::Range<usize> {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        start.min(end)..end.max(start)
    }
}

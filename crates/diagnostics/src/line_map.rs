//! From byte offsets to lines and columns. Built once for a text, then asked often; knows nothing of what the
//! text says.

use std::ops::Range;

/// How many bytes lie between two places whose character count is remembered.
const STRIDE: usize = 512;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A place in a text, for people and for machine formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters (Unicode scalar values); a byte-order mark is no column.
    pub column: usize,
    /// The offset, from 0, in bytes.
    pub offset: usize,
}

impl Position {
    /// The beginning of a text; also the place given where the text is not known.
    pub const START: Position = Position { line: 1, column: 1, offset: 0 };
}

/// Where the lines of a text begin. Only `\n` and `\r\n` end a line.
pub struct LineMap<'text> {
    text: &'text str,
    /// The first byte of each line; never empty.
    starts: Vec<usize>,
    /// How many characters begin before byte `index * STRIDE`.
    characters: Vec<usize>,
}

impl<'text> LineMap<'text> {
    /// Reads the text once.
    pub fn new(text: &'text str) -> LineMap<'text> {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(offset, _)| offset + 1)).collect();
        let mut before = 0;
        let mut characters = vec![0];
        for chunk in text.as_bytes().chunks(STRIDE) {
            before += count_characters(chunk);
            characters.push(before);
        }
        LineMap { text, starts, characters }
    }

    /// The text.
    pub fn text(&self) -> &'text str {
        self.text
    }

    /// How many lines there are; at least one, and one more than there are line ends.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// The line and column of a byte. An offset inside a character counts as the character's first byte, one
    /// beyond the text as its end.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.characters_before(offset) - self.characters_before(start) + 1;
        Position { line, column, offset }
    }

    /// How many characters stand before a byte, a byte-order mark at the start not counted.
    pub fn characters_before(&self, offset: usize) -> usize {
        let offset = self.text.floor_char_boundary(offset);
        let stride = offset / STRIDE;
        let known = self.characters.get(stride).copied().unwrap_or(0);
        let rest = self.text.as_bytes().get(stride * STRIDE..offset).unwrap_or_default();
        let mark = usize::from(offset > 0 && self.text.starts_with(BYTE_ORDER_MARK));
        known + count_characters(rest) - mark
    }

    /// The bytes of a line, counted from 1, without what ends it.
    pub fn line_range(&self, line: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        let content = self.text.get(start..end)?;
        let content =
            content.strip_suffix('\n').map_or(content, |rest| rest.strip_suffix('\r').unwrap_or(rest));
        Some(start..start + content.len())
    }
}

/// Characters that begin in these bytes: all but the continuation bytes of UTF-8.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

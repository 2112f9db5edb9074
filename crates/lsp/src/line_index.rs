//! Where the lines of a text begin, and how much stands before a byte. Lines end as the protocol says: with `\n`,
//! `\r\n` or a lone `\r`, which ends no line for the command line. Knows nothing of the protocol's places.

use std::ops::Range;

use memchr::memchr2_iter;

/// How many bytes lie between two places before which everything is counted.
const STRIDE: usize = 512;

/// The lines of a text, read through once.
#[derive(Debug)]
pub(crate) struct LineIndex {
    /// The first byte of each line; never empty.
    starts: Vec<usize>,
    /// What begins before byte `index * STRIDE`; empty where each character is a byte.
    counts: Vec<Counts>,
}

/// How much stands in a piece of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) characters: usize,
    /// Units of UTF-16.
    pub(crate) units: usize,
}

impl LineIndex {
    pub(crate) fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let is_last = |end: &usize| bytes.get(*end) == Some(&b'\n') || bytes.get(end + 1) != Some(&b'\n');
        let ends = memchr2_iter(b'\n', b'\r', bytes).filter(is_last);
        let starts = std::iter::once(0).chain(ends.map(|end| end + 1)).collect();
        let mut counts = Vec::new();
        if !text.is_ascii() {
            let mut before = Counts::default();
            counts.push(before);
            for chunk in bytes.chunks(STRIDE) {
                before = before.and(Counts::of(chunk));
                counts.push(before);
            }
        }
        LineIndex { starts, counts }
    }

    /// The line in which a byte is.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The bytes of a line without what ends it.
    pub(crate) fn line(&self, text: &str, line: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(line)?;
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let content = text.get(start..end)?;
        let content = content.strip_suffix('\n').unwrap_or(content);
        Some(start..start + content.strip_suffix('\r').unwrap_or(content).len())
    }

    /// What begins before a byte.
    pub(crate) fn before(&self, text: &str, offset: usize) -> Counts {
        let stride = offset / STRIDE;
        match self.counts.get(stride) {
            None => Counts { characters: offset, units: offset },
            Some(known) => {
                known.and(Counts::of(text.as_bytes().get(stride * STRIDE..offset).unwrap_or_default()))
            }
        }
    }

    /// The last character's first byte before which no more stands than is wanted, by some measure.
    pub(crate) fn offset(&self, text: &str, measure: fn(&Counts) -> usize, wanted: usize) -> usize {
        let stride = self.counts.partition_point(|counts| measure(counts) <= wanted).saturating_sub(1);
        let Some(mut counts) = self.counts.get(stride).copied() else { return wanted.min(text.len()) };
        let mut offset = text.ceil_char_boundary(stride * STRIDE);
        for character in text.get(offset..).unwrap_or_default().chars() {
            counts = counts.and(Counts { characters: 1, units: character.len_utf16() });
            if measure(&counts) > wanted {
                break;
            }
            offset += character.len_utf8();
        }
        offset
    }
}

impl Counts {
    /// Of bytes that may begin or end inside of a character, which counts where it begins.
    fn of(bytes: &[u8]) -> Counts {
        let characters = bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count();
        let pairs = bytes.iter().filter(|byte| **byte >= 0b1111_0000).count();
        Counts { characters, units: characters + pairs }
    }

    fn and(self, other: Counts) -> Counts {
        Counts { characters: self.characters + other.characters, units: self.units + other.units }
    }
}

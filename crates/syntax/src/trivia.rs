//! What stands between two tokens: white space and comments. Knows nothing of what the tokens are.

use std::ops::Range;

/// A comment between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment<'t> {
    /// The comment from its `//` to the end of its line, white space at its end left out.
    pub text: &'t str,
    /// Its first byte, counted from the beginning of the gap.
    pub start: usize,
    /// How many line ends stand before it, since the comment or token before it; none if it follows on a
    /// line.
    pub line_ends_before: usize,
}

impl Comment<'_> {
    /// Its bytes, counted from the beginning of the gap.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// The text between two tokens, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap<'t> {
    /// The comments in order.
    pub comments: Vec<Comment<'t>>,
    /// How many line ends stand behind the last comment, or in the whole gap if there is none.
    pub line_ends_after: usize,
}

impl<'t> Gap<'t> {
    /// Takes the text of a gap apart. A gap inside of nothing but white space has no comments.
    pub fn of(text: &'t str) -> Gap<'t> {
        let mut gap = Gap { comments: Vec::new(), line_ends_after: 0 };
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if let Some((before, _)) = line.split_once("//") {
                let comment = line.get(before.len()..).unwrap_or_default().trim_end();
                let line_ends_before = std::mem::take(&mut gap.line_ends_after);
                gap.comments.push(Comment { text: comment, start: start + before.len(), line_ends_before });
            }
            gap.line_ends_after += usize::from(line.ends_with('\n'));
            start += line.len();
        }
        gap
    }
}

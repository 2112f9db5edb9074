//! The comments between two tokens that stay, where commas between them may go. Knows line ends and
//! comments alone.

use crate::trivia::{Comment, Gap};

/// What stands between two tokens.
#[derive(Default)]
pub(super) struct Between<'t> {
    /// The comments, in order. The first is on a line of its own if a line end stands before it; the others
    /// always are.
    pub(super) comments: Vec<Comment<'t>>,
    /// How many line ends in a row stand before what follows.
    pub(super) line_ends: usize,
}

impl<'t> Between<'t> {
    pub(super) fn clear(&mut self) {
        self.comments.clear();
        self.line_ends = 0;
    }

    /// Adds the text of a gap. Between this one and the one before stood a comma that is dropped: the
    /// longer row of line ends counts.
    pub(super) fn add(&mut self, text: &'t str) {
        if !text.contains('/') {
            self.line_ends = self.line_ends.max(line_ends(text));
            return;
        }
        let gap = Gap::of(text);
        for comment in gap.comments {
            let joined = if self.comments.is_empty() { 0 } else { self.line_ends };
            let line_ends_before = comment.line_ends_before.max(joined);
            self.comments.push(Comment { line_ends_before, ..comment });
            self.line_ends = 0;
        }
        self.line_ends = gap.line_ends_after;
    }
}

/// How many line ends a text has.
pub(super) fn line_ends(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

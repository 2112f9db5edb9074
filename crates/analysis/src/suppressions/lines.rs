//! The lines of a text, each with the line that what stands in it belongs to.

use super::comment::Comment;

/// The lines of a text.
pub(super) struct Lines {
    /// Where each begins.
    starts: Vec<usize>,
    /// For each the line that it belongs to: comments that silence something and doc comments belong to
    /// the line below them.
    owners: Vec<usize>,
}

impl Lines {
    /// The lines of a text whose comments begin with a sign.
    pub(super) fn of(text: &str, sign: &'static str) -> Lines {
        let mut starts = Vec::new();
        let mut skipped = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            starts.push(start);
            let comment = Comment { sign, text: line.trim() };
            skipped.push(comment.text.starts_with("///") || comment.is_suppression());
            start += line.len() + 1;
        }
        let mut owners: Vec<usize> = Vec::with_capacity(starts.len());
        for (line, skipped) in skipped.iter().enumerate().rev() {
            let below = owners.last().copied().filter(|_| *skipped);
            owners.push(below.unwrap_or(line));
        }
        owners.reverse();
        Lines { starts, owners }
    }

    /// The number of the line that holds an offset.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The line that a line belongs to.
    pub(super) fn owner(&self, line: usize) -> usize {
        self.owners.get(line).copied().unwrap_or(line)
    }
}

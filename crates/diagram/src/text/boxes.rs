//! Boxes of text, one for each group of environments. Knows nothing of where they stand.

use unicode_width::UnicodeWidthStr;

use super::groups::{Group, Groups};
use super::wrap::wrapped;

/// Columns of a box that its frame and margins take.
const FRAME: usize = 4;

/// A frame of text.
pub(super) struct TextBox {
    pub(super) lines: Vec<String>,
    /// Whether the frame is double.
    pub(super) is_production: bool,
}

impl TextBox {
    fn new(group: &Group, widest: usize) -> Self {
        let lines = std::iter::once(group.names.join(", ")).chain(group.settings.iter().cloned());
        TextBox {
            lines: lines.flat_map(|line| wrapped(&line, widest)).collect(),
            is_production: group.is_production,
        }
    }

    pub(super) fn width(&self) -> usize {
        self.lines.iter().map(|line| line.width()).max().unwrap_or_default() + FRAME
    }
}

/// Boxes with what each depends on.
pub(super) struct Boxes<'a> {
    pub(super) boxes: Vec<TextBox>,
    pub(super) dependencies: &'a [Vec<usize>],
}

impl<'a> Boxes<'a> {
    /// Boxes whose texts are no wider than so many columns.
    pub(super) fn new(groups: &'a Groups, widest: usize) -> Self {
        let boxes = groups.groups.iter().map(|group| TextBox::new(group, widest));
        Boxes { boxes: boxes.collect(), dependencies: &groups.dependencies }
    }
}

//! From a document to text: which groups are broken, and what each line begins with. Knows widths and
//! indentation; what the pieces stand for in the language is decided before.

use super::document::{Break, Document, Fill, Group, Indent, Piece, PlacedComment, When};
use super::measure::{Measure, characters};
use super::text_block;
use crate::kind::TokenKind;
use crate::lexer::BYTE_ORDER_MARK;
use crate::tree::Tree;

/// How many characters a line has, where it can be broken.
const WIDTH: usize = 100;

/// How many spaces a level is indented by.
const LEVEL: usize = 2;

/// Deeper levels than this are not indented further, so that the result is not much longer than the source.
const DEEPEST_INDENTATION: usize = 80;

/// Prints documents one behind another.
pub(super) struct Printer<'t> {
    tree: &'t Tree,
    text: String,
    line_end: &'static str,
    measure: Measure,
    /// The groups that are open, outermost first.
    frames: Vec<Frame>,
    /// How many characters the current line has.
    column: usize,
    /// How many spaces it begins with.
    indentation: usize,
    /// How many lines lie behind.
    lines: usize,
    is_empty: bool,
}

#[derive(Clone, Copy)]
struct Frame {
    /// Where its lines begin.
    base: usize,
    /// Whether all of it stands on one line.
    is_flat: bool,
    /// The line on which its last item began.
    item_line: usize,
}

impl<'t> Printer<'t> {
    pub(super) fn new(tree: &'t Tree) -> Printer<'t> {
        let first_line = tree.text().split_once('\n').map(|(line, _)| line);
        let line_end = if first_line.is_some_and(|line| line.ends_with('\r')) { "\r\n" } else { "\n" };
        let mut text = String::with_capacity(tree.text().len() + tree.text().len() / 16);
        if tree.text().starts_with(BYTE_ORDER_MARK) {
            text.push(BYTE_ORDER_MARK);
        }
        Printer {
            tree,
            text,
            line_end,
            measure: Measure::default(),
            frames: Vec::new(),
            column: 0,
            indentation: 0,
            lines: 0,
            is_empty: true,
        }
    }

    pub(super) fn finish(mut self) -> String {
        if !self.is_empty {
            self.text.push_str(self.line_end);
        }
        self.text
    }

    pub(super) fn print(&mut self, document: &Document<'_>) {
        self.measure.take(document, self.tree);
        for (index, piece) in document.pieces.iter().enumerate() {
            match *piece {
                Piece::Token(token) => self.token(token as usize),
                Piece::Space => self.write(" ", 1),
                Piece::Comma => self.write(",", 1),
                Piece::TrailingComma if !self.frame().is_flat => self.write(",", 1),
                Piece::TrailingComma => {}
                Piece::Break(place) => self.end_line_if_due(place),
                Piece::Fill(fill) => self.fill(index, document.fills.get(fill as usize)),
                Piece::Comment(comment) => self.comment(document.comments.get(comment as usize)),
                Piece::Open(group) => self.open(index, document.groups.get(group as usize)),
                Piece::Close => drop(self.frames.pop()),
            }
        }
    }

    /// The innermost group, or the file.
    fn frame(&self) -> Frame {
        let file = Frame { base: 0, is_flat: false, item_line: self.lines };
        self.frames.last().copied().unwrap_or(file)
    }

    fn write(&mut self, text: &str, width: usize) {
        self.text.push_str(text);
        self.column += width;
        self.is_empty = false;
    }

    fn open(&mut self, index: usize, group: Option<&Group>) {
        let Some(group) = group else { return };
        let around = self.frame();
        let is_flat =
            around.is_flat || (group.is_choice && !group.is_forced && self.fits(index, group.close));
        let base = if group.is_block { around.base } else { self.indentation };
        self.frames.push(Frame { base, is_flat, item_line: self.lines });
    }

    /// Whether the pieces from one to another fit on the line, with what can't be parted from them.
    fn fits(&self, from: usize, to: u32) -> bool {
        self.column + self.measure.width(from, to) <= WIDTH
    }

    fn end_line_if_due(&mut self, place: Break) {
        if place.when == When::Always || !self.frame().is_flat {
            self.end_line(place.indent, place.blank);
        } else {
            let spaces = SPACES.get(..usize::from(place.spaces)).unwrap_or_default();
            self.write(spaces, spaces.len());
        }
    }

    /// Ends the line if the next name does not fit on it, or if it or the one before has lines of its own.
    fn fill(&mut self, index: usize, fill: Option<&Fill>) {
        let Some(fill) = fill else { return };
        let frame = self.frame();
        let is_apart = fill.is_forced || frame.item_line != self.lines || !self.fits(index, fill.end);
        if is_apart && !frame.is_flat {
            self.end_line(Indent::Inside, false);
        } else {
            self.write(" ", 1);
        }
    }

    fn end_line(&mut self, indent: Indent, blank: bool) {
        if self.is_empty {
            return;
        }
        self.text.push_str(self.line_end);
        if blank {
            self.text.push_str(self.line_end);
        }
        self.lines += 1;
        self.indentation = self.indentation_of(indent);
        let spaces = SPACES.get(..self.indentation).unwrap_or_default();
        self.text.push_str(spaces);
        self.column = self.indentation;
        let line = self.lines;
        if let Some(frame) = self.frames.last_mut() {
            frame.item_line = line;
        }
    }

    fn indentation_of(&self, indent: Indent) -> usize {
        match (self.frames.last(), indent) {
            (None, _) => 0,
            (Some(frame), Indent::Base) => frame.base,
            (Some(frame), Indent::Inside) => deeper(frame.base),
        }
    }

    fn comment(&mut self, placed: Option<&PlacedComment<'_>>) {
        let Some(placed) = placed else { return };
        if placed.own_line {
            self.end_line(placed.indent, placed.blank);
        } else {
            self.write("  ", 2);
        }
        self.write(placed.comment.text, 0);
    }

    fn token(&mut self, index: usize) {
        let tree = self.tree;
        let text = tree.token_text(index);
        match tree.tokens().get(index).map(|token| token.kind) {
            Some(TokenKind::DocComment) => self.write(text.trim_end(), 0),
            Some(TokenKind::TextBlock) if text.contains('\n') => self.text_block(text),
            _ => self.write(text, characters(text) as usize),
        }
    }

    fn text_block(&mut self, text: &str) {
        let block = text_block::lay_out(text, deeper(self.indentation), self.line_end);
        let last_line = block.rsplit('\n').next().unwrap_or_default();
        self.column = 0;
        self.lines += 1;
        self.write(&block, characters(last_line) as usize);
    }
}

/// As many spaces as a line begins with at most, and more than ever stand between two tokens.
const SPACES: &str = match str::from_utf8(&[b' '; DEEPEST_INDENTATION]) {
    Ok(spaces) => spaces,
    Err(_) => "",
};

/// The indentation one level below another.
fn deeper(indentation: usize) -> usize {
    (indentation + LEVEL).min(DEEPEST_INDENTATION)
}

//! How wide the pieces of a document are on one line, and where that line could end first. Knows widths
//! alone.

use super::document::{Document, Piece};
use crate::kind::TokenKind;
use crate::tree::Tree;

/// The widths of a document's pieces, in characters.
#[derive(Default)]
pub(super) struct Measure {
    /// For each piece, how far from the beginning it begins, if all stand on one line.
    starts: Vec<u32>,
    /// For each piece, how far from the beginning the line can end first, there or behind.
    line_ends: Vec<u32>,
}

impl Measure {
    /// Measures a document.
    pub(super) fn take(&mut self, document: &Document<'_>, tree: &Tree) {
        self.starts.clear();
        let mut start = 0_u32;
        for piece in &document.pieces {
            self.starts.push(start);
            start = start.saturating_add(width(*piece, tree));
        }
        self.line_ends.clear();
        self.line_ends.resize(document.pieces.len(), start);
        let mut line_end = start;
        let pieces = document.pieces.iter().zip(&self.starts).rev();
        for ((piece, start), place) in pieces.zip(self.line_ends.iter_mut().rev()) {
            line_end = line_end_at(*piece, *start, tree).unwrap_or(line_end);
            *place = line_end;
        }
    }

    /// How wide the line gets between a piece and the first place behind another one where it can end.
    pub(super) fn width(&self, from: usize, behind: u32) -> usize {
        let start = self.starts.get(from).copied().unwrap_or_default();
        let end = self.line_ends.get(behind as usize).copied().unwrap_or(start);
        end.saturating_sub(start) as usize
    }
}

fn width(piece: Piece, tree: &Tree) -> u32 {
    match piece {
        Piece::Token(index) => token_width(index, tree),
        Piece::Space | Piece::Comma | Piece::Fill(_) => 1,
        Piece::Break(place) => u32::from(place.spaces),
        Piece::TrailingComma | Piece::Comment(_) | Piece::Open(_) | Piece::Close => 0,
    }
}

/// The width of a token, or of its first line.
fn token_width(index: u32, tree: &Tree) -> u32 {
    let Some(token) = tree.tokens().get(index as usize) else { return 0 };
    let text = tree.token_text(index as usize);
    match token.kind {
        TokenKind::DocComment => 0,
        TokenKind::TextBlock => characters(text.lines().next().unwrap_or_default()),
        kind if kind.is_word() => token.end - token.start,
        _ => characters(text),
    }
}

/// The width of a text without line ends.
pub(super) fn characters(text: &str) -> u32 {
    let count = if text.is_ascii() { text.len() } else { text.chars().count() };
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Where the line can end in a piece, if it can. A trailing comma stands before a line end whenever it is
/// there.
fn line_end_at(piece: Piece, start: u32, tree: &Tree) -> Option<u32> {
    match piece {
        Piece::Break(_) | Piece::Fill(_) | Piece::Comment(_) => Some(start),
        Piece::TrailingComma => Some(start.saturating_add(1)),
        Piece::Token(index) if spans_lines(index, tree) => {
            Some(start.saturating_add(token_width(index, tree)))
        }
        _ => None,
    }
}

fn spans_lines(index: u32, tree: &Tree) -> bool {
    let kind = tree.tokens().get(index as usize).map(|token| token.kind);
    kind == Some(TokenKind::TextBlock) && tree.token_text(index as usize).contains('\n')
}

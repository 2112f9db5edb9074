//! What is selected, the further a selection is widened: a word, a value, a list, a clause, a block, a declaration, the
//! file.

use std::ops::Range;

use promo_analysis::{Db, parse};
use promo_syntax::trivia::Gap;
use promo_syntax::{SyntaxNode, Token, TokenKind, Tree};

use crate::FilePosition;
use crate::path::token_at;

/// The ranges around a place, each wider than the one before; the last is the whole source.
pub fn selections(db: &dyn Db, position: FilePosition) -> Vec<Range<usize>> {
    let tree = &parse(db, position.file).tree;
    let offset = tree.text().floor_char_boundary(position.offset.min(tree.text().len()));
    let whole = 0..tree.text().len();
    let mut ranges = vec![whole];
    ranges.extend(around(tree, offset));
    ranges.extend(in_comment(tree, offset));
    if let Some(token) = token_at(tree, offset).and_then(|index| tree.tokens().get(index)) {
        ranges.extend(in_token(tree.text(), *token, offset));
    }
    ranges.retain(|range| range.start <= offset && offset <= range.end);
    // A range that doesn't lie in the one around it is none that could be reached by widening.
    let mut nested: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        let fits =
            |outer: &Range<usize>| outer.start <= range.start && range.end <= outer.end && *outer != range;
        if nested.last().is_none_or(fits) {
            nested.push(range);
        }
    }
    nested.reverse();
    nested
}

/// The nodes around a place from the outermost, and what lies between their brackets.
fn around(tree: &Tree, offset: usize) -> Vec<Range<usize>> {
    let token = token_at(tree, offset);
    let mut ranges = Vec::new();
    let mut current = Some(tree.root());
    while let Some(node) = current {
        ranges.push(node.text_range());
        ranges.extend(without_documentation(node));
        ranges.extend(inner(node));
        let holds = |child: &SyntaxNode<'_>| match token {
            Some(token) => child.tokens().contains(&token),
            None => child.text_range().start <= offset && offset <= child.text_range().end,
        };
        current = node.children().find(holds);
    }
    ranges
}

/// A declaration without its doc comment.
fn without_documentation(node: SyntaxNode<'_>) -> Option<Range<usize>> {
    node.child(promo_syntax::NodeKind::Documentation)?;
    let range = node.tree().text_range(node.keyword_token()?..node.tokens().end);
    Some(range)
}

/// What stands between the brackets of a node.
fn inner(node: SyntaxNode<'_>) -> Option<Range<usize>> {
    let tokens = node.tree().tokens();
    let kind = |index: usize| tokens.get(index).map(|token| token.kind);
    let own = node.tokens();
    let last = own.end.checked_sub(1)?;
    let closer = match kind(own.start)? {
        TokenKind::LeftBrace => TokenKind::RightBrace,
        TokenKind::LeftBracket => TokenKind::RightBracket,
        TokenKind::LeftParenthesis => TokenKind::RightParenthesis,
        _ => return None,
    };
    let is_closed = kind(last) == Some(closer) && own.len() > 2;
    is_closed.then(|| node.tree().text_range(own.start + 1..last))
}

/// In a text: what stands between the quotes, the line, the word.
fn in_token(text: &str, token: Token, offset: usize) -> Vec<Range<usize>> {
    let range = token.range();
    let whole = text.get(range.clone()).unwrap_or_default();
    let quotes = match token.kind {
        TokenKind::String => "\"",
        TokenKind::TextBlock => "\"\"\"",
        TokenKind::DocComment => return vec![range.clone(), word(text, range, offset)],
        _ => return vec![range],
    };
    let opened = whole.strip_prefix(quotes).unwrap_or(whole);
    let content = opened.strip_suffix(quotes).unwrap_or(opened);
    let start = range.start + (whole.len() - opened.len());
    let inner = start..start + content.len();
    let line = line(text, &inner, offset);
    let word = word(text, line.clone(), offset);
    vec![range, inner, line, word]
}

/// The line of a place, as far as it lies in some bytes and is no white space.
fn line(text: &str, within: &Range<usize>, offset: usize) -> Range<usize> {
    let offset = offset.clamp(within.start, within.end);
    let before = text.get(within.start..offset).unwrap_or_default();
    let behind = text.get(offset..within.end).unwrap_or_default();
    let start = offset - before.rsplit('\n').next().unwrap_or_default().trim_start().len();
    start..offset + behind.split('\n').next().unwrap_or_default().trim_end().len()
}

fn word(text: &str, within: Range<usize>, offset: usize) -> Range<usize> {
    let offset = offset.clamp(within.start, within.end);
    let is_of_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    let before = text.get(within.start..offset).unwrap_or_default();
    let behind = text.get(offset..within.end).unwrap_or_default();
    let start = within.start + before.trim_end_matches(is_of_word).len();
    start..offset + (behind.len() - behind.trim_start_matches(is_of_word).len())
}

/// The comment around a place, and the word in it.
fn in_comment(tree: &Tree, offset: usize) -> Vec<Range<usize>> {
    let index = tree.tokens().partition_point(|token| (token.end as usize) <= offset);
    let gap = tree.gap_range(index);
    let comments = Gap::of(tree.gap(index)).comments.into_iter();
    let mut ranges =
        comments.map(|comment| gap.start + comment.range().start..gap.start + comment.range().end);
    match ranges.find(|range| range.start <= offset && offset <= range.end) {
        Some(range) => vec![range.clone(), word(tree.text(), range, offset)],
        None => Vec::new(),
    }
}

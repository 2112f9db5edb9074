//! Declarations where none can stand: in a block that has a clause of the same word, and blocks behind the use
//! of a pattern. Says where they are and how long; builds nothing.

use super::{
    DECLARATIONS, KindSet, Lexeme, brackets_length, is_name_at, kind_at, own_words, starts_declaration,
};
use crate::clauses::Body;
use crate::kind::TokenKind;

/// Marks the words of clauses that are written like declarations, such as `flow f { … }` in a product: those
/// behind which the block around them still ends with a brace. Where that brace is missing, they are
/// declarations.
pub(crate) fn mark_nested(lexemes: &mut [Lexeme]) {
    let mut around: Option<Around> = None;
    for index in 0..lexemes.len() {
        let rest = lexemes.get(index..).unwrap_or_default();
        let Some(kind) = kind_at(rest, 0).filter(|kind| MARKS.contains(*kind)) else { continue };
        if starts_declaration(rest) {
            match around.as_mut().filter(|around| around.depth == 1 && around.own.contains(kind)) {
                Some(around) => around.likely.push(index),
                None => around = Around::declaration(kind),
            }
        }
        let Some(open) = around.as_mut() else { continue };
        match kind {
            TokenKind::LeftBrace => open.depth += 1,
            TokenKind::RightBrace if open.depth > 1 => open.depth -= 1,
            TokenKind::RightBrace => {
                let nested = around.take().filter(|around| around.depth == 1);
                mark(lexemes, &nested.map(|around| around.likely).unwrap_or_default());
            }
            _ => {}
        }
    }
}

/// What declarations and blocks begin and end with.
const MARKS: KindSet = DECLARATIONS.with(KindSet::of(&[TokenKind::LeftBrace, TokenKind::RightBrace]));

/// A declaration whose clauses can look like declarations.
struct Around {
    own: KindSet,
    /// How many of its braces are open.
    depth: usize,
    /// Where clauses stand in it that look like declarations.
    likely: Vec<usize>,
}

impl Around {
    fn declaration(keyword: TokenKind) -> Option<Around> {
        let body = Body::of_declaration(keyword);
        let body = body.filter(|body| matches!(body, Body::Product | Body::Application))?;
        Some(Around { own: own_words(body), depth: 0, likely: Vec::new() })
    }
}

fn mark(lexemes: &mut [Lexeme], places: &[usize]) {
    for place in places {
        if let Some(lexeme) = lexemes.get_mut(*place) {
            lexeme.nested = true;
        }
    }
}

/// How many tokens behind the word of a clause are a name and what makes it a declaration: parameters, a block
/// or a use.
pub(crate) fn declared_in_clause_length(rest: &[Lexeme]) -> usize {
    let mut length = 1;
    loop {
        let behind = rest.get(length..).unwrap_or_default();
        length += match kind_at(behind, 0) {
            Some(TokenKind::LeftBrace | TokenKind::LeftParenthesis) => brackets_length(behind),
            Some(TokenKind::Equals) if is_name_at(behind, 1) => 2,
            _ => break,
        };
    }
    if is_name_at(rest, 0) && length > 1 { length } else { 0 }
}

/// How many tokens are the name of a pattern with a block instead of arguments.
pub(crate) fn used_block_length(rest: &[Lexeme]) -> usize {
    let block = stray_block_length(rest.get(1..).unwrap_or_default());
    if is_name_at(rest, 0) && block > 0 { block + 1 } else { 0 }
}

/// How many tokens are a block where none can stand.
pub(crate) fn stray_block_length(rest: &[Lexeme]) -> usize {
    if kind_at(rest, 0) == Some(TokenKind::LeftBrace) { brackets_length(rest) } else { 0 }
}

/// How many tokens behind `when` are a subject that is compared with nothing, and a block.
pub(crate) fn tested_block_length(rest: &[Lexeme], own: KindSet) -> usize {
    let word = |index: usize| kind_at(rest, index).is_some_and(TokenKind::is_word);
    let mut length = usize::from(word(0) && !kind_at(rest, 0).is_some_and(|kind| own.contains(kind)));
    while length > 0 && kind_at(rest, length) == Some(TokenKind::Dot) && word(length + 1) {
        length += 2;
    }
    let block = stray_block_length(rest.get(length..).unwrap_or_default());
    if length > 0 && block > 0 { length + block } else { 0 }
}

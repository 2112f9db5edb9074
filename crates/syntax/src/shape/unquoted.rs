//! What stands in a value's or a name's place and lacks something: texts without quotes, lists without
//! brackets, types where none are written. Says only how many tokens that costs; builds nothing.

use super::{COMPARING, KindSet, LITERALS, Lexeme, brackets_length, continues_chain, kind_at};
use crate::kind::TokenKind;

/// Whether what begins here goes on without white space, as few values and names do.
pub(crate) fn continues_glued(rest: &[Lexeme]) -> bool {
    rest.get(1).is_some_and(|second| second.glued)
}

/// How many tokens are one text without the quotes that it needs, such as `values.yaml`, `3.0` or
/// `release/*`; none where it needs none.
pub(crate) fn bare_text_length(rest: &[Lexeme]) -> usize {
    match rest {
        [first, second, ..] if first.kind == TokenKind::LeftBrace => {
            let template = second.kind == TokenKind::LeftBrace && second.glued && first.closed;
            if template { brackets_length(rest) } else { 0 }
        }
        _ => glued_length(rest, |kind| kind == TokenKind::Dot || kind == TokenKind::Colon),
    }
}

/// How many tokens are one name without the quotes that it needs; a colon ends a name.
pub(crate) fn bare_name_length(rest: &[Lexeme]) -> usize {
    glued_length(rest, |kind| kind == TokenKind::Dot)
}

/// How many tokens are one key without the quotes that it needs, such as `example.com/team`; names with dots
/// between them need none.
pub(crate) fn bare_key_length(rest: &[Lexeme]) -> usize {
    let length = bare_name_length(rest);
    let key = rest.get(..length).unwrap_or_default();
    if key.iter().any(|lexeme| lexeme.kind == TokenKind::Unknown) { length } else { 0 }
}

/// How many tokens stand together without white space: words, numbers and unknown signs, and between them or
/// before the first one or two of the signs that join them.
fn glued_length(rest: &[Lexeme], joins: impl Fn(TokenKind) -> bool) -> usize {
    let glued = |index: usize| rest.get(index).filter(|lexeme| index == 0 || lexeme.glued);
    let part = |index: usize| {
        glued(index).is_some_and(|lexeme| lexeme.kind.is_word() || BARE_PARTS.contains(lexeme.kind))
    };
    let joint = |index: usize| glued(index).is_some_and(|lexeme| joins(lexeme.kind));
    let mut length = 0;
    while part(length) || (joint(length) && (part(length + 1) || (joint(length + 1) && part(length + 2)))) {
        length += 1;
    }
    if length > 1 { length } else { 0 }
}

const BARE_PARTS: KindSet = KindSet::of(&[TokenKind::Integer, TokenKind::Duration, TokenKind::Unknown]);

/// How many tokens are one list without its brackets; none where what begins here is no list, or may be
/// something else.
pub(crate) fn bare_list_length(rest: &[Lexeme], own: KindSet) -> usize {
    let is_value = |index: usize| {
        let value = |kind: TokenKind| LITERALS.contains(kind) || (kind.is_word() && !own.contains(kind));
        kind_at(rest, index).is_some_and(value)
    };
    let both_quoted = |index: usize| {
        kind_at(rest, index) == Some(TokenKind::String) && kind_at(rest, index - 1) == Some(TokenKind::String)
    };
    let mut length = 1;
    loop {
        length += match kind_at(rest, length) {
            Some(TokenKind::Comma) if is_value(length + 1) => 2,
            _ if both_quoted(length) => 1,
            _ => break,
        };
    }
    let ends = kind_at(rest, length).is_none_or(|kind| !COMPARING.contains(kind) && !JOINING.contains(kind));
    if is_value(0) && length > 1 && ends { length } else { 0 }
}

/// How many tokens are the list of a `let` without its brackets.
pub(crate) fn bare_declared_list_length(rest: &[Lexeme]) -> usize {
    bare_list_length(rest, KindSet::of(&[]))
}

const JOINING: KindSet = KindSet::of(&[TokenKind::Dot, TokenKind::Arrow, TokenKind::Colon, TokenKind::Comma]);

/// How many tokens are paths with commas between them.
pub(crate) fn paths_length(rest: &[Lexeme]) -> usize {
    let is_path = |lexeme: &&Lexeme| matches!(lexeme.kind, TokenKind::Path | TokenKind::Comma);
    rest.iter().take_while(is_path).count()
}

/// How many tokens are the type of a name that has none, before the `=` of its value.
pub(crate) fn binding_type_length(rest: &[Lexeme]) -> usize {
    let typed = kind_at(rest, 0) == Some(TokenKind::Colon) && kind_at(rest, 2) == Some(TokenKind::Equals);
    if typed { 2 } else { 0 }
}

/// How many tokens are something in parentheses, which no value is.
pub(crate) fn parenthesized_length(rest: &[Lexeme]) -> usize {
    let opens = rest.first().is_some_and(|first| first.kind == TokenKind::LeftParenthesis && first.closed);
    if opens { brackets_length(rest) } else { 0 }
}

/// How many tokens are a duration with blanks in it, such as `4 h`.
pub(crate) fn spaced_duration_length(rest: &[Lexeme]) -> usize {
    let unit = |index: usize| {
        let lexeme = rest.get(index).filter(|lexeme| lexeme.kind == TokenKind::Word && !lexeme.begins_line);
        lexeme.is_some() && !continues_chain(rest.get(index..).unwrap_or_default())
    };
    let mut length = 0;
    while kind_at(rest, length) == Some(TokenKind::Integer) && unit(length + 1) {
        length += 2;
    }
    length
}

/// How many tokens are a word before a number that needs none, such as `limit` in `retry limit 3`.
pub(crate) fn labelled_number_length(rest: &[Lexeme]) -> usize {
    let number = rest.get(1).filter(|lexeme| !lexeme.begins_line).map(|lexeme| lexeme.kind);
    let labelled = matches!(number, Some(TokenKind::Integer | TokenKind::Duration));
    usize::from(kind_at(rest, 0) == Some(TokenKind::Word) && labelled)
}

/// How many tokens are the type of a parameter before its name.
pub(crate) fn leading_type_length(rest: &[Lexeme]) -> usize {
    let kind = kind_at(rest, 0).is_some_and(|kind| TYPE_WORDS.contains(kind));
    let named = kind_at(rest, 1) == Some(TokenKind::Word) && kind_at(rest, 2) != Some(TokenKind::Colon);
    usize::from(kind && named)
}

/// The types of parameters that are also words of clauses.
const TYPE_WORDS: KindSet = KindSet::of(&[
    TokenKind::EnvironmentKeyword,
    TokenKind::WorkflowKeyword,
    TokenKind::TemplateKeyword,
    TokenKind::ProductKeyword,
    TokenKind::FlowKeyword,
    TokenKind::ActionKeyword,
    TokenKind::KindKeyword,
]);

//! Values and names: literals, references, lists and maps, the entries of maps, and the names that
//! declarations give. Knows no clause.

use chumsky::prelude::*;

use super::part::{
    Part, SharedPart, ahead, bracket, comma_separated, junk, node, skip, token, token_of, word,
};
use crate::kind::{NodeKind, TokenKind};
use crate::shape::{self, KindSet, Lexeme};

/// What can stand where a value is due.
#[derive(Clone)]
pub(super) struct Values<'t> {
    /// A value, whatever it may look like.
    pub(super) any: SharedPart<'t>,
    /// A value, unless it is the beginning of a declaration or step that follows a missing one.
    pub(super) due: SharedPart<'t>,
}

pub(super) fn values<'t>() -> Values<'t> {
    let any = recursive(|value| {
        let literal = node(NodeKind::Literal, token_of(shape::LITERALS));
        let reference = node(NodeKind::Reference, word());
        let list = node(NodeKind::List, list(value.clone()));
        let map = node(NodeKind::Map, map(value));
        let bare = bare(shape::bare_text_length);
        let parenthesized = junk(shape::parenthesized_length);
        choice((bare, reference, literal, list, map, wrong_token(WRONG_VALUES), parenthesized)).boxed()
    });
    let due = not_ahead(shape::starts_other_item).ignore_then(any.clone()).boxed();
    Values { any: any.boxed(), due }
}

pub(super) fn not_ahead<'t>(condition: impl Fn(&'t [Lexeme]) -> bool + Clone + 't) -> impl Part<'t> {
    ahead(move |rest| !condition(rest))
}

/// A single token that is wrong in its place but clearly meant for it.
fn wrong_token<'t>(kinds: KindSet) -> impl Part<'t> {
    node(NodeKind::Junk, token_of(kinds))
}

/// A text without the quotes that it needs.
pub(super) fn bare<'t>(count: impl Fn(&'t [Lexeme]) -> usize + Clone + 't) -> impl Part<'t> {
    ahead(shape::continues_glued).ignore_then(junk(count))
}

const WRONG_VALUES: KindSet = KindSet::of(&[TokenKind::Unknown]);

const WRONG_NAMES: KindSet = KindSet::of(&[
    TokenKind::Unknown,
    TokenKind::Integer,
    TokenKind::Duration,
    TokenKind::Path,
    TokenKind::TextBlock,
]);

/// A name being given.
pub(super) fn name<'t>() -> impl Part<'t> {
    let given = node(NodeKind::Name, word().or(token(TokenKind::String)));
    let bare = bare(shape::bare_name_length);
    not_ahead(shape::starts_other_item).ignore_then(choice((bare, given, wrong_token(WRONG_NAMES))))
}

fn list<'t>(value: impl Part<'t>) -> impl Part<'t> {
    let comma = token(TokenKind::Comma);
    let stray =
        junk(|rest| if ends(rest, TokenKind::RightBracket) { 0 } else { shape::list_junk_length(rest) });
    let items = choice((comma, value.clone(), stray)).repeated();
    let closed =
        bracket(TokenKind::LeftBracket, true).then(items).then(token(TokenKind::RightBracket).or_not());
    let items = comma_separated(not_ahead(shape::starts_other_item).ignore_then(value));
    let open = bracket(TokenKind::LeftBracket, false).then(items.or_not());
    closed.ignored().or(open.ignored())
}

fn ends(rest: &[Lexeme], closing: TokenKind) -> bool {
    rest.first().is_none_or(|lexeme| lexeme.kind == closing)
}

fn map<'t>(value: impl Part<'t>) -> impl Part<'t> {
    let comma = token(TokenKind::Comma);
    let stray =
        junk(|rest| if ends(rest, TokenKind::RightBrace) { 0 } else { shape::list_junk_length(rest) });
    let items = choice((comma, entry(value.clone()), stray)).repeated();
    let closed = bracket(TokenKind::LeftBrace, true).then(items).then(token(TokenKind::RightBrace).or_not());
    let items = ahead(has_separator).ignore_then(entry(value)).or(comma).repeated();
    let open = bracket(TokenKind::LeftBrace, false).then(items);
    closed.ignored().or(open.ignored())
}

/// `KEY = VALUE` or `KEY: VALUE`, with any of the three missing.
pub(super) fn entry<'t>(value: impl Part<'t>) -> impl Part<'t> {
    let separator = token_of(SEPARATORS);
    let value = not_ahead(has_separator).ignore_then(value);
    let bare = bare(shape::bare_key_length);
    let keyed = bare.or(key()).then(separator.or_not()).then(value.clone().or_not()).ignored();
    let keyless = separator.then(value.or_not()).ignored();
    node(NodeKind::Entry, keyed.or(keyless))
}

/// What stands between a key or name and its value, here or elsewhere.
pub(super) const SEPARATORS: KindSet = KindSet::of(&[TokenKind::Equals, TokenKind::Colon]);

/// Whether a key stands here that is followed by its separator.
fn has_separator(rest: &[Lexeme]) -> bool {
    let is_part = |lexeme: &Lexeme| KEYS.contains(lexeme.kind) || lexeme.kind.is_word();
    let mut rest = rest;
    while let [part, dot, behind @ ..] = rest {
        if !is_part(part) || dot.kind != TokenKind::Dot {
            break;
        }
        rest = behind;
    }
    matches!(rest, [part, separator, ..] if is_part(part) && SEPARATORS.contains(separator.kind))
}

const KEYS: KindSet = KindSet::of(&[TokenKind::String, TokenKind::Integer, TokenKind::Duration]);

fn key<'t>() -> impl Part<'t> {
    let part = word().or(token_of(KEYS));
    let more = token(TokenKind::Dot).then(part.or_not()).ignored();
    node(NodeKind::Key, part.then(more.repeated()).ignored())
}

/// Bracketed and comma-separated things; a missing closer ends nothing but them.
pub(super) fn in_parentheses<'t>(part: impl Part<'t>) -> impl Part<'t> {
    let comma = token(TokenKind::Comma);
    let stray =
        junk(|rest| if ends(rest, TokenKind::RightParenthesis) { 0 } else { shape::list_junk_length(rest) });
    let items = choice((comma, part.clone(), stray)).repeated();
    let closed = bracket(TokenKind::LeftParenthesis, true)
        .then(items)
        .then(token(TokenKind::RightParenthesis).or_not());
    let open = bracket(TokenKind::LeftParenthesis, false).then(comma_separated(part).or_not());
    closed.ignored().or(open.ignored())
}

/// All that is left over of an unknown item.
pub(super) fn unknown<'t>(
    kind: NodeKind,
    before: impl Part<'t>,
    count: impl Fn(&'t [Lexeme]) -> usize + Clone + 't,
) -> impl Part<'t> {
    node(kind, before.then(skip(count)).ignored())
}

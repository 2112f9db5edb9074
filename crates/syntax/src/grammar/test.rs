//! Tests: the conditions of `when`. Knows their shape; which subjects and operators a declaration has is
//! decided elsewhere.

use chumsky::prelude::*;

use super::part::{Part, ahead, junk, node, skip, token, token_of, word};
use super::value::{bare, not_ahead};
use crate::kind::{NodeKind, TokenKind};
use crate::shape::{self, KindSet, Lexeme};

/// `CONDITION and CONDITION…`. The words of the body's own clauses begin no condition.
pub(super) fn test<'t>(own: KindSet, value: impl Part<'t>) -> impl Part<'t> {
    let condition = condition(own, value);
    let more = token_of(CONJUNCTIONS).then(condition.clone().or_not()).ignored();
    node(NodeKind::Test, condition.then(more.repeated()).ignored())
}

/// What joins a condition to the next, rightly or wrongly.
pub(super) const CONJUNCTIONS: KindSet =
    KindSet::of(&[TokenKind::AndKeyword, TokenKind::OrKeyword, TokenKind::Unknown, TokenKind::Comma]);

fn not_own<'t>(own: KindSet) -> impl Part<'t> {
    not_ahead(move |rest| rest.first().is_none_or(|lexeme| own.contains(lexeme.kind)))
}

fn condition<'t>(own: KindSet, value: impl Part<'t>) -> impl Part<'t> {
    let listing = ahead(|rest| rest.first().is_some_and(|lexeme| LISTING.contains(lexeme.kind)));
    let bare_list = junk(move |rest| shape::bare_list_length(rest, own));
    let listed = listing.then(comparison()).ignore_then(bare_list);
    let compared = listed.or(comparison().then(value.clone().or_not()).ignored());
    let compared_by_nothing = not_ahead(ends_condition).ignore_then(not_own(own)).ignore_then(value);
    let operator = choice((existence(), compared, compared_by_nothing));
    let bare_word = junk(|rest| usize::from(rest.first().is_some_and(|lexeme| lexeme.kind.is_word())));
    let bare_operator = existence().or(comparison().then(bare_word).ignored()).or(operator.clone());
    let bare = bare_label().then(bare_operator.or_not()).ignored();
    let condition = bare.or(subject().then(operator.or_not()).ignored());
    not_own(own).ignore_then(node(NodeKind::Condition, condition))
}

fn ends_condition(rest: &[Lexeme]) -> bool {
    let ends = |kind| CONJUNCTIONS.contains(kind) || kind == TokenKind::LeftBrace;
    rest.first().is_some_and(|lexeme| ends(lexeme.kind))
}

/// `label KEY`, where the key lacks its quotes.
fn bare_label<'t>() -> impl Part<'t> {
    let bare_word = ahead(shape::starts_compared_word).ignore_then(skip(|_| 1));
    let key = bare(shape::bare_name_length).or(node(NodeKind::Junk, bare_word));
    node(NodeKind::Subject, token(TokenKind::LabelKeyword).then(key).ignored())
}

fn subject<'t>() -> impl Part<'t> {
    let key = node(NodeKind::Literal, token(TokenKind::String));
    let label = token(TokenKind::LabelKeyword).then(key.or_not()).ignored();
    let more = token(TokenKind::Dot).then(word().or_not()).ignored();
    let path = word().then(more.repeated()).ignored();
    node(NodeKind::Subject, label.or(path))
}

/// `exists` and `not exists`, which take no value.
fn existence<'t>() -> impl Part<'t> {
    let not = token(TokenKind::NotKeyword);
    let exists = token(TokenKind::ExistsKeyword);
    not.then(exists).ignored().or(exists)
}

fn comparison<'t>() -> impl Part<'t> {
    let not = token(TokenKind::NotKeyword).then(token_of(NEGATABLE).or_not()).ignored();
    not.or(token_of(OPERATORS))
}

/// What a list may stand behind; a `not` stands before some of it.
const LISTING: KindSet =
    KindSet::of(&[TokenKind::InKeyword, TokenKind::NotKeyword, TokenKind::MatchesKeyword]);

const NEGATABLE: KindSet = KindSet::of(&[TokenKind::InKeyword, TokenKind::MatchesKeyword]);

const OPERATORS: KindSet = KindSet::of(&[
    TokenKind::EqualEqual,
    TokenKind::NotEqual,
    TokenKind::Equals,
    TokenKind::InKeyword,
    TokenKind::MatchesKeyword,
    TokenKind::Colon,
    TokenKind::Unknown,
]);

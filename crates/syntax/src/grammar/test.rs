//! Tests: the conditions of `when`. Knows their shape; which subjects and operators a declaration has is
//! decided elsewhere.

use chumsky::prelude::*;

use super::part::{Part, node, token, token_of, word};
use super::value::not_ahead;
use crate::kind::{NodeKind, TokenKind};
use crate::shape::{KindSet, Lexeme};

/// `CONDITION and CONDITION…`. The words of the body's own clauses begin no condition and are no value.
pub(super) fn test<'t>(own: KindSet, value: impl Part<'t>) -> impl Part<'t> {
    let value = not_own(own).ignore_then(value);
    let condition = condition(own, value);
    let more = token_of(CONJUNCTIONS).then(condition.clone().or_not()).ignored();
    node(NodeKind::Test, condition.then(more.repeated()).ignored())
}

const CONJUNCTIONS: KindSet =
    KindSet::of(&[TokenKind::AndKeyword, TokenKind::OrKeyword, TokenKind::Unknown, TokenKind::Comma]);

fn not_own<'t>(own: KindSet) -> impl Part<'t> {
    not_ahead(move |rest| rest.first().is_none_or(|lexeme| own.contains(lexeme.kind)))
}

fn condition<'t>(own: KindSet, value: impl Part<'t>) -> impl Part<'t> {
    let compared = comparison().then(value.clone().or_not()).ignored();
    let compared_by_nothing = not_ahead(starts_conjunction).ignore_then(value);
    let operator = choice((existence(), compared, compared_by_nothing));
    let condition = subject().then(operator.or_not()).ignored();
    not_own(own).ignore_then(node(NodeKind::Condition, condition))
}

fn starts_conjunction(rest: &[Lexeme]) -> bool {
    rest.first().is_some_and(|lexeme| CONJUNCTIONS.contains(lexeme.kind))
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

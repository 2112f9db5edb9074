//! Blocks: which of the things that a body can hold stands here, and what to make of anything else. Knows
//! where items begin and end; what a clause holds is described beside.

use chumsky::prelude::*;

use super::clause::clause;
use super::part::{Part, SharedPart, ahead, comma_separated, junk, node, token};
use super::value::{Values, entry, not_ahead, unknown};
use crate::clauses::Body;
use crate::kind::{NodeKind, TokenKind};
use crate::shape::{self, Expected, KindSet};

/// `{ … }` with the items of a body.
pub(super) fn block<'t>(body: Body, values: &Values<'t>) -> SharedPart<'t> {
    let clause = clause(body, values);
    let unknown = ahead(|rest| rest.first().is_some_and(|lexeme| lexeme.kind.is_word())).ignore_then(
        unknown(NodeKind::UnknownClause, empty(), move |rest| shape::unknown_clause_length(rest, body)),
    );
    let junk = junk(move |rest| shape::block_junk_length(rest, body));
    let chain =
        ahead(move |rest| body.has_arrows() && shape::starts_chain(rest)).ignore_then(chain(body, values));
    let item = choice((clause, chain, unknown, junk));
    let items = not_ahead(move |rest| shape::ends_block(rest, body)).ignore_then(item).repeated();
    braces(items, move |rest| shape::starts_headless_block(rest, body)).boxed()
}

/// Items in braces; where they begin without it, the opening one is missing.
fn braces<'t>(
    items: impl Part<'t>,
    headless: impl Fn(&'t [shape::Lexeme]) -> bool + Clone + 't,
) -> impl Part<'t> {
    let opening = token(TokenKind::LeftBrace).or(ahead(headless));
    let content = opening.then(items).then(token(TokenKind::RightBrace).or_not());
    node(NodeKind::Block, content.ignored())
}

/// `A, B -> C`. Where a clause stands in place of a name, the name is missing.
fn chain<'t>(body: Body, values: &Values<'t>) -> impl Part<'t> + use<'t> {
    let expected = Expected::new(body);
    let name = not_ahead(move |rest| expected.is_missing(rest)).ignore_then(values.due.clone());
    let group = node(NodeKind::Group, comma_separated(name));
    let more = token(TokenKind::Arrow).then(group.clone().or_not()).ignored();
    node(NodeKind::Chain, group.or_not().then(more.repeated()).ignored())
}

/// `{ KEY = VALUE … }`. Where a brace is missing, a clause of the body around it, which is no entry, ends it.
pub(super) fn entries<'t>(own: KindSet, values: &Values<'t>) -> impl Part<'t> + use<'t> {
    let ends = move |rest: &[shape::Lexeme]| shape::ends_entries(rest, own);
    let stray = junk(|rest| match rest.first() {
        Some(lexeme) if lexeme.kind != TokenKind::RightBrace => shape::list_junk_length(rest),
        _ => 0,
    });
    let item = choice((token(TokenKind::Comma), entry(values.any.clone()), stray));
    braces(not_ahead(ends).ignore_then(item).repeated(), shape::starts_headless_entries)
}

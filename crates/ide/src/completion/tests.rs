//! Completion of tests: subjects, operators and what they compare with.

use std::collections::BTreeSet;

use promo_analysis::Tests;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::{CompletionKind, Context, MARKER, Offer, Replaces, known, names};
use crate::role::compared_types;

/// What a test of the declaration can ask for: what begins as the words before the place, and can stand beside the
/// conditions that are there.
pub(super) fn subjects(context: &Context<'_, '_>) -> Vec<Offer> {
    let tests = context.path.declaration_kind().and_then(Tests::of);
    let written = context.path.find(NodeKind::Subject).map(SyntaxNode::text).unwrap_or_default();
    let head = written.split(MARKER).next().unwrap_or_default();
    let given = given_subjects(context);
    let subjects = tests.into_iter().flat_map(|tests| {
        let free = |subject: &str| tests.repeats || !given.contains(&subject);
        tests.subjects.iter().filter(move |(subject, _, _)| free(subject) && subject.starts_with(head))
    });
    let offers = subjects.map(|(subject, one, _)| {
        let offer = Offer::new(*subject, CompletionKind::Value).detail(one.noun());
        let offer = offer.replaces(Replaces::Subject);
        let lacks_key = *subject == "label" && !context.rest.starts_with('"');
        if lacks_key { offer.snippet("label \"${1:key}\"$0") } else { offer }
    });
    offers.collect()
}

/// The subjects of the conditions before the place.
fn given_subjects<'t>(context: &Context<'_, 't>) -> Vec<&'t str> {
    let conditions = context.path.find(NodeKind::Test).into_iter().flat_map(SyntaxNode::children);
    let before = conditions.filter(|condition| condition.tokens().end <= context.path.token);
    before.filter_map(|condition| condition.child(NodeKind::Subject)).map(SyntaxNode::text).collect()
}

/// What could stand in a condition in the place of the marker.
pub(super) fn in_condition(context: &Context<'_, '_>) -> Vec<Offer> {
    let path = &context.path;
    if let Some(subject) = path.find(NodeKind::Subject) {
        let is_key =
            subject.keyword() == Some(TokenKind::LabelKeyword) && subject.keyword_token() != Some(path.token);
        return if is_key { known::label_keys(context) } else { subjects(context) };
    }
    let Some(condition) = path.find(NodeKind::Condition) else { return Vec::new() };
    let subject = condition.child(NodeKind::Subject);
    let is_label = subject.is_some_and(|subject| subject.keyword() == Some(TokenKind::LabelKeyword));
    if is_label
        && subject.is_some_and(|subject| subject.tokens().end == path.token && subject.tokens().len() == 1)
    {
        return known::label_keys(context);
    }
    let operator = operator_before(condition, path.token);
    match operator.as_slice() {
        [] => operators(context),
        [TokenKind::NotKeyword] => negatable(context),
        [TokenKind::EqualEqual | TokenKind::NotEqual] => compared(context, condition, Compared::One),
        [.., TokenKind::InKeyword] => compared(context, condition, Compared::List),
        [.., TokenKind::MatchesKeyword] => compared(context, condition, Compared::Either),
        _ => Vec::new(),
    }
}

/// What stands behind an operator.
#[derive(Clone, Copy, PartialEq)]
enum Compared {
    /// One value.
    One,
    /// A list, or the name of one.
    List,
    /// Either.
    Either,
}

/// What the subject of a condition can be compared with.
fn compared(context: &Context<'_, '_>, condition: SyntaxNode<'_>, due: Compared) -> Vec<Offer> {
    let path = &context.path;
    let Some((one, several)) = compared_types(path, condition) else { return Vec::new() };
    let is_in_list = path.find(NodeKind::List).is_some();
    let mut offers = Vec::new();
    if due != Compared::List || is_in_list {
        offers.extend(names::values(context, one));
        offers.extend(known_values(context, condition));
    }
    if due != Compared::One || is_in_list {
        let lists = names::lists(context, several).into_iter();
        let known: BTreeSet<String> = offers.iter().map(|offer| offer.label.clone()).collect();
        offers.extend(lists.filter(|list| !known.contains(&list.label)));
    }
    if due == Compared::List && !is_in_list && !context.is_in_literal() {
        offers.push(Offer::new("[]", CompletionKind::Value).detail(several.noun()).snippet("[$0]"));
    }
    offers
}

/// What the subject is elsewhere, where nothing declares it: tags of environments, and labels of Applications.
fn known_values(context: &Context<'_, '_>, condition: SyntaxNode<'_>) -> Vec<Offer> {
    let subject = condition.child(NodeKind::Subject);
    match subject.map(SyntaxNode::text) {
        Some("environment.tag") => known::named(context, known::tags(context)),
        Some(_) => known::label_values(context, condition),
        None => Vec::new(),
    }
}

/// The tokens of the operator that stand before a token.
fn operator_before(condition: SyntaxNode<'_>, token: usize) -> Vec<TokenKind> {
    let own = condition.own_tokens().take_while(|own| *own < token);
    own.filter_map(|own| condition.tree().tokens().get(own)).map(|token| token.kind).collect()
}

fn operators(context: &Context<'_, '_>) -> Vec<Offer> {
    let tests = context.path.declaration_kind().and_then(Tests::of);
    let operators = tests.into_iter().flat_map(|tests| tests.operators);
    operators.map(|operator| Offer::new(operator.text(), CompletionKind::Value)).collect()
}

/// What can stand behind a `not`.
fn negatable(context: &Context<'_, '_>) -> Vec<Offer> {
    let tests = context.path.declaration_kind().and_then(Tests::of);
    let operators = tests.into_iter().flat_map(|tests| tests.operators);
    let negated = operators.filter_map(|operator| operator.text().strip_prefix("not "));
    negated.map(|operator| Offer::new(operator, CompletionKind::Keyword)).collect()
}

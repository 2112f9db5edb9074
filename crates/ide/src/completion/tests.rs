//! Completion of tests: subjects, operators and what they compare with.

use std::collections::BTreeSet;

use promo_analysis::Tests;
use promo_analysis::names::{NameKey, Namespace, names as all_names};
use promo_analysis::policies::environment_facts;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::{CompletionKind, Context, Offer, Replaces, files, names};
use crate::role::compared_types;

/// What a test of the declaration can ask for.
pub(super) fn subjects(context: &Context<'_, '_>) -> Vec<Offer> {
    let tests = context.path.declaration_kind().and_then(Tests::of);
    let subjects = tests.into_iter().flat_map(|tests| tests.subjects);
    let offers = subjects.map(|(subject, one, _)| {
        let offer = Offer::new(*subject, CompletionKind::Value).detail(one.noun());
        let offer = offer.replaces(Replaces::Subject);
        let lacks_key = *subject == "label" && !context.rest.starts_with('"');
        if lacks_key { offer.snippet("label \"${1:key}\"$0") } else { offer }
    });
    offers.collect()
}

/// What could stand in a condition in the place of the marker.
pub(super) fn in_condition(context: &Context<'_, '_>) -> Vec<Offer> {
    let path = &context.path;
    if let Some(subject) = path.find(NodeKind::Subject) {
        let is_key =
            subject.keyword() == Some(TokenKind::LabelKeyword) && subject.keyword_token() != Some(path.token);
        return if is_key { files::label_keys(context) } else { subjects(context) };
    }
    let Some(condition) = path.find(NodeKind::Condition) else { return Vec::new() };
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
        offers.extend(tags(context, condition));
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

/// The tags that environments have, where one of them is asked for.
fn tags(context: &Context<'_, '_>, condition: SyntaxNode<'_>) -> Vec<Offer> {
    let subject = condition.child(NodeKind::Subject).map(SyntaxNode::text);
    if subject != Some("environment.tag") {
        return Vec::new();
    }
    let mut tags: BTreeSet<&str> = BTreeSet::new();
    for name in all_names(context.db).in_namespace(Namespace::Constants) {
        let key = NameKey::new(context.db, Namespace::Constants, name);
        tags.extend(environment_facts(context.db, key).tags.iter().map(|tag| &**tag));
    }
    let offers = tags.into_iter().map(|tag| Offer::new(tag, CompletionKind::Value).detail("tag"));
    offers.map(|offer| offer.named(context)).collect()
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

//! Completion of tests: subjects, operators and what they compare with.

use promo_analysis::Tests;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::{CompletionKind, Context, Offer, Replaces, files, names};
use crate::role::{Role, role};

/// What a test of the declaration can ask for.
pub(super) fn subjects(context: &Context<'_, '_>) -> Vec<Offer> {
    let tests = context.path.declaration_kind().and_then(Tests::of);
    let subjects = tests.into_iter().flat_map(|tests| tests.subjects);
    let offers = subjects.map(|(subject, one, _)| {
        let mut offer = Offer::new(*subject, CompletionKind::Value).detail(one.noun());
        offer.replaces = Replaces::Subject;
        if *subject == "label" { offer.snippet("label \"${1:key}\"$0") } else { offer }
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
    let before: Vec<TokenKind> = operator_before(condition, path.token);
    match before.as_slice() {
        [] => operators(context),
        [TokenKind::NotKeyword] => negatable(context),
        _ => match role(context.db, path) {
            Some(Role::Value(kind)) => names::values(context, kind),
            _ => Vec::new(),
        },
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

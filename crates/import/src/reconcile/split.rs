//! An edit of what happens in an environment that shares its `step` with others: it gets one of its own.

use promo_diagnostics::Edit;
use promo_manifest::Kind;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};
use serde_json::Value;

use super::additions::{Step, steps, without_steps};
use super::candidates::{Target, behind, edit};
use crate::source;

/// The edits; none if something else is edited, or an environment that shares no `step` with others.
pub(super) fn edits(target: &Target<'_>, kind: Kind, before: &Value, after: &Value) -> Option<Vec<Edit>> {
    if kind != Kind::PromotionFlow || without_steps(before) != without_steps(after) {
        return None;
    }
    let (before, after) = (steps(before)?, steps(after)?);
    let is_changed = |step: &&Step<'_>| {
        let known = before.iter().find(|known| known.environment == step.environment);
        known.is_none_or(|known| known.clauses != step.clauses)
    };
    let changed: Vec<&Step<'_>> = after.iter().filter(is_changed).collect();
    let block = target.node.child(NodeKind::Block)?;
    let shared = block.children().filter(|clause| clause.keyword() == Some(TokenKind::StepKeyword));
    let mut edits = Vec::new();
    let mut done = 0;
    for clause in shared {
        let names: Vec<SyntaxNode<'_>> = clause.values().collect();
        let own: Vec<&&Step<'_>> =
            changed.iter().filter(|step| names.iter().any(|name| is_name(*name, step.environment))).collect();
        if own.is_empty() {
            continue;
        }
        let stay = names.iter().filter(|name| !own.iter().any(|step| is_name(**name, step.environment)));
        let stay: Vec<&str> = stay.map(|name| name.text()).collect();
        let (first, last) = (names.first()?.text_range().start, names.last()?.text_range().end);
        if stay.is_empty() {
            return None;
        }
        edits.push(edit(target, first..last, stay.join(", ")));
        let place = behind(target, clause.text_range().end);
        edits.push(edit(
            target,
            place..place,
            own.iter().map(|step| format!("\n{}", own_step(step))).collect(),
        ));
        done += own.len();
    }
    (done == changed.len() && done > 0).then_some(edits)
}

fn is_name(node: SyntaxNode<'_>, environment: &str) -> bool {
    node.text() == source::name(environment)
}

fn own_step(step: &Step<'_>) -> String {
    format!("step {} {{ {} }}", source::name(step.environment), step.clauses.join("  "))
}

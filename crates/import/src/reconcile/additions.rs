//! An edit of a flow that only adds: environments, dependencies, settings and hooks. What the source says stays, and
//! the rest is said behind it.

use promo_diagnostics::Edit;
use promo_manifest::Kind;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};
use serde_json::Value;

use super::candidates::{Target, behind, edit};
use crate::arrows::{Dependent, chains};
use crate::kinds::{SETTINGS_AND_HOOKS, chain_text};
use crate::source;

/// The edits; none if something else is edited than what can be added.
pub(super) fn edits(target: &Target<'_>, kind: Kind, before: &Value, after: &Value) -> Option<Vec<Edit>> {
    if kind != Kind::PromotionFlow {
        return None;
    }
    let block = target.node.child(NodeKind::Block)?;
    if without_steps(before) != without_steps(after) {
        return None;
    }
    let added = Added::of(&steps(before)?, &steps(after)?)?;
    let mut edits = Vec::new();
    let arrows: Vec<String> = chains(&added.dependents).iter().map(|chain| chain_text(chain)).collect();
    edits.extend(lines_behind(target, block, NodeKind::Chain, None, &arrows));
    edits.extend(lines_behind(target, block, NodeKind::Clause, Some(TokenKind::StepKeyword), &added.clauses));
    (!edits.is_empty()).then_some(edits)
}

/// A step of a manifest.
pub(super) struct Step<'v> {
    pub(super) environment: &'v str,
    depends_on: Vec<&'v str>,
    /// Clauses of what happens there.
    pub(super) clauses: Vec<String>,
}

/// The steps of a manifest.
pub(super) fn steps(manifest: &Value) -> Option<Vec<Step<'_>>> {
    let steps = manifest.pointer("/spec/steps").and_then(Value::as_array)?;
    steps.iter().map(step).collect()
}

fn step(step: &Value) -> Option<Step<'_>> {
    let depends_on = step.get("dependsOn")?.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
    let clauses = SETTINGS_AND_HOOKS.iter().filter_map(|(part, field, word)| {
        let value = step.get(part)?.get(field)?.as_str().filter(|value| !value.is_empty())?;
        Some(format!("{word} {}", source::name(value)))
    });
    Some(Step { environment: step.get("environment")?.as_str()?, depends_on, clauses: clauses.collect() })
}

/// A manifest but for its steps.
pub(super) fn without_steps(manifest: &Value) -> Value {
    let mut manifest = manifest.clone();
    if let Some(spec) = manifest.get_mut("spec").and_then(Value::as_object_mut) {
        spec.shift_remove("steps");
    }
    manifest
}

/// What one list of steps has more than another.
struct Added<'v> {
    dependents: Vec<Dependent<'v>>,
    /// `step` clauses.
    clauses: Vec<String>,
}

impl<'v> Added<'v> {
    /// None if the one has anything that the other has not.
    fn of(before: &[Step<'_>], after: &[Step<'v>]) -> Option<Added<'v>> {
        let is_kept = |step: &Step<'_>| after.iter().any(|other| other.environment == step.environment);
        if !before.iter().all(is_kept) {
            return None;
        }
        let mut added = Added { dependents: Vec::new(), clauses: Vec::new() };
        for step in after {
            let known = before.iter().find(|known| known.environment == step.environment);
            let (known_dependencies, known_clauses): (&[&str], &[String]) =
                known.map_or((&[], &[]), |known| (&known.depends_on, &known.clauses));
            let depends_on = more(&step.depends_on, known_dependencies)?;
            added.dependents.push(Dependent { name: step.environment, depends_on });
            let clauses = more(&step.clauses, known_clauses)?;
            if !clauses.is_empty() {
                let clauses = clauses.join("  ");
                added.clauses.push(format!("step {} {{ {clauses} }}", source::name(step.environment)));
            }
        }
        Some(added)
    }
}

/// What a list has more than another; none if it lacks something.
fn more<T: Clone + PartialEq<U>, U: PartialEq<T>>(list: &[T], known: &[U]) -> Option<Vec<T>> {
    let is_whole = known.iter().all(|known| list.iter().any(|item| item == known));
    let new = list.iter().filter(|item| !known.iter().any(|known| *item == known));
    is_whole.then(|| new.cloned().collect())
}

/// Lines behind the last item of a kind, or behind the last arrows.
fn lines_behind(
    target: &Target<'_>,
    block: SyntaxNode<'_>,
    kind: NodeKind,
    keyword: Option<TokenKind>,
    lines: &[String],
) -> Option<Edit> {
    let items: Vec<SyntaxNode<'_>> = block.children().collect();
    let same = items
        .iter()
        .rev()
        .find(|item| item.kind() == kind && (keyword.is_none() || item.keyword() == keyword));
    let arrows = items.iter().rev().find(|item| item.kind() == NodeKind::Chain);
    let place = behind(target, same.or(arrows).or(items.last())?.text_range().end);
    let gap = if same.is_none() { "\n" } else { "" };
    let text: String = lines.iter().map(|line| format!("\n{gap}{line}")).collect();
    (!lines.is_empty()).then(|| edit(target, place..place, text))
}

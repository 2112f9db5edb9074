//! Takes settings that all steps of a flow share out of them into its `default`.

use promo_analysis::model::{Flow, Model};
use promo_analysis::{DeclarationKind, checked};
use promo_diagnostics::Edit;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::comments::{holds_comment, is_between, white_space};
use super::fields::Field;
use super::promise::Promise;
use super::selection::{Selection, behind, clauses};
use super::{Offer, Outcome, RefactoringKind};

pub(super) fn offer<'a>(at: &'a Selection<'_>) -> Option<Offer<'a>> {
    let block = at.block().filter(|_| at.is_plain(DeclarationKind::Flow))?;
    let step = at.outer_clause().filter(|clause| clause.keyword() == Some(TokenKind::StepKeyword))?;
    let Some(Model::Flow(flow)) = &checked(at.db, at.declaration).model else { return None };
    let default = clauses(block, TokenKind::DefaultKeyword).next();
    let shared: Vec<(Field, Vec<SyntaxNode<'_>>)> = Field::ALL
        .into_iter()
        .filter(|field| !is_in_default(default, *field))
        .filter_map(|field| Some((field, shared(at, flow, field)?)))
        .filter(|(_, clauses)| clauses.iter().any(|clause| is_within(*clause, step)))
        .collect();
    let words: Vec<&str> = shared.iter().map(|(field, _)| field.words()).collect();
    let first = words.first()?;
    let title = match words.len() {
        1 => format!("Move `{first}` into `default`"),
        _ => "Move the settings of all steps into `default`".to_owned(),
    };
    Some(Offer {
        title,
        kind: RefactoringKind::Extract,
        promise: Promise::Manifests,
        effort: flow.steps.len(),
        edits: Box::new(move || edits(at, block, default, &shared)),
    })
}

fn is_within(inner: SyntaxNode<'_>, outer: SyntaxNode<'_>) -> bool {
    outer.tokens().start <= inner.tokens().start && inner.tokens().end <= outer.tokens().end
}

fn is_in_default(default: Option<SyntaxNode<'_>>, field: Field) -> bool {
    let block = default.and_then(|clause| clause.child(NodeKind::Block));
    block.is_some_and(|block| block.children().any(|clause| Field::of_clause(clause) == Some(field)))
}

/// The clauses that set a field of every step to the same, if there is one in each and none is for the trigger, to
/// which no `default` applies.
fn shared<'db>(at: &Selection<'db>, flow: &Flow<'db>, field: Field) -> Option<Vec<SyntaxNode<'db>>> {
    let said: Option<Vec<_>> =
        flow.steps.iter().map(|step| field.said(&step.settings, &step.hooks)).collect();
    let said = said?;
    let (value, _) = said.first()?;
    let mut found: Vec<SyntaxNode<'db>> = Vec::new();
    for (other, site) in &said {
        let clause = at.clause_of(*site)?;
        if other != value || holds_comment(clause) {
            return None;
        }
        if !found.contains(&clause) {
            found.push(clause);
        }
    }
    let of_trigger = flow.post_trigger.as_ref().and_then(|post| at.clause_of(post.place));
    let is_for_trigger = of_trigger.is_some_and(|clause| found.contains(&clause));
    (!is_for_trigger).then_some(found)
}

fn edits(
    at: &Selection<'_>,
    block: SyntaxNode<'_>,
    default: Option<SyntaxNode<'_>>,
    shared: &[(Field, Vec<SyntaxNode<'_>>)],
) -> Outcome {
    let moved: Vec<&str> = shared.iter().filter_map(|(_, clauses)| Some(clauses.first()?.text())).collect();
    let removed: Vec<SyntaxNode<'_>> =
        shared.iter().flat_map(|(_, clauses)| clauses.iter().copied()).collect();
    let moved = moved.join("  ");
    let mut edits = without(at, block, &removed)?;
    edits.push(match default.and_then(|clause| clause.child(NodeKind::Block)) {
        Some(block) => into_block(at, block, &moved),
        None => new_default(at, block, &moved),
    });
    Ok(edits)
}

/// Takes clauses out of the steps of a flow, and with them steps that say nothing any more.
///
/// # Errors
/// A comment that would stand in the head of a step that says nothing.
pub(super) fn without(at: &Selection<'_>, block: SyntaxNode<'_>, removed: &[SyntaxNode<'_>]) -> Outcome {
    let mut edits = Vec::new();
    for step in clauses(block, TokenKind::StepKeyword) {
        let Some(body) = step.child(NodeKind::Block) else { continue };
        let own: Vec<_> = body.children().filter(|clause| removed.contains(clause)).collect();
        let says_nothing = !own.is_empty() && own.len() == body.children().count();
        if says_nothing && is_between(at.tree(), step.tokens().start..body.tokens().start + 1) {
            return Err("a comment stands before the `{` of a step that would say nothing".to_owned());
        }
        if says_nothing && !holds_comment(step) {
            edits.push(at.remove(step));
            continue;
        }
        edits.extend(own.iter().map(|clause| {
            let next = body.children().find(|next| next.tokens().start == clause.tokens().end);
            at.remove_before(*clause, next.filter(|next| !own.contains(next)))
        }));
    }
    Ok(edits)
}

/// Puts a `default` before the steps, and before the comments above the first of them.
fn new_default(at: &Selection<'_>, block: SyntaxNode<'_>, clauses: &str) -> Edit {
    let is_before = |child: &SyntaxNode<'_>| child.keyword() != Some(TokenKind::StepKeyword);
    let place = match block.children().take_while(is_before).last() {
        Some(last) => behind(at.tree(), last),
        None => block.text_range().start + 1,
    };
    let text = at.tree().text().get(place..).unwrap_or_default();
    let white = text.get(..white_space(text)).unwrap_or_default();
    at.replace(place..place, format!("{white} default {{ {clauses} }}"))
}

/// Puts clauses behind those of a block.
pub(super) fn into_block(at: &Selection<'_>, block: SyntaxNode<'_>, clauses: &str) -> Edit {
    let last = block.tokens().end.saturating_sub(1);
    let place = at.tree().gap_range(last).end;
    at.replace(place..place, format!(" {clauses} "))
}

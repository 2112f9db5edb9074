//! Completion of what is special about workflows: steps, templates of other workflows, and parameters.

use std::collections::BTreeSet;

use promo_analysis::names::reference_text;
use promo_analysis::workflows::{Position, facts_of, step_templates};
use promo_analysis::{DeclarationKind, name_text};
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};

use super::{CompletionKind, Context, MARKER, Offer};

/// The steps of the workflow around the place: those that have a block, and those that the arrows name.
pub(super) fn steps(context: &Context<'_, '_>) -> Vec<Offer> {
    if context.path.declaration_kind() != Some(DeclarationKind::Workflow) {
        return Vec::new();
    }
    let names = step_names(context);
    names.iter().map(|name| step(context, name)).collect()
}

/// The names of steps in the text as it is, which has those below the place too.
fn step_names(context: &Context<'_, '_>) -> BTreeSet<String> {
    let Some(declaration) = context.declaration() else { return BTreeSet::new() };
    let block = declaration.node(context.db).child(NodeKind::Block);
    let items = block.into_iter().flat_map(SyntaxNode::children);
    let mut names = BTreeSet::new();
    for item in items {
        match (item.kind(), item.keyword()) {
            (NodeKind::Clause, Some(TokenKind::StepKeyword)) => {
                let declared = item.children().filter(|child| child.kind() == NodeKind::Name);
                names.extend(declared.map(name_text));
            }
            (NodeKind::Chain, _) => {
                let mentioned = item.descendants().filter(|node| node.kind() == NodeKind::Reference);
                names.extend(mentioned.map(reference_text));
            }
            _ => {}
        }
    }
    names.remove(MARKER);
    names
}

/// The templates of the workflow that `uses` names before the place.
pub(super) fn templates(context: &Context<'_, '_>) -> Vec<Offer> {
    let clause = context.path.clause().map(|(_, clause)| clause);
    let workflow = clause.and_then(|clause| clause.values().next()).map(reference_text);
    let templates = workflow.map(|workflow| step_templates(context.db, &workflow)).unwrap_or_default();
    templates.iter().map(|name| step(context, name)).collect()
}

fn step(context: &Context<'_, '_>, name: &str) -> Offer {
    Offer::new(name, CompletionKind::Step).detail("step").as_name(context)
}

/// The parameters that can be named in `input` or `with`.
pub(super) fn binding_names(context: &Context<'_, '_>, clause: TokenKind) -> Vec<Offer> {
    match (clause, context.path.body()) {
        (TokenKind::InputKeyword, Some(Body::Workflow | Body::Extern)) => platform_parameters(),
        (TokenKind::WithKeyword, _) => inputs_of_used(context),
        _ => Vec::new(),
    }
}

/// What the platform passes to workflows, by the places where they run.
fn platform_parameters() -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for position in Position::EVERY {
        for parameter in position.passes() {
            if !offers.iter().any(|offer| offer.label == parameter) {
                let offer = Offer::new(parameter, CompletionKind::Parameter);
                offers.push(offer.detail(format!("passed to {}", position.text())));
            }
        }
    }
    offers
}

/// The inputs of what the step around the place uses.
fn inputs_of_used(context: &Context<'_, '_>) -> Vec<Offer> {
    let block = context.path.find(NodeKind::Block);
    let clauses = block.into_iter().flat_map(SyntaxNode::children);
    let uses = clauses.into_iter().find(|clause| clause.keyword() == Some(TokenKind::UsesKeyword));
    let Some(used) = uses.and_then(|uses| uses.values().next()).map(reference_text) else {
        return Vec::new();
    };
    let own = context.declaration().map(|workflow| step_inputs(workflow.node(context.db), &used));
    let own = own.unwrap_or_default();
    let facts = facts_of(context.db, &used);
    let known = facts.inputs.iter().flatten().map(|input| input.value.name.to_string());
    let names: BTreeSet<String> = own.into_iter().chain(known).collect();
    names.into_iter().map(|name| Offer::new(name, CompletionKind::Parameter).detail("input")).collect()
}

/// The inputs of a step of a workflow.
fn step_inputs(workflow: SyntaxNode<'_>, step: &str) -> Vec<String> {
    let clauses = workflow.child(NodeKind::Block).into_iter().flat_map(SyntaxNode::children);
    let mut steps = clauses.filter(|clause| clause.keyword() == Some(TokenKind::StepKeyword));
    let named = |clause: &SyntaxNode<'_>| {
        clause.children().any(|child| child.kind() == NodeKind::Name && name_text(child) == step)
    };
    let inputs = steps.find(named).and_then(|step| step.child(NodeKind::Block));
    let inputs = inputs.into_iter().flat_map(SyntaxNode::children);
    let inputs = inputs.filter(|clause| clause.keyword() == Some(TokenKind::InputKeyword));
    let bindings = inputs.flat_map(SyntaxNode::children).filter_map(|binding| binding.child(NodeKind::Name));
    bindings.map(name_text).collect()
}

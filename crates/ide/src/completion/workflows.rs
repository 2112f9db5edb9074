//! Completion of what is special about workflows: steps, templates of other workflows, and parameters.

use std::collections::BTreeSet;

use promo_analysis::names::{Namespace, reference_text};
use promo_analysis::policies::defined;
use promo_analysis::value::Type;
use promo_analysis::workflows::{Position, facts_of, step_inputs, step_templates, template_inputs};
use promo_analysis::{DeclarationKind, name_text};
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};

use super::{CompletionKind, Context, MARKER, Offer, names};
use crate::target::step_clause;

/// The name of the output by which a workflow gives its context to later hooks.
const PROMOTION_CONTEXT: &str = "PROMOTION_CONTEXT";

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

/// What a step can use: other steps of the workflow, and other workflows.
pub(super) fn usable(context: &Context<'_, '_>) -> Vec<Offer> {
    let own_step = step_name(context);
    let own = context.path.declaration().and_then(|workflow| workflow.child(NodeKind::Name)).map(name_text);
    let steps = steps(context).into_iter().filter(|step| own_step.as_deref() != Some(&step.label));
    let workflows = names::values(context, Type::Workflow).into_iter();
    steps.chain(workflows.filter(|workflow| own.as_deref() != Some(&workflow.label))).collect()
}

fn step(context: &Context<'_, '_>, name: &str) -> Offer {
    Offer::new(name, CompletionKind::Step).detail("step").named(context)
}

/// The parameters that can be named in `input` or `with`.
pub(super) fn binding_names(context: &Context<'_, '_>, clause: TokenKind) -> Vec<Offer> {
    match (clause, context.path.body()) {
        (TokenKind::InputKeyword, Some(Body::Workflow | Body::Extern)) => {
            let mut offers = platform_parameters();
            offers.extend(handed_on(context));
            not_given(context, offers)
        }
        (TokenKind::InputKeyword, Some(Body::WorkflowStep)) => not_given(context, workflow_inputs(context)),
        (TokenKind::WithKeyword, _) => inputs_of_used(context),
        _ => Vec::new(),
    }
}

/// The names that can be given to what a workflow or a step of one gives: the context that later hooks read.
pub(super) fn output_names(context: &Context<'_, '_>) -> Vec<Offer> {
    let exports = context.path.declaration().and_then(|workflow| workflow.child(NodeKind::Block));
    let mut clauses = exports.into_iter().flat_map(SyntaxNode::children);
    let is_output =
        context.path.clause().and_then(|(_, clause)| clause.keyword()) == Some(TokenKind::OutputKeyword);
    let exports = clauses.any(|clause| clause.keyword() == Some(TokenKind::ExportsKeyword));
    let is_due = is_output && exports && context.path.body() == Some(Body::WorkflowStep);
    let context = is_due.then(|| Offer::new(PROMOTION_CONTEXT, CompletionKind::Parameter).detail("output"));
    context.into_iter().collect()
}

/// What the hooks and the workflows before the action hand on, by their own word.
fn handed_on(context: &Context<'_, '_>) -> Vec<Offer> {
    let own = context.path.declaration().and_then(|workflow| workflow.child(NodeKind::Name)).map(name_text);
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for (workflow, _) in defined(context.db, Namespace::Workflows) {
        let facts = facts_of(context.db, workflow);
        let given = facts.exports.names.iter().chain(&facts.outputs.names);
        names.extend(given.map(|name| &**name).filter(|_| own.as_deref() != Some(workflow)));
    }
    let offers = names.into_iter().filter(|name| *name != PROMOTION_CONTEXT);
    offers.map(|name| Offer::new(name, CompletionKind::Parameter).detail("from another workflow")).collect()
}

/// The inputs of the workflow around a step, which are likely to be passed on to it.
fn workflow_inputs(context: &Context<'_, '_>) -> Vec<Offer> {
    let workflow = context.declaration().map(|workflow| workflow.node(context.db));
    let inputs = workflow.into_iter().flat_map(step_inputs);
    inputs.map(|input| Offer::new(input, CompletionKind::Parameter).detail("of the workflow")).collect()
}

/// What is not named yet by the clauses beside the place with the same keyword.
fn not_given(context: &Context<'_, '_>, offers: Vec<Offer>) -> Vec<Offer> {
    let clause = context.path.clause().and_then(|(_, clause)| clause.keyword());
    let beside = context.path.find(NodeKind::Block).into_iter().flat_map(SyntaxNode::children);
    let beside = beside.filter(|other| other.keyword() == clause).flat_map(SyntaxNode::children);
    let given: Vec<String> =
        beside.filter_map(|binding| binding.child(NodeKind::Name)).map(name_text).collect();
    offers.into_iter().filter(|offer| !given.contains(&offer.label)).collect()
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

/// The inputs of what the step around the place runs, but for those that are given already.
fn inputs_of_used(context: &Context<'_, '_>) -> Vec<Offer> {
    let Some(block) = context.path.find(NodeKind::Block) else { return Vec::new() };
    let clauses = |keyword| block.children().filter(move |clause| clause.keyword() == Some(keyword));
    let given = clauses(TokenKind::WithKeyword).flat_map(SyntaxNode::children);
    let given: Vec<String> =
        given.filter_map(|binding| binding.child(NodeKind::Name)).map(name_text).collect();
    let used: Vec<String> =
        clauses(TokenKind::UsesKeyword).flat_map(SyntaxNode::values).map(reference_text).collect();
    let inputs = match used.as_slice() {
        [] => own_inputs(context, step_name(context)),
        [step] => own_inputs(context, Some(step.clone())),
        [workflow, template, ..] => inputs_of_template(context, workflow, template),
    };
    let free = inputs.into_iter().filter(|input| !given.contains(input));
    free.map(|input| Offer::new(input, CompletionKind::Parameter).detail("input").named(context)).collect()
}

/// The name of the step around the place.
fn step_name(context: &Context<'_, '_>) -> Option<String> {
    let mut clauses = context.path.outwards().filter(|node| node.kind() == NodeKind::Clause);
    let step = clauses.find(|clause| clause.keyword() == Some(TokenKind::StepKeyword))?;
    step.child(NodeKind::Name).map(name_text)
}

/// The inputs of a step of the workflow around the place.
fn own_inputs(context: &Context<'_, '_>, step: Option<String>) -> Vec<String> {
    let workflow = context.declaration().map(|workflow| workflow.node(context.db));
    let step = workflow.zip(step).and_then(|(workflow, step)| step_clause(workflow, &step));
    step.into_iter().flat_map(step_inputs).collect()
}

/// The inputs of a template. Of an `extern` only its parameters are known, which a template of it may take too.
fn inputs_of_template(context: &Context<'_, '_>, workflow: &str, template: &str) -> Vec<String> {
    let inputs = template_inputs(context.db, workflow, template);
    if !step_templates(context.db, workflow).is_empty() {
        return inputs.iter().map(|input| input.to_string()).collect();
    }
    let parameters = facts_of(context.db, workflow).inputs.iter().flatten();
    parameters.map(|input| input.value.name.to_string()).collect()
}

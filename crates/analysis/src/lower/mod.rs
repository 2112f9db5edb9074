//! From the tree of a declaration to the model: each kind of declaration has a file, and whatever they
//! share has one. What a declaration says by itself is checked on the way.

mod application;
mod clauses;
mod environment;
mod external;
mod extra;
mod flow;
mod metadata;
pub(crate) mod object_names;
mod pattern;
mod policy;
mod product;
mod promotion;
mod redundant;
mod settings;
mod template;
pub(crate) mod undocumented_tags;
mod when;

pub use object_names::{object_problem, parameter_problem, step_problem};
pub use pattern::{Parameter, parameters};
pub(crate) use when::is_conjunction;
pub use when::{Operator, Tests};
mod workflow;
mod workflow_calls;
mod workflow_step;

use std::collections::hash_map::Entry;

use promo_diagnostics::{Level, Rule};
use promo_syntax::{NodeKind, SyntaxNode};
use rustc_hash::FxHashMap;

use crate::database::Db;
use crate::declaration::{Declaration, DeclarationKind, Place, name_text};
use crate::evaluate::{Evaluator, Scope, constant};
use crate::finding::Finding;
use crate::model::Model;
use crate::site::Site;
pub(crate) use clauses::is_broken;
use metadata::Heading;

/// What was found out about a declaration by itself.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Checked<'db> {
    /// What is wrong with it.
    pub findings: Vec<Finding<'db>>,
    /// What it says; none for a pattern, a constant, and where too much is wrong.
    pub model: Option<Model<'db>>,
}

/// Checks a declaration.
#[salsa::tracked(returns(ref))]
pub fn checked<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Checked<'db> {
    let Checked { mut findings, model } = check(db, declaration);
    findings.extend(empty_names(db, declaration));
    Checked { findings: once_each(findings), model }
}

/// What is declared, or given, without a name.
fn empty_names<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> impl Iterator<Item = Finding<'db>> {
    let names = declaration.node(db).descendants().filter(|node| node.kind() == NodeKind::Name);
    // Most names stand without quotes, and need no closer look.
    let empty = names.filter(|name| name.text().starts_with('"') && name_text(*name).is_empty());
    empty.map(move |name| {
        let finding = Finding::new(Rule::InvalidName, Place::of(declaration, name), "this name is empty");
        finding.help("write a name between the quotes")
    })
}

fn check<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Checked<'db> {
    if declaration.kind(db) == DeclarationKind::Constant {
        return Checked { findings: constant(db, declaration).findings.clone(), model: None };
    }
    let node = declaration.node(db);
    if node.child(NodeKind::Parameters).is_some() {
        return pattern::check_definition(db, declaration);
    }
    let heading = Heading::of(db, declaration);
    if node.child(NodeKind::Use).is_some() {
        return pattern::expand(db, declaration, &heading);
    }
    let scope = Scope::default();
    let mut evaluator = Evaluator::new(db, declaration, &scope);
    let model = lower(&mut evaluator, &heading);
    Checked { findings: evaluator.findings, model }
}

/// Whether everything that a declaration says is known: nothing in it is wrong or can't be read.
pub(crate) fn is_whole<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> bool {
    let checked = checked(db, declaration);
    let is_wrong = checked.findings.iter().any(|finding| finding.rule.level() == Level::Error);
    checked.model.is_some() && !is_wrong && !is_broken(declaration.node(db))
}

/// The rules of names that stand for nothing.
const UNKNOWN_NAMES: &[Rule] = &[
    Rule::UnknownEnvironment,
    Rule::UnknownFlow,
    Rule::UnknownName,
    Rule::UnknownPolicy,
    Rule::UnknownProduct,
    Rule::UnknownReference,
    Rule::UnknownStep,
    Rule::UnknownTemplate,
    Rule::UnknownWorkflow,
];

/// An unknown name is reported once a declaration, at the first place; its other places there are related to it.
pub(crate) fn once_each(mut findings: Vec<Finding<'_>>) -> Vec<Finding<'_>> {
    findings.sort_by_key(|finding| position(finding.place));
    let mut kept: Vec<Finding<'_>> = Vec::with_capacity(findings.len());
    let mut first: FxHashMap<(Rule, String), usize> = FxHashMap::default();
    for finding in findings {
        if UNKNOWN_NAMES.contains(&finding.rule) {
            match first.entry((finding.rule, finding.message.clone())) {
                Entry::Vacant(entry) => {
                    entry.insert(kept.len());
                }
                Entry::Occupied(entry) => {
                    if let Some(earlier) = kept.get_mut(*entry.get()) {
                        earlier.related.push((finding.place, "it is used here too".to_owned()));
                    }
                    continue;
                }
            }
        }
        kept.push(finding);
    }
    kept
}

/// Where something stands, to be compared with what stands in the same declaration.
fn position(site: Site<'_>) -> Option<(u32, Option<(u32, u32)>)> {
    match site {
        Site::Source(place) => Some((place.first, place.inside)),
        Site::Manifest { .. } => None,
    }
}

/// Lowers the body of the declaration that the evaluator is for.
fn lower<'db>(evaluator: &mut Evaluator<'db, '_>, heading: &Heading<'db>) -> Option<Model<'db>> {
    let node = evaluator.declaration.node(evaluator.db);
    let kind = evaluator.declaration.kind(evaluator.db);
    let block = node.child(NodeKind::Block);
    match kind {
        DeclarationKind::Environment => {
            Some(Model::Environments(evaluator.environments_declaration(node, block)))
        }
        DeclarationKind::Extern => Some(Model::Extern(evaluator.external(node, block))),
        DeclarationKind::Constant => None,
        DeclarationKind::Flow => evaluator.flow(block?, heading).map(Model::Flow),
        DeclarationKind::Policy => evaluator.policy(block?, heading).map(Model::Policy),
        DeclarationKind::Template => evaluator.template(block?, heading).map(Model::Template),
        DeclarationKind::Product => evaluator.product(block?, heading).map(Model::Product),
        DeclarationKind::Workflow => evaluator.workflow(block?, heading).map(Model::Workflow),
        DeclarationKind::Application => evaluator.application(node, block?).map(Model::Application),
    }
}

/// The values of a node that are references or literals of names, in order.
fn values<'t>(node: SyntaxNode<'t>) -> Vec<SyntaxNode<'t>> {
    node.values().collect()
}

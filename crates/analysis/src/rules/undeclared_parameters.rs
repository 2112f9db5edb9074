//! `unknown-reference` in hand-written workflows: one uses a parameter that it doesn't declare, that the platform never
//! passes, and that no other workflow gives. What it refers to within itself is checked where it is read.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use promo_diagnostics::{Level, Rule, did_you_mean};
use rustc_hash::FxHashSet;

use crate::database::{Db, ManifestFile};
use crate::finding::Finding;
use crate::knowledge::{self, KnownModel};
use crate::lower::once_each;
use crate::model::{Model, Name, Sourced, Workflow};
use crate::names::{MOST_WITH_NEAREST, Namespace};
use crate::policies::defined;
use crate::workflows::{facts_of, passed_anywhere};

/// The parameters that a workflow uses and never gets, each told once.
pub(super) fn check<'db>(db: &'db dyn Db, known: &'db KnownModel<'db>) -> Vec<Finding<'db>> {
    let Some(Model::Workflow(workflow)) = &known.model else { return Vec::new() };
    if known.undeclared.is_empty() || is_run_elsewhere(db, &known.name.value) {
        return Vec::new();
    }
    let found = known
        .undeclared
        .iter()
        .zip(0..)
        .filter_map(|(used, number)| check_parameter(db, workflow, used, number < MOST_WITH_NEAREST));
    once_each(found.collect())
}

/// Whether a manifest may run the workflow by a `workflowTemplateRef`, and pass it anything.
fn is_run_elsewhere(db: &dyn Db, workflow: &str) -> bool {
    let is_part = |sign: char| sign.is_alphanumeric() || ['-', '_', '.'].contains(&sign);
    let names = |text: &str| text.split(|sign| !is_part(sign)).any(|word| word == workflow);
    references(db).iter().any(|file| names(file.text(db)))
}

/// The manifests that run some workflow template from outside of promotions.
#[salsa::tracked(returns(deref))]
fn references(db: &dyn Db) -> Box<[ManifestFile]> {
    let all = db.project().manifests(db).iter().copied();
    all.filter(|file| file.text(db).contains("workflowTemplateRef")).collect()
}

/// Where not all is known that workflows give, only a slip of the pen is told.
fn check_parameter<'db>(
    db: &'db dyn Db,
    workflow: &Workflow<'db>,
    used: &Sourced<'db, Name>,
    with_nearest: bool,
) -> Option<Finding<'db>> {
    let given = given(db);
    let name = &used.value;
    if given.names.contains(name) {
        return None;
    }
    let meant = with_nearest.then(|| meant(workflow, name)).flatten();
    let level = if given.is_all { Level::Error } else { Level::Warning };
    let help = match (meant, given.is_all) {
        (Some(meant), _) => meant,
        (None, true) => format!("declare it under `spec.arguments.parameters`: `name: {name}`"),
        (None, false) => return None,
    };
    let message = format!("the workflow has no parameter `{name}`, and nothing passes one to it");
    Some(Finding::new(Rule::UnknownReference, used.place, message).at_level(level).help(help))
}

fn meant(workflow: &Workflow<'_>, name: &str) -> Option<String> {
    let mut known: Vec<&str> = passed_anywhere().collect();
    known.extend(workflow.inputs.iter().map(|input| &*input.value.name));
    did_you_mean(name, known)
}

/// What workflows give to others.
#[derive(Debug, Default, PartialEq, Eq)]
struct Given {
    names: FxHashSet<Name>,
    /// Whether they give nothing else.
    is_all: bool,
}

/// What the workflows of the project give to others: outputs to those after an action, contexts to later hooks.
#[salsa::tracked(returns(ref))]
fn given(db: &dyn Db) -> Given {
    let mut unknown = knowledge::all(db).flat_map(|(_, knowledge)| &knowledge.unknown);
    let mut given = Given {
        names: FxHashSet::default(),
        is_all: !unknown.any(|unknown| Namespace::Workflows.manifest_kind() == Some(&unknown.kind)),
    };
    for (workflow, _) in defined(db, Namespace::Workflows) {
        let facts = facts_of(db, workflow);
        for of_workflow in [&facts.outputs, &facts.exports] {
            given.is_all &= !of_workflow.may_have_others;
            given.names.extend(of_workflow.names.iter().cloned());
        }
    }
    given
}

//! What is known of a workflow of a name, in a source, an `extern` or a hand-written manifest: the same of all three.

use super::promotion_context::{exports_context, is_named_as_context};
use crate::database::Db;
use crate::lower::is_whole;
use crate::model::{Extern, Input, Model, Name, Sourced, Work, Workflow, WorkflowStep};
use crate::names::{Definition, NameKey, Namespace, resolve};

/// What is known of a workflow.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct WorkflowFacts<'db> {
    /// Its parameters, if they are known. One without a default must be passed, or the run fails.
    pub inputs: Option<Vec<Sourced<'db, Input<'db>>>>,
    /// The outputs that a workflow after the action receives if this one runs before it.
    pub outputs: Given,
    /// The keys of the context that later hooks receive if this one is a hook.
    pub exports: Given,
    /// Whether it is known to hand no context on, whatever it is meant to export: its output for that is not global,
    /// or there is none.
    pub keeps_context: bool,
    /// Whether it waits for a person, as far as is known.
    pub waits: bool,
}

/// Names that a workflow gives to others.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Given {
    /// Those that are known, each once.
    pub names: Vec<Name>,
    /// Whether there may be others.
    pub may_have_others: bool,
}

impl Default for Given {
    fn default() -> Self {
        Given::UNKNOWN
    }
}

impl Given {
    /// It may be anything.
    pub const UNKNOWN: Given = Given { names: Vec::new(), may_have_others: true };
    /// It is nothing.
    pub(super) const NOTHING: Given = Given { names: Vec::new(), may_have_others: false };

    fn only(names: Vec<Name>) -> Given {
        Given { names, may_have_others: false }
    }

    fn add(&mut self, other: Given) {
        self.may_have_others |= other.may_have_others;
        other.names.into_iter().for_each(|name| self.add_name(name));
    }

    fn add_name(&mut self, name: Name) {
        if !self.names.contains(&name) {
            self.names.push(name);
        }
    }
}

impl<'db> WorkflowFacts<'db> {
    /// The parameters that must be passed, as far as they are known.
    pub fn required(&self) -> impl Iterator<Item = &Sourced<'db, Input<'db>>> {
        self.inputs.iter().flatten().filter(|input| input.value.default.is_none())
    }
}

/// What is known of the workflow of a name: between what it does and whoever runs it. Nothing is, if there is no such
/// workflow or something in it is wrong.
#[salsa::tracked(returns(ref))]
pub fn workflow_facts<'db>(db: &'db dyn Db, workflow: NameKey<'db>) -> WorkflowFacts<'db> {
    match understood(db, workflow.text(db)) {
        Some(Model::Workflow(workflow)) => of_workflow(db, workflow),
        Some(Model::Extern(external)) => of_extern(external),
        _ => WorkflowFacts::default(),
    }
}

/// What is known of the workflow of a name.
pub fn facts_of<'db>(db: &'db dyn Db, name: &str) -> &'db WorkflowFacts<'db> {
    workflow_facts(db, NameKey::new(db, Namespace::Workflows, name))
}

/// What a workflow says, if all of it was understood.
fn understood<'db>(db: &'db dyn Db, name: &str) -> Option<&'db Model<'db>> {
    let definition = resolve(db, Namespace::Workflows, name)?;
    let is_understood = match definition {
        Definition::Source { declaration, .. } => is_whole(db, declaration),
        Definition::Manifest { .. } => definition.known(db).is_some_and(|known| known.is_complete),
    };
    is_understood.then(|| definition.model(db)).flatten()
}

/// Of an `extern` without a block nothing is known. One that describes the workflow describes all of it, but for
/// the parameters, of which nothing is assumed where there is no `input`.
fn of_extern<'db>(external: &Extern<'db>) -> WorkflowFacts<'db> {
    let is_described =
        external.inputs.is_some() || !external.outputs.is_empty() || !external.exports.is_empty();
    let given = |names: &Vec<Name>| if is_described { Given::only(names.clone()) } else { Given::UNKNOWN };
    WorkflowFacts {
        inputs: external.inputs.clone(),
        outputs: given(&external.outputs),
        exports: given(&external.exports),
        keeps_context: false,
        waits: false,
    }
}

fn of_workflow<'db>(db: &'db dyn Db, workflow: &Workflow<'db>) -> WorkflowFacts<'db> {
    let mut outputs = Given::NOTHING;
    let mut exports = Given::NOTHING;
    let mut waits = false;
    for step in &workflow.steps {
        let of_step = given_by(db, workflow, step);
        outputs.add(of_step.outputs);
        exports.add(of_step.exports);
        waits |= of_step.waits;
    }
    WorkflowFacts {
        inputs: Some(workflow.inputs.clone()),
        outputs,
        exports: match &workflow.exports {
            Some(keys) => Given { names: keys.value.clone(), may_have_others: calls_another(workflow) },
            None => exports,
        },
        keeps_context: !exports_context(db, workflow),
        waits,
    }
}

/// What a step gives to others than its workflow.
struct GivenByStep {
    outputs: Given,
    exports: Given,
    /// Whether it waits for a person.
    waits: bool,
}

impl GivenByStep {
    const UNKNOWN: GivenByStep =
        GivenByStep { outputs: Given::UNKNOWN, exports: Given::UNKNOWN, waits: false };
}

/// What a step gives, by its own outputs or by those of a template of another workflow.
fn given_by<'db>(db: &'db dyn Db, workflow: &Workflow<'db>, step: &WorkflowStep<'db>) -> GivenByStep {
    match &step.work {
        Work::Workflow { workflow, template } => given_by_template(db, &workflow.value, &template.value),
        Work::Unknown { calls_another: true } => GivenByStep::UNKNOWN,
        _ => given_by_own(workflow, step),
    }
}

/// Whether a step that runs a template of another workflow may export a context by it.
pub(super) fn may_export_by_call<'db>(
    db: &'db dyn Db,
    workflow: &Workflow<'db>,
    step: &WorkflowStep<'db>,
) -> bool {
    let calls = matches!(step.work, Work::Workflow { .. } | Work::Unknown { calls_another: true });
    calls && given_by(db, workflow, step).exports != Given::NOTHING
}

/// What the outputs of a step's own template give.
fn given_by_own(workflow: &Workflow<'_>, step: &WorkflowStep<'_>) -> GivenByStep {
    let mut outputs = Given::NOTHING;
    step.outputs
        .iter()
        .filter_map(|output| output.global_name.as_ref())
        .for_each(|name| outputs.add_name(name.value.clone()));
    // One that is not global exports nothing, which is reported where it stands.
    let exports = match &workflow.exports {
        _ if !step.outputs.iter().any(is_named_as_context) => Given::NOTHING,
        Some(keys) => Given::only(keys.value.clone()),
        None => Given::UNKNOWN,
    };
    GivenByStep { outputs, exports, waits: step.work == Work::Suspend(None) }
}

/// What a template of another workflow gives to whoever uses it.
fn given_by_template(db: &dyn Db, workflow: &str, template: &str) -> GivenByStep {
    match understood(db, workflow) {
        Some(Model::Extern(external)) => {
            let WorkflowFacts { outputs, exports, waits, .. } = of_extern(external);
            GivenByStep { outputs, exports, waits }
        }
        Some(Model::Workflow(workflow)) => {
            let step = workflow.steps.iter().find(|step| *step.name.value == *template);
            match step {
                // A step that uses another workflow's template has none of its own.
                Some(step) if !matches!(step.work, Work::Workflow { .. }) => match step.work {
                    Work::Unknown { .. } if calls_another(workflow) => GivenByStep::UNKNOWN,
                    _ => given_by_own(workflow, step),
                },
                _ => GivenByStep::UNKNOWN,
            }
        }
        _ => GivenByStep::UNKNOWN,
    }
}

/// Whether a hand-written workflow runs a template of another one. Which of its own templates do so by way of others
/// isn't known.
fn calls_another(workflow: &Workflow<'_>) -> bool {
    workflow.steps.iter().any(|step| step.work == Work::Unknown { calls_another: true })
}

//! What the checks of workflows that receive too little begin with: where a flow or policy runs which workflow, and
//! what is handed on to it there by the workflows before it.

use super::flows::CheckedFlow;
use crate::database::Db;
use crate::model::{Flow, Input, Name, Sourced, Step};
use crate::policies::{Decision, StepSettings};
use crate::site::Site;
use crate::value::Action;
use crate::workflows::{Contexts, HandedOn, Position, facts_of, hooks_of, missing};

/// A run of a workflow.
pub(super) struct WorkflowRun<'a, 'db> {
    /// The workflow, where it is named.
    pub(super) workflow: &'a Sourced<'db, Name>,
    /// When it runs.
    pub(super) position: Position,
    /// What the workflows before it give to it.
    pub(super) handed_on: HandedOn,
    /// Where the action is set after which it runs.
    pub(super) action: Option<Site<'db>>,
}

impl<'a, 'db> WorkflowRun<'a, 'db> {
    /// The run of a workflow to which others give nothing.
    pub(super) fn alone(workflow: &'a Sourced<'db, Name>, position: Position) -> Self {
        WorkflowRun { workflow, position, handed_on: HandedOn::default(), action: None }
    }

    /// A run of which no more is known than that it is after some action, and perhaps after some workflow.
    pub(super) fn after_any_action(workflow: &'a Sourced<'db, Name>) -> Self {
        let handed_on = HandedOn::default().or_others(true);
        WorkflowRun { workflow, position: Position::PostAny, handed_on, action: None }
    }

    /// The parameters that are required and not passed.
    pub(super) fn missing(&self, db: &'db dyn Db) -> Vec<&'db Sourced<'db, Input<'db>>> {
        missing(db, &self.workflow.value, self.position, &self.handed_on)
    }
}

/// What a workflow before the action hands on to the one after it.
pub(super) fn outputs_of(db: &dyn Db, pre: Option<&Name>) -> HandedOn {
    let mut handed_on = HandedOn::default();
    if let Some(pre) = pre {
        handed_on.add(&facts_of(db, pre).outputs, pre);
    }
    handed_on
}

/// Whether a workflow can do without anything.
pub(super) fn requires_nothing(db: &dyn Db, workflow: &Sourced<'_, Name>) -> bool {
    facts_of(db, &workflow.value).required().next().is_none()
}

/// The runs before and after actions that a flow itself asks for.
pub(super) fn actions_of<'db>(db: &'db dyn Db, checked: &CheckedFlow<'db>) -> Vec<WorkflowRun<'db, 'db>> {
    let flow = checked.flow();
    let pres = flow.steps.iter().filter_map(|step| step.settings.pre.as_ref()).chain(&flow.defaults.pre);
    let trigger = flow.post_trigger.iter().map(|post| WorkflowRun::alone(post, Position::PostTrigger));
    let mut runs: Vec<_> = pres.map(|pre| WorkflowRun::alone(pre, Position::Pre)).chain(trigger).collect();
    for (index, step) in flow.steps.iter().enumerate() {
        let post = step.settings.post.as_ref().or(flow.defaults.post.as_ref());
        let Some(post) = post.filter(|post| !requires_nothing(db, post)) else { continue };
        let before = runs.len();
        runs.extend(checked.settings_of(index).map(|settings| after_action(db, post, settings)));
        if runs.len() == before {
            runs.push(without_product(flow, step, post));
        }
    }
    runs
}

fn after_action<'a, 'db>(
    db: &'db dyn Db,
    post: &'a Sourced<'db, Name>,
    settings: &StepSettings<'db>,
) -> WorkflowRun<'a, 'db> {
    let effective = &settings.effective;
    let handed_on = outputs_of(db, certain(&effective.pre)).or_others(effective.pre.is_uncertain);
    let action = effective.action.winner.as_ref().filter(|_| !effective.action.is_uncertain);
    let action = action.map(|action| action.site);
    WorkflowRun { workflow: post, position: after(certain(&effective.action).copied()), handed_on, action }
}

fn certain<'a, T>(decision: &'a Decision<'_, T>) -> Option<&'a T> {
    decision.winner.as_ref().filter(|_| !decision.is_uncertain).map(|winner| &winner.value)
}

fn after(action: Option<Action>) -> Position {
    action.map_or(Position::PostAny, Position::Post)
}

/// No product takes the flow yet, so that it isn't known what policies will say.
fn without_product<'db>(
    flow: &'db Flow<'db>,
    step: &'db Step<'db>,
    post: &'db Sourced<'db, Name>,
) -> WorkflowRun<'db, 'db> {
    let action = step.settings.action.as_ref().or(flow.defaults.action.as_ref());
    WorkflowRun {
        position: after(action.map(|action| action.value)),
        action: action.map(|action| action.place),
        ..WorkflowRun::after_any_action(post)
    }
}

/// The hooks of a flow that require something, with what the hooks that may run before each export.
pub(super) fn hook_runs<'db>(
    db: &'db dyn Db,
    flow: &'db Flow<'db>,
    contexts: &Contexts<'db, 'db>,
) -> Vec<WorkflowRun<'db, 'db>> {
    let hooks = hooks_of(flow).filter(|(_, workflow)| !requires_nothing(db, workflow));
    let runs = hooks.map(|(hook, workflow)| WorkflowRun {
        workflow,
        position: hook.position,
        handed_on: contexts.before(db, hook, &workflow.value, None),
        action: None,
    });
    runs.collect()
}

//! What the checks of workflows that receive too little begin with: where a flow or policy runs which workflow, and
//! what is handed on to it there by the workflows before it.

use rustc_hash::FxHashSet;

use super::flows::CheckedFlow;
use crate::database::Db;
use crate::model::{Flow, Hooks, Input, Name, Sourced, Step};
use crate::policies::{Decision, StepSettings};
use crate::site::Site;
use crate::value::Action;
use crate::workflows::{Given, HandedOn, Position, facts_of, missing};

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
    pub(super) fn missing(&self, db: &'db dyn Db) -> Vec<&'db Sourced<'db, Input>> {
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
    let action = effective.action.winner.as_ref().map(|action| action.site);
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

/// The hooks of a flow, with what the hooks that may run before each export. Only those that require something.
pub(super) fn hooks_of<'db>(db: &'db dyn Db, flow: &'db Flow<'db>) -> Vec<WorkflowRun<'db, 'db>> {
    let of_release = [None].into_iter();
    let of_steps = (0..flow.steps.len()).map(Some);
    let levels = of_release.chain(of_steps);
    let runs = levels.flat_map(|level| {
        let hooks = hooks_at(flow, level).into_iter().flat_map(hooks_in);
        hooks.filter(|(_, hook)| !requires_nothing(db, hook)).map(move |(position, hook)| WorkflowRun {
            workflow: hook,
            position,
            handed_on: contexts_before(db, flow, level, position),
            action: None,
        })
    });
    runs.collect()
}

/// The hooks of the release, or of a step.
fn hooks_at<'db>(flow: &'db Flow<'db>, level: Option<usize>) -> Option<&'db Hooks<'db>> {
    match level {
        None => Some(&flow.hooks),
        Some(step) => flow.steps.get(step).map(|step| &step.hooks),
    }
}

fn hooks_in<'db>(hooks: &'db Hooks<'db>) -> impl Iterator<Item = (Position, &'db Sourced<'db, Name>)> {
    let all =
        [(Position::Start, &hooks.start), (Position::Success, &hooks.success), (Position::Fail, &hooks.fail)];
    all.into_iter().filter_map(|(position, hook)| Some((position, hook.as_ref()?)))
}

/// What the hooks export that may run before one. What runs side by side may be over by then.
fn contexts_before(db: &dyn Db, flow: &Flow<'_>, level: Option<usize>, position: Position) -> HandedOn {
    let mut contexts = HandedOn::default();
    let mut add = |hook: &Option<Sourced<'_, Name>>| {
        if let Some(hook) = hook {
            contexts.add(&facts_of(db, &hook.value).exports, &hook.value);
        }
    };
    let is_first = level.is_none() && position == Position::Start;
    if is_first {
        return contexts;
    }
    add(&flow.hooks.start);
    let after = level.map(|step| itself_and_after(flow, step)).unwrap_or_default();
    for (index, step) in flow.steps.iter().enumerate() {
        if level == Some(index) && position != Position::Start {
            add(&step.hooks.start);
        }
        if !after.contains(&*step.environment.value) {
            [&step.hooks.start, &step.hooks.success, &step.hooks.fail].into_iter().for_each(&mut add);
        }
    }
    contexts
}

/// A step and all that depend on it.
fn itself_and_after<'a>(flow: &'a Flow<'_>, step: usize) -> FxHashSet<&'a str> {
    let mut found: FxHashSet<&str> = FxHashSet::default();
    for (index, other) in flow.steps.iter().enumerate().skip(step) {
        if index == step || other.depends_on.iter().any(|name| found.contains(&**name)) {
            found.insert(&other.environment.value);
        }
    }
    found
}

/// The hooks of a flow that export a key, at the places where they are named.
pub(super) fn exporting<'db>(
    db: &'db dyn Db,
    flow: &'db Flow<'db>,
    key: &str,
) -> impl Iterator<Item = &'db Sourced<'db, Name>> {
    let all = [&flow.hooks].into_iter().chain(flow.steps.iter().map(|step| &step.hooks));
    let all = all.flat_map(hooks_in).map(|(_, hook)| hook);
    all.filter(move |hook| {
        let Given { names, .. } = &facts_of(db, &hook.value).exports;
        names.iter().any(|name| **name == *key)
    })
}

//! `workflow-parameter-unavailable`: a workflow runs where a parameter that it requires is never passed, so the run
//! fails. What only a hook before could give to a hook is the business of another rule.

use promo_diagnostics::{Rule, did_you_mean, listed};
use rustc_hash::FxHashSet;

use super::Subject;
use super::flows::CheckedFlow;
use super::policies::CheckedPolicy;
use super::workflow_runs::{WorkflowRun, actions_of, outputs_of, requires_nothing};
use crate::finding::Finding;
use crate::model::{Input, Sourced};
use crate::workflows::{Position, is_passed_anywhere};

/// The workflows that a flow itself names.
pub(super) fn check_flow<'db>(subject: Subject<'db>, checked: &CheckedFlow<'db>) -> Vec<Finding<'db>> {
    let of_actions = actions_of(subject.db, checked);
    let runs = of_actions.iter().chain(checked.hook_runs());
    // A `default` is for many steps, each for many products: one of them is enough.
    let mut seen = FxHashSet::default();
    let findings = runs.filter_map(|run| {
        let missing = unavailable(subject, run);
        let is_first = !missing.is_empty() && seen.insert(run.workflow.place);
        is_first.then(|| finding(subject, run, &missing))
    });
    findings.collect()
}

/// The workflows that a policy names.
pub(super) fn check_policy<'db>(subject: Subject<'db>, policy: &CheckedPolicy<'db>) -> Vec<Finding<'db>> {
    let settings = &policy.policy.settings;
    let pre = settings.pre.as_ref().map(|pre| WorkflowRun::alone(pre, Position::Pre));
    let mut found: Vec<Finding<'db>> = pre.iter().filter_map(|run| check(subject, run)).collect();
    let Some(post) = settings.post.as_ref().filter(|post| !requires_nothing(subject.db, post)) else {
        return found;
    };
    // Whatever the settings around it are, and then as they are for the products.
    let of_any = std::iter::once(WorkflowRun::after_any_action(post));
    let runs = policy.standings().flat_map(|(_, standing)| standing.post_runs.get(policy.name()));
    let mut seen = FxHashSet::default();
    let different = runs.flatten().filter(|run| seen.insert((run.position, &run.pre)));
    let of_products = different.map(|run| WorkflowRun {
        workflow: post,
        position: run.position,
        handed_on: outputs_of(subject.db, run.pre.as_ref()),
        action: run.action,
    });
    found.extend(of_any.chain(of_products).find_map(|run| check(subject, &run)));
    found
}

fn check<'db>(subject: Subject<'db>, run: &WorkflowRun<'_, 'db>) -> Option<Finding<'db>> {
    let missing = unavailable(subject, run);
    (!missing.is_empty()).then(|| finding(subject, run, &missing))
}

/// What is missing, but for the keys of contexts.
fn unavailable<'db>(subject: Subject<'db>, run: &WorkflowRun<'_, 'db>) -> Vec<&'db Sourced<'db, Input<'db>>> {
    let mut missing = run.missing(subject.db);
    missing.retain(|input| !run.position.is_hook() || is_passed_anywhere(&input.value.name));
    missing
}

fn finding<'db>(
    subject: Subject<'db>,
    run: &WorkflowRun<'_, 'db>,
    missing: &[&Sourced<'db, Input<'db>>],
) -> Finding<'db> {
    let (workflow, position) = (&run.workflow.value, run.position.text());
    let names = listed(&missing.iter().map(|input| &*input.value.name).collect::<Vec<_>>(), "and");
    let message = format!("`{workflow}` requires {names}, which {position} does not receive");
    let rule = Rule::WorkflowParameterUnavailable;
    let finding = subject.finding(rule, run.workflow.place, message).help(help(run, missing));
    let finding = missing
        .iter()
        .fold(finding, |finding, input| finding.related(input.place, "it has no value of its own here"));
    finding.related(run.action, "the action is set here")
}

fn help(run: &WorkflowRun<'_, '_>, missing: &[&Sourced<'_, Input<'_>>]) -> String {
    let given = match run.position.is_hook() {
        true => "the keys that earlier hooks export",
        false => run.workflow.place.words(
            "the `global` outputs of the workflow before the action",
            "the outputs with a `globalName` of the workflow before the action",
        ),
    };
    let (position, passed) = (run.position.text(), run.position.passes().collect::<Vec<_>>().join(", "));
    let given = match run.position {
        Position::Pre | Position::PostTrigger => String::new(),
        _ => format!(", and {given}"),
    };
    let default = missing.first().map(|input| default_for(input)).unwrap_or_default();
    let names = missing.iter().map(|input| &*input.value.name).filter(|name| !is_passed_anywhere(name));
    let meant = names.filter_map(|name| did_you_mean(name, run.position.passes())).next();
    let meant = meant.map(|meant| format!("{meant} ")).unwrap_or_default();
    format!("{meant}{position} receives {passed}{given}; give the {default}, or run another workflow here")
}

/// What a parameter can be given where it is declared, so that nobody has to pass it.
pub(super) fn default_for(input: &Sourced<'_, Input<'_>>) -> &'static str {
    input.place.words("`input` a default", "parameter a `value`")
}

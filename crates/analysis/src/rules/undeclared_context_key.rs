//! `undeclared-context-key`: a hook requires a parameter that the platform never passes, and no hook that could run
//! before it exports one of that name.

use promo_diagnostics::{Rule, listed, nearest};
use rustc_hash::FxHashSet;

use super::Subject;
use super::flows::CheckedFlow;
use super::workflow_parameter_unavailable::default_for;
use super::workflow_runs::WorkflowRun;
use crate::finding::Finding;
use crate::model::{Input, Sourced};
use crate::workflows::{Position, is_passed_anywhere};

/// How many hooks are shown that export a key in vain.
const SHOWN: usize = 3;

/// The hooks of a flow.
pub(super) fn check<'db>(subject: Subject<'db>, checked: &CheckedFlow<'db>) -> Vec<Finding<'db>> {
    // A `default` is for many steps.
    let mut seen = FxHashSet::default();
    let findings = checked.hook_runs().iter().filter_map(|run| {
        let missing = undeclared(subject, run);
        let is_first = !missing.is_empty() && seen.insert(run.workflow.place);
        is_first.then(|| finding(subject, checked, run, &missing))
    });
    findings.collect()
}

/// What is missing that only a hook could export.
fn undeclared<'db>(subject: Subject<'db>, run: &WorkflowRun<'_, 'db>) -> Vec<&'db Sourced<'db, Input<'db>>> {
    let mut missing = run.missing(subject.db);
    missing.retain(|input| !is_passed_anywhere(&input.value.name));
    missing
}

fn finding<'db>(
    subject: Subject<'db>,
    checked: &CheckedFlow<'db>,
    run: &WorkflowRun<'_, 'db>,
    missing: &[&Sourced<'db, Input<'db>>],
) -> Finding<'db> {
    let keys: Vec<&str> = missing.iter().map(|input| &*input.value.name).collect();
    let message = format!(
        "`{}` requires {}, which no hook before it exports",
        run.workflow.value,
        listed(&keys, "and")
    );
    let mut finding = subject.finding(Rule::UndeclaredContextKey, run.workflow.place, message);
    for input in missing {
        finding = finding.related(input.place, "it has no value of its own here");
    }
    for key in &keys {
        let mut seen = FxHashSet::default();
        let in_vain = checked.contexts().exporting(key).filter(|(_, workflow)| seen.insert(workflow.place));
        for (hook, workflow) in in_vain.take(SHOWN) {
            let when = if hook.position == Position::Fail { "only after a failure" } else { "not before" };
            let message = format!("`{}` exports `{key}`, but {when}", workflow.value);
            finding = finding.related(workflow.place, message);
        }
    }
    match missing.first() {
        Some(first) => finding.help(help(run, &first.value.name, default_for(first))),
        None => finding,
    }
}

fn help(run: &WorkflowRun<'_, '_>, key: &str, default: &str) -> String {
    let mut available: Vec<&str> = run.position.passes().collect();
    available.extend(run.handed_on.known().map(|(name, _)| &**name));
    let way = format!("export `{key}` from an earlier hook, or give the {default}");
    match nearest(key, available).first() {
        Some(near) => format!("did you mean `{near}`? Otherwise {way}"),
        None => way,
    }
}

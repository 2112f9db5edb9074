//! `undeclared-context-key`: a hook requires a parameter that the platform never passes, and no hook that could run
//! before it exports one of that name.

use promo_diagnostics::{Rule, listed, nearest};
use rustc_hash::FxHashSet;

use super::Subject;
use super::flows::CheckedFlow;
use super::workflow_parameter_unavailable::default_for;
use super::workflow_runs::{WorkflowRun, exporting, hooks_of};
use crate::finding::Finding;
use crate::model::Flow;
use crate::workflows::is_passed_anywhere;

/// The hooks of a flow.
pub(super) fn check<'db>(subject: Subject<'db>, checked: &CheckedFlow<'db>) -> Vec<Finding<'db>> {
    // A `default` is for many steps.
    let mut seen = FxHashSet::default();
    let runs = hooks_of(subject.db, checked.flow());
    let findings = runs.iter().filter_map(|run| {
        let finding = check_hook(subject, checked.flow(), run)?;
        seen.insert(run.workflow.place).then_some(finding)
    });
    findings.collect()
}

fn check_hook<'db>(
    subject: Subject<'db>,
    flow: &'db Flow<'db>,
    run: &WorkflowRun<'_, 'db>,
) -> Option<Finding<'db>> {
    let mut missing = run.missing(subject.db);
    missing.retain(|input| !is_passed_anywhere(&input.value.name));
    let keys: Vec<&str> = missing.iter().map(|input| &*input.value.name).collect();
    let first = keys.first()?;
    let message = format!(
        "`{}` requires {}, which no hook before it exports",
        run.workflow.value,
        listed(&keys, "and")
    );
    let mut finding = subject.finding(Rule::UndeclaredContextKey, run.workflow.place, message);
    for input in &missing {
        finding = finding.related(input.place, "it has no value of its own here");
    }
    for key in &keys {
        for later in exporting(subject.db, flow, key) {
            finding =
                finding.related(later.place, format!("`{}` exports `{key}`, but not before", later.value));
        }
    }
    let default = missing.first().map(|input| default_for(input)).unwrap_or_default();
    Some(finding.help(help(run, first, default)))
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

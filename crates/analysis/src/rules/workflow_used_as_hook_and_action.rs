//! `workflow-used-as-hook-and-action`: one workflow runs both as a hook and before or after an action, where it
//! receives other parameters. Where it requires one of them, that is an error of its own, and this rule is silent.

use promo_diagnostics::{Rule, listed};

use super::Subject;
use crate::finding::Finding;
use crate::model::{Model, Name};
use crate::names::{NameKey, Namespace, resolve};
use crate::site::Site;
use crate::workflows::{Position, Roles, WorkflowFacts, roles_of, workflow_facts};

/// The workflows that are declared.
pub(super) fn check<'db>(subject: Subject<'db>, model: &Model<'db>) -> Vec<Finding<'db>> {
    match model {
        Model::Workflow(workflow) => {
            let site = subject.definition.site(subject.db);
            check_workflow(subject, &workflow.metadata.name, site).into_iter().collect()
        }
        Model::Extern(external) => {
            let names = external.names.iter();
            names.filter_map(|name| check_workflow(subject, &name.value, name.place)).collect()
        }
        _ => Vec::new(),
    }
}

fn check_workflow<'db>(subject: Subject<'db>, name: &Name, site: Site<'db>) -> Option<Finding<'db>> {
    let key = NameKey::new(subject.db, Namespace::Workflows, &**name);
    let Roles { hook, action } = roles_of(subject.db, key)?;
    let meant = resolve(subject.db, Namespace::Workflows, name)?;
    if meant.site(subject.db) != site {
        return None;
    }
    let (what, help) = difference(workflow_facts(subject.db, key))?;
    let message = format!("`{name}` runs both as a hook and before or after an action, {what}");
    let finding = Finding::new(Rule::WorkflowUsedAsHookAndAction, site, message);
    Some(finding.related(hook, "a hook here").related(action, "before or after an action here").help(help))
}

/// What such a workflow receives in one place alone, in words, and what to do; none where it can do without, or where
/// nothing is known of what it takes.
fn difference(facts: &WorkflowFacts<'_>) -> Option<(String, String)> {
    let inputs = facts.inputs.as_ref()?;
    let differing: Vec<_> = inputs.iter().filter(|input| is_passed_to_one(&input.value.name)).collect();
    if differing.iter().any(|input| input.value.default.is_none()) {
        return None;
    }
    let names = listed(&differing.iter().map(|input| &*input.value.name).collect::<Vec<_>>(), "and");
    let what = format!("and only one of the two is passed {names}");
    let help = "in the other place the default is used: run one workflow for each, unless that is meant";
    (!differing.is_empty()).then(|| (what, help.to_owned()))
}

/// Whether the platform passes a parameter to hooks and to no others, or to others and not to hooks.
fn is_passed_to_one(parameter: &str) -> bool {
    let is_passed = |position: Position| position.passes().any(|passed| passed == parameter);
    is_passed(Position::Fail) != is_passed(Position::PostAny)
}

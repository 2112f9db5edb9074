//! `exports-without-context`: a workflow says which keys it exports, and none of its steps writes the context that
//! would hold them. Where a step does, but not so that it is exported, another rule speaks.

use promo_diagnostics::{Rule, listed};

use super::Subject;
use crate::finding::Finding;
use crate::model::Workflow;
use crate::site::Site;
use crate::workflows::{PROMOTION_CONTEXT, exports_context, is_named_as_context};

/// The clause of a workflow.
pub(super) fn check<'db>(subject: Subject<'db>, workflow: &Workflow<'db>) -> Option<Finding<'db>> {
    let exports = workflow.exports.as_ref()?;
    let steps = workflow.steps.iter().flat_map(|step| &step.outputs).map(is_named_as_context);
    let mut of_workflow = workflow.outputs.iter().map(|output| *output.name.value == *PROMOTION_CONTEXT);
    if exports_context(subject.db, workflow) || steps.chain(of_workflow.by_ref()).any(|is_meant| is_meant) {
        return None;
    }
    Some(finding(subject, &workflow.metadata.name, &exports.value, exports.place))
}

/// What is said of the keys that a workflow exports in vain.
pub(super) fn finding<'db>(
    subject: Subject<'db>,
    workflow: &str,
    keys: &[impl AsRef<str>],
    place: Site<'db>,
) -> Finding<'db> {
    let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
    let message = format!(
        "`{workflow}` exports {}, but no step of it writes a context, so that no later hook receives anything",
        listed(&keys, "and")
    );
    let help = format!(
        "let the step that writes the keys and values as a JSON object to a file hand it on: `output \
         {PROMOTION_CONTEXT} from \"/tmp/context.json\" global`"
    );
    subject.finding(Rule::ExportsWithoutContext, place, message).help(help)
}

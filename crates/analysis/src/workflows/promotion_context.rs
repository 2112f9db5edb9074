//! The output by which a hook exports its context, and whether a workflow has it.

use super::facts::may_export_by_call;
use crate::database::Db;
use crate::model::{StepOutput, Workflow};

/// Name and global name of the output by which a hook gives values to later hooks.
pub const PROMOTION_CONTEXT: &str = "PROMOTION_CONTEXT";

/// Fields by which a workflow may have an output that promo doesn't know of.
const WITH_OUTPUTS: &[&str] = &["outputs", "templateDefaults", "workflowTemplateRef"];

/// Whether an output is meant to export a context.
pub(crate) fn is_named_as_context(output: &StepOutput<'_>) -> bool {
    *output.name.value == *PROMOTION_CONTEXT
}

/// Whether some step of a workflow exports a context, as far as is known.
pub(crate) fn exports_context<'db>(db: &'db dyn Db, workflow: &Workflow<'db>) -> bool {
    let is_context = |output: &StepOutput<'_>| {
        let global_name = output.global_name.as_ref().map(|name| &*name.value);
        is_named_as_context(output) && global_name == Some(PROMOTION_CONTEXT)
    };
    let extra = workflow.metadata.extra.iter().chain(workflow.steps.iter().flat_map(|step| &step.extra));
    let mut fields = extra.flat_map(|extra| &extra.path);
    fields.any(|field| WITH_OUTPUTS.contains(&field.as_str()))
        || workflow
            .steps
            .iter()
            .any(|step| step.outputs.iter().any(is_context) || may_export_by_call(db, workflow, step))
}

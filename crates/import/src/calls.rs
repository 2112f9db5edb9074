//! Templates of workflows that other workflows run by name: their names must stay.

use promo_analysis::model::{Model, Work};
use promo_analysis::{Database, Db, checked, declarations, knowledge};
use rustc_hash::FxHashSet;

/// The templates that are run from outside of their workflow: workflow and template.
pub(crate) fn called_templates(db: &Database) -> FxHashSet<(String, String)> {
    let mut called = FxHashSet::default();
    for (_, known) in knowledge::all(db) {
        let calls = known.objects.iter().flat_map(|object| &object.called_templates);
        called.extend(calls.map(|call| (call.workflow.to_string(), call.name.value.to_string())));
    }
    for declaration in db.project().sources(db).iter().flat_map(|file| declarations(db, *file)) {
        let Some(Model::Workflow(workflow)) = &checked(db, *declaration).model else { continue };
        called.extend(workflow.steps.iter().filter_map(|step| match &step.work {
            Work::Workflow { workflow, template } => {
                Some((workflow.value.to_string(), template.value.to_string()))
            }
            _ => None,
        }));
    }
    called
}

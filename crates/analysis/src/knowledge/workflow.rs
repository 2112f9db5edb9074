//! Hand-written WorkflowTemplates: what they take and give. What their templates do stays unknown.

use promo_manifest::known::{self, Output, Parameter, PromotionContext};

use super::reader::Reader;
use crate::model::{Input, Name, OutputSource, Sourced, StepOutput, Work, Workflow, WorkflowStep};

impl<'db> Reader<'db, '_> {
    pub(super) fn workflow(&mut self, workflow: &known::Workflow) -> Workflow<'db> {
        Workflow {
            metadata: self.metadata(&workflow.header),
            service_account: self.filled(&workflow.service_account),
            inputs: self.inputs(&workflow.parameters),
            outputs: Vec::new(),
            exports: workflow.promotion_context().and_then(|context| self.exports(context)),
            steps: workflow.templates.iter().filter_map(|written| self.workflow_step(written)).collect(),
            entrypoint: self.filled(&workflow.entrypoint),
        }
    }

    fn workflow_step(&self, written: &known::WorkflowStep) -> Option<WorkflowStep<'db>> {
        Some(WorkflowStep {
            name: self.filled(&written.name)?,
            depends_on: Vec::new(),
            work: Work::Unknown { calls_another: written.calls_another },
            inputs: self.inputs(&written.inputs),
            arguments: Vec::new(),
            outputs: written.outputs.iter().map(|written| self.output(written)).collect(),
            retry: None,
            extra: Vec::new(),
        })
    }

    fn inputs(&self, written: &[Parameter]) -> Vec<Sourced<'db, Input<'db>>> {
        written.iter().map(|written| self.input(written)).collect()
    }

    fn input(&self, written: &Parameter) -> Sourced<'db, Input<'db>> {
        let name = self.name(&written.name);
        // What it has in place of a value is only known when the workflow runs.
        let unknown = || (!written.is_required).then(|| Sourced::new(Name::default(), name.place));
        let default = written.value.as_ref().map(|value| self.name(value)).or_else(unknown);
        Sourced::new(Input { name: name.value, default }, name.place)
    }

    fn output(&self, written: &Output) -> StepOutput<'db> {
        StepOutput {
            name: self.name(&written.name),
            from: OutputSource::Unknown,
            global_name: written.global_name.as_ref().map(|name| self.name(name)),
        }
    }

    /// The keys of a context, where they are written out.
    fn exports(&self, context: PromotionContext) -> Option<Sourced<'db, Vec<Name>>> {
        let keys = context.keys?.into_iter().map(Name::from);
        Some(Sourced::new(keys.collect(), self.site(&context.span)))
    }
}

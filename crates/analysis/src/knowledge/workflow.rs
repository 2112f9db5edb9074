//! Hand-written WorkflowTemplates: what they take and give. What their templates do stays unknown.

use promo_manifest::known::{self, Output, Parameter, PromotionContext};

use super::reader::Reader;
use crate::model::{Input, Name, OutputSource, Sourced, StepOutput, Work, Workflow, WorkflowStep};

impl<'db> Reader<'db, '_> {
    pub(super) fn workflow(&mut self, workflow: &known::Workflow) -> Workflow<'db> {
        Workflow {
            metadata: self.metadata(&workflow.header),
            service_account: self.filled(&workflow.service_account).map(|account| account.value),
            inputs: self.inputs(&workflow.parameters),
            outputs: Vec::new(),
            exports: workflow.promotion_context().and_then(|context| self.exports(context)),
            steps: workflow.templates.iter().filter_map(|written| self.workflow_step(written)).collect(),
            entrypoint: self.filled(&workflow.entrypoint).map(|entrypoint| entrypoint.value),
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

    fn inputs(&self, written: &[Parameter]) -> Vec<Sourced<'db, Input>> {
        let inputs = written.iter();
        inputs.map(|written| Sourced::new(input(written), self.site(&written.name.span))).collect()
    }

    fn output(&self, written: &Output) -> StepOutput<'db> {
        StepOutput {
            name: self.name(&written.name),
            from: OutputSource::Unknown,
            global_name: written.global_name.as_ref().map(|name| Name::from(name.value.as_str())),
        }
    }

    /// The keys of a context, where they are written out.
    fn exports(&self, context: PromotionContext) -> Option<Sourced<'db, Vec<Name>>> {
        let keys = context.keys?.into_iter().map(Name::from);
        Some(Sourced::new(keys.collect(), self.site(&context.span)))
    }
}

fn input(written: &Parameter) -> Input {
    let value = written.value.as_ref().map(|value| value.value.as_str());
    let default = value.or_else(|| (!written.is_required).then_some(""));
    Input { name: Name::from(written.name.value.as_str()), default: default.map(Name::from) }
}

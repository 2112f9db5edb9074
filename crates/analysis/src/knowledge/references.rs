//! What the texts of a hand-written promotion workflow refer to by `{{…}}`, and the workflow doesn't have. Only what is
//! certainly wrong is told: expressions, and what Argo or other languages may know besides, are left alone.

use promo_diagnostics::{Rule, did_you_mean, listed};
use promo_manifest::known::{self, Parameter, Spanned, WorkflowStep};

use super::reader::Reader;
use crate::argo_references::is_reference;
use crate::finding::Finding;
use crate::lower::once_each;
use crate::model::{Name, Sourced};
use crate::names::MOST_WITH_NEAREST;
use crate::workflows::is_passed_anywhere;

/// All parameters of a workflow at once, which are a value too.
const ALL_PARAMETERS: &str = "json";

impl<'db> Reader<'db, '_> {
    /// Reports the references of a promotion workflow to inputs, tasks and steps that it doesn't have.
    pub(super) fn check_references(&mut self, workflow: &known::Workflow) {
        let templates = workflow.templates.iter().filter(|_| workflow.is_promotion);
        let mut found = Vec::new();
        for template in templates {
            for reference in &template.references {
                let with_nearest = found.len() < MOST_WITH_NEAREST;
                found.extend(self.check_reference(workflow, template, reference, with_nearest));
            }
        }
        self.problems.extend(once_each(found));
    }

    /// The parameters that a promotion workflow uses and doesn't declare, and the platform never passes: another
    /// workflow may give them. One without an entrypoint is there for others to use, whose parameters it then sees.
    pub(super) fn undeclared_parameters(&self, workflow: &known::Workflow) -> Vec<Sourced<'db, Name>> {
        if !workflow.is_promotion || workflow.entrypoint.is_none() {
            return Vec::new();
        }
        let in_templates = workflow.templates.iter().flat_map(|template| &template.references);
        let undeclared = workflow.references.iter().chain(in_templates).filter_map(|reference| {
            let name = after(reference, "workflow.parameters.")?;
            let is_there =
                name == ALL_PARAMETERS || has(&workflow.parameters, name) || is_passed_anywhere(name);
            (!is_there).then(|| Sourced::new(Name::from(name), self.site(&reference.span)))
        });
        undeclared.collect()
    }

    fn check_reference(
        &self,
        workflow: &known::Workflow,
        template: &WorkflowStep,
        reference: &Spanned<String>,
        with_nearest: bool,
    ) -> Option<Finding<'db>> {
        let called = template.name.as_ref()?.value.as_str();
        let (message, help) = match after(reference, "inputs.parameters.") {
            Some(name) => unknown_input(workflow, template, called, name, with_nearest)?,
            None => unknown_call(template, called, reference, with_nearest)?,
        };
        Some(Finding::new(Rule::UnknownReference, self.site(&reference.span), message).help(help))
    }
}

/// The rest of a reference that begins in some way.
fn after<'a>(reference: &'a Spanned<String>, beginning: &str) -> Option<&'a str> {
    reference.value.strip_prefix(beginning).filter(|_| is_reference(&reference.value))
}

fn has(parameters: &[Parameter], name: &str) -> bool {
    parameters.iter().any(|parameter| parameter.name.value == name)
}

fn unknown_input(
    workflow: &known::Workflow,
    template: &WorkflowStep,
    called: &str,
    name: &str,
    with_nearest: bool,
) -> Option<(String, String)> {
    let has_inline = template.calls.as_ref().is_some_and(|calls| calls.has_inline);
    if has_inline || has(&template.inputs, name) {
        return None;
    }
    let help = match has(&workflow.parameters, name) {
        true => format!("did you mean `{{{{workflow.parameters.{name}}}}}`?"),
        false => {
            let inputs = template.inputs.iter().map(|input| input.name.value.as_str());
            with_nearest.then(|| did_you_mean(name, inputs)).flatten().unwrap_or_else(|| {
                format!("declare it under `inputs.parameters` of the template: `name: {name}`")
            })
        }
    };
    Some((format!("the template `{called}` has no input `{name}`"), help))
}

/// A reference to something that a template runs, such as `tasks.NAME.outputs.result`.
fn unknown_call(
    template: &WorkflowStep,
    called: &str,
    reference: &Spanned<String>,
    with_nearest: bool,
) -> Option<(String, String)> {
    let calls = template.calls.as_ref()?;
    let rest = after(reference, calls.head)?.strip_prefix('.')?;
    let (name, _) = rest.split_once('.')?;
    let known = calls.names.as_ref().filter(|known| !known.iter().any(|known| known == name))?;
    let noun = calls.head.trim_end_matches('s');
    let listed = || format!("its {} are {}", calls.head, listed(known, "and"));
    let meant = with_nearest.then(|| did_you_mean(name, known.iter().map(String::as_str))).flatten();
    let help = meant.unwrap_or_else(listed);
    Some((format!("the template `{called}` has no {noun} `{name}`"), help))
}

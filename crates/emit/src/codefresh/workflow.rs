//! Argo WorkflowTemplate (`argoproj.io/v1alpha1`), marked as a promotion workflow.

use promo_analysis::config::Config;
use promo_analysis::model::{
    Input, Name, OutputSource, StepOutput, Variable, VariableValue, Work, Workflow, WorkflowStep,
};
use promo_manifest::keys::{PROMOTION_ORIGIN, WORKFLOW_ORIGIN};
use promo_manifest::{self as manifest, FieldPath};
use serde_json::Value;

/// The template that runs the graph of the steps.
const MAIN: &str = "main";

const ORIGIN: super::FixedAnnotations = &[(WORKFLOW_ORIGIN, PROMOTION_ORIGIN)];

pub(super) fn manifest(workflow: &Workflow<'_>, config: &Config) -> manifest::WorkflowTemplate {
    manifest::WorkflowTemplate {
        metadata: super::metadata(&workflow.metadata, ORIGIN, config),
        spec: manifest::WorkflowTemplateSpec {
            service_account_name: workflow.service_account.as_deref().map(str::to_owned),
            arguments: manifest::Arguments {
                parameters: workflow.inputs.iter().map(|input| parameter(&input.value)).collect(),
            },
            entrypoint: Some(entrypoint(workflow).to_owned()),
            templates: templates(workflow),
        },
        ..Default::default()
    }
}

/// The extra fields of the templates, by their place in the manifest.
pub(super) fn template_fields(workflow: &Workflow<'_>) -> Vec<(FieldPath, Value)> {
    let offset = usize::from(main_template(workflow).is_some());
    let own = workflow.steps.iter().filter(|step| step.has_template()).enumerate();
    own.flat_map(|(index, step)| {
        let prefix = ["spec".to_owned(), "templates".to_owned(), (index + offset).to_string()];
        step.extra.iter().map(move |extra| super::field(&prefix, extra)).collect::<Vec<_>>()
    })
    .collect()
}

fn entrypoint<'a>(workflow: &'a Workflow<'_>) -> &'a str {
    match (&workflow.entrypoint, workflow.steps.as_slice()) {
        (Some(step), _) => step,
        (None, [step]) if step.has_template() => &step.name.value,
        _ => MAIN,
    }
}

fn templates(workflow: &Workflow<'_>) -> Vec<manifest::Template> {
    let steps = workflow.steps.iter().filter(|step| step.has_template()).map(template);
    let mut templates: Vec<_> = main_template(workflow).into_iter().chain(steps).collect();
    let entrypoint = entrypoint(workflow);
    if let Some(template) = templates.iter_mut().find(|template| template.name == entrypoint) {
        template.outputs.parameters.extend(workflow.outputs.iter().map(|output| {
            output_parameter(&output.name.value, &OutputSource::Expression(output.expression.clone()), None)
        }));
    }
    templates
}

/// The graph of the steps, unless one of them is the entrypoint itself.
fn main_template(workflow: &Workflow<'_>) -> Option<manifest::Template> {
    (entrypoint(workflow) == MAIN && workflow.entrypoint.is_none() && needs_graph(workflow)).then(|| {
        manifest::Template {
            name: MAIN.to_owned(),
            dag: Some(manifest::Dag { tasks: workflow.steps.iter().map(task).collect() }),
            ..Default::default()
        }
    })
}

fn needs_graph(workflow: &Workflow<'_>) -> bool {
    !matches!(workflow.steps.as_slice(), [step] if step.has_template())
}

fn task(step: &WorkflowStep<'_>) -> manifest::DagTask {
    let (template, reference) = match &step.work {
        Work::Workflow { workflow, template } => (
            None,
            Some(manifest::TemplateReference { name: workflow.to_string(), template: template.to_string() }),
        ),
        Work::Step(other) => (Some(other.to_string()), None),
        Work::Script { .. } | Work::Container { .. } | Work::Suspend(_) | Work::Unknown { .. } => {
            (Some(step.name.value.to_string()), None)
        }
    };
    manifest::DagTask {
        name: step.name.value.to_string(),
        template,
        template_ref: reference,
        depends: (!step.depends_on.is_empty()).then(|| step.depends_on.join(" && ")),
        arguments: manifest::Arguments {
            parameters: step.arguments.iter().map(|(name, value)| argument(&name.value, value)).collect(),
        },
    }
}

fn template(step: &WorkflowStep<'_>) -> manifest::Template {
    let mut template = manifest::Template {
        name: step.name.value.to_string(),
        inputs: manifest::Inputs {
            parameters: step.inputs.iter().map(|input| parameter(&input.value)).collect(),
        },
        outputs: manifest::Outputs { parameters: step.outputs.iter().map(step_output).collect() },
        retry_strategy: step.retry.as_ref().map(|retry| manifest::RetryStrategy {
            limit: Some(retry.limit.to_string()),
            backoff: retry.every.map(|every| manifest::Backoff { duration: Some(super::go_duration(every)) }),
        }),
        ..Default::default()
    };
    match &step.work {
        Work::Script { image, command, source, env } => {
            template.script = Some(manifest::Script {
                image: image.to_string(),
                command: super::texts(command),
                env: env.iter().map(variable).collect(),
                source: source.to_string(),
            });
        }
        Work::Container { image, command, args, env } => {
            template.container = Some(manifest::Container {
                image: image.to_string(),
                command: super::texts(command),
                args: super::texts(args),
                env: env.iter().map(variable).collect(),
            });
        }
        Work::Suspend(duration) => {
            template.suspend = Some(manifest::Suspend { duration: duration.map(super::go_duration) });
        }
        Work::Workflow { .. } | Work::Step(_) | Work::Unknown { .. } => {}
    }
    template
}

fn parameter(input: &Input) -> manifest::Parameter {
    manifest::Parameter { name: input.name.to_string(), value: input.default.as_deref().map(str::to_owned) }
}

fn argument(name: &Name, value: &str) -> manifest::Parameter {
    manifest::Parameter { name: name.to_string(), value: Some(value.to_owned()) }
}

fn step_output(output: &StepOutput<'_>) -> manifest::OutputParameter {
    output_parameter(&output.name.value, &output.from, output.global_name.as_ref())
}

fn output_parameter(
    name: &Name,
    from: &OutputSource,
    global_name: Option<&Name>,
) -> manifest::OutputParameter {
    let (path, expression) = match from {
        OutputSource::Path(path) => (Some(path.to_string()), None),
        OutputSource::Expression(expression) => (None, Some(expression.to_string())),
        OutputSource::Unknown => (None, None),
    };
    manifest::OutputParameter {
        name: name.to_string(),
        global_name: global_name.map(Name::to_string),
        value_from: Some(manifest::OutputSource { path, expression }),
    }
}

fn variable(variable: &Variable) -> manifest::EnvironmentVariable {
    let (value, value_from) = match &variable.value {
        VariableValue::Text(text) => (Some(text.to_string()), None),
        VariableValue::Secret { name, key } => {
            let key = manifest::SecretKey { name: name.to_string(), key: key.to_string() };
            (None, Some(manifest::EnvironmentSource { secret_key_ref: key }))
        }
    };
    manifest::EnvironmentVariable { name: variable.name.to_string(), value, value_from }
}

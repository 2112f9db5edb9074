//! Argo WorkflowTemplate (`argoproj.io/v1alpha1`), marked as a promotion workflow.

use promo_analysis::Site;
use promo_analysis::config::Config;
use promo_analysis::model::{
    ExpressionOutput, Input, Name, OutputSource, Retry, Sourced, StepOutput, Variable, VariableValue, Work,
    Workflow, WorkflowStep,
};
use promo_manifest::keys::{PROMOTION_ORIGIN, WORKFLOW_ORIGIN};
use promo_manifest::{self as manifest, FieldPath};
use serde_json::Value;

use crate::origins::Field;

/// The template that runs the graph of the steps.
const MAIN: &str = "main";

/// What runs a script whose step doesn't say.
const SHELL: &str = "sh";

const ORIGIN: super::FixedAnnotations = &[(WORKFLOW_ORIGIN, PROMOTION_ORIGIN)];

pub(super) fn manifest<'db>(
    at: &Field<'_, 'db>,
    workflow: &Workflow<'db>,
    config: &Config,
) -> manifest::WorkflowTemplate {
    let spec = at.field("spec");
    manifest::WorkflowTemplate {
        metadata: super::metadata(at, &workflow.metadata, ORIGIN, config),
        spec: manifest::WorkflowTemplateSpec {
            service_account_name: spec
                .optional("serviceAccountName", &workflow.service_account)
                .map(|name| name.to_string()),
            arguments: manifest::Arguments {
                parameters: spec.field("arguments").each("parameters", &workflow.inputs, parameter),
            },
            entrypoint: Some(entrypoint_of(&spec, workflow)),
            templates: templates(&spec.field("templates"), workflow),
        },
        ..Default::default()
    }
}

/// The extra fields of the templates, by their place in the manifest.
pub(super) fn template_fields<'db>(at: &Field<'_, 'db>, workflow: &Workflow<'db>) -> Vec<(FieldPath, Value)> {
    let templates = ["spec", "templates"].map(str::to_owned);
    let fields = own_templates(workflow).flat_map(|(index, step)| {
        let prefix: FieldPath = templates.iter().cloned().chain([index.to_string()]).collect();
        step.extra.iter().map(move |extra| super::extra_field(at, &prefix, extra)).collect::<Vec<_>>()
    });
    fields.collect()
}

/// The steps that have a template of their own, each with its place in the list of templates.
fn own_templates<'w, 'db>(
    workflow: &'w Workflow<'db>,
) -> impl Iterator<Item = (usize, &'w WorkflowStep<'db>)> {
    let first = usize::from(has_main(workflow));
    let own = workflow.steps.iter().filter(|step| step.has_template()).enumerate();
    own.map(move |(index, step)| (index + first, step))
}

fn entrypoint_of<'db>(spec: &Field<'_, 'db>, workflow: &Workflow<'db>) -> String {
    match &workflow.entrypoint {
        Some(step) => spec.value("entrypoint", step),
        None => {
            spec.field("entrypoint").follows_from_declaration();
            entrypoint(workflow)
        }
    }
    .to_string()
}

fn entrypoint<'a>(workflow: &'a Workflow<'_>) -> &'a str {
    match (&workflow.entrypoint, workflow.steps.as_slice()) {
        (Some(step), _) => &step.value,
        (None, [step]) if step.has_template() => &step.name.value,
        _ => MAIN,
    }
}

fn templates<'db>(at: &Field<'_, 'db>, workflow: &Workflow<'db>) -> Vec<manifest::Template> {
    let mut templates = Vec::new();
    if has_main(workflow) {
        templates.push(main_template(&at.item(0), workflow));
    }
    templates.extend(own_templates(workflow).map(|(index, step)| template(&at.item(index), step)));
    let entrypoint = entrypoint(workflow);
    let entry = templates.iter_mut().enumerate().find(|(_, template)| template.name == entrypoint);
    if let Some((index, template)) = entry {
        let outputs = &mut template.outputs.parameters;
        for output in &workflow.outputs {
            let at = at.item(index);
            let at = at.field("outputs");
            let at = at.field("parameters");
            outputs.push(expression_output(&at.item(outputs.len()), output));
        }
    }
    templates
}

/// Whether the graph of the steps is run, rather than one of them.
fn has_main(workflow: &Workflow<'_>) -> bool {
    let is_one_template = matches!(workflow.steps.as_slice(), [step] if step.has_template());
    workflow.entrypoint.is_none() && !is_one_template
}

fn main_template<'db>(at: &Field<'_, 'db>, workflow: &Workflow<'db>) -> manifest::Template {
    at.follows_from_declaration();
    at.field("name").follows_from_declaration();
    manifest::Template {
        name: MAIN.to_owned(),
        dag: Some(manifest::Dag { tasks: at.field("dag").each("tasks", &workflow.steps, task) }),
        ..Default::default()
    }
}

fn task<'db>(at: &Field<'_, 'db>, step: &WorkflowStep<'db>) -> manifest::DagTask {
    at.follows_from(step.name.place);
    let (template, template_ref) = match &step.work {
        Work::Workflow { workflow, template } => {
            let at = at.field("templateRef");
            let name = at.value("name", workflow).to_string();
            (
                None,
                Some(manifest::TemplateReference {
                    name,
                    template: at.value("template", template).to_string(),
                }),
            )
        }
        Work::Step(other) => (Some(other), None),
        Work::Script { .. } | Work::Container { .. } | Work::Suspend(_) | Work::Unknown { .. } => {
            (Some(&step.name), None)
        }
    };
    manifest::DagTask {
        name: at.value("name", &step.name).to_string(),
        template: template.map(|template| at.value("template", template).to_string()),
        template_ref,
        depends: depends(&at.field("depends"), &step.depends_on),
        arguments: manifest::Arguments {
            parameters: at.field("arguments").each("parameters", &step.arguments, argument),
        },
    }
}

fn depends<'db>(at: &Field<'_, 'db>, steps: &[Sourced<'db, Name>]) -> Option<String> {
    steps.iter().for_each(|step| at.follows_from(step.place));
    let names: Vec<&str> = steps.iter().map(|step| &*step.value).collect();
    (!names.is_empty()).then(|| names.join(" && "))
}

fn template<'db>(at: &Field<'_, 'db>, step: &WorkflowStep<'db>) -> manifest::Template {
    at.follows_from(step.name.place);
    let mut template = manifest::Template {
        name: at.value("name", &step.name).to_string(),
        inputs: manifest::Inputs {
            parameters: at.field("inputs").each("parameters", &step.inputs, parameter),
        },
        outputs: manifest::Outputs {
            parameters: at.field("outputs").each("parameters", &step.outputs, step_output),
        },
        retry_strategy: step.retry.as_ref().map(|retry| retry_strategy(&at.field("retryStrategy"), retry)),
        ..Default::default()
    };
    match &step.work {
        Work::Script { image, command, source, env } => {
            let at = at.field("script");
            template.script = Some(manifest::Script {
                image: at.value("image", image).to_string(),
                command: interpreter(&at, command.as_deref(), source.place),
                env: at.each("env", env, variable),
                source: at.value("source", source).to_string(),
            });
        }
        Work::Container { image, command, args, env } => {
            let at = at.field("container");
            template.container = Some(manifest::Container {
                image: at.value("image", image).to_string(),
                command: super::texts(at.list("command", command)),
                args: super::texts(at.list("args", args)),
                env: at.each("env", env, variable),
            });
        }
        Work::Suspend(duration) => {
            let at = at.field("suspend");
            at.follows_from(step.name.place);
            let duration = at.optional("duration", duration).copied();
            template.suspend = Some(manifest::Suspend { duration: duration.map(super::go_duration) });
        }
        Work::Workflow { .. } | Work::Step(_) | Work::Unknown { .. } => {}
    }
    template
}

fn interpreter<'db>(
    at: &Field<'_, 'db>,
    command: Option<&[Sourced<'db, Name>]>,
    script: Site<'db>,
) -> Vec<String> {
    match command {
        Some(command) => super::texts(at.list("command", command)),
        None => {
            at.field("command").item(0).follows_from(script);
            vec![SHELL.to_owned()]
        }
    }
}

fn retry_strategy<'db>(at: &Field<'_, 'db>, retry: &Retry<'db>) -> manifest::RetryStrategy {
    let every = at.field("backoff").optional("duration", &retry.every).copied();
    manifest::RetryStrategy {
        limit: Some(at.value("limit", &retry.limit).to_string()),
        backoff: every.map(|every| manifest::Backoff { duration: Some(super::go_duration(every)) }),
    }
}

fn parameter<'db>(at: &Field<'_, 'db>, input: &Sourced<'db, Input<'db>>) -> manifest::Parameter {
    at.follows_from(input.place);
    at.field("name").is_written(input.place);
    manifest::Parameter {
        name: input.value.name.to_string(),
        value: at.optional("value", &input.value.default).map(|value| value.to_string()),
    }
}

fn argument<'db>(
    at: &Field<'_, 'db>,
    (name, value): &(Sourced<'db, Name>, Sourced<'db, Name>),
) -> manifest::Parameter {
    at.follows_from(name.place);
    manifest::Parameter {
        name: at.value("name", name).to_string(),
        value: Some(at.value("value", value).to_string()),
    }
}

fn expression_output<'db>(at: &Field<'_, 'db>, output: &ExpressionOutput<'db>) -> manifest::OutputParameter {
    let expression = OutputSource::Expression(output.expression.clone());
    output_parameter(at, &output.name, &expression)
}

fn step_output<'db>(at: &Field<'_, 'db>, output: &StepOutput<'db>) -> manifest::OutputParameter {
    let global_name = output.global_name.as_ref();
    if let Some(global_name) = global_name {
        at.field("globalName").follows_from(global_name.place);
    }
    manifest::OutputParameter {
        global_name: global_name.map(|name| name.value.to_string()),
        ..output_parameter(at, &output.name, &output.from)
    }
}

fn output_parameter<'db>(
    at: &Field<'_, 'db>,
    name: &Sourced<'db, Name>,
    from: &OutputSource<'db>,
) -> manifest::OutputParameter {
    at.follows_from(name.place);
    let source = at.field("valueFrom");
    let (path, expression) = match from {
        OutputSource::Path(path) => (Some(source.value("path", path).to_string()), None),
        OutputSource::Expression(expression) => {
            (None, Some(source.value("expression", expression).to_string()))
        }
        OutputSource::Unknown => (None, None),
    };
    manifest::OutputParameter {
        name: at.value("name", name).to_string(),
        global_name: None,
        value_from: Some(manifest::OutputSource { path, expression }),
    }
}

fn variable<'db>(at: &Field<'_, 'db>, variable: &Variable<'db>) -> manifest::EnvironmentVariable {
    at.follows_from(variable.name.place);
    let (value, value_from) = match &variable.value {
        VariableValue::Text(text) => (Some(at.value("value", text).to_string()), None),
        VariableValue::Secret { name, key } => {
            let at = at.field("valueFrom");
            let at = at.field("secretKeyRef");
            let key = manifest::SecretKey {
                name: at.value("name", name).to_string(),
                key: at.value("key", key).to_string(),
            };
            (None, Some(manifest::EnvironmentSource { secret_key_ref: key }))
        }
    };
    manifest::EnvironmentVariable { name: at.value("name", &variable.name).to_string(), value, value_from }
}

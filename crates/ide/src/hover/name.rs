//! What is told of something that has a name: its declaration, and what is known of it; and where it is named, what
//! follows from that place.

use promo_analysis::model::Model;
use promo_analysis::names::{Definition, Namespace, names, resolve};
use promo_analysis::policies::flow_named;
use promo_analysis::value::{Type, Value};
use promo_analysis::{Db, Declaration, DeclarationKind, Place, checked, name_text, parameters, value_of};
use promo_syntax::literal::documentation;
use promo_syntax::{NodeKind, SyntaxNode};

use super::{decisions, elsewhere, environment, received, settings};
use crate::markdown::{Markdown, code, shortened};
use crate::preview::yaml_of;
use crate::runs::run_at;
use crate::target::{Occurrence, Target, declared_at, declaring_clause};

/// How many lines of a declaration are shown.
const MOST_LINES: usize = 16;

/// How many lines of YAML are shown.
const MOST_YAML: usize = 40;

/// Of how many environments of a list the settings are shown.
const MOST_ENVIRONMENTS: usize = 4;

/// Of how many things that share a name something is told, as Applications do.
const MOST_DEFINITIONS: usize = 3;

/// Adds what is known of a target, and what follows from the place where it is named: the manifest that it becomes
/// comes last, since it is the longest.
pub(super) fn add<'db>(
    db: &'db dyn Db,
    markdown: &mut Markdown,
    target: &Target<'db>,
    here: Option<&Occurrence<'db>>,
) {
    match target {
        Target::Name(namespace, name) => {
            let definitions = names(db).definitions(*namespace, name).iter().copied();
            let definitions: Vec<_> = definitions.take(MOST_DEFINITIONS).collect();
            // Of a workflow the source is long, and what it receives here is what one looks for.
            let is_workflow = *namespace == Namespace::Workflows;
            if !is_workflow {
                definitions.iter().for_each(|one| add_definition(db, markdown, *one, *namespace, name));
            } else {
                definitions.iter().for_each(|one| add_documentation(db, markdown, *one));
            }
            if let Some(occurrence) = here {
                add_here(db, markdown, occurrence, *namespace, name);
                add_decisions(db, markdown, *namespace, name);
            }
            if is_workflow {
                definitions.iter().for_each(|one| add_source(db, markdown, *one, *namespace, name));
            }
            definitions.iter().for_each(|one| add_yaml(db, markdown, *one));
        }
        Target::Parameter(pattern, name) => add_parameter(db, markdown, *pattern, name),
        Target::Step(workflow, name) => add_step(db, markdown, *workflow, name),
        Target::Input(workflow, step, _) | Target::Output(workflow, step, _) => {
            add_clause(db, markdown, target, *workflow, step.as_deref());
        }
        Target::Template(workflow, name) => {
            markdown.paragraph(format!("The template {} of the workflow {}.", code(name), code(workflow)));
            declared_at(db, target).into_iter().for_each(|site| elsewhere::add_site(db, markdown, site));
        }
    }
}

fn add_definition<'db>(
    db: &'db dyn Db,
    markdown: &mut Markdown,
    definition: Definition<'db>,
    namespace: Namespace,
    name: &str,
) {
    add_source(db, markdown, definition, namespace, name);
    add_documentation(db, markdown, definition);
    let Some(declaration) = definition.declaration() else { return };
    match declaration.kind(db) {
        DeclarationKind::Constant => markdown.paragraph(value_line(&value_of(db, definition, name))),
        DeclarationKind::Environment => {
            if let Some(Model::Environments(environments)) = &checked(db, declaration).model {
                environment::add(db, markdown, environments, name);
            }
        }
        _ => {}
    }
}

/// Adds what holds in the end for a product, or what a policy decides.
fn add_decisions(db: &dyn Db, markdown: &mut Markdown, namespace: Namespace, name: &str) {
    match namespace {
        Namespace::Products => decisions::add_of_product(db, markdown, name),
        Namespace::Policies => {
            let model = resolve(db, namespace, name).and_then(|definition| definition.model(db));
            if let Some(Model::Policy(policy)) = model {
                decisions::add_of_policy(db, markdown, name, &policy.selector);
            }
        }
        _ => {}
    }
}

/// Adds a declaration as it is written, or where a manifest has it.
fn add_source<'db>(
    db: &'db dyn Db,
    markdown: &mut Markdown,
    definition: Definition<'db>,
    namespace: Namespace,
    name: &str,
) {
    let Some(declaration) = definition.declaration() else {
        markdown.code("promo", &format!("{} {}", namespace.noun(), promo_analysis::quote_name(name)));
        return elsewhere::add(db, markdown, definition);
    };
    markdown.code("promo", &shortened(&text_of(db, declaration, declaration.node(db)), MOST_LINES));
}

fn add_documentation(db: &dyn Db, markdown: &mut Markdown, definition: Definition<'_>) {
    let documentation = definition.declaration().map(|declaration| documentation(declaration.node(db)));
    if let Some(documentation) = documentation.filter(|text| !text.is_empty()) {
        markdown.paragraph(documentation);
    }
}

/// Adds the manifest that a declaration becomes, if it becomes one.
fn add_yaml(db: &dyn Db, markdown: &mut Markdown, definition: Definition<'_>) {
    if let Some(yaml) = definition.declaration().and_then(|declaration| yaml_of(db, declaration)) {
        // The first line says where it comes from.
        let text = yaml.text.split_once('\n').map_or("", |(_, rest)| rest);
        markdown.code("yaml", &shortened(text, MOST_YAML));
    }
}

/// Adds what follows from the place where something is named: the settings of an environment of a flow, and what a
/// workflow receives.
fn add_here<'db>(
    db: &'db dyn Db,
    markdown: &mut Markdown,
    occurrence: &Occurrence<'db>,
    namespace: Namespace,
    name: &str,
) {
    let declaration = occurrence.place.declaration;
    match namespace {
        Namespace::Workflows if !occurrence.declares => {
            if let Some(run) = run_at(db, occurrence) {
                received::add(db, markdown, name, &run);
            }
        }
        Namespace::Constants if declaration.kind(db) == DeclarationKind::Flow => {
            let Some(flow) = flow_named(db, declaration.name(db)) else { return };
            for environment in environments_of(db, name).iter().take(MOST_ENVIRONMENTS) {
                settings::add(db, markdown, flow, environment);
            }
        }
        _ => {}
    }
}

/// The environments that a name stands for: itself, or those of a constant.
fn environments_of(db: &dyn Db, name: &str) -> Vec<String> {
    let value = resolve(db, Namespace::Constants, name).map(|definition| value_of(db, definition, name));
    let mut environments = Vec::new();
    value.iter().for_each(|value| collect_environments(value, &mut environments));
    environments
}

fn collect_environments(value: &Value, environments: &mut Vec<String>) {
    match value {
        Value::Reference(Namespace::Constants, name) => environments.push(name.to_string()),
        Value::List(items) => items.iter().for_each(|item| collect_environments(item, environments)),
        _ => {}
    }
}

fn add_parameter(db: &dyn Db, markdown: &mut Markdown, pattern: Declaration<'_>, name: &str) {
    let all = &parameters(db, pattern).list;
    let Some(parameter) = all.iter().find(|parameter| *parameter.name == *name) else { return };
    let nodes = pattern.node(db).child(NodeKind::Parameters).into_iter().flat_map(SyntaxNode::children);
    let own =
        nodes.into_iter().find(|node| node.child(NodeKind::Name).map(name_text).as_deref() == Some(name));
    if let Some(node) = own {
        markdown.code("promo", &text_of(db, pattern, node));
    }
    let kind = parameter.kind.map_or("Something", Type::noun);
    let default = match &parameter.default {
        Some(value) => format!(" Where none is passed, it is {}.", value_text(value)),
        None => String::new(),
    };
    markdown.paragraph(format!("A parameter of the pattern {}: {kind}.{default}", code(pattern.name(db)),));
}

fn add_step(db: &dyn Db, markdown: &mut Markdown, workflow: Declaration<'_>, name: &str) {
    let clause = crate::target::step_clause(workflow.node(db), name);
    if let Some(clause) = clause {
        markdown.code("promo", &shortened(&text_of(db, workflow, clause), MOST_LINES));
    }
    markdown.paragraph(format!("A step of the workflow {}.", code(workflow.name(db))));
}

/// Adds the clause that declares an input or output of a workflow or step.
fn add_clause<'db>(
    db: &'db dyn Db,
    markdown: &mut Markdown,
    target: &Target<'db>,
    workflow: Declaration<'db>,
    step: Option<&str>,
) {
    if let Some((declaration, clause)) = declaring_clause(db, target) {
        markdown.code("promo", &text_of(db, declaration, clause));
    }
    let article = if matches!(target, Target::Input(..)) { "An input" } else { "An output" };
    let step = step.map(|step| format!("step {} of the ", code(step))).unwrap_or_default();
    markdown.paragraph(format!("{article} of the {step}workflow {}.", code(workflow.name(db))));
}

/// The type and value of a constant.
fn value_line(value: &Value) -> String {
    match value {
        Value::Unknown(_) => "Its value is not known.".to_owned(),
        value => format!("It is {}: {}", kind_of(value), value_text(value)),
    }
}

/// What a value is, with its article: of a list, also what it is a list of.
fn kind_of(value: &Value) -> &'static str {
    let Value::List(items) = value else { return value.noun() };
    let all = |fits: fn(&Value) -> bool| !items.is_empty() && items.iter().all(fits);
    if all(|item| matches!(item, Value::Reference(Namespace::Constants, _))) {
        Type::Environments.noun()
    } else if all(|item| matches!(item, Value::String(_))) {
        Type::Strings.noun()
    } else {
        value.noun()
    }
}

fn value_text(value: &Value) -> String {
    match value {
        Value::List(items) => items.iter().map(value_text).collect::<Vec<_>>().join(", "),
        Value::String(text) => code(&format!("{text:?}")),
        other => other.interpolated().map_or_else(|| "unknown".to_owned(), |text| code(&text)),
    }
}

/// The text of a node of a declaration as it stands in its file, without documentation before it.
pub(super) fn text_of(db: &dyn Db, declaration: Declaration<'_>, node: SyntaxNode<'_>) -> String {
    let keyword = node.keyword_token().filter(|_| node.kind() == NodeKind::Declaration);
    let start = keyword.unwrap_or(node.tokens().start);
    let bytes = Place::tokens(declaration, start..node.tokens().end).bytes(db);
    let text = declaration.file(db).text(db);
    let before = text.get(..bytes.start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    // What stands inside of a block is shown as if it stood alone.
    let lines = text.get(bytes).unwrap_or_default().lines().enumerate().map(|(number, line)| {
        let blank = line.len() - line.trim_start().len();
        if number == 0 { line } else { line.get(indent.min(blank)..).unwrap_or(line) }
    });
    lines.collect::<Vec<_>>().join("\n")
}

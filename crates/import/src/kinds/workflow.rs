//! WorkflowTemplate: the tasks of its graph become steps with what their templates do.

use std::ops::Range;

use indexmap::IndexMap;
use promo_manifest::Node;
use promo_syntax::Body;
use serde_json::Value;

use super::workflow_step::{self, Template};
use crate::arrows::{Dependent, chains};
use crate::fields::{Fields, Text, items, text};
use crate::metadata::extra_line;
use crate::reason::{Reason, quoted};
use crate::source::{self, Clause, Source};
use crate::uses::Uses;

/// Templates that have another name in what a workflow becomes: the name there was, and the one there is. In promo, a
/// template is named as its step, and the graph of the steps `main`.
pub(crate) type Renamed = Vec<(String, String)>;

/// A workflow as data, in which templates have their new names.
pub(crate) fn with_renamed(mut workflow: Value, renamed: &Renamed) -> Value {
    let templates = workflow.pointer_mut("/spec/templates").and_then(Value::as_array_mut);
    for template in templates.into_iter().flatten() {
        rename(template.get_mut("name"), renamed);
        let tasks = template.pointer_mut("/dag/tasks").and_then(Value::as_array_mut);
        tasks.into_iter().flatten().for_each(|task| rename(task.get_mut("template"), renamed));
    }
    rename(workflow.pointer_mut("/spec/entrypoint"), renamed);
    workflow
}

fn rename(name: Option<&mut Value>, renamed: &Renamed) {
    let Some(Value::String(name)) = name else { return };
    if let Some((_, now)) = renamed.iter().find(|(before, _)| before == name) {
        name.clone_from(now);
    }
}

/// The template that runs the graph of the steps.
const MAIN: &str = "main";

/// Writes the clauses of a workflow. The fields for `extra` that are its own.
pub(super) fn write(
    spec: &mut Fields<'_>,
    source: &mut Source<'_>,
    uses: &mut Uses,
    renamed: &mut Renamed,
) -> Result<Vec<Clause>, Reason> {
    if let Some(account) = spec.filled("serviceAccountName")? {
        source.line(account.span, format!("service-account {}", source::name(account.value)));
    }
    let mut arguments = spec.map("arguments")?;
    for clause in workflow_step::inputs(arguments.list("parameters")?)? {
        source.clause(&clause);
    }
    let rest = arguments.rest();
    let extra =
        rest.iter().map(|field| extra_line(&["spec", "arguments"], field)).collect::<Result<_, _>>()?;
    let entrypoint = spec.need("entrypoint")?;
    let entry_name = text(entrypoint.value)?;
    let templates = Templates::of(spec.list("templates")?)?;
    let Some(entry) = templates.get(entry_name) else {
        let message = format!("the entrypoint {} is no template of this workflow", quoted(entry_name));
        return Err(Reason::new(&entrypoint.value.span, message));
    };
    match entry.graph {
        Some(graph) => {
            renamed.push((entry.name.to_owned(), MAIN.to_owned()));
            let tasks = tasks(entry, graph, source)?;
            write_graph(&tasks, &templates, entry, source, uses, renamed)?;
        }
        None => write_plain(entry, &templates, &entrypoint.span(), source)?,
    }
    Ok(extra)
}

/// The templates of a workflow, by name and in written order.
struct Templates<'n> {
    by_name: IndexMap<&'n str, Template<'n>>,
}

impl<'n> Templates<'n> {
    fn of(nodes: &'n [Node]) -> Result<Templates<'n>, Reason> {
        let mut by_name = IndexMap::new();
        for node in nodes {
            let template = Template::of(node)?;
            if by_name.contains_key(template.name) {
                return Err(Reason::new(&node.span, "there is another template of this name"));
            }
            by_name.insert(template.name, template);
        }
        Ok(Templates { by_name })
    }

    fn get(&self, name: &str) -> Option<&Template<'n>> {
        self.by_name.get(name)
    }

    fn all(&self) -> impl Iterator<Item = &Template<'n>> {
        self.by_name.values()
    }
}

/// Templates without a graph: the entrypoint alone is run.
fn write_plain(
    entry: &Template<'_>,
    templates: &Templates<'_>,
    entrypoint: &Range<usize>,
    source: &mut Source<'_>,
) -> Result<(), Reason> {
    workflow_step::write_expressions(entry, source)?;
    if templates.by_name.len() > 1 {
        let name = source::name_in(Body::Workflow, entry.name);
        source.line(entrypoint.clone(), format!("entrypoint {name}"));
    }
    for template in templates.all() {
        if template.name != entry.name {
            workflow_step::refuse_expressions(template)?;
        }
        source.gap();
        workflow_step::write(template.name, template, &[], std::slice::from_ref(&template.span), source)?;
    }
    Ok(())
}

/// A task of the graph.
struct Task<'n> {
    name: &'n str,
    depends_on: Vec<&'n str>,
    call: Call<'n>,
    arguments: Vec<Clause>,
    span: Range<usize>,
}

/// What a task runs.
enum Call<'n> {
    Template(&'n str, Range<usize>),
    Other { workflow: &'n str, template: &'n str },
}

fn tasks<'n>(
    entry: &Template<'n>,
    graph: &'n Node,
    source: &mut Source<'_>,
) -> Result<Vec<Task<'n>>, Reason> {
    workflow_step::refuse_all_but_expressions(entry)?;
    workflow_step::write_expressions(entry, source)?;
    let mut dag = Fields::of(graph)?;
    let tasks: Vec<Task<'n>> = items(dag.need("tasks")?.value)?.iter().map(task).collect::<Result<_, _>>()?;
    dag.finish("is a field of a graph that promo can't write")?;
    Ok(tasks)
}

fn task<'n>(node: &'n Node) -> Result<Task<'n>, Reason> {
    let mut fields = Fields::of(node)?;
    let name = text(fields.need("name")?.value)?;
    let depends_on = match fields.text("depends")? {
        Some(depends) => dependencies(depends.value).ok_or_else(|| no_names(&depends))?,
        None => Vec::new(),
    };
    let call = match (fields.take("template"), fields.take("templateRef")) {
        (Some(template), None) => Call::Template(text(template.value)?, template.value.span.clone()),
        (None, Some(reference)) => {
            let mut reference = Fields::of(reference.value)?;
            let workflow = text(reference.need("name")?.value)?;
            let template = text(reference.need("template")?.value)?;
            reference.finish("is a field of a reference that promo can't write")?;
            Call::Other { workflow, template }
        }
        _ => return Err(Reason::new(&node.span, "a task runs one template: `template` or `templateRef`")),
    };
    let mut arguments = fields.map("arguments")?;
    let parameters = arguments.list("parameters")?;
    let arguments_of: Vec<Clause> =
        parameters.iter().map(workflow_step::argument).collect::<Result<_, _>>()?;
    arguments.finish("can't be passed to a step in promo")?;
    fields.finish("is a field of a task that promo can't write")?;
    Ok(Task { name, depends_on, call, arguments: arguments_of, span: node.span.clone() })
}

fn no_names(depends: &Text<'_>) -> Reason {
    let message = format!(
        "{} is more than names: a step of promo waits for others as `A && B` does, and no other way",
        quoted(depends.value)
    );
    Reason::new(&depends.span, message)
}

/// The tasks of an expression that asks for nothing but their success.
fn dependencies(depends: &str) -> Option<Vec<&str>> {
    let names = depends.split("&&").map(str::trim);
    let is_name = |name: &&str| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let names: Vec<&str> = names.collect();
    names.iter().all(is_name).then_some(names)
}

fn write_graph<'n>(
    tasks: &[Task<'n>],
    templates: &Templates<'n>,
    entry: &Template<'n>,
    source: &mut Source<'_>,
    uses: &mut Uses,
    renamed: &mut Renamed,
) -> Result<(), Reason> {
    source.gap();
    for arrows in arrows(tasks) {
        source.clause(&Clause { text: arrows, about: Vec::new() });
    }
    // The first task that runs a template of this workflow is the step that says what it does.
    let mut said: IndexMap<&str, &str> = IndexMap::new();
    for task in tasks {
        source.gap();
        match &task.call {
            Call::Other { workflow, template } => {
                uses.workflow(workflow);
                let clause = format!("uses {} step {}", source::name(workflow), source::name(template));
                write_call(task, clause, source);
            }
            Call::Template(called, span) => match said.get(called) {
                Some(step) => write_call(task, format!("uses {}", source::name(step)), source),
                None => {
                    let template = templates.get(called).filter(|_| *called != entry.name);
                    let template = template.ok_or_else(|| {
                        Reason::new(span, format!("{} is no template to be run here", quoted(called)))
                    })?;
                    said.insert(called, task.name);
                    workflow_step::refuse_expressions(template)?;
                    let about = [task.span.clone(), template.span.clone()];
                    workflow_step::write(task.name, template, &task.arguments, &about, source)?;
                }
            },
        }
    }
    renamed.extend(said.iter().map(|(template, step)| ((*template).to_owned(), (*step).to_owned())));
    let mut others = templates.all().filter(|template| template.name != entry.name);
    match others.find(|template| !said.contains_key(template.name)) {
        Some(unused) => Err(Reason::new(
            &unused.span,
            "no task of the graph runs this template, and in promo each is a step",
        )),
        None => refuse_lone_template(tasks, entry),
    }
}

fn arrows(tasks: &[Task<'_>]) -> Vec<String> {
    let dependents: Vec<Dependent<'_>> =
        tasks.iter().map(|task| Dependent { name: task.name, depends_on: task.depends_on.clone() }).collect();
    let stage = |stage: &Vec<&str>| {
        stage.iter().map(|name| source::name_in(Body::Workflow, name)).collect::<Vec<_>>().join(", ")
    };
    let chains = chains(&dependents).into_iter();
    chains.map(|chain| chain.iter().map(stage).collect::<Vec<_>>().join(" -> ")).collect()
}

fn write_call(task: &Task<'_>, clause: String, source: &mut Source<'_>) {
    let call = Clause { text: clause, about: Vec::new() };
    let clauses: Vec<Clause> = std::iter::once(call).chain(task.arguments.iter().cloned()).collect();
    source.block(std::slice::from_ref(&task.span), &format!("step {}", source::name(task.name)), &clauses);
}

/// A workflow of one step that is no call has no graph in promo.
fn refuse_lone_template(tasks: &[Task<'_>], entry: &Template<'_>) -> Result<(), Reason> {
    match tasks {
        [Task { call: Call::Template(..), .. }] => {
            let reason =
                Reason::new(&entry.span, "a graph of one task: in promo, a workflow of one step has none");
            Err(reason.help("let the template that it runs be the entrypoint"))
        }
        _ => Ok(()),
    }
}

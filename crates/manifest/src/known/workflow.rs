//! Reads an Argo WorkflowTemplate: what it takes, what it gives, and what its texts refer to. It
//! does not check any reference, and doesn't know when a workflow runs.

use std::ops::Range;

use promo_diagnostics::nearest;
use serde_json::{Map, Value};

use super::correction::{self, Correction};
use super::placeholders::{inside, placeholders};
use super::tree::{field, items_field, pairs, text_field, texts_field};
use super::{Document, Header, Spanned};
use crate::keys::{PROMOTION_ORIGIN, WORKFLOW_ORIGIN};
use crate::yaml::reader::{Node, NodeValue};

/// Name and global name of the output by which a hook gives values to later hooks.
const PROMOTION_CONTEXT: &str = "PROMOTION_CONTEXT";

/// A WorkflowTemplate or ClusterWorkflowTemplate.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Workflow {
    /// Name and metadata.
    pub header: Header,
    /// Whether it has the annotation `codefresh.io/workflow-origin: promotion`.
    pub is_promotion: bool,
    /// What marks it as a promotion workflow, if it is none.
    pub marking: Option<Correction>,
    /// `spec.arguments.parameters`: what a caller passes.
    pub parameters: Vec<Parameter>,
    /// `spec.serviceAccountName`.
    pub service_account: Option<Spanned<String>>,
    /// `spec.entrypoint`: the template that runs first.
    pub entrypoint: Option<Spanned<String>>,
    /// `spec.templates`, in written order.
    pub templates: Vec<WorkflowStep>,
    /// What the texts of `spec` outside its templates refer to.
    pub references: Vec<Spanned<String>>,
}

/// A parameter of a workflow or of one of its templates.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Parameter {
    /// `name`.
    pub name: Spanned<String>,
    /// `value`, if it is a scalar.
    pub value: Option<Spanned<String>>,
    /// Whether it must be passed: it has none of `value`, `valueFrom` and `default`.
    pub is_required: bool,
}

/// One of a workflow's `templates`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WorkflowStep {
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `inputs.parameters`, with those that `spec.templateDefaults` gives to every template.
    pub inputs: Vec<Parameter>,
    /// `outputs.parameters`.
    pub outputs: Vec<Output>,
    /// What stands between `{{` and `}}` in the template's texts, without blanks around it, in written
    /// order; such as `inputs.parameters.X`, or `=` and an expression. A span includes the braces; it is
    /// the whole text's where escapes hide them.
    pub references: Vec<Spanned<String>>,
    /// The names of what it runs, if it runs other templates.
    pub calls: Option<Calls>,
    /// Whether it runs a template of another workflow, by a `templateRef`: what that gives is not known here.
    pub calls_another: bool,
    /// What every `templateRef` in it names, in written order.
    pub template_references: Vec<TemplateReference>,
    /// The whole template.
    pub span: Range<usize>,
}

/// A `templateRef`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateReference {
    /// The workflow.
    pub workflow: Spanned<String>,
    /// Its template.
    pub template: Option<Spanned<String>>,
}

/// What a template runs that runs others.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Calls {
    /// How its texts refer to them, as in `{{tasks.NAME…}}`: `tasks` in a `dag`, or `steps`.
    pub head: &'static str,
    /// Their names, in written order; none if they can't all be told.
    pub names: Option<Vec<String>>,
    /// Whether one of them is a template that is written in its place, with inputs of its own.
    pub has_inline: bool,
    /// The names of templates that they run, of the same workflow.
    pub targets: Vec<Spanned<String>>,
    /// The names of tasks that others wait for, by `dependencies` or in the expression of a `depends`.
    pub awaited: Vec<Spanned<String>>,
}

/// One of a template's `outputs.parameters`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Output {
    /// `name`.
    pub name: Spanned<String>,
    /// `globalName`: its name among the outputs of the whole workflow.
    pub global_name: Option<Spanned<String>>,
    /// `value`, if it is given as a scalar.
    pub value: Option<Spanned<String>>,
    /// The whole output.
    pub span: Range<usize>,
}

/// The values that a hook gives to the hooks after it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PromotionContext {
    /// The name of the first output that exports it.
    pub span: Range<usize>,
    /// Its keys, in written order, if every output that exports it has a JSON object as its value;
    /// otherwise they are only known when the workflow runs.
    pub keys: Option<Vec<String>>,
}

impl Workflow {
    /// The outputs that have a name among those of the whole workflow, and the template of each.
    pub fn global_outputs(&self) -> impl Iterator<Item = (&WorkflowStep, &Output)> {
        let outputs = |step| outputs_of(step).filter(|(_, output)| output.global_name.is_some());
        self.templates.iter().flat_map(outputs)
    }

    /// The context that the workflow exports: an output named `PROMOTION_CONTEXT` whose global name is
    /// that, too.
    pub fn promotion_context(&self) -> Option<PromotionContext> {
        let outputs: Vec<&Output> = self.templates.iter().flat_map(|step| &step.outputs).collect();
        let mut exports = outputs.into_iter().filter(|output| output.is_promotion_context()).peekable();
        let span = exports.peek()?.name.span.clone();
        let keys: Option<Vec<Vec<String>>> = exports.map(Output::json_keys).collect();
        Some(PromotionContext { span, keys: keys.map(|lists| lists.concat()) })
    }
}

impl WorkflowStep {
    fn has_input(&self, name: &str) -> bool {
        self.inputs.iter().any(|input| input.name.value == name)
    }
}

fn outputs_of(step: &WorkflowStep) -> impl Iterator<Item = (&WorkflowStep, &Output)> {
    step.outputs.iter().map(move |output| (step, output))
}

impl Output {
    fn is_promotion_context(&self) -> bool {
        let global_name = self.global_name.as_ref().map(|name| name.value.as_str());
        self.name.value == PROMOTION_CONTEXT && global_name == Some(PROMOTION_CONTEXT)
    }

    /// The keys of the value, if it is a JSON object and no key depends on a placeholder.
    fn json_keys(&self) -> Option<Vec<String>> {
        let object: Map<String, Value> = serde_json::from_str(&self.value.as_ref()?.value).ok()?;
        let keys: Vec<String> = object.into_iter().map(|(key, _)| key).collect();
        keys.iter().all(|key| !key.contains("{{")).then_some(keys)
    }
}

pub(super) fn read(document: Document<'_>) -> Workflow {
    let Document { text, object, spec, mut header, .. } = document;
    // Another workflow then brings templates and parameters that are not known here.
    header.complete &= field(spec, "workflowTemplateRef").is_none();
    let origin = header.annotation(WORKFLOW_ORIGIN);
    let is_promotion = origin.is_some_and(|origin| origin.value == PROMOTION_ORIGIN);
    let marking = if is_promotion { None } else { marking(text, object, &header) };
    let elsewhere = pairs(spec).iter().filter(|(key, _)| key.text() != Some("templates"));
    let mut references = Vec::new();
    elsewhere.for_each(|(_, value)| push_references(text, value, &mut references));
    Workflow {
        is_promotion,
        marking,
        header,
        parameters: parameters(spec, "arguments"),
        service_account: text_field(spec, "serviceAccountName"),
        entrypoint: text_field(spec, "entrypoint"),
        templates: steps(text, spec),
        references,
    }
}

/// The annotation that is missing, in the place of one that is nearly it.
fn marking(text: &str, object: &Node, header: &Header) -> Option<Correction> {
    let title = format!("write `{WORKFLOW_ORIGIN}: {PROMOTION_ORIGIN}`");
    let keys = header.annotations.iter().map(|entry| entry.key.value.as_str());
    let nearly = nearest(WORKFLOW_ORIGIN, keys);
    let Some(entry) = header.annotations.iter().find(|entry| nearly.contains(&entry.key.value.as_str()))
    else {
        let edit = correction::annotate(text, object, WORKFLOW_ORIGIN, PROMOTION_ORIGIN)?;
        return Some(Correction { title, is_safe: true, edits: vec![edit] });
    };
    let written = [(&entry.key, WORKFLOW_ORIGIN), (&entry.value, PROMOTION_ORIGIN)];
    let changed = written.iter().filter(|(known, due)| known.value != *due);
    let edits = changed.map(|(known, due)| correction::replace(text, &known.span, &known.value, due));
    // What stands there may say something else.
    Some(Correction {
        title,
        is_safe: entry.value.value == PROMOTION_ORIGIN,
        edits: edits.collect::<Option<_>>()?,
    })
}

/// Every template has what the workflow gives to all of them, unless it says otherwise itself.
fn steps(text: &str, spec: &Node) -> Vec<WorkflowStep> {
    let defaults = field(spec, "templateDefaults").map(|defaults| parameters(defaults, "inputs"));
    let defaults = defaults.unwrap_or_default();
    let steps = items_field(spec, "templates").iter().map(|node| {
        let mut step = step(text, node);
        let missing: Vec<_> =
            defaults.iter().filter(|given| !step.has_input(&given.name.value)).cloned().collect();
        step.inputs.extend(missing);
        step
    });
    steps.collect()
}

fn step(text: &str, node: &Node) -> WorkflowStep {
    let outputs = field(node, "outputs").map(|outputs| items_field(outputs, "parameters"));
    let (mut references, mut template_references) = (Vec::new(), Vec::new());
    push_references(text, node, &mut references);
    push_called(node, &mut template_references);
    WorkflowStep {
        name: text_field(node, "name"),
        inputs: parameters(node, "inputs"),
        outputs: outputs.unwrap_or_default().iter().filter_map(output).collect(),
        references,
        calls: calls(node),
        calls_another: has_key(node, "templateRef"),
        template_references,
        span: node.span.clone(),
    }
}

fn calls(template: &Node) -> Option<Calls> {
    let (head, node) = match (field(template, "dag"), field(template, "steps")) {
        (Some(dag), None) => ("tasks", dag),
        (None, Some(steps)) => ("steps", steps),
        _ => return None,
    };
    let names = if head == "tasks" { field(node, "tasks").and_then(names_of) } else { names_in_groups(node) };
    let calls = if head == "tasks" { items_field(node, "tasks").iter().collect() } else { in_groups(node) };
    Some(Calls {
        head,
        names,
        has_inline: has_key(node, "inline"),
        targets: calls.iter().filter_map(|call| text_field(call, "template")).collect(),
        awaited: calls.iter().flat_map(|call| awaited(call)).collect(),
    })
}

/// The steps of a list, some of which run side by side and are a list of their own.
fn in_groups(node: &Node) -> Vec<&Node> {
    let NodeValue::Sequence(groups) = &node.value else { return Vec::new() };
    let steps = groups.iter().map(|group| match &group.value {
        NodeValue::Sequence(steps) => steps.iter().collect(),
        _ => vec![group],
    });
    steps.collect::<Vec<Vec<&Node>>>().concat()
}

/// The tasks that a task waits for. In an expression such as `a && (b.Succeeded || !c)` each has the place of the
/// whole.
fn awaited(task: &Node) -> Vec<Spanned<String>> {
    let mut names = texts_field(task, "dependencies");
    if let Some(Spanned { value, span }) =
        text_field(task, "depends").filter(|text| !text.value.contains("{{"))
    {
        let is_in_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
        let operands = value.split(|letter| !is_in_name(letter)).filter(|operand| !operand.is_empty());
        let operands = operands.filter_map(|operand| operand.split('.').next());
        names.extend(operands.map(|name| Spanned { value: name.to_owned(), span: span.clone() }));
    }
    names
}

/// The names of the steps of a list, some of which run side by side and are a list of their own.
fn names_in_groups(node: &Node) -> Option<Vec<String>> {
    let NodeValue::Sequence(groups) = &node.value else { return None };
    let names = groups.iter().map(|group| match &group.value {
        NodeValue::Mapping(_) => name_of(group).map(|name| vec![name]),
        _ => names_of(group),
    });
    let names: Option<Vec<Vec<String>>> = names.collect();
    names.map(|names| names.concat())
}

fn names_of(list: &Node) -> Option<Vec<String>> {
    let NodeValue::Sequence(items) = &list.value else { return None };
    items.iter().map(name_of).collect()
}

fn name_of(node: &Node) -> Option<String> {
    text_field(node, "name").map(|name| name.value)
}

/// Whether a key stands anywhere in a tree.
fn has_key(node: &Node, key: &str) -> bool {
    match &node.value {
        NodeValue::Mapping(pairs) => {
            pairs.iter().any(|(name, value)| name.text() == Some(key) || has_key(value, key))
        }
        NodeValue::Sequence(items) => items.iter().any(|item| has_key(item, key)),
        NodeValue::Scalar { .. } | NodeValue::Alias => false,
    }
}

/// Appends the templates of other workflows that a tree refers to.
fn push_called(node: &Node, called: &mut Vec<TemplateReference>) {
    match &node.value {
        NodeValue::Mapping(pairs) => {
            called.extend(field(node, "templateRef").and_then(template_reference));
            pairs.iter().for_each(|(_, value)| push_called(value, called));
        }
        NodeValue::Sequence(items) => items.iter().for_each(|item| push_called(item, called)),
        NodeValue::Scalar { .. } | NodeValue::Alias => {}
    }
}

fn template_reference(node: &Node) -> Option<TemplateReference> {
    Some(TemplateReference { workflow: text_field(node, "name")?, template: text_field(node, "template") })
}

fn output(node: &Node) -> Option<Output> {
    Some(Output {
        name: text_field(node, "name")?,
        global_name: text_field(node, "globalName"),
        value: text_field(node, "value"),
        span: node.span.clone(),
    })
}

/// The `parameters` in a field of a map.
fn parameters(map: &Node, name: &str) -> Vec<Parameter> {
    let list = field(map, name).map(|node| items_field(node, "parameters")).unwrap_or_default();
    list.iter().filter_map(parameter).collect()
}

fn parameter(node: &Node) -> Option<Parameter> {
    // A merge key may bring any of them.
    let sources = ["value", "valueFrom", "default", "<<"];
    let has = |name: &&str| node.get(name).is_some_and(|value| !value.is_null());
    Some(Parameter {
        name: text_field(node, "name")?,
        value: text_field(node, "value"),
        is_required: !sources.iter().any(has),
    })
}

/// Appends what the texts in a tree refer to.
fn push_references(text: &str, node: &Node, references: &mut Vec<Spanned<String>>) {
    match &node.value {
        NodeValue::Mapping(pairs) => {
            pairs.iter().for_each(|(_, value)| push_references(text, value, references));
        }
        NodeValue::Sequence(items) => {
            items.iter().for_each(|item| push_references(text, item, references));
        }
        NodeValue::Scalar { text: value, .. } => push_scalar_references(text, node, value, references),
        NodeValue::Alias => {}
    }
}

/// Appends the references in a scalar. Those in its value and those in the file as it is written are
/// the same unless escapes hide some.
fn push_scalar_references(text: &str, node: &Node, value: &str, references: &mut Vec<Spanned<String>>) {
    let written = text.get(node.span.clone()).unwrap_or_default();
    let written: Vec<Range<usize>> = placeholders(written).collect();
    let places: Vec<Range<usize>> = placeholders(value).collect();
    let is_same = written.len() == places.len();
    let mut spans =
        written.into_iter().map(|place| node.span.start + place.start..node.span.start + place.end);
    for place in places {
        let span = spans.next().filter(|_| is_same).unwrap_or_else(|| node.span.clone());
        let value = inside(value.get(place).unwrap_or_default()).to_owned();
        references.push(Spanned { value, span });
    }
}

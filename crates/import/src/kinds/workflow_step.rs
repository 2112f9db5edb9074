//! A template of a WorkflowTemplate as a step: script, container or pause, with what it takes and gives.

use std::ops::Range;

use promo_manifest::Node;

use crate::fields::{Fields, text};
use crate::metadata::extra_line;
use crate::reason::Reason;
use crate::scalar::Scalar;
use crate::source::{self, Source};

/// A template.
pub(super) struct Template<'n> {
    pub(super) name: &'n str,
    pub(super) span: Range<usize>,
    /// Its `dag`, if it has one.
    pub(super) graph: Option<&'n Node>,
    node: &'n Node,
}

impl<'n> Template<'n> {
    pub(super) fn of(node: &'n Node) -> Result<Template<'n>, Reason> {
        let mut fields = Fields::of(node)?;
        let name = text(fields.need("name")?.value)?;
        Ok(Template { name, span: node.span.clone(), graph: fields.take("dag").map(|dag| dag.value), node })
    }
}

/// Writes a step that does what a template does.
pub(super) fn write(
    name: &str,
    template: &Template<'_>,
    arguments: &[String],
    task: Range<usize>,
    source: &mut Source<'_>,
) -> Result<(), Reason> {
    let about = [task, template.span.clone()];
    let mut clauses = template_clauses(template)?;
    let extra_at = clauses.iter().position(|clause| clause.starts_with("extra ")).unwrap_or(clauses.len());
    clauses.splice(extra_at..extra_at, arguments.iter().cloned());
    source.block(&about, &format!("step {}", source::name(name)), &clauses);
    Ok(())
}

/// What a step says of a template. Fields that promo has no clause for come last, in an `extra`.
fn template_clauses(template: &Template<'_>) -> Result<Vec<String>, Reason> {
    let mut fields = Fields::of(template.node)?;
    fields.leave_out(&["name"]);
    let mut clauses = Vec::new();
    let mut extra = Vec::new();
    let (inputs, outputs, retry) =
        (fields.take("inputs"), fields.take("outputs"), fields.take("retryStrategy"));
    let work = [fields.take("script"), fields.take("container"), fields.take("suspend")];
    let mut work = work.into_iter().flatten();
    match (work.next(), work.next()) {
        (Some(work), None) => match work.name {
            "suspend" => clauses.push(pause(Fields::of(work.value)?)?),
            kind => clauses.extend(container(kind, Fields::of(work.value)?, &mut extra)?),
        },
        (None, _) => return Err(no_work(template, &fields)),
        (_, Some(second)) => return Err(Reason::new(&second.span(), "a step of promo does one thing")),
    }
    if let Some(inputs) = inputs {
        let mut inputs = Fields::of(inputs.value)?;
        let takes = input_clauses(inputs.list("parameters")?)?.into_iter().map(|(_, clause)| clause);
        let place = clauses.iter().position(|clause| is_after_inputs(clause)).unwrap_or(clauses.len());
        clauses.splice(place..place, takes);
        rest(inputs, &["inputs"], &mut extra)?;
    }
    if let Some(outputs) = outputs {
        let mut outputs = Fields::of(outputs.value)?;
        for output in outputs.list("parameters")? {
            clauses.extend(file_output(output)?);
        }
        rest(outputs, &["outputs"], &mut extra)?;
    }
    if let Some(retry) = retry {
        clauses.push(retry_clause(Fields::of(retry.value)?, &mut extra)?);
    }
    rest(fields, &[], &mut extra)?;
    match extra.as_slice() {
        [] => {}
        [only] => clauses.push(format!("extra {{ {only} }}")),
        several => clauses.push(format!("extra {{\n{}\n}}", several.join("\n"))),
    }
    Ok(clauses)
}

/// What a step takes is said after what it runs in and before what it runs.
fn is_after_inputs(clause: &str) -> bool {
    ["env ", "run "].iter().any(|word| clause.starts_with(word))
}

/// What else templates of Argo can be.
const OTHER_WORK: [&str; 7] = ["steps", "dag", "resource", "http", "data", "plugin", "containerSet"];

fn no_work(template: &Template<'_>, fields: &Fields<'_>) -> Reason {
    let other = OTHER_WORK.iter().find_map(|name| fields.peek(name));
    let what = other.map_or("a template that does nothing".to_owned(), |other| format!("`{}`", other.name));
    let place = other.map_or(template.span.clone(), |other| other.span());
    let message =
        format!("promo can't write {what} here: its steps are scripts, containers, pauses and calls");
    Reason::new(&place, message)
}

/// Lines of `extra` for all that is left of a map. A map that is empty says nothing.
fn rest(fields: Fields<'_>, path: &[&str], extra: &mut Vec<String>) -> Result<(), Reason> {
    for field in fields.rest() {
        let path: Vec<&str> = path.iter().copied().chain([field.name]).collect();
        extra.push(extra_line(&path, field.value)?);
    }
    Ok(())
}

fn pause(mut fields: Fields<'_>) -> Result<String, Reason> {
    let duration = fields.text("duration")?;
    let clause = match &duration {
        None => "suspend".to_owned(),
        Some(duration) => {
            let words = words(duration.value).ok_or_else(|| Reason::new(&duration.span, NO_DURATION))?;
            format!("suspend {words}")
        }
    };
    fields.finish("is a field of a pause that promo can't write")?;
    Ok(clause)
}

const NO_DURATION: &str = "promo writes durations in whole days, hours, minutes and seconds";

/// A duration as promo writes it, which has the units of Argo's and days besides.
fn words(duration: &str) -> Option<String> {
    let mut seconds = 0_u64;
    let mut digits = String::new();
    for character in duration.chars() {
        match character {
            '0'..='9' => digits.push(character),
            unit => {
                let unit =
                    [('h', 3_600), ('m', 60), ('s', 1)].into_iter().find(|(letter, _)| *letter == unit)?.1;
                seconds = digits.parse::<u64>().ok()?.checked_mul(unit)?.checked_add(seconds)?;
                digits.clear();
            }
        }
    }
    let is_whole = digits.is_empty() && seconds > 0;
    let parts = [
        (seconds / 86_400, 'd'),
        (seconds % 86_400 / 3_600, 'h'),
        (seconds % 3_600 / 60, 'm'),
        (seconds % 60, 's'),
    ];
    is_whole.then(|| {
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect()
    })
}

/// The clauses of a script or container.
fn container(kind: &str, mut fields: Fields<'_>, extra: &mut Vec<String>) -> Result<Vec<String>, Reason> {
    let is_script = kind == "script";
    let mut clauses = vec![format!("image {}", source::string(text(fields.need("image")?.value)?))];
    let command = fields.texts("command")?;
    match (is_script, command.as_slice()) {
        (true, ["sh"]) | (false, []) => {}
        (_, command) => clauses.push(format!("command {}", source::strings(command))),
    }
    if !is_script {
        let arguments = fields.texts("args")?;
        if !arguments.is_empty() {
            clauses.push(format!("args {}", source::strings(&arguments)));
        }
    }
    for variable in fields.list("env")? {
        clauses.push(variable_clause(Fields::of(variable)?)?);
    }
    if is_script {
        clauses.push(format!("run {}", source::script(text(fields.need("source")?.value)?)));
    }
    rest(fields, &[kind], extra)?;
    Ok(clauses)
}

fn variable_clause(mut fields: Fields<'_>) -> Result<String, Reason> {
    let span = fields.span.clone();
    let name = source::name(text(fields.need("name")?.value)?);
    let (value, from) = (fields.text("value")?, fields.take("valueFrom"));
    fields.finish("is a field of a variable that promo can't write")?;
    match (value, from) {
        (Some(value), None) => Ok(format!("env {name} = {}", source::text(value.value))),
        (None, Some(from)) => {
            let mut from = Fields::of(from.value)?;
            let secret = from.need("secretKeyRef");
            let mut secret = Fields::of(secret?.value)?;
            let (object, key) = (text(secret.need("name")?.value)?, text(secret.need("key")?.value)?);
            secret.finish("is a field of a secret that promo can't write")?;
            from.finish("is a source of variables that promo can't write")?;
            Ok(format!("env {name} from secret {} key {}", source::string(object), source::string(key)))
        }
        (None, None) => Err(Reason::new(&span, "in promo a variable has a value")),
        (Some(value), Some(_)) => Err(Reason::new(&value.span, "a variable has one value")),
    }
}

/// Writes the parameters of a workflow.
pub(super) fn write_inputs(parameters: &[Node], source: &mut Source<'_>) -> Result<(), Reason> {
    for (places, clause) in input_clauses(parameters)? {
        source.line(&places, &clause);
    }
    Ok(())
}

/// A clause with the places of the parameters in it.
type InputClause = (Vec<Range<usize>>, String);

/// Clauses for parameters: neighbours without a default share one.
fn input_clauses(parameters: &[Node]) -> Result<Vec<InputClause>, Reason> {
    let mut clauses: Vec<InputClause> = Vec::new();
    let mut is_open = false;
    for node in parameters {
        let mut fields = Fields::of(node)?;
        let name = source::name(text(fields.need("name")?.value)?);
        let value = fields.take("value");
        fields.finish("is a field of a parameter that promo can't write")?;
        let last = clauses.last_mut().filter(|_| is_open && value.is_none());
        match (value, last) {
            (Some(value), _) => {
                clauses.push((vec![node.span.clone()], format!("input {name} = {}", any_text(value.value)?)));
            }
            (None, Some((places, clause))) => {
                places.push(node.span.clone());
                clause.push_str(&format!(", {name}"));
            }
            (None, None) => clauses.push((vec![node.span.clone()], format!("input {name}"))),
        }
        is_open = value.is_none();
    }
    Ok(clauses)
}

/// A value that Argo takes for a text even if it is a number or a truth value.
fn any_text(node: &Node) -> Result<String, Reason> {
    match Scalar::of(node) {
        Some(Scalar::Text(text)) => Ok(source::text(text)),
        Some(Scalar::Integer(number)) => Ok(source::string(&number.to_string())),
        Some(Scalar::Boolean(truth)) => Ok(source::string(&truth.to_string())),
        _ => Err(Reason::new(&node.span, "a value in promo is a text; put it in quotes")),
    }
}

/// An argument of a task.
pub(super) fn argument(node: &Node) -> Result<String, Reason> {
    let mut fields = Fields::of(node)?;
    let name = source::name(text(fields.need("name")?.value)?);
    let value = any_text(fields.need("value")?.value)?;
    fields.finish("is a field of an argument that promo can't write")?;
    Ok(format!("with {name} = {value}"))
}

/// An output of a template, as far as it is read from a file; none if it is computed.
fn file_output(node: &Node) -> Result<Option<String>, Reason> {
    let output = Output::of(node)?;
    let OutputSource::File(path) = output.from else { return Ok(None) };
    let global = if output.is_global { " global" } else { "" };
    Ok(Some(format!("output {} from {}{global}", source::name(output.name), source::string(path))))
}

/// An output parameter.
struct Output<'n> {
    name: &'n str,
    from: OutputSource<'n>,
    is_global: bool,
}

enum OutputSource<'n> {
    File(&'n str),
    Expression(&'n str),
}

impl<'n> Output<'n> {
    fn of(node: &'n Node) -> Result<Output<'n>, Reason> {
        let mut fields = Fields::of(node)?;
        let name = text(fields.need("name")?.value)?;
        let global = fields.text("globalName")?;
        if let Some(global) = global.as_ref().filter(|global| global.value != name) {
            return Err(Reason::new(
                &global.span,
                "in promo an output has one name, which is the global one too",
            ));
        }
        let mut from = Fields::of(fields.need("valueFrom")?.value)?;
        let source = match (from.text("path")?, from.text("expression")?) {
            (Some(path), None) => OutputSource::File(path.value),
            (None, Some(expression)) => OutputSource::Expression(expression.value),
            _ => {
                return Err(Reason::new(&node.span, "in promo an output comes from a file or an expression"));
            }
        };
        from.finish("is a source of outputs that promo can't write")?;
        fields.finish("is a field of an output that promo can't write")?;
        Ok(Output { name, from: source, is_global: global.is_some() })
    }
}

fn outputs<'n>(template: &Template<'n>) -> Result<Vec<(&'n Node, Output<'n>)>, Reason> {
    let mut outputs = Fields::of(template.node)?.map("outputs")?;
    outputs.list("parameters")?.iter().map(|node| Ok((node, Output::of(node)?))).collect()
}

/// Writes the outputs of the entrypoint that are computed: in promo they are outputs of the workflow.
pub(super) fn write_expressions(template: &Template<'_>, source: &mut Source<'_>) -> Result<(), Reason> {
    for (node, output) in outputs(template)? {
        let OutputSource::Expression(expression) = output.from else { continue };
        if output.is_global {
            return Err(Reason::new(&node.span, "in promo an output that is computed has no global name"));
        }
        let clause =
            format!("output {} from expression {}", source::name(output.name), source::string(expression));
        source.line(std::slice::from_ref(&node.span), &clause);
    }
    Ok(())
}

/// Outputs that are computed belong to the entrypoint.
pub(super) fn refuse_expressions(template: &Template<'_>) -> Result<(), Reason> {
    match outputs(template)?
        .into_iter()
        .find(|(_, output)| matches!(output.from, OutputSource::Expression(_)))
    {
        Some((node, _)) => {
            Err(Reason::new(&node.span, "in promo only the entrypoint has outputs that are computed"))
        }
        None => Ok(()),
    }
}

/// The template of a graph has a name, tasks and computed outputs, and nothing else.
pub(super) fn refuse_all_but_expressions(template: &Template<'_>) -> Result<(), Reason> {
    let mut fields = Fields::of(template.node)?;
    fields.leave_out(&["name", "dag", "outputs"]);
    let says_nothing = |node: &Node| Fields::of(node).is_ok_and(|fields| fields.is_empty());
    match fields.rest().iter().find(|field| !says_nothing(field.value)) {
        Some(field) => {
            let message = format!("`{}` is a field of a graph that promo can't write", field.name);
            Err(Reason::new(&field.span(), message))
        }
        None => Ok(()),
    }
}

fn retry_clause(mut fields: Fields<'_>, extra: &mut Vec<String>) -> Result<String, Reason> {
    let limit = fields.need("limit")?;
    let count = match Scalar::of(limit.value) {
        Some(Scalar::Integer(count)) => Some(count.to_string()),
        Some(Scalar::Text(text)) => Some(text.to_owned()).filter(|text| text.parse::<u32>().is_ok()),
        _ => None,
    };
    let count = count.ok_or_else(|| {
        Reason::new(&limit.span(), "in promo a step is tried again a whole number of times")
    })?;
    let mut clause = format!("retry {count}");
    if let Some(backoff) = fields.take("backoff") {
        let mut backoff = Fields::of(backoff.value)?;
        if let Some(duration) = backoff.text("duration")? {
            let words = words(duration.value).ok_or_else(|| Reason::new(&duration.span, NO_DURATION))?;
            clause.push_str(&format!(" every {words}"));
        }
        rest(backoff, &["retryStrategy", "backoff"], extra)?;
    }
    rest(fields, &["retryStrategy"], extra)?;
    Ok(clause)
}

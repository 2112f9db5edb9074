//! A template of a WorkflowTemplate as a step: script, container or pause, with what it takes and gives.

use std::ops::Range;

use promo_manifest::{Node, whole_duration};

use crate::fields::{Field, Fields, is_empty_collection, text};
use crate::metadata::extra_line;
use crate::reason::Reason;
use crate::scalar::Scalar;
use crate::source::{self, Clause, Source};

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

/// Writes a step that does what a template does, with arguments for it.
pub(super) fn write(
    name: &str,
    template: &Template<'_>,
    arguments: &[Clause],
    about: &[Range<usize>],
    source: &mut Source<'_>,
) -> Result<(), Reason> {
    let Parts { work, inputs, outputs, retry, extra } = Parts::of(template)?;
    // What a step takes is said after what it runs in and before what it runs.
    let is_before = |clause: &&Clause| !["env ", "run "].iter().any(|word| clause.text.starts_with(word));
    let before = work.iter().take_while(is_before).count();
    let (runs_in, runs) = work.split_at(before);
    let parts = [runs_in, &inputs, runs, &outputs, &retry, arguments, &extra];
    source.block(about, &format!("step {}", source::name(name)), &parts.concat());
    Ok(())
}

/// What a step says of a template. Fields that promo has no clause for come last, in an `extra`.
struct Parts {
    work: Vec<Clause>,
    inputs: Vec<Clause>,
    outputs: Vec<Clause>,
    retry: Vec<Clause>,
    extra: Vec<Clause>,
}

impl Parts {
    fn of(template: &Template<'_>) -> Result<Parts, Reason> {
        let mut fields = Fields::of(template.node)?;
        fields.leave_out(&["name"]);
        let mut extra = Vec::new();
        let work = work(template, &mut fields, &mut extra)?;
        let mut taken = fields.map("inputs")?;
        let inputs = inputs(taken.list("parameters")?)?;
        rest(taken, &["inputs"], &mut extra)?;
        let mut given = fields.map("outputs")?;
        let outputs = given.list("parameters")?.iter().map(file_output);
        let outputs = outputs.filter_map(Result::transpose).collect::<Result<_, _>>()?;
        rest(given, &["outputs"], &mut extra)?;
        let retry = fields.take("retryStrategy").map(|retry| retry_clause(retry, &mut extra)).transpose()?;
        rest(fields, &[], &mut extra)?;
        Ok(Parts { work, inputs, outputs, retry: retry.into_iter().collect(), extra: extra_block(extra) })
    }
}

fn extra_block(lines: Vec<Clause>) -> Vec<Clause> {
    let about = lines.iter().flat_map(|line| line.about.clone()).collect();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let text = match texts.as_slice() {
        [] => return Vec::new(),
        [only] => format!("extra {{ {only} }}"),
        several => format!("extra {{\n{}\n}}", several.join("\n")),
    };
    vec![Clause { text, about }]
}

/// What a template does.
fn work(
    template: &Template<'_>,
    fields: &mut Fields<'_>,
    extra: &mut Vec<Clause>,
) -> Result<Vec<Clause>, Reason> {
    let all = [fields.take("script"), fields.take("container"), fields.take("suspend")];
    let mut all = all.into_iter().flatten();
    let Some(work) = all.next() else { return Err(no_work(template, fields)) };
    if let Some(second) = all.next() {
        return Err(Reason::new(&second.span(), "a step of promo does one thing"));
    }
    match work.name {
        "suspend" => Ok(vec![Clause::new(pause(Fields::of(work.value)?)?, work.span())]),
        kind => container(kind, Fields::of(work.value)?, extra),
    }
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

/// Lines of `extra` for all that is left of a map and says something.
fn rest(fields: Fields<'_>, parents: &[&str], extra: &mut Vec<Clause>) -> Result<(), Reason> {
    for field in fields.rest().into_iter().filter(|field| !is_empty_collection(field.value)) {
        extra.push(extra_line(parents, &field)?);
    }
    Ok(())
}

fn pause(mut fields: Fields<'_>) -> Result<String, Reason> {
    let duration = fields.text("duration")?;
    let clause = match &duration {
        None => "suspend".to_owned(),
        Some(duration) => {
            let words =
                whole_duration(duration.value).ok_or_else(|| Reason::new(&duration.span, NO_DURATION))?;
            format!("suspend {words}")
        }
    };
    fields.finish("is a field of a pause that promo can't write")?;
    Ok(clause)
}

const NO_DURATION: &str = "promo writes durations in whole days, hours, minutes and seconds";

/// The clauses of a script or container.
fn container(kind: &str, mut fields: Fields<'_>, extra: &mut Vec<Clause>) -> Result<Vec<Clause>, Reason> {
    let is_script = kind == "script";
    let image = fields.need("image")?;
    let mut clauses =
        vec![Clause::new(format!("image {}", source::string(text(image.value)?)), image.span())];
    let command = fields.peek("command").map(|command| command.span());
    match (is_script, fields.texts("command")?.as_slice()) {
        (true, ["sh"]) | (false, []) => {}
        (_, words) => {
            let text = format!("command {}", source::strings(words));
            clauses.push(Clause { text, about: command.into_iter().collect() });
        }
    }
    if let Some(arguments) = fields.peek("args").filter(|_| !is_script) {
        let words = fields.texts("args")?;
        if !words.is_empty() {
            clauses.push(Clause::new(format!("args {}", source::strings(&words)), arguments.span()));
        }
    }
    for variable in fields.list("env")? {
        clauses.push(Clause::new(variable_clause(Fields::of(variable)?)?, variable.span.clone()));
    }
    if is_script {
        let script = fields.need("source")?;
        clauses.push(Clause::new(format!("run {}", source::script(text(script.value)?)), script.span()));
    }
    if fields.peek("name").is_some_and(|name| name.value.text() == Some("")) {
        fields.leave_out(&["name"]);
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

/// Clauses for parameters: neighbours without a default share one.
pub(super) fn inputs(parameters: &[Node]) -> Result<Vec<Clause>, Reason> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut is_open = false;
    for node in parameters {
        let mut fields = Fields::of(node)?;
        let name = source::name(text(fields.need("name")?.value)?);
        let value = fields.take("value");
        fields.finish("is a field of a parameter that promo can't write")?;
        let last = clauses.last_mut().filter(|_| is_open && value.is_none());
        match (value, last) {
            (Some(value), _) => {
                let text = format!("input {name} = {}", any_text(value.value)?);
                clauses.push(Clause::new(text, node.span.clone()));
            }
            (None, Some(clause)) => {
                clause.about.push(node.span.clone());
                clause.text.push_str(&format!(", {name}"));
            }
            (None, None) => clauses.push(Clause::new(format!("input {name}"), node.span.clone())),
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
        _ => Err(Reason::new(&node.span, "a value in promo is a text").help("put it in quotes")),
    }
}

/// An argument of a task.
pub(super) fn argument(node: &Node) -> Result<Clause, Reason> {
    let mut fields = Fields::of(node)?;
    let name = source::name(text(fields.need("name")?.value)?);
    let value = any_text(fields.need("value")?.value)?;
    fields.finish("is a field of an argument that promo can't write")?;
    Ok(Clause::new(format!("with {name} = {value}"), node.span.clone()))
}

/// An output of a template, as far as it is read from a file; none if it is computed.
fn file_output(node: &Node) -> Result<Option<Clause>, Reason> {
    let output = Output::of(node)?;
    let OutputSource::File(path) = output.from else { return Ok(None) };
    let global = if output.is_global { " global" } else { "" };
    let text = format!("output {} from {}{global}", source::name(output.name), source::string(path));
    Ok(Some(Clause::new(text, node.span.clone())))
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
        let name = source::name(output.name);
        source
            .line(node.span.clone(), format!("output {name} from expression {}", source::string(expression)));
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

fn retry_clause(retry: Field<'_>, extra: &mut Vec<Clause>) -> Result<Clause, Reason> {
    let mut fields = Fields::of(retry.value)?;
    let limit = fields.need("limit")?;
    let count = match Scalar::of(limit.value) {
        Some(Scalar::Integer(count)) => Some(count.to_string()),
        Some(Scalar::Text(text)) => Some(text.to_owned()).filter(|text| text.parse::<u32>().is_ok()),
        _ => None,
    };
    let count = count.ok_or_else(|| {
        Reason::new(&limit.span(), "in promo a step is tried again a whole number of times")
    })?;
    let mut text = format!("retry {count}");
    if let Some(backoff) = fields.take("backoff") {
        let mut backoff = Fields::of(backoff.value)?;
        if let Some(duration) = backoff.text("duration")? {
            let words =
                whole_duration(duration.value).ok_or_else(|| Reason::new(&duration.span, NO_DURATION))?;
            text.push_str(&format!(" every {words}"));
        }
        rest(backoff, &["retryStrategy", "backoff"], extra)?;
    }
    rest(fields, &["retryStrategy"], extra)?;
    Ok(Clause::new(text, retry.span()))
}

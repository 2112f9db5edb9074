//! Compares a tree with the part of a schema that is read: what is not understood, what a cluster
//! would refuse, and what it would drop without a word. It knows no kind; the schema says it all.

use std::collections::HashSet;
use std::ops::Range;

use promo_diagnostics::{did_you_mean, nearest};
use serde_json::Value;

use super::Problem;
use super::plain::{Type, type_of};
use super::tree::{first_times, pairs};
use crate::yaml::reader::{Node, NodeValue};

/// Longest piece of a file's text in a message, in characters.
const LONGEST_QUOTE: usize = 60;

/// Fields of metadata that a cluster or its tools write; nothing is said about them.
const WRITTEN_METADATA: [&str; 11] = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generateName",
    "generation",
    "managedFields",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// What a check has found.
pub(super) struct Checked {
    pub(super) problems: Vec<Problem>,
    /// Whether all that is written was understood, so that what is absent is not there.
    pub(super) complete: bool,
}

impl Checked {
    /// Says what keeps a value from being understood.
    pub(super) fn hide(&mut self, span: &Range<usize>, message: impl Into<String>) {
        self.complete = false;
        self.problems.push(Problem { message: message.into(), span: span.clone() });
    }

    /// Takes back what was said of these places.
    pub(super) fn leave_out(&mut self, places: &[Range<usize>]) {
        let places: HashSet<&Range<usize>> = places.iter().collect();
        self.problems.retain(|problem| !places.contains(&problem.span));
    }
}

/// Checks an object with the schema of its kind. The schema is open where it doesn't refuse
/// additional properties, and what it doesn't name there is not looked at.
pub(super) fn check(object: &Node, kind: &str, schema: &Value) -> Checked {
    let found = Checked { problems: Vec::new(), complete: true };
    let mut check =
        Check { kind, schema, path: Vec::new(), found, missing: Vec::new(), misplaced: HashSet::new() };
    check.value(object, schema);
    check.finish()
}

/// A piece of a file's text between backticks, shortened.
pub(super) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST_QUOTE).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("`{short}`")
}

struct Check<'object> {
    kind: &'object str,
    schema: &'object Value,
    /// Names of the fields on the way to the value that is looked at.
    path: Vec<&'object str>,
    found: Checked,
    /// The fields that are required and not there, each with what is to be said of it.
    missing: Vec<(&'object str, Problem)>,
    /// The fields that stand somewhere else than where they belong.
    misplaced: HashSet<&'object str>,
}

impl<'object> Check<'object> {
    /// A field that stands in the wrong place is not missed in the right one besides.
    fn finish(self) -> Checked {
        let Check { mut found, missing, misplaced, .. } = self;
        let missing = missing.into_iter().filter(|(name, _)| !misplaced.contains(name));
        found.problems.extend(missing.map(|(_, problem)| problem));
        found
    }

    fn say(&mut self, span: &Range<usize>, message: String) {
        self.found.problems.push(Problem { message, span: span.clone() });
    }

    fn hide(&mut self, span: &Range<usize>, message: impl Into<String>) {
        self.found.hide(span, message);
    }

    fn value(&mut self, node: &'object Node, schema: &'object Value) {
        if node.is_null() {
            return;
        }
        let Some(found) = type_of(node) else {
            return self.hide(&node.span, "an alias is not followed, so what stands here is unknown");
        };
        if let Some(due) = expected(schema).filter(|due| *due != found) {
            let (place, help) = (self.place(), about_quotes(due, found, node));
            let message = format!("{place} must be {}, but this is {}{help}", due.name(), found.name());
            return self.hide(&node.span, message);
        }
        match &node.value {
            NodeValue::Mapping(pairs) => self.map(node, pairs, schema),
            NodeValue::Sequence(items) => self.list(node, items, schema),
            NodeValue::Scalar { text, .. } => self.choice(node, text, schema),
            NodeValue::Alias => {}
        }
    }

    fn list(&mut self, node: &Node, items: &'object [Node], schema: &'object Value) {
        if items.is_empty() && schema.get("minItems").is_some() {
            let message = format!("{} must not be empty", self.place());
            self.say(&node.span, message);
        }
        if let Some(schema) = schema.get("items") {
            items.iter().for_each(|item| self.value(item, schema));
        }
    }

    /// A text that must be one of several.
    fn choice(&mut self, node: &Node, text: &str, schema: &Value) {
        let choices = choices(schema);
        if choices.is_empty() || choices.contains(&text) {
            return;
        }
        let help = did_you_mean(text, choices.iter().copied()).unwrap_or_else(|| {
            let named: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
            format!("it is {}", named.join(" or "))
        });
        let message = format!("{} is no value of {}; {help}", quoted(text), self.place());
        self.hide(&node.span, message);
    }

    fn map(&mut self, node: &'object Node, pairs: &'object [(Node, Node)], schema: &'object Value) {
        let free = schema.get("additionalProperties").filter(|free| free.is_object());
        if schema.get("properties").is_none() && free.is_none() {
            return;
        }
        let mut meant: Vec<&str> = Vec::new();
        for ((key, value), is_first) in pairs.iter().zip(first_times(pairs)) {
            let Some(name) = self.key(key, is_first) else {
                continue;
            };
            let inner = schema.get("properties").and_then(|named| named.get(name)).or(free);
            match inner {
                Some(inner) => {
                    self.path.push(name);
                    self.value(value, inner);
                    self.path.pop();
                }
                None => meant.extend(self.unknown_field(key, name, schema)),
            }
        }
        self.missing(node, schema, &meant);
    }

    /// The name of a field; nothing for a key that is no such name.
    fn key(&mut self, key: &'object Node, is_first: bool) -> Option<&'object str> {
        match key.text() {
            None => self.hide(&key.span, "a key must be a text"),
            Some("<<") => self.hide(&key.span, "a merge key is not followed, so what it brings is unknown"),
            Some(name) if !is_first => {
                let message = format!("{} is there twice, so its value is unknown", quoted(name));
                self.hide(&key.span, message);
            }
            Some(name) => return Some(name),
        }
        None
    }

    /// Says that there is no such field, and returns those that could be meant by it. What such a field says is then
    /// not known: it may be the very thing that seems to be absent.
    fn unknown_field(
        &mut self,
        key: &'object Node,
        name: &'object str,
        schema: &'object Value,
    ) -> Vec<&'object str> {
        let is_open = schema.get("additionalProperties") != Some(&Value::Bool(false));
        if is_open || self.is_written_by_others(name) {
            return Vec::new();
        }
        let fields = schema.get("properties").and_then(Value::as_object);
        let fields = fields.into_iter().flat_map(|map| map.keys()).map(String::as_str);
        let belongs = self.belongs(name);
        let help = did_you_mean(name, fields.clone()).or_else(|| belongs.clone());
        let message = |help: &str| format!("{} is no field of {}{help}", quoted(name), self.place());
        match help {
            Some(help) => self.hide(&key.span, message(&format!("; {help}"))),
            None => self.say(&key.span, message("")),
        }
        if belongs.is_some() {
            self.misplaced.insert(name);
        }
        nearest(name, fields)
    }

    fn is_written_by_others(&self, name: &str) -> bool {
        match self.path.as_slice() {
            [] => name == "status",
            ["metadata"] => WRITTEN_METADATA.contains(&name),
            _ => false,
        }
    }

    /// Where else the schema has a field of this name.
    fn belongs(&self, name: &str) -> Option<String> {
        let mut places = Vec::new();
        find_field(self.schema, name, "", &mut places);
        (!places.is_empty()).then(|| format!("it belongs in {}", places.join(" or ")))
    }

    /// What is required and not there, unless another field is meant to be it.
    fn missing(&mut self, node: &'object Node, schema: &'object Value, meant: &[&str]) {
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        for name in required.filter_map(Value::as_str).filter(|name| !meant.contains(name)) {
            let given = pairs(node).iter().filter(|(key, _)| key.text() == Some(name));
            if given.filter(|(_, value)| !is_empty_text(value)).count() == 0 {
                let first_key = pairs(node).first().map_or(&node.span, |(key, _)| &key.span);
                let message = format!("{} needs `{name}`", self.place());
                self.missing.push((name, Problem { message, span: first_key.clone() }));
            }
        }
    }

    /// The value that is looked at, for a message.
    fn place(&self) -> String {
        if self.path.is_empty() { quoted(self.kind) } else { quoted(&self.path.join(".")) }
    }
}

/// What to do where quotes make the difference.
fn about_quotes(due: Type, found: Type, node: &Node) -> &'static str {
    let is_quoted_number = || node.text().is_some_and(|text| text.parse::<i128>().is_ok());
    match (due, found) {
        (Type::Text, Type::Integer | Type::Number | Type::Boolean) => "; put it in quotes",
        (Type::Integer, Type::Text) if is_quoted_number() => "; take the quotes away",
        _ => "",
    }
}

/// Whether this is nothing, or a text without a character.
fn is_empty_text(node: &Node) -> bool {
    node.is_null() || node.text() == Some("")
}

/// The type that a schema asks for, if it does.
fn expected(schema: &Value) -> Option<Type> {
    let word = schema.get("type").and_then(Value::as_str);
    word.and_then(Type::from_schema).or_else(|| (!choices(schema).is_empty()).then_some(Type::Text))
}

/// The texts that a schema allows; none where it allows any.
fn choices(schema: &Value) -> Vec<&str> {
    let list = |name: &str| schema.get(name).and_then(Value::as_array).into_iter().flatten();
    let branches = list("oneOf").filter_map(|branch| branch.get("const"));
    list("enum").chain(schema.get("const")).chain(branches).filter_map(Value::as_str).collect()
}

/// The places of every map in a schema that has a field of this name.
fn find_field(schema: &Value, name: &str, path: &str, places: &mut Vec<String>) {
    let fields = schema.get("properties").and_then(Value::as_object);
    if fields.is_some_and(|fields| !path.is_empty() && fields.contains_key(name)) {
        places.push(format!("`{path}`"));
    }
    for (field, inner) in fields.into_iter().flatten() {
        let dot = if path.is_empty() { "" } else { "." };
        find_field(inner, name, &format!("{path}{dot}{field}"), places);
    }
    for inner in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get(inner) {
            find_field(inner, name, path, places);
        }
    }
}

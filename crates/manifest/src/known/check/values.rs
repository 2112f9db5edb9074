//! Whether a value is what is due: its type, and where the schema allows a few words alone, one of these. It looks at
//! no field of a map.

use promo_diagnostics::{Rule, did_you_mean};
use serde_json::Value;

use super::super::correction::{self, Correction, Edit};
use super::super::plain::{Type, type_of};
use super::super::tree::pairs;
use super::super::words::meant_word;
use super::{Check, Problem, quoted};
use crate::yaml::reader::{Node, NodeValue};
use crate::yaml::replacement::replacement;

/// Fields for one of a few words, of which whoever reads them says what is wrong with others.
const WORDS: [&[&str]; 3] = [
    &["spec", "policy", "action"],
    &["spec", "steps", "policy", "action"],
    &["spec", "selector", "targetEnvironment", "types"],
];

impl<'object> Check<'object> {
    /// Whether one of a few words is due, so that quotes don't make another value right.
    pub(super) fn is_word(&self, schema: &Value) -> bool {
        !choices(schema).is_empty() || WORDS.contains(&self.path.as_slice())
    }

    pub(super) fn wrong_type(&mut self, node: &'object Node, schema: &'object Value, due: Type, found: Type) {
        let place = self.place();
        let help = about_quotes(due, found, node);
        let message = format!("{place} must be {}, but this is {}{help}", due.name(), found.name());
        let correction = fit(self.text, node, schema).map(|Fit { title, edits, is_safe }| {
            let title = title.to_owned();
            Correction { title, is_safe, edits }
        });
        self.hide(Problem::new(&node.span, message).mended(correction));
        // What would be the only item of the list is looked at like one.
        if let Some(item) = schema.get("items").filter(|_| found == Type::Map && is_item(node, schema)) {
            self.value(node, item);
        }
    }

    pub(super) fn list(&mut self, node: &Node, items: &'object [Node], schema: &'object Value) {
        if items.is_empty() && schema.get("minItems").is_some() {
            let message = format!("{} must not be empty", self.place());
            self.say(Problem::new(&node.span, message).of(Rule::EmptyList));
        }
        if let Some(schema) = schema.get("items") {
            items.iter().for_each(|item| self.value(item, schema));
        }
    }

    /// A text that must be one of several.
    pub(super) fn choice(&mut self, node: &Node, text: &str, schema: &Value) {
        let choices = choices(schema);
        if choices.is_empty() || choices.contains(&text) {
            return;
        }
        let word = meant_word(text, choices.iter().copied());
        let help = word.map(|word| format!("did you mean `{word}`?"));
        let help = help.or_else(|| did_you_mean(text, choices.iter().copied())).unwrap_or_else(|| {
            let named: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
            format!("it is {}", named.join(" or "))
        });
        let message = format!("{} is no value of {}; {help}", quoted(text), self.place());
        // Of several versions the last is the one that the cluster stores.
        let stored = choices.last().copied().filter(|_| self.path == ["apiVersion"]);
        let correction = word.or(stored).and_then(|word| self.write(node, word));
        self.hide(Problem::new(&node.span, message).mended(correction));
    }

    /// Puts a word in the place of another.
    fn write(&self, node: &Node, word: &str) -> Option<Correction> {
        let (span, text) = (node.span.clone(), replacement(self.text, &node.span, word)?);
        Some(Correction { title: format!("write `{word}`"), is_safe: true, edits: vec![Edit { span, text }] })
    }
}

/// How a value of another type becomes one of the type that is due.
pub(super) struct Fit {
    pub(super) title: &'static str,
    pub(super) is_safe: bool,
    pub(super) edits: Vec<Edit>,
}

/// What makes a value fit a schema, as far as its type goes; no edits where it does, and none at all where nobody
/// knows.
pub(super) fn fit(text: &str, node: &Node, schema: &Value) -> Option<Fit> {
    let (Some(due), Some(found)) = (expected(schema), type_of(node)) else {
        return Some(Fit { title: "", is_safe: true, edits: Vec::new() }).filter(|_| !is_alias(node));
    };
    if node.is_null() || due == found {
        return Some(Fit { title: "", is_safe: true, edits: Vec::new() });
    }
    let (title, edits) = match (due, found) {
        (Type::List, Type::Map) if is_item(node, schema) => {
            ("make it a list of one", correction::map_in_list(text, node)?)
        }
        (Type::List, Type::Text | Type::Integer | Type::Number | Type::Boolean) => {
            let item = schema.get("items").and_then(expected);
            let is_text = item == Some(Type::Text);
            let edits = correction::in_list(text, node, is_text).filter(|_| is_text || item == Some(found));
            ("make it a list of one", edits?)
        }
        (Type::Text, Type::Integer | Type::Number | Type::Boolean) if choices(schema).is_empty() => {
            ("put it in quotes", correction::quote(text, node)?)
        }
        (Type::Text, Type::List) => ("take the brackets away", correction::out_of_list(text, node)?),
        (Type::Integer, Type::Text) if is_quoted_number(node) => {
            ("take the quotes away", correction::unquote(text, node)?)
        }
        (Type::Boolean, Type::Text) if matches!(node.text(), Some("true" | "false")) => {
            ("take the quotes away", correction::unquote(text, node)?)
        }
        _ => return None,
    };
    // Several values in one text may be meant.
    let is_safe = found != Type::Text || !node.text().is_some_and(|text| text.contains(','));
    Some(Fit { title, is_safe, edits })
}

fn is_alias(node: &Node) -> bool {
    node.value == NodeValue::Alias
}

/// Whether a map has fields of the items of a list.
fn is_item(map: &Node, list: &Value) -> bool {
    let fields = list.get("items").and_then(|item| item.get("properties")?.as_object());
    let mut names = pairs(map).iter().filter_map(|(key, _)| key.text());
    fields.is_some_and(|fields| names.any(|name| fields.contains_key(name)))
}

/// What to do where quotes make the difference.
fn about_quotes(due: Type, found: Type, node: &Node) -> &'static str {
    match (due, found) {
        (Type::Text, Type::Integer | Type::Number | Type::Boolean) => "; put it in quotes",
        (Type::Integer, Type::Text) if is_quoted_number(node) => "; take the quotes away",
        _ => "",
    }
}

/// Whether a text is a whole number as every reader of YAML and JSON would write it. Others may be a different one to
/// some, as `010` is eight to Kubernetes.
fn is_quoted_number(node: &Node) -> bool {
    let text = node.text().unwrap_or_default().trim();
    text.parse::<i64>().is_ok_and(|number| number.to_string() == text)
}

/// The type that a schema asks for, if it does.
pub(super) fn expected(schema: &Value) -> Option<Type> {
    let word = schema.get("type").and_then(Value::as_str);
    word.and_then(Type::from_schema).or_else(|| (!choices(schema).is_empty()).then_some(Type::Text))
}

/// The texts that a schema allows; none where it allows any.
pub(super) fn choices(schema: &Value) -> Vec<&str> {
    let list = |name: &str| schema.get(name).and_then(Value::as_array).into_iter().flatten();
    let branches = list("oneOf").filter_map(|branch| branch.get("const"));
    list("enum").chain(schema.get("const")).chain(branches).filter_map(Value::as_str).collect()
}

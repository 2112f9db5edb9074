//! Compares a tree with the part of a schema that is read: what is not understood, what a cluster
//! would refuse, and what it would drop without a word. It knows no kind; the schema says it all.

mod fields;
mod misplaced;
mod values;

use std::collections::HashSet;
use std::ops::Range;

use serde_json::Value;

use self::fields::Unknown;
use super::plain::{Type, type_of};
use super::tree::first_times;
use super::{Problem, Shared};
use crate::yaml::reader::{Node, NodeValue};

/// Longest piece of a file's text in a message, in characters.
const LONGEST_QUOTE: usize = 60;

/// What a check has found.
pub(super) struct Checked {
    pub(super) problems: Vec<Problem>,
    /// Whether all that is written was understood, so that what is absent is not there.
    pub(super) complete: bool,
}

impl Checked {
    /// Says what keeps a value from being understood.
    pub(super) fn hide(&mut self, problem: Problem) {
        self.complete = false;
        self.problems.push(problem);
    }

    /// Takes back what was said of these places.
    pub(super) fn leave_out(&mut self, places: &[Range<usize>]) {
        let places: HashSet<&Range<usize>> = places.iter().collect();
        self.problems.retain(|problem| !places.contains(&problem.span));
    }
}

/// Checks an object with the schema of its kind. The schema is open where it doesn't refuse
/// additional properties, and what it doesn't name there is not looked at.
pub(super) fn check(text: &str, shared: &Shared, object: &Node, kind: &str, schema: &Value) -> Checked {
    let found = Checked { problems: Vec::new(), complete: true };
    let (path, maps, missing, misplaced) = (Vec::new(), Vec::new(), Vec::new(), HashSet::new());
    let mut check = Check { text, shared, kind, schema, path, maps, found, missing, misplaced };
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
    text: &'object str,
    shared: &'object Shared,
    kind: &'object str,
    schema: &'object Value,
    /// Names of the fields on the way to the value that is looked at.
    path: Vec<&'object str>,
    /// The maps on that way, each with its schema.
    maps: Vec<(&'object Node, &'object Value)>,
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

    fn say(&mut self, problem: Problem) {
        self.found.problems.push(problem);
    }

    fn hide(&mut self, problem: Problem) {
        self.found.hide(problem);
    }

    fn value(&mut self, node: &'object Node, schema: &'object Value) {
        if node.is_null() {
            return;
        }
        let Some(found) = type_of(node) else {
            let message = "an alias is not followed, so what stands here is unknown";
            return self.hide(Problem::new(&node.span, message));
        };
        if let Some(due) = values::expected(schema).filter(|due| *due != found) {
            return match node.text().filter(|_| due == Type::Text && self.is_word(schema)) {
                Some(word) => {
                    self.found.complete = false;
                    self.choice(node, word, schema);
                }
                None => self.wrong_type(node, schema, due, found),
            };
        }
        match &node.value {
            NodeValue::Mapping(pairs) => self.map(node, pairs, schema),
            NodeValue::Sequence(items) => self.list(node, items, schema),
            NodeValue::Scalar { text, .. } => self.choice(node, text, schema),
            NodeValue::Alias => {}
        }
    }

    fn map(&mut self, node: &'object Node, pairs: &'object [(Node, Node)], schema: &'object Value) {
        let free = schema.get("additionalProperties").filter(|free| free.is_object());
        if schema.get("properties").is_none() && free.is_none() {
            return;
        }
        self.maps.push((node, schema));
        let meanings = self.meanings(pairs, schema);
        let mut meant: Vec<&str> = Vec::new();
        for (entry, is_first) in pairs.iter().zip(first_times(pairs)) {
            let (key, value) = entry;
            let Some(name) = self.key(pairs, key, is_first) else {
                continue;
            };
            match schema.get("properties").and_then(|named| named.get(name)).or(free) {
                Some(inner) => self.field(name, value, inner),
                None => {
                    let meaning = meanings.get(name).copied();
                    let unknown = Unknown { entry, name, siblings: pairs, schema, meaning };
                    meant.extend(self.unknown_field(unknown));
                }
            }
        }
        self.missing(node, schema, &meant);
        self.maps.pop();
    }

    fn field(&mut self, name: &'object str, value: &'object Node, schema: &'object Value) {
        self.path.push(name);
        self.value(value, schema);
        self.path.pop();
    }

    /// The value that is looked at, for a message.
    fn place(&self) -> String {
        if self.path.is_empty() { quoted(self.kind) } else { quoted(&self.path.join(".")) }
    }
}

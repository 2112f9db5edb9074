//! The fields of a map: those that the schema doesn't have, with what may be meant by them, and those that it misses.
//! It looks at no value, but to see whether it could be that of another field.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use promo_diagnostics::{Rule, did_you_mean, nearest};
use serde_json::{Map, Value};

use super::super::correction::{self, Correction};
use super::super::tree::pairs;
use super::super::words::meant_word;
use super::values::{Fit, choices, expected, fit};
use super::{Check, Problem, quoted, type_of};
use crate::yaml::reader::Node;

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

/// The field that a misspelt one is meant to be, with its schema.
pub(super) type Meaning<'object> = (&'object str, &'object Value);

/// A field that the schema doesn't have.
pub(super) struct Unknown<'object> {
    pub(super) entry: &'object (Node, Node),
    pub(super) name: &'object str,
    /// All fields of its map.
    pub(super) siblings: &'object [(Node, Node)],
    /// The schema of its map.
    pub(super) schema: &'object Value,
    /// The field that is certainly meant.
    pub(super) meaning: Option<Meaning<'object>>,
}

impl<'object> Unknown<'object> {
    /// The fields of its map that stand in its value, if all that stands there are such.
    fn wrapped(&self) -> Vec<&'object str> {
        let names: Option<Vec<&str>> = pairs(&self.entry.1).iter().map(|(key, _)| key.text()).collect();
        let is_field = |name: &&str| fields(self.schema).is_some_and(|fields| fields.contains_key(*name));
        names.filter(|names| names.iter().all(is_field)).unwrap_or_default()
    }

    /// Whether its map has none of some fields, of which none stands there twice.
    fn has_room_for(&self, names: &[&str]) -> bool {
        let mut seen: HashSet<&str> = self.siblings.iter().filter_map(|(key, _)| key.text()).collect();
        names.iter().all(|name| seen.insert(name))
    }
}

impl<'object> Check<'object> {
    /// The fields that are certainly meant by those that the schema doesn't have: each is not given otherwise.
    pub(super) fn meanings(
        &self,
        pairs: &'object [(Node, Node)],
        schema: &'object Value,
    ) -> HashMap<&'object str, Meaning<'object>> {
        let Some(fields) = fields(schema).filter(|_| !is_open(schema)) else { return HashMap::new() };
        let given: Vec<&str> = pairs.iter().filter_map(|(key, _)| key.text()).collect();
        let unknown = given.iter().filter(|name| !fields.contains_key(**name) && **name != "<<");
        let found =
            unknown.filter_map(|name| Some((*name, meant_word(name, fields.keys().map(String::as_str))?)));
        let found = found.filter(|(_, field)| !given.contains(field));
        let mut by_field: HashMap<&str, Vec<&str>> = HashMap::new();
        found.for_each(|(name, field)| by_field.entry(field).or_default().push(name));
        let single = by_field.into_iter().filter(|(_, names)| names.len() == 1);
        single.filter_map(|(field, names)| Some((*names.first()?, (field, fields.get(field)?)))).collect()
    }

    /// The name of a field; nothing for a key that is no such name.
    pub(super) fn key(
        &mut self,
        pairs: &[(Node, Node)],
        key: &'object Node,
        is_first: bool,
    ) -> Option<&'object str> {
        match key.text() {
            None => self.hide(Problem::new(&key.span, "a key must be a text")),
            Some("<<") => {
                let message = "a merge key is not followed, so what it brings is unknown";
                self.hide(Problem::new(&key.span, message));
            }
            Some(name) if !is_first => {
                let message = format!("{} is there twice, so its value is unknown", quoted(name));
                let first = pairs.iter().find(|(other, _)| other.text() == Some(name));
                let first = first.map_or(&key.span, |(first, _)| &first.span);
                let problem = Problem::new(&key.span, message).of(Rule::DuplicateKey);
                self.hide(problem.related(first, "it is there already"));
            }
            Some(name) => return Some(name),
        }
        None
    }

    /// Says that there is no such field, and returns those that could be meant by it. What such a field says is then
    /// not known: it may be the very thing that seems to be absent. What stands in it is checked as what is meant.
    pub(super) fn unknown_field(&mut self, unknown: Unknown<'object>) -> Vec<&'object str> {
        let Unknown { entry, name, schema, meaning, .. } = unknown;
        let (key, value) = entry;
        if is_open(schema) || self.is_written_by_others(name) {
            return Vec::new();
        }
        let wrapped = unknown.wrapped();
        if meaning.is_none() && !wrapped.is_empty() {
            self.dissolved(&unknown, &wrapped);
            return wrapped;
        }
        let fields = fields(schema).into_iter().flat_map(Map::keys).map(String::as_str);
        let home = if meaning.is_none() { self.home(&unknown) } else { None };
        let belongs = home.as_ref().map(|home| format!("it belongs in `{}`", home.path));
        let belongs = belongs.or_else(|| self.belongs(name));
        let help = meaning.map(|(meant, _)| format!("did you mean `{meant}`?"));
        let near = || did_you_mean(name, fields.clone()).filter(|_| home.is_none());
        let help = help.or_else(near).or_else(|| belongs.clone());
        self.found.complete &= help.is_none();
        let help = help.map(|help| format!("; {help}")).unwrap_or_default();
        let message = format!("{} is no field of {}{help}", quoted(name), self.place());
        let moved = home.as_ref().and_then(|home| home.correction.clone());
        let correction = meaning.and_then(|meaning| self.renamed(key, value, meaning)).or(moved);
        self.say(Problem::new(&key.span, message).mended(correction));
        if belongs.is_some() {
            self.misplaced.insert(name);
        }
        if let Some(home) = home {
            self.field(name, value, home.schema);
        } else if let Some((meant, schema)) = meaning.filter(|(_, schema)| type_of(value) == expected(schema))
        {
            self.field(meant, value, schema);
        }
        nearest(name, fields).into_iter().chain(meaning.map(|(meant, _)| meant)).collect()
    }

    /// The field that is meant, with the value in the form that it takes.
    fn renamed(&self, key: &Node, value: &Node, (meant, schema): Meaning<'_>) -> Option<Correction> {
        let unfit = Fit { title: "", is_safe: false, edits: Vec::new() };
        let Fit { title, is_safe, edits } = fit(self.text, value, schema).unwrap_or(unfit);
        let mut title =
            format!("rename it to `{meant}`{}{title}", if edits.is_empty() { "" } else { " and " });
        title = title.replace("make it a list of one", "make its value a list of one");
        let edits = [vec![correction::rename(self.text, key, meant)?], edits].concat();
        Some(Correction { title, is_safe, edits })
    }

    /// Says that a field only stands around others that belong where it is.
    fn dissolved(&mut self, unknown: &Unknown<'_>, inner: &[&str]) {
        let (name, place) = (unknown.name, self.place());
        let message =
            format!("{} is no field of {place}; what stands in it belongs in {place} itself", quoted(name));
        let edits = correction::dissolve(self.text, &unknown.entry.0, &unknown.entry.1);
        let correction = edits.filter(|_| unknown.has_room_for(inner)).map(|edits| {
            let title = format!("take `{name}` away from around its fields");
            Correction { title, is_safe: true, edits }
        });
        self.hide(Problem::new(&unknown.entry.0.span, message).mended(correction));
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
    pub(super) fn missing(&mut self, node: &'object Node, schema: &'object Value, meant: &[&str]) {
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        for name in required.filter_map(Value::as_str).filter(|name| !meant.contains(name)) {
            let given = pairs(node).iter().filter(|(key, _)| key.text() == Some(name));
            if given.filter(|(_, value)| !is_empty_text(value)).count() == 0 {
                let first_key: &Range<usize> = pairs(node).first().map_or(&node.span, |(key, _)| &key.span);
                let message = format!("{} needs `{name}`", self.place());
                let correction =
                    self.version(node, schema).filter(|_| self.path.is_empty() && name == "apiVersion");
                self.missing.push((name, Problem::new(first_key, message).mended(correction)));
            }
        }
    }
}

impl Check<'_> {
    /// The version of an object that has none: the last that is served is the one that the cluster stores.
    fn version(&self, object: &Node, schema: &Value) -> Option<Correction> {
        let entry = format!("apiVersion: {}", choices(schema.get("properties")?.get("apiVersion")?).last()?);
        let edit = correction::first_entry(self.text, object, &entry)?;
        Some(Correction { title: format!("write `{entry}`"), is_safe: true, edits: vec![edit] })
    }
}

fn fields(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties").and_then(Value::as_object)
}

/// Whether a map may have fields that the schema doesn't name.
fn is_open(schema: &Value) -> bool {
    schema.get("additionalProperties") != Some(&Value::Bool(false))
}

/// Whether this is nothing, or a text without a character.
fn is_empty_text(node: &Node) -> bool {
    node.is_null() || node.text() == Some("")
}

/// The places of every map in a schema that has a field of this name.
fn find_field(schema: &Value, name: &str, path: &str, places: &mut Vec<String>) {
    let fields = fields(schema);
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

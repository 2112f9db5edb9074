//! What workflows say, as their manifests have it: whoever wrote them, all of it is compared, also what promo has no
//! word for.

use std::collections::HashMap;

use promo_manifest::Kind;
use serde_json::{Map, Value};

use super::change::{Change, Fact, Said, change};
use super::manifests::Manifests;

/// The workflows that differ, by name.
pub(super) fn changes(before: &Manifests<'_>, after: &Manifests<'_>) -> Vec<Change> {
    const KIND: Kind = Kind::WorkflowTemplate;
    let mut names: Vec<&str> = before.names(KIND).chain(after.names(KIND)).collect();
    names.sort_unstable();
    names.dedup();
    let certain =
        names.into_iter().filter(|name| before.is_certain(KIND, name) && after.is_certain(KIND, name));
    let differing = certain.filter_map(|name| {
        let (before, after) = (before.data(KIND, name), after.data(KIND, name));
        let facts = |manifest: &Value| facts(manifest.get("spec").unwrap_or(&Value::Null));
        (before != after).then(|| change(name, before.map(facts), after.map(facts))).flatten()
    });
    differing.collect()
}

fn facts(spec: &Value) -> Vec<Fact> {
    let mut facts = Facts::default();
    facts.add(&Position::default(), spec);
    facts.facts
}

/// Where in a workflow something stands.
#[derive(Clone, Default)]
struct Position {
    /// The step, if it is in one: a template, or the task that calls it.
    step: Option<String>,
    /// The fields that lead there, from the workflow or the step.
    fields: Vec<String>,
}

/// The lists whose items are steps.
const STEPS: [&str; 2] = ["templates", "dag.tasks"];

/// The lists whose items the language has a word for: in the workflow, and in a step.
const LISTS: [(&str, &str, &str); 5] = [
    ("arguments.parameters", "input", "with"),
    ("inputs.parameters", "input", "input"),
    ("outputs.parameters", "output", "output"),
    ("script.env", "env", "env"),
    ("container.env", "env", "env"),
];

/// The fields that the language has words for, and those words, where the fields end so.
const WORDS: [(&str, &str); 16] = [
    ("serviceAccountName", "service-account"),
    ("script.image", "image"),
    ("script.command", "command"),
    ("script.source", "run"),
    ("container.image", "image"),
    ("container.command", "command"),
    ("container.args", "args"),
    ("retryStrategy.limit", "retry"),
    ("retryStrategy.backoff.duration", "retry every"),
    ("templateRef.name", "uses"),
    ("templateRef.template", "uses step"),
    (".valueFrom.path", ""),
    (".valueFrom.expression", ""),
    (".globalName", " global"),
    (".valueFrom.secretKeyRef.name", " from secret"),
    (".valueFrom.secretKeyRef.key", " key"),
];

impl Position {
    fn below(&self, field: &str) -> Position {
        let mut below = self.clone();
        below.fields.push(field.to_owned());
        below
    }

    /// An item of the list that stands here, by its name.
    fn named(&self, name: &str) -> Position {
        let list = self.fields.join(".");
        if STEPS.contains(&list.as_str()) {
            return Position { step: Some(name.to_owned()), fields: Vec::new() };
        }
        let word = LISTS.iter().find(|(known, ..)| *known == list);
        let word =
            word.map(|(_, in_workflow, in_step)| if self.step.is_some() { in_step } else { in_workflow });
        let label = word.map_or(list.as_str(), |word| word);
        Position { step: self.step.clone(), fields: vec![format!("{label} {name}")] }
    }

    /// What is said there, in the words of the language as far as it has them.
    fn name(&self) -> String {
        let path = self.fields.join(".");
        let known = WORDS.iter().find_map(|(field, word)| {
            let rest = path.strip_suffix(field)?;
            (rest.is_empty() || field.starts_with('.')).then(|| format!("{rest}{word}"))
        });
        known.unwrap_or(path)
    }
}

#[derive(Default)]
struct Facts {
    facts: Vec<Fact>,
    /// How often something was said of the same by that name.
    said: HashMap<(Option<String>, String), usize>,
}

impl Facts {
    fn add(&mut self, position: &Position, value: &Value) {
        match value {
            Value::Null => {}
            Value::Object(fields) if !fields.is_empty() => {
                for (field, value) in fields {
                    self.add(&position.below(field), value);
                }
            }
            Value::Array(items) => self.add_items(position, items),
            value => self.say(position, Said::Text(text(value))),
        }
    }

    /// The items of a list are told apart by their names, if they have some, and otherwise by their order.
    fn add_items(&mut self, position: &Position, items: &[Value]) {
        if items.iter().all(is_scalar) {
            return self.say(position, Said::List(items.iter().map(text).collect()));
        }
        for (index, item) in items.iter().enumerate() {
            match (item.get("name").and_then(Value::as_str), item) {
                (Some(name), Value::Object(fields)) => self.add_named(&position.named(name), name, fields),
                _ => self.add(&position.below(&index.to_string()), item),
            }
        }
    }

    fn add_named(&mut self, position: &Position, name: &str, fields: &Map<String, Value>) {
        let others: Vec<(&String, &Value)> = fields.iter().filter(|(field, _)| *field != "name").collect();
        match others.as_slice() {
            [] => self.say(position, Said::from("required")),
            [(field, value)] if *field == "value" => self.add(position, value),
            // The task of a step calls the template by its name.
            others => others
                .iter()
                .filter(|(field, value)| *field != "template" || *value != name)
                .for_each(|(field, value)| self.add(&position.below(field), value)),
        }
    }

    /// Of two things by one name, as in several graphs, the second is told apart by its number.
    fn say(&mut self, position: &Position, said: Said) {
        let mut name = position.name();
        let count = self.said.entry((position.step.clone(), name.clone())).or_default();
        *count += 1;
        if *count > 1 {
            name = format!("{name} ({count})");
        }
        self.facts.push(match &position.step {
            Some(step) => Fact::of(step, &name, said),
            None => Fact::new(&name, said),
        });
    }
}

fn is_scalar(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

//! The first place where two manifests differ.

use serde_json::Value;

use crate::reason::quoted;

/// A part of the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A field of a map.
    Field(String),
    /// An item of a list: the field that tells it from others, and what that says; none if it has no such field.
    Item(Option<(&'static str, String)>),
}

/// The fields that tell items of lists from others.
const NAMES: [&str; 2] = ["name", "environment"];

/// The first place where two manifests in comparable form differ, with what each says there.
pub(crate) fn difference(original: &Value, built: &Value) -> Option<(Vec<Part>, String)> {
    let mut path = Vec::new();
    let words = differ(original, built, &mut path)?;
    Some((path, words))
}

fn differ(original: &Value, built: &Value, path: &mut Vec<Part>) -> Option<String> {
    match (original, built) {
        (Value::Object(one), Value::Object(other)) => {
            for (key, value) in one {
                path.push(Part::Field(key.clone()));
                let Some(counterpart) = other.get(key) else { return Some("would be lost".to_owned()) };
                if let Some(words) = differ(value, counterpart, path) {
                    return Some(words);
                }
                path.pop();
            }
            let added = other.keys().find(|key| !one.contains_key(*key))?;
            Some(format!("would have {} besides", quoted(added)))
        }
        (Value::Array(one), Value::Array(other)) => {
            for (value, counterpart) in one.iter().zip(other) {
                path.push(Part::Item(name_of(value)));
                if let Some(words) = differ(value, counterpart, path) {
                    return Some(words);
                }
                path.pop();
            }
            (one.len() != other.len())
                .then(|| format!("has {} items, and would have {}", one.len(), other.len()))
        }
        (one, other) => (one != other)
            .then(|| format!("is {}, and would be {}", quoted(&one.to_string()), quoted(&other.to_string()))),
    }
}

fn name_of(item: &Value) -> Option<(&'static str, String)> {
    NAMES.iter().find_map(|field| Some((*field, item.get(*field)?.as_str()?.to_owned())))
}

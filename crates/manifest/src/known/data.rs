//! A manifest as plain data, to be compared with another. It knows no field.

use serde_json::{Map, Value};

use super::plain::{Type, type_of};
use crate::yaml::reader::{Node, NodeValue};

/// A node as data, as a cluster reads it. An alias, and a key that is no text, have no data of their own: they are null
/// and left out.
pub fn data(node: &Node) -> Value {
    match &node.value {
        NodeValue::Sequence(items) => items.iter().map(data).collect(),
        NodeValue::Mapping(entries) => {
            let entry = |(key, value): &(Node, Node)| Some((key.text()?.to_owned(), data(value)));
            Value::Object(entries.iter().filter_map(entry).collect::<Map<_, _>>())
        }
        NodeValue::Scalar { text, .. } if !node.is_null() => scalar(node, text),
        NodeValue::Scalar { .. } | NodeValue::Alias => Value::Null,
    }
}

fn scalar(node: &Node, text: &str) -> Value {
    let text_itself = || Value::from(text);
    match type_of(node) {
        Some(Type::Boolean) => {
            Value::Bool(["true", "yes", "on"].iter().any(|word| word.eq_ignore_ascii_case(text)))
        }
        Some(Type::Integer) => text.parse::<i64>().map_or_else(|_| text_itself(), Value::from),
        Some(Type::Number) => text.parse::<f64>().map_or_else(|_| text_itself(), Value::from),
        _ => text_itself(),
    }
}

//! What a scalar without quotes is to a cluster. It knows no field.

use crate::yaml::data::truth;
use crate::yaml::reader::{Node, NodeValue};

/// The type that a node has in the cluster's eyes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Type {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// Another number.
    Number,
    /// A truth value.
    Boolean,
    /// A list.
    List,
    /// A map.
    Map,
}

impl Type {
    /// The type with its article.
    pub(super) fn name(self) -> &'static str {
        match self {
            Type::Text => "a text",
            Type::Integer => "a whole number",
            Type::Number => "a number",
            Type::Boolean => "a truth value",
            Type::List => "a list",
            Type::Map => "a map",
        }
    }

    /// The type that a word of JSON Schema stands for.
    pub(super) fn from_schema(word: &str) -> Option<Type> {
        match word {
            "string" => Some(Type::Text),
            "integer" => Some(Type::Integer),
            "number" => Some(Type::Number),
            "boolean" => Some(Type::Boolean),
            "array" => Some(Type::List),
            "object" => Some(Type::Map),
            _ => None,
        }
    }
}

/// The type of a node that is neither an alias nor null.
pub fn type_of(node: &Node) -> Option<Type> {
    match &node.value {
        NodeValue::Scalar { text, plain: true } => Some(plain_type(text)),
        NodeValue::Scalar { plain: false, .. } => Some(Type::Text),
        NodeValue::Sequence(_) => Some(Type::List),
        NodeValue::Mapping(_) => Some(Type::Map),
        NodeValue::Alias => None,
    }
}

fn plain_type(text: &str) -> Type {
    if truth(text).is_some() {
        return Type::Boolean;
    }
    if text.parse::<i128>().is_ok() {
        return Type::Integer;
    }
    let starts_as_number = text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
    if starts_as_number && text.parse::<f64>().is_ok() { Type::Number } else { Type::Text }
}

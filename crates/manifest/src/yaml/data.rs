//! What a tree of nodes says as data, as a cluster reads it. It knows no kind of manifest.

use serde_json::{Map, Number, Value};

use super::reader::{Node, NodeValue};

/// Words that Kubernetes' reader of YAML takes for a truth value, in small letters; it takes them capitalized too.
const TRUTH_VALUES: [(&str, bool); 8] = [
    ("true", true),
    ("yes", true),
    ("y", true),
    ("on", true),
    ("false", false),
    ("no", false),
    ("n", false),
    ("off", false),
];

/// What a scalar without quotes is to that reader, if it is a truth value.
pub(crate) fn truth(text: &str) -> Option<bool> {
    let known = TRUTH_VALUES.iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
    known.map(|(_, truth)| *truth)
}

/// The data; none where something is an alias, a key that is no text, or a key that a map has already.
pub fn data(node: &Node) -> Option<Value> {
    match &node.value {
        NodeValue::Scalar { text, plain: false } => Some(Value::from(text.as_str())),
        NodeValue::Scalar { .. } if node.is_null() => Some(Value::Null),
        NodeValue::Scalar { text, plain: true } => Some(plain(text)),
        NodeValue::Sequence(items) => items.iter().map(data).collect::<Option<Vec<_>>>().map(Value::Array),
        NodeValue::Mapping(entries) => map(entries),
        NodeValue::Alias => None,
    }
}

fn map(entries: &[(Node, Node)]) -> Option<Value> {
    let mut map = Map::new();
    for (key, value) in entries {
        let earlier = map.insert(key.text()?.to_owned(), data(value)?);
        if earlier.is_some() {
            return None;
        }
    }
    Some(Value::Object(map))
}

/// A scalar without quotes.
fn plain(text: &str) -> Value {
    if let Some(truth) = truth(text) {
        return Value::Bool(truth);
    }
    if let Ok(number) = text.parse::<i64>() {
        return Value::from(number);
    }
    let starts_as_number = text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
    let number = text.parse::<f64>().ok().and_then(Number::from_f64).filter(|_| starts_as_number);
    number.map_or_else(|| Value::from(text), Value::Number)
}

//! What a scalar of YAML is to a cluster, and nodes as plain data.

use promo_manifest::known::{Type, type_of};
use promo_manifest::{Node, NodeValue};
use serde_json::{Map, Value};

/// A scalar that is not null.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scalar<'n> {
    Text(&'n str),
    Integer(i64),
    Boolean(bool),
    /// A number that promo can't write, or something that readers of YAML disagree about.
    Unclear(&'n str),
}

impl<'n> Scalar<'n> {
    /// The scalar of a node; none of a null, a list, a map or an alias.
    pub(crate) fn of(node: &'n Node) -> Option<Scalar<'n>> {
        let text = node.text().filter(|_| !node.is_null())?;
        Some(match type_of(node)? {
            Type::Boolean => Scalar::Boolean(is_true(text)),
            Type::Integer => canonical(text).map_or(Scalar::Unclear(text), Scalar::Integer),
            Type::Number => Scalar::Unclear(text),
            _ if is_plain(node) && is_number_to_some(text) => Scalar::Unclear(text),
            _ => Scalar::Text(text),
        })
    }
}

fn is_plain(node: &Node) -> bool {
    matches!(node.value, NodeValue::Scalar { plain: true, .. })
}

fn is_true(text: &str) -> bool {
    ["true", "yes", "y", "on"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// An integer in the one form that every reader takes for it.
fn canonical(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number: &i64| number.to_string() == text)
}

/// Numbers of one version of YAML: in other bases, with underscores, infinite or none.
fn is_number_to_some(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['-', '+']);
    let digits = unsigned.replace('_', "");
    let in_base = |prefix: &str, base: u32| {
        digits
            .strip_prefix(prefix)
            .is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_digit(base)))
    };
    let is_grouped = unsigned.starts_with(|first: char| first.is_ascii_digit())
        && digits.len() < unsigned.len()
        && digits.parse::<f64>().is_ok();
    let is_special = [".inf", ".nan"].iter().any(|word| word.eq_ignore_ascii_case(unsigned));
    is_grouped || is_special || in_base("0x", 16) || in_base("0o", 8) || in_base("0b", 2)
}

/// A node as data. What is no JSON (an alias, a key that is no text) is null.
pub(crate) fn data(node: &Node) -> Value {
    match &node.value {
        NodeValue::Sequence(items) => items.iter().map(data).collect(),
        NodeValue::Mapping(entries) => {
            let entries =
                entries.iter().filter_map(|(key, value)| Some((key.text()?.to_owned(), data(value))));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        NodeValue::Scalar { .. } => match Scalar::of(node) {
            Some(Scalar::Text(text)) => Value::from(text),
            Some(Scalar::Integer(number)) => Value::from(number),
            Some(Scalar::Boolean(truth)) => Value::from(truth),
            Some(Scalar::Unclear(text)) => text.parse::<f64>().map_or(Value::from(text), Value::from),
            None => Value::Null,
        },
        NodeValue::Alias => Value::Null,
    }
}

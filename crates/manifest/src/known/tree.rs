//! Looks values up in a tree of nodes. What can't be understood (an alias, a key given twice, a
//! value of another type) is not found, silently: saying so is the check's business.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde::de::DeserializeOwned;
use serde::de::value::{Error, StrDeserializer};

use super::Spanned;
use crate::yaml::data::integer;
use crate::yaml::reader::{Node, NodeValue};

/// The key and the value of a field that the map has once, and that is not null.
fn entry<'node>(map: &'node Node, name: &str) -> Option<&'node (Node, Node)> {
    let mut found = pairs(map).iter().filter(|(key, _)| key.text() == Some(name));
    let entry = found.next().filter(|(_, value)| !value.is_null())?;
    found.next().is_none().then_some(entry)
}

/// The value of a field that the map has once, and that is not null.
pub(super) fn field<'node>(map: &'node Node, name: &str) -> Option<&'node Node> {
    entry(map, name).map(|(_, value)| value)
}

/// Where the key of a field stands that the map has once, and that is not null.
pub(super) fn key_span(map: &Node, name: &str) -> Option<Range<usize>> {
    entry(map, name).map(|(key, _)| key.span.clone())
}

/// The text of a field.
pub(super) fn text_field(map: &Node, name: &str) -> Option<Spanned<String>> {
    text(field(map, name)?)
}

/// The text of a scalar that is not null.
pub(super) fn text(node: &Node) -> Option<Spanned<String>> {
    let value = node.text().filter(|_| !node.is_null())?.to_owned();
    Some(Spanned { value, span: node.span.clone() })
}

/// The texts in a field that is a list; none if there is no such field.
pub(super) fn texts_field(map: &Node, name: &str) -> Vec<Spanned<String>> {
    items_field(map, name).iter().filter_map(text).collect()
}

/// The items of a field that is a list; none if there is no such field.
pub(super) fn items_field<'node>(map: &'node Node, name: &str) -> &'node [Node] {
    match field(map, name).map(|node| &node.value) {
        Some(NodeValue::Sequence(items)) => items,
        _ => &[],
    }
}

/// The number in a field, which has no quotes.
pub(super) fn number_field<T: TryFrom<i128>>(map: &Node, name: &str) -> Option<Spanned<T>> {
    let node = field(map, name)?;
    let value = number(node)?;
    Some(Spanned { value, span: node.span.clone() })
}

/// The number that a scalar without quotes is.
pub(super) fn number<T: TryFrom<i128>>(node: &Node) -> Option<T> {
    match &node.value {
        NodeValue::Scalar { text, plain: true } => integer(text).and_then(|number| number.try_into().ok()),
        _ => None,
    }
}

/// The value of a field whose texts are those of an enum.
pub(super) fn choice_field<T: DeserializeOwned>(map: &Node, name: &str) -> Option<Spanned<T>> {
    let Spanned { value, span } = text_field(map, name)?;
    let value = T::deserialize(StrDeserializer::<Error>::new(&value)).ok()?;
    Some(Spanned { value, span })
}

/// The entries of a field that is a map with free keys, in written order. A key that the map has
/// several times is left out.
pub(super) fn entries_field<'node>(map: &'node Node, name: &str) -> Vec<(Spanned<String>, &'node Node)> {
    let pairs = field(map, name).map(pairs).unwrap_or_default();
    let mut seen = HashMap::new();
    for (key, _) in pairs {
        *seen.entry(key.text()).or_insert(0) += 1;
    }
    let single = pairs.iter().filter(|(key, _)| seen.get(&key.text()) == Some(&1));
    single.filter_map(|(key, value)| Some((text(key)?, value))).collect()
}

/// The keys and values of a map as they are written; none if this is no map.
pub(super) fn pairs(node: &Node) -> &[(Node, Node)] {
    match &node.value {
        NodeValue::Mapping(pairs) => pairs,
        _ => &[],
    }
}

/// Whether each pair's key comes for the first time.
pub(super) fn first_times(pairs: &[(Node, Node)]) -> impl Iterator<Item = bool> {
    let mut seen = HashSet::new();
    pairs.iter().map(move |(key, _)| key.text().is_none_or(|name| seen.insert(name)))
}

//! Which field of a document stands in a place of its text. It knows no kind of manifest.

use super::reader::{Node, NodeValue};
use crate::extra::FieldPath;

/// The innermost field that has begun at a byte of the text: a key counts as its field. Before the
/// first field, the whole document.
pub fn field_at(document: &Node, offset: usize) -> FieldPath {
    let mut path = FieldPath::new();
    let mut node = document;
    while let Some((name, inner)) = last_begun(node, offset) {
        path.push(name);
        node = inner;
    }
    path
}

/// The last part of a collection that has begun at a byte.
fn last_begun(node: &Node, offset: usize) -> Option<(String, &Node)> {
    match &node.value {
        NodeValue::Mapping(entries) => {
            let (key, value) = entries.iter().rfind(|(key, _)| key.span.start <= offset)?;
            Some((key.text()?.to_owned(), value))
        }
        NodeValue::Sequence(items) => {
            let index = items.iter().rposition(|item| item.span.start <= offset)?;
            Some((index.to_string(), items.get(index)?))
        }
        NodeValue::Scalar { .. } | NodeValue::Alias => None,
    }
}

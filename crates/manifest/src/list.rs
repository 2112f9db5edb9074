//! Lists of objects, as the API and `kubectl get` print them. Knows no kind of object.

use crate::yaml::reader::{Node, NodeValue};

/// What the kind of a list ends with: `List`, which may hold anything, or `PromotionPolicyList` with objects of one
/// kind.
const LIST: &str = "List";

/// The items of a list; nothing if an object is none. A kind may end like one and have no items.
pub fn list_items(object: &Node) -> Option<&[Node]> {
    let kind = object.get("kind")?.text().filter(|kind| kind.ends_with(LIST))?;
    match object.get("items").map(|items| &items.value) {
        Some(NodeValue::Sequence(items)) => Some(items),
        _ => (kind == LIST).then_some(&[]),
    }
}

/// The objects of a document: itself, or those in the list that it is.
pub fn objects(document: &Node) -> Vec<&Node> {
    match list_items(document) {
        Some(items) => items.iter().flat_map(objects).collect(),
        None => vec![document],
    }
}

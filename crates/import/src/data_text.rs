//! Free data as `extra` takes it.

use promo_manifest::{Node, NodeValue};
use rustc_hash::FxHashSet;

use crate::fields::{alias, key_text};
use crate::reason::Reason;
use crate::scalar::Scalar;
use crate::source;

/// How deep lists and maps in the value of an extra field may nest: what is deeper is no manifest.
const MAX_DEPTH: usize = 64;

/// The text of a value.
pub(crate) fn data_text(node: &Node) -> Result<String, Reason> {
    at_depth(node, 0)
}

fn at_depth(node: &Node, depth: usize) -> Result<String, Reason> {
    if depth > MAX_DEPTH {
        return Err(Reason::new(&node.span, "this is nested too deep"));
    }
    match &node.value {
        NodeValue::Sequence(items) => {
            let items: Result<Vec<String>, Reason> =
                items.iter().map(|item| at_depth(item, depth + 1)).collect();
            Ok(format!("[{}]", items?.join(", ")))
        }
        NodeValue::Mapping(entries) => {
            no_duplicates(entries)?;
            let entries: Result<Vec<String>, Reason> =
                entries.iter().map(|(key, value)| entry(key, value, depth)).collect();
            Ok(format!("{{ {} }}", entries?.join(", ")))
        }
        NodeValue::Scalar { .. } => scalar(node),
        NodeValue::Alias => Err(alias(node)),
    }
}

fn no_duplicates(entries: &[(Node, Node)]) -> Result<(), Reason> {
    let mut seen = FxHashSet::default();
    let twice = entries.iter().find(|(key, _)| !seen.insert(key.text()));
    match twice {
        Some((key, _)) => Err(Reason::new(&key.span, "a key is there twice")),
        None => Ok(()),
    }
}

fn entry(key: &Node, value: &Node, depth: usize) -> Result<String, Reason> {
    Ok(format!("{}: {}", source::name(key_text(key)?), at_depth(value, depth + 1)?))
}

fn scalar(node: &Node) -> Result<String, Reason> {
    match Scalar::of(node) {
        Some(Scalar::Text(text)) => Ok(source::text(text)),
        Some(Scalar::Integer(number)) => Ok(number.to_string()),
        Some(Scalar::Boolean(truth)) => Ok(truth.to_string()),
        Some(Scalar::Unclear(_)) => {
            Err(Reason::new(&node.span, "promo has no such number; put it in quotes if it is a text"))
        }
        None => Err(Reason::new(&node.span, "promo has no word for nothing")),
    }
}

//! What aliases and merge keys stand for. What they bring is bounded: beyond that they stay what they are. It knows no
//! kind of manifest.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::reader::{MAX_DEPTH, Node, NodeValue};

/// How many bytes the values may take that are kept for aliases and stand in their place, roughly.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// What a node costs besides its text, in bytes: about what it takes in memory.
const NODE_COST: usize = 96;

/// The anchored nodes of a stream.
pub(super) struct Anchors {
    /// By the parser's number of the anchor.
    nodes: HashMap<usize, (Node, Size)>,
    budget: usize,
    /// Where the nodes stand to which an alias refers.
    pub(super) shared: Vec<Range<usize>>,
}

impl Anchors {
    pub(super) fn new() -> Anchors {
        Anchors { nodes: HashMap::new(), budget: MOST_BYTES, shared: Vec::new() }
    }

    /// Keeps a node with an anchor.
    pub(super) fn define(&mut self, anchor: usize, node: &Node) {
        let size = size(node);
        if let Some(rest) = self.budget.checked_sub(size.bytes) {
            self.budget = rest;
            self.nodes.insert(anchor, (node.clone(), size));
        }
    }

    /// What an alias stands for that is in so many collections. It is in the place of the alias, and what stands in it
    /// is where it is written.
    pub(super) fn resolve(&mut self, anchor: usize, place: Range<usize>, outer: usize) -> Option<Node> {
        let (node, size) = self.nodes.get(&anchor).filter(|(_, size)| outer + size.depth <= MAX_DEPTH)?;
        self.budget = self.budget.checked_sub(size.bytes)?;
        self.shared.push(node.span.clone());
        Some(Node { span: place, value: node.value.clone() })
    }
}

/// How large a node is.
#[derive(Clone, Copy)]
struct Size {
    bytes: usize,
    /// How many collections contain one another.
    depth: usize,
}

fn size(node: &Node) -> Size {
    let (own, depth, parts): (usize, usize, Vec<Size>) = match &node.value {
        NodeValue::Scalar { text, .. } => (text.len(), 0, Vec::new()),
        NodeValue::Alias => (0, 0, Vec::new()),
        NodeValue::Sequence(items) => (0, 1, items.iter().map(size).collect()),
        NodeValue::Mapping(pairs) => {
            (0, 1, pairs.iter().flat_map(|(key, value)| [size(key), size(value)]).collect())
        }
    };
    Size {
        bytes: NODE_COST + own + parts.iter().map(|part| part.bytes).sum::<usize>(),
        depth: depth + parts.iter().map(|part| part.depth).max().unwrap_or_default(),
    }
}

/// The entries of a map with those that its merge key brings, if it has one that can be followed: each comes after
/// those that are written, unless one of its name is there, and its key is where the merge key is.
pub(super) fn merged(entries: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
    let is_followed = |(key, value): &&(Node, Node)| is_merge(key) && sources(value).is_some();
    if entries.iter().filter(is_followed).count() != 1 {
        return entries;
    }
    let (merges, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| is_followed(&entry));
    let mut seen: HashSet<String> = own.iter().filter_map(|(key, _)| key.text().map(str::to_owned)).collect();
    for (merge, value) in &merges {
        let brought = sources(value).into_iter().flatten().flatten();
        let new = brought.filter(|(key, _)| key.text().is_some_and(|name| seen.insert(name.to_owned())));
        own.extend(new.map(|(key, value)| (Node { span: merge.span.clone(), ..key.clone() }, value.clone())));
    }
    own
}

fn is_merge(key: &Node) -> bool {
    matches!(&key.value, NodeValue::Scalar { text, plain: true } if text == "<<")
}

/// The entries of the map, or of the maps in a list, that a merge key brings.
fn sources(value: &Node) -> Option<Vec<&[(Node, Node)]>> {
    match &value.value {
        NodeValue::Mapping(pairs) => Some(vec![pairs]),
        NodeValue::Sequence(items) => {
            let maps = items.iter().map(|item| match &item.value {
                NodeValue::Mapping(pairs) => Some(pairs.as_slice()),
                _ => None,
            });
            maps.collect()
        }
        NodeValue::Scalar { .. } | NodeValue::Alias => None,
    }
}

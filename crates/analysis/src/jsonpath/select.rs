//! What a JSONPath selects in a document. It need not be able to say: of what an alias or a merge key stands for, and
//! of filters that do more than compare, nothing is known. Knows no file.

use promo_manifest::{Node, NodeValue};
use rustc_hash::FxHashSet;

use super::{Quotes, Segment, Selector, segments};

/// What a path selects.
#[derive(Debug, Default)]
pub struct Selected<'n> {
    /// The values, each once.
    pub nodes: Vec<&'n Node>,
    /// Whether there may be others.
    pub is_uncertain: bool,
}

impl Selected<'_> {
    /// Whether the path selects nothing, for certain.
    pub fn is_nothing(&self) -> bool {
        self.nodes.is_empty() && !self.is_uncertain
    }
}

/// What the steps of a path select in a document.
pub fn select<'n>(document: &'n Node, path: &[Segment]) -> Selected<'n> {
    let mut selection = Selection { nodes: vec![document], is_uncertain: false };
    for segment in path {
        selection.follow(segment);
    }
    Selected { nodes: selection.nodes, is_uncertain: selection.is_uncertain }
}

/// The last values that the steps of a path lead to, and the first step that leads from there to none.
pub fn last_reached<'n, 'p>(document: &'n Node, path: &'p [Segment]) -> (Vec<&'n Node>, Option<&'p Segment>) {
    let mut selection = Selection { nodes: vec![document], is_uncertain: false };
    for segment in path {
        let before = selection.nodes.clone();
        selection.follow(segment);
        if selection.nodes.is_empty() {
            return (before, Some(segment));
        }
    }
    (selection.nodes, None)
}

/// The values that the steps so far select.
struct Selection<'n> {
    nodes: Vec<&'n Node>,
    is_uncertain: bool,
}

impl<'n> Selection<'n> {
    fn follow(&mut self, segment: &Segment) {
        let from = std::mem::take(&mut self.nodes);
        let from = if segment.descends { self.with_descendants(from) } else { from };
        let mut seen = FxHashSet::default();
        for node in from {
            for selector in &segment.selectors {
                let found = self.children(node, selector);
                // No value counts twice, so that there are never more than the document has.
                self.nodes.extend(found.into_iter().filter(|found| seen.insert(std::ptr::from_ref(*found))));
            }
        }
    }

    /// Some values and all that stands in them, each once.
    fn with_descendants(&mut self, from: Vec<&'n Node>) -> Vec<&'n Node> {
        let mut seen = FxHashSet::default();
        let mut all = Vec::new();
        let mut waiting = from;
        waiting.reverse();
        while let Some(node) = waiting.pop() {
            if seen.insert(std::ptr::from_ref(node)) {
                all.push(node);
                let children = self.children(node, &Selector::Any);
                waiting.extend(children.into_iter().rev());
            }
        }
        all
    }

    fn children(&mut self, node: &'n Node, selector: &Selector) -> Vec<&'n Node> {
        match &node.value {
            NodeValue::Alias => {
                self.is_uncertain = true;
                Vec::new()
            }
            NodeValue::Scalar { .. } => Vec::new(),
            NodeValue::Mapping(pairs) => {
                self.is_uncertain |= pairs.iter().any(|(key, _)| key.text().is_none_or(|key| key == "<<"));
                self.values(pairs, selector)
            }
            NodeValue::Sequence(items) => self.items(items, selector),
        }
    }

    fn values(&mut self, pairs: &'n [(Node, Node)], selector: &Selector) -> Vec<&'n Node> {
        let values = pairs.iter().map(|(_, value)| value);
        match selector {
            Selector::Name(name) => {
                let named = pairs.iter().find(|(key, _)| key.text() == Some(name));
                named.map(|(_, value)| value).into_iter().collect()
            }
            Selector::Any => values.collect(),
            Selector::Filter(filter) => self.filtered(values, filter),
            Selector::Index(_) | Selector::Slice(..) => Vec::new(),
        }
    }

    fn items(&mut self, items: &'n [Node], selector: &Selector) -> Vec<&'n Node> {
        match selector {
            Selector::Name(_) => Vec::new(),
            Selector::Any => items.iter().collect(),
            Selector::Filter(filter) => self.filtered(items.iter(), filter),
            Selector::Index(index) => {
                let index = from_start(*index, items.len());
                usize::try_from(index).ok().and_then(|index| items.get(index)).into_iter().collect()
            }
            Selector::Slice(start, end, step) => sliced(items, *start, *end, step.unwrap_or(1)),
        }
    }

    fn filtered(&mut self, values: impl Iterator<Item = &'n Node>, filter: &str) -> Vec<&'n Node> {
        let Some(filter) = Filter::read(filter) else {
            self.is_uncertain = true;
            return Vec::new();
        };
        let mut kept = Vec::new();
        for value in values {
            match filter.holds(value) {
                Some(true) => kept.push(value),
                Some(false) => {}
                None => self.is_uncertain = true,
            }
        }
        kept
    }
}

/// The index from the start of a list of one that may count from its end.
fn from_start(index: i64, length: usize) -> i64 {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    if index < 0 { index.saturating_add(length) } else { index }
}

/// Some items of a list; backwards if the step is negative.
fn sliced(items: &[Node], start: Option<i64>, end: Option<i64>, step: i64) -> Vec<&Node> {
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let bound = |index: Option<i64>, default: i64, lowest: i64, highest: i64| {
        index.map_or(default, |index| from_start(index, items.len()).clamp(lowest, highest))
    };
    let range = |from: i64, to: i64| usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0);
    let every = usize::try_from(step.unsigned_abs()).unwrap_or(usize::MAX);
    match step {
        0 => Vec::new(),
        1.. => {
            let range = range(bound(start, 0, 0, length), bound(end, length, 0, length));
            items.get(range).unwrap_or_default().iter().step_by(every).collect()
        }
        _ => {
            let last = length - 1;
            let range = range(bound(end, -1, -1, last) + 1, bound(start, last, -1, last) + 1);
            items.get(range).unwrap_or_default().iter().rev().step_by(every).collect()
        }
    }
}

/// A filter that asks whether there is something, or compares it with a value.
struct Filter<'f> {
    path: Vec<Segment>,
    comparison: Option<(bool, Literal<'f>)>,
}

impl<'f> Filter<'f> {
    /// Reads what stands between `?(` and `)`; nothing if it is a filter of another kind.
    fn read(text: &'f str) -> Option<Self> {
        let text = text.trim();
        let mut quotes = Quotes::default();
        let mut operators = text.char_indices().filter(|(_, character)| {
            !quotes.is_inside(*character)
                && matches!(character, '=' | '!' | '<' | '>' | '&' | '|' | '~' | '(' | '?')
        });
        let operator = operators.next().map(|(offset, _)| offset);
        let (path, comparison) = match operator {
            None => (text, None),
            Some(offset) => {
                let (path, rest) = text.split_at_checked(offset)?;
                let is_equal = rest.starts_with("==");
                let literal = rest.strip_prefix(if is_equal { "==" } else { "!=" })?;
                (path.trim(), Some((is_equal, Literal::read(literal.trim())?)))
            }
        };
        let path = segments(&format!("${}", path.strip_prefix('@')?)).ok()?;
        Some(Filter { path, comparison })
    }

    /// Whether the filter holds of a value; nothing if that can't be told.
    fn holds(&self, value: &Node) -> Option<bool> {
        let selected = select(value, &self.path);
        if selected.is_uncertain {
            return None;
        }
        Some(match &self.comparison {
            None => !selected.nodes.is_empty(),
            Some((is_equal, literal)) => {
                let equals = match selected.nodes.as_slice() {
                    [] => false,
                    [one] => literal.equals(one)?,
                    _ => return None,
                };
                equals == *is_equal
            }
        })
    }
}

/// What a filter compares with.
enum Literal<'f> {
    Text(&'f str),
    Number(f64),
    /// `true`, `false` or `null`.
    Word(&'f str),
}

const WORDS: [&str; 3] = ["true", "false", "null"];

impl<'f> Literal<'f> {
    fn read(text: &'f str) -> Option<Self> {
        if WORDS.contains(&text) {
            return Some(Literal::Word(text));
        }
        if let Ok(number) = text.parse() {
            return Some(Literal::Number(number));
        }
        let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.contains([quote, '\\'])).then_some(Literal::Text(inner))
    }

    /// Whether a value is this; nothing if the value isn't known.
    fn equals(&self, node: &Node) -> Option<bool> {
        let NodeValue::Scalar { text, plain } = &node.value else {
            return (!matches!(node.value, NodeValue::Alias)).then_some(false);
        };
        // `inf` and `nan` are texts in YAML.
        let is_number = !text.contains(|c: char| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E'));
        let number = text.parse::<f64>().ok().filter(|_| *plain && is_number);
        let word = if node.is_null() { "null" } else { text.as_str() };
        let word = Some(word).filter(|word| *plain && WORDS.contains(word));
        Some(match self {
            Literal::Text(due) => number.is_none() && word.is_none() && text == due,
            Literal::Number(due) => number == Some(*due),
            Literal::Word(due) => word == Some(due),
        })
    }
}

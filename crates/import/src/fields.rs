//! The fields of an object of a manifest, taken one after the other. What nobody took is left over: promo has no clause
//! for it. It knows no kind of manifest.

use std::ops::Range;

use promo_manifest::{Node, NodeValue};
use rustc_hash::FxHashSet;

use crate::reason::{Reason, quoted};
use crate::scalar::Scalar;

/// A field with its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'n> {
    pub(crate) name: &'n str,
    key: &'n Node,
    pub(crate) value: &'n Node,
}

impl<'n> Field<'n> {
    /// Name and value.
    pub(crate) fn span(&self) -> Range<usize> {
        self.key.span.start..self.value.span.end.max(self.key.span.end)
    }
}

/// The fields of a map that were not taken yet.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'n> {
    /// The whole map.
    pub(crate) span: Range<usize>,
    left: Vec<Field<'n>>,
}

impl<'n> Fields<'n> {
    /// The fields of a node that has to be a map. Nulls say nothing.
    pub(crate) fn of(node: &'n Node) -> Result<Fields<'n>, Reason> {
        let NodeValue::Mapping(entries) = &node.value else { return Err(due(node, "a map")) };
        let mut left = Vec::with_capacity(entries.len());
        let mut seen = FxHashSet::default();
        for (key, value) in entries {
            let name = key_text(key)?;
            if !seen.insert(name) {
                return Err(Reason::new(&key.span, format!("{} is there twice", quoted(name))));
            }
            if !value.is_null() {
                left.push(Field { name, key, value });
            }
        }
        Ok(Fields { span: node.span.clone(), left })
    }

    /// A field, if it is there.
    pub(crate) fn take(&mut self, name: &str) -> Option<Field<'n>> {
        let index = self.left.iter().position(|field| field.name == name)?;
        Some(self.left.remove(index))
    }

    /// A field, if it is there, without taking it.
    pub(crate) fn peek(&self, name: &str) -> Option<Field<'n>> {
        self.left.iter().find(|field| field.name == name).copied()
    }

    /// Leaves fields out, whatever they say.
    pub(crate) fn leave_out(&mut self, names: &[&str]) {
        self.left.retain(|field| !names.contains(&field.name));
    }

    /// A field that has to be there.
    pub(crate) fn need(&mut self, name: &str) -> Result<Field<'n>, Reason> {
        self.take(name).ok_or_else(|| Reason::new(&self.span, format!("`{name}` is missing")))
    }

    /// The text of a field.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<Text<'n>>, Reason> {
        self.take(name).map(Text::of).transpose()
    }

    /// The text of a field, none where it is empty: in most fields, that is what no text at all is.
    pub(crate) fn filled(&mut self, name: &str) -> Result<Option<Text<'n>>, Reason> {
        Ok(self.text(name)?.filter(|text| !text.value.is_empty()))
    }

    /// The fields of a field; none where it is empty or absent.
    pub(crate) fn map(&mut self, name: &str) -> Result<Fields<'n>, Reason> {
        match self.take(name) {
            Some(field) => Fields::of(field.value),
            None => Ok(Fields { span: self.span.clone(), left: Vec::new() }),
        }
    }

    /// The items of a field; none where it is empty or absent.
    pub(crate) fn list(&mut self, name: &str) -> Result<&'n [Node], Reason> {
        match self.take(name) {
            Some(field) => items(field.value),
            None => Ok(&[]),
        }
    }

    /// The texts of a field that is a list of them.
    pub(crate) fn texts(&mut self, name: &str) -> Result<Vec<&'n str>, Reason> {
        self.list(name)?.iter().map(text).collect()
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// What is left.
    pub(crate) fn rest(self) -> Vec<Field<'n>> {
        self.left
    }

    /// Nothing may be left: `because` says why not, after the name of the field.
    pub(crate) fn finish(self, because: &str) -> Result<(), Reason> {
        match self.left.first() {
            Some(field) => Err(Reason::new(&field.span(), format!("{} {because}", quoted(field.name)))),
            None => Ok(()),
        }
    }
}

/// A text with its place.
#[derive(Clone, Debug)]
pub(crate) struct Text<'n> {
    pub(crate) value: &'n str,
    /// The field that says it.
    pub(crate) span: Range<usize>,
}

impl<'n> Text<'n> {
    fn of(field: Field<'n>) -> Result<Text<'n>, Reason> {
        Ok(Text { value: text(field.value)?, span: field.span() })
    }
}

/// The items of a node that has to be a list.
pub(crate) fn items(node: &Node) -> Result<&[Node], Reason> {
    match &node.value {
        NodeValue::Sequence(items) => Ok(items),
        _ => Err(due(node, "a list")),
    }
}

/// The text of a node that has to be one.
pub(crate) fn text(node: &Node) -> Result<&str, Reason> {
    match Scalar::of(node) {
        Some(Scalar::Text(text)) => Ok(text),
        Some(_) => Err(due(node, "a text").help("put it in quotes")),
        None => Err(due(node, "a text")),
    }
}

/// The text of a key.
pub(crate) fn key_text(key: &Node) -> Result<&str, Reason> {
    if is_merge(key) {
        let reason = Reason::new(&key.span, "a merge key is not followed here");
        return Err(reason.help("write out what it brings"));
    }
    match Scalar::of(key) {
        Some(Scalar::Text(text)) => Ok(text),
        _ => Err(Reason::new(&key.span, "a key has to be a text")),
    }
}

fn is_merge(key: &Node) -> bool {
    matches!(&key.value, NodeValue::Scalar { text, plain: true } if text == "<<")
}

/// Something else should stand here. What an alias stands for nobody knows here.
fn due(node: &Node, what: &str) -> Reason {
    match node.value {
        NodeValue::Alias => alias(node),
        _ => Reason::new(&node.span, format!("{what} is due here")),
    }
}

/// Aliases are not followed.
pub(crate) fn alias(node: &Node) -> Reason {
    Reason::new(&node.span, "an alias is not followed here").help("write out what it stands for")
}

/// Whether a value is a list or a map in which nothing is.
pub(crate) fn is_empty_collection(value: &Node) -> bool {
    match &value.value {
        NodeValue::Sequence(items) => items.is_empty(),
        NodeValue::Mapping(entries) => entries.is_empty(),
        NodeValue::Scalar { .. } | NodeValue::Alias => false,
    }
}

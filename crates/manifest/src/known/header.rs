//! What every object begins with: its version, its metadata and its place. It knows no kind.

use std::ops::Range;

use super::Spanned;
use super::tree::{entries_field, field, text, text_field};
use crate::yaml::reader::Node;

/// A label or an annotation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// Its key.
    pub key: Spanned<String>,
    /// Its value.
    pub value: Spanned<String>,
}

/// What an object is called, what is noted on it, and how well it was understood.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Header {
    /// `apiVersion`, such as `codefresh.io/v1beta2`.
    pub api_version: Option<Spanned<String>>,
    /// `metadata.name`.
    pub name: Spanned<String>,
    /// `metadata.namespace`; without it, the object is in the one that it is synced to.
    pub namespace: Option<Spanned<String>>,
    /// `metadata.labels`, in written order.
    pub labels: Vec<Entry>,
    /// `metadata.annotations`, in written order.
    pub annotations: Vec<Entry>,
    /// The whole object, in bytes from the start of the file.
    pub span: Range<usize>,
    /// Whether all of the object that concerns promotions was understood. If not, a problem says why,
    /// and what is absent may be there all the same: nothing should be concluded from its absence.
    pub complete: bool,
}

impl Header {
    /// The value of a label.
    pub fn label(&self, key: &str) -> Option<&Spanned<String>> {
        value_of(&self.labels, key)
    }

    /// The value of an annotation.
    pub fn annotation(&self, key: &str) -> Option<&Spanned<String>> {
        value_of(&self.annotations, key)
    }
}

fn value_of<'entries>(entries: &'entries [Entry], key: &str) -> Option<&'entries Spanned<String>> {
    entries.iter().find(|entry| entry.key.value == key).map(|entry| &entry.value)
}

/// The header of an object, which must have a name.
pub(super) fn read(object: &Node, complete: bool) -> Option<Header> {
    let metadata = field(object, "metadata")?;
    Some(Header {
        api_version: text_field(object, "apiVersion"),
        name: text_field(metadata, "name").filter(|name| !name.value.is_empty())?,
        namespace: text_field(metadata, "namespace"),
        labels: entries(metadata, "labels"),
        annotations: entries(metadata, "annotations"),
        span: object.span.clone(),
        complete,
    })
}

/// The entries of a field that is a map of texts, such as labels.
pub(super) fn entries(map: &Node, name: &str) -> Vec<Entry> {
    let entries = entries_field(map, name).into_iter();
    entries.filter_map(|(key, value)| Some(Entry { key, value: text(value)? })).collect()
}

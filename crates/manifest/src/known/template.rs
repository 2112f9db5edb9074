//! Reads a PromotionTemplate, and the parts of it that a product may have inline. It does not know
//! JSONPath, nor which applications a selector matches.

use std::ops::Range;

use super::header::entries;
use super::tree::{entries_field, field, items_field, number_field, text_field, texts_field};
use super::{Document, Entry, Header, Spanned};
use crate::yaml::reader::Node;

/// A PromotionTemplate: what is promoted of the applications that its selector matches.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Template {
    /// Name and metadata.
    pub header: Header,
    /// `spec.applicationSourceSelector`: the applications, by their labels.
    pub selector: LabelSelector,
    /// Whether the selector is written: without one, the cluster refuses the template.
    pub has_selector: bool,
    /// `spec.priority`: the rank among templates for the same application.
    pub priority: Option<Spanned<i64>>,
    /// `spec.versionSource`.
    pub version_source: Option<VersionSource>,
    /// `spec.promotion`, in written order; if empty, every file of an application's folder is promoted.
    pub promotion: Vec<PromotedFile>,
}

/// A Kubernetes label selector: all that it asks for must hold, and an empty one takes all.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct LabelSelector {
    /// `matchLabels`: labels with the value that each must have.
    pub match_labels: Vec<Entry>,
    /// `matchExpressions`: conditions on labels.
    pub match_expressions: Vec<LabelExpression>,
}

/// A condition on one label.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LabelExpression {
    /// `key`: the label's key.
    pub key: Option<Spanned<String>>,
    /// `operator`: `In`, `NotIn`, `Exists` or `DoesNotExist`, or whatever else is written there.
    pub operator: Option<Spanned<String>>,
    /// `values`: what the label is compared with.
    pub values: Vec<Spanned<String>>,
    /// The whole condition.
    pub span: Range<usize>,
}

/// A `versionSource`: where an application's version stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VersionSource {
    /// `file`, relative to the application's source path.
    pub file: Option<Spanned<String>>,
    /// `jsonPath` of the version in the file.
    pub json_path: Option<Spanned<String>>,
    /// The whole version source.
    pub span: Range<usize>,
}

/// One entry of `promotion`: a file, and what of it is promoted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PromotedFile {
    /// The file, relative to the application's source path.
    pub file: Spanned<String>,
    /// `jsonPaths` of the values that are promoted.
    pub json_paths: Vec<Spanned<String>>,
}

pub(super) fn read(document: Document<'_>) -> Template {
    let spec = document.spec;
    Template {
        header: document.header,
        selector: field(spec, "applicationSourceSelector").map(selector).unwrap_or_default(),
        has_selector: field(spec, "applicationSourceSelector").is_some(),
        priority: number_field(spec, "priority"),
        version_source: version_source(spec),
        promotion: promotion(spec),
    }
}

fn selector(node: &Node) -> LabelSelector {
    LabelSelector {
        match_labels: entries(node, "matchLabels"),
        match_expressions: items_field(node, "matchExpressions").iter().map(expression).collect(),
    }
}

fn expression(node: &Node) -> LabelExpression {
    LabelExpression {
        key: text_field(node, "key"),
        operator: text_field(node, "operator"),
        values: texts_field(node, "values"),
        span: node.span.clone(),
    }
}

/// The field `versionSource` of a map.
pub(super) fn version_source(map: &Node) -> Option<VersionSource> {
    let node = field(map, "versionSource")?;
    Some(VersionSource {
        file: text_field(node, "file"),
        json_path: text_field(node, "jsonPath"),
        span: node.span.clone(),
    })
}

/// The field `promotion` of a map.
pub(super) fn promotion(map: &Node) -> Vec<PromotedFile> {
    let files = entries_field(map, "promotion").into_iter();
    files.map(|(file, node)| PromotedFile { file, json_paths: texts_field(node, "jsonPaths") }).collect()
}

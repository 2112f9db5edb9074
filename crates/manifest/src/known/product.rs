//! Reads a Product. Which applications belong to it is written on the applications.

use std::ops::Range;

use super::template::{PromotedFile, VersionSource, promotion, version_source};
use super::tree::{choice_field, field, items_field, text_field, texts_field};
use super::{Document, Header, Spanned};
use crate::types::{Concurrency, GitOperator, GitTriggerKey};
use crate::yaml::reader::Node;

/// A Product: applications that are released together, and the flows that promote them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Product {
    /// Name and metadata; its API version decides whether `concurrency` is known to the cluster.
    pub header: Header,
    /// `spec.promotionTemplateRef`: the name of the template for all of its applications.
    pub template: Option<Spanned<String>>,
    /// `spec.promotionTemplate`: a template of the product's own.
    pub inline_template: Option<InlineTemplate>,
    /// `spec.promotionFlows`, of which the first that matches a change promotes it.
    pub flows: Vec<ProductFlow>,
    /// `spec.concurrency`: what becomes of a release while another one runs.
    pub concurrency: Option<Spanned<Concurrency>>,
}

/// A promotion template inside a product.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InlineTemplate {
    /// `versionSource`.
    pub version_source: Option<VersionSource>,
    /// `promotion`, in written order; if empty, every file of an application's folder is promoted.
    pub promotion: Vec<PromotedFile>,
    /// The whole template.
    pub span: Range<usize>,
}

/// One of a product's `promotionFlows`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProductFlow {
    /// `name` of the flow.
    pub name: Option<Spanned<String>>,
    /// `gitTriggerSelectors`, all of which must match; without any, the flow always matches.
    pub selectors: Vec<GitTriggerSelector>,
    /// The whole entry.
    pub span: Range<usize>,
}

/// A condition on the change that starts a release.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GitTriggerSelector {
    /// `key`: what of the change is looked at.
    pub key: Option<Spanned<GitTriggerKey>>,
    /// `operator`: whether one of the values must match, or none may.
    pub operator: Option<Spanned<GitOperator>>,
    /// `values` to compare with.
    pub values: Vec<Spanned<String>>,
    /// The whole condition.
    pub span: Range<usize>,
}

pub(super) fn read(document: Document<'_>) -> Product {
    let spec = document.spec;
    Product {
        header: document.header,
        template: text_field(spec, "promotionTemplateRef"),
        inline_template: field(spec, "promotionTemplate").map(inline_template),
        flows: items_field(spec, "promotionFlows").iter().map(flow).collect(),
        concurrency: choice_field(spec, "concurrency"),
    }
}

fn inline_template(node: &Node) -> InlineTemplate {
    InlineTemplate {
        version_source: version_source(node),
        promotion: promotion(node),
        span: node.span.clone(),
    }
}

fn flow(node: &Node) -> ProductFlow {
    ProductFlow {
        name: text_field(node, "name"),
        selectors: items_field(node, "gitTriggerSelectors").iter().map(selector).collect(),
        span: node.span.clone(),
    }
}

fn selector(node: &Node) -> GitTriggerSelector {
    GitTriggerSelector {
        key: choice_field(node, "key"),
        operator: choice_field(node, "operator"),
        values: texts_field(node, "values"),
        span: node.span.clone(),
    }
}

//! Reads a PromotionPolicy. It neither merges nor ranks policies.

use super::flow::{Settings, settings};
use super::tree::{field, number_field, texts_field};
use super::{Document, Header, Spanned};
use crate::yaml::reader::NodeValue;

/// A PromotionPolicy: settings for the steps that its selector matches.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Policy {
    /// Name and metadata.
    pub header: Header,
    /// `spec.priority`: the rank among policies that set the same thing.
    pub priority: Option<Spanned<i64>>,
    /// `spec.selector`: where the policy applies.
    pub selector: PolicySelector,
    /// `spec.policy`: what it sets.
    pub settings: Settings,
    /// Whether that is written: without it, the cluster refuses the policy.
    pub has_settings: bool,
}

/// The `selector` of a policy. An empty list matches everything; names are alternatives; product,
/// environment names and environment types must all match.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PolicySelector {
    /// `product.names`.
    pub product_names: Vec<Spanned<String>>,
    /// `product.tags`.
    pub product_tags: Vec<Spanned<String>>,
    /// `targetEnvironment.names`.
    pub environment_names: Vec<Spanned<String>>,
    /// `targetEnvironment.types`: `PROD` or `NON_PROD`, or whatever else is written there.
    pub environment_types: Vec<Spanned<String>>,
    /// `targetEnvironment.tags`.
    pub environment_tags: Vec<Spanned<String>>,
    /// The lists that are written and empty, by their place in the selector, such as `product.names`.
    pub empty_lists: Vec<Spanned<&'static str>>,
}

/// The lists of a selector.
const LISTS: [(&str, &str, &str); 5] = [
    ("product", "names", "product.names"),
    ("product", "tags", "product.tags"),
    ("targetEnvironment", "names", "targetEnvironment.names"),
    ("targetEnvironment", "types", "targetEnvironment.types"),
    ("targetEnvironment", "tags", "targetEnvironment.tags"),
];

pub(super) fn read(document: Document<'_>) -> Policy {
    let spec = document.spec;
    let part = |name: &str| field(field(spec, "selector")?, name);
    let texts =
        |part_name: &str, name: &str| part(part_name).map(|part| texts_field(part, name)).unwrap_or_default();
    let list = |(part_name, name, path)| {
        let list =
            field(part(part_name)?, name).filter(|list| list.value == NodeValue::Sequence(Vec::new()))?;
        Some(Spanned { value: path, span: list.span.clone() })
    };
    let empty = LISTS.into_iter().filter_map(list);
    Policy {
        header: document.header,
        priority: number_field(spec, "priority"),
        selector: PolicySelector {
            product_names: texts("product", "names"),
            product_tags: texts("product", "tags"),
            environment_names: texts("targetEnvironment", "names"),
            environment_types: texts("targetEnvironment", "types"),
            environment_tags: texts("targetEnvironment", "tags"),
            empty_lists: empty.collect(),
        },
        settings: settings(spec),
        has_settings: field(spec, "policy").is_some(),
    }
}

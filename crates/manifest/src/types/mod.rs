//! One file per kind of manifest, each the fields promo writes and reads, in the order in which
//! they are written. What the fields mean to a flow or a product is the analysis' business.

mod metadata;
mod ordered_map;
mod product;
mod promotion_flow;
mod promotion_policy;
mod promotion_template;
mod workflow_template;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::schema::{inline_schema, known_part};

pub use metadata::Metadata;
pub use ordered_map::OrderedMap;
pub use product::{
    Concurrency, GitOperator, GitTriggerKey, GitTriggerSelector, InlineTemplate, Product, ProductApiVersion,
    ProductFlow, ProductKind, ProductSpec,
};
pub use promotion_flow::{
    FlowStep, Hooks, PolicySettings, PromotionApiVersion, PromotionFlow, PromotionFlowKind, PromotionFlowSpec,
};
pub use promotion_policy::{
    EnvironmentSelector, PolicySelector, ProductSelector, PromotionPolicy, PromotionPolicyKind,
    PromotionPolicySpec,
};
pub use promotion_template::{
    LabelExpression, LabelSelector, PromotedFile, PromotionTemplate, PromotionTemplateKind,
    PromotionTemplateSpec, VersionSource,
};
pub use workflow_template::{
    Arguments, Backoff, Container, Dag, DagTask, EnvironmentSource, EnvironmentVariable, Inputs,
    OutputParameter, OutputSource, Outputs, Parameter, RetryStrategy, Script, SecretKey, Suspend, Template,
    TemplateReference, WorkflowApiVersion, WorkflowTemplate, WorkflowTemplateKind, WorkflowTemplateSpec,
};

/// Declares the enum of a field that has a single value, such as the `kind` of a manifest.
macro_rules! single_value {
    ($(#[$meta:meta])* $name:ident = $value:literal) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, Default, Eq, Hash, PartialEq,
            serde::Serialize, serde::Deserialize, schemars::JsonSchema,
        )]
        pub enum $name {
            #[doc = concat!("`", $value, "`.")]
            #[default]
            #[serde(rename = $value)]
            Value,
        }
    };
}
use single_value;

/// Whether an optional part says nothing and is left out of the manifest.
fn is_default<T: Default + PartialEq>(part: &T) -> bool {
    *part == T::default()
}

/// The kinds of manifest that promo writes, in the order in which it lists them.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// A product and the flows that promote it.
    Product,
    /// A flow through environments.
    PromotionFlow,
    /// Settings for the steps that a selector matches.
    PromotionPolicy,
    /// What of an application is promoted.
    PromotionTemplate,
    /// An Argo workflow that runs before, after or around a promotion.
    WorkflowTemplate,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Kind; 5] = [
        Kind::Product,
        Kind::PromotionFlow,
        Kind::PromotionPolicy,
        Kind::PromotionTemplate,
        Kind::WorkflowTemplate,
    ];

    /// The word in the manifest's `kind` field.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Product => "Product",
            Kind::PromotionFlow => "PromotionFlow",
            Kind::PromotionPolicy => "PromotionPolicy",
            Kind::PromotionTemplate => "PromotionTemplate",
            Kind::WorkflowTemplate => "WorkflowTemplate",
        }
    }

    /// The folder, among those for all objects, in which the platform looks for objects of the kind.
    pub fn folder(self) -> &'static str {
        match self {
            Kind::Product => "configurations/products",
            Kind::PromotionFlow => "configurations/promotion-flows",
            Kind::PromotionPolicy => "configurations/promotion-policies",
            Kind::PromotionTemplate => "configurations/promotion-templates",
            Kind::WorkflowTemplate => "control-planes/promotion-workflows",
        }
    }

    /// The kind whose manifests have this word in their `kind` field.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind that `kubectl` means by a word, such as `promotionflow`, `PromotionFlows`, `pf` or
    /// `promotionflows.v1beta1.codefresh.io`.
    pub fn from_resource(word: &str) -> Option<Kind> {
        let (name, group) = word.split_once('.').map_or((word, None), |(name, group)| (name, Some(group)));
        let is_named = |kind: &Kind| {
            let known = [kind.name(), kind.plural_name(), kind.short_name()];
            known.iter().any(|known| known.eq_ignore_ascii_case(name))
        };
        // A version may stand before the group.
        let is_grouped = |kind: &Kind| {
            let group = group.map(str::to_ascii_lowercase).unwrap_or_default();
            let version = group.strip_suffix(kind.api_group());
            group.is_empty() || version.is_some_and(|version| version.is_empty() || version.ends_with('.'))
        };
        Kind::ALL.into_iter().find(|kind| is_named(kind) && is_grouped(kind))
    }

    /// The name of its resource in a cluster, capitalized like the kind.
    fn plural_name(self) -> &'static str {
        match self {
            Kind::Product => "Products",
            Kind::PromotionFlow => "PromotionFlows",
            Kind::PromotionPolicy => "PromotionPolicies",
            Kind::PromotionTemplate => "PromotionTemplates",
            Kind::WorkflowTemplate => "WorkflowTemplates",
        }
    }

    /// What is typed for it in a terminal.
    fn short_name(self) -> &'static str {
        match self {
            Kind::Product => "prod",
            Kind::PromotionFlow => "pf",
            Kind::PromotionPolicy => "pp",
            Kind::PromotionTemplate => "pt",
            Kind::WorkflowTemplate => "wftmpl",
        }
    }

    /// The API group in the manifest's `apiVersion`, before the slash.
    pub fn api_group(self) -> &'static str {
        match self {
            Kind::WorkflowTemplate => "argoproj.io",
            _ => "codefresh.io",
        }
    }
}

/// A manifest of any kind.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Manifest {
    /// A product.
    Product(Product),
    /// A flow.
    PromotionFlow(PromotionFlow),
    /// A policy.
    PromotionPolicy(PromotionPolicy),
    /// A template.
    PromotionTemplate(PromotionTemplate),
    /// A workflow.
    WorkflowTemplate(WorkflowTemplate),
}

/// The manifest of a kind that some data is, the fields aside that promo doesn't know; none if it is no such manifest.
pub fn from_data(kind: Kind, data: &Value) -> Option<Manifest> {
    fn read<T: DeserializeOwned>(data: Value, manifest: fn(T) -> Manifest) -> Option<Manifest> {
        serde_json::from_value(data).ok().map(manifest)
    }
    let known = known_part(inline_schema(kind), data);
    match kind {
        Kind::Product => read(known, Manifest::Product),
        Kind::PromotionFlow => read(known, Manifest::PromotionFlow),
        Kind::PromotionPolicy => read(known, Manifest::PromotionPolicy),
        Kind::PromotionTemplate => read(known, Manifest::PromotionTemplate),
        Kind::WorkflowTemplate => read(known, Manifest::WorkflowTemplate),
    }
}

impl Manifest {
    /// Which kind of manifest this is.
    pub fn kind(&self) -> Kind {
        match self {
            Manifest::Product(_) => Kind::Product,
            Manifest::PromotionFlow(_) => Kind::PromotionFlow,
            Manifest::PromotionPolicy(_) => Kind::PromotionPolicy,
            Manifest::PromotionTemplate(_) => Kind::PromotionTemplate,
            Manifest::WorkflowTemplate(_) => Kind::WorkflowTemplate,
        }
    }

    /// The name of the object that the manifest describes.
    pub fn name(&self) -> &str {
        &self.metadata().name
    }

    /// The manifest's metadata.
    pub fn metadata(&self) -> &Metadata {
        match self {
            Manifest::Product(product) => &product.metadata,
            Manifest::PromotionFlow(flow) => &flow.metadata,
            Manifest::PromotionPolicy(policy) => &policy.metadata,
            Manifest::PromotionTemplate(template) => &template.metadata,
            Manifest::WorkflowTemplate(workflow) => &workflow.metadata,
        }
    }
}

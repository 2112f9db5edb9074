//! Product: applications that are released together, and the flows that promote them. It does not
//! know which applications belong to it: those say so themselves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Metadata, OrderedMap, PromotedFile, VersionSource, is_default, single_value};

single_value! {
    /// The kind field of a product.
    ProductKind = "Product"
}

/// API version of a product. Both are served; the later one has concurrency.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum ProductApiVersion {
    /// The first version.
    #[serde(rename = "codefresh.io/v1beta1")]
    V1Beta1,
    /// The version with concurrency, in which products are stored.
    #[default]
    #[serde(rename = "codefresh.io/v1beta2")]
    V1Beta2,
}

/// Applications that are released together, and the flows that promote them.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Product {
    /// API version of the object.
    pub api_version: ProductApiVersion,
    /// Kind of the object.
    pub kind: ProductKind,
    /// Name of the product and notes on it.
    pub metadata: Metadata,
    /// The product itself; without it, nothing but a name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub spec: ProductSpec,
}

/// The product itself: what is promoted, and by which flows.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProductSpec {
    /// What becomes of a release while another one runs; only in `codefresh.io/v1beta2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<Concurrency>,
    /// Name of the promotion template for all of the product's applications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promotion_template_ref: Option<String>,
    /// A promotion template of the product's own, in place of a reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promotion_template: Option<InlineTemplate>,
    /// Flows in order of precedence: the first that matches a change promotes it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1))]
    pub promotion_flows: Vec<ProductFlow>,
}

/// What becomes of a release while another one of the product runs.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Concurrency {
    /// It waits its turn; beyond 50 waiting releases the oldest is terminated.
    Queue,
    /// A release that runs in the same environment is terminated for it.
    Terminate,
}

/// A promotion template inside a product.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InlineTemplate {
    /// Where an application's version stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_source: Option<VersionSource>,
    /// Files that are promoted; without it, every file of the application's folder.
    #[serde(default, skip_serializing_if = "OrderedMap::is_empty")]
    pub promotion: OrderedMap<PromotedFile>,
}

/// A flow of a product, and the changes it is for.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProductFlow {
    /// Name of the promotion flow.
    pub name: String,
    /// Conditions on the change, all of which must hold; without any, the flow always matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1))]
    pub git_trigger_selectors: Vec<GitTriggerSelector>,
}

/// A condition on the change that starts a release.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GitTriggerSelector {
    /// What of the change is looked at.
    pub key: GitTriggerKey,
    /// Whether one of the values must match, or none may.
    pub operator: GitOperator,
    /// Values to compare with, at least one; `*` matches any run of characters.
    #[schemars(length(min = 1))]
    pub values: Vec<String>,
}

/// What of a change a selector looks at.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum GitTriggerKey {
    /// The commit's message.
    CommitMessage,
    /// The branch or tag.
    GitRevision,
}

/// How a selector compares.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum GitOperator {
    /// One of the values matches.
    In,
    /// None of the values matches.
    NotIn,
}

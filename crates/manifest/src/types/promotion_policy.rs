//! PromotionPolicy: settings for every step that a selector matches. It does not merge policies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Metadata, PolicySettings, PromotionApiVersion, is_default, single_value};

single_value! {
    /// The kind field of a promotion policy.
    PromotionPolicyKind = "PromotionPolicy"
}

/// Settings for the steps of every flow, as far as the selector matches.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PromotionPolicy {
    /// API version of the object.
    pub api_version: PromotionApiVersion,
    /// Kind of the object.
    pub kind: PromotionPolicyKind,
    /// Name of the policy and notes on it.
    pub metadata: Metadata,
    /// The policy itself.
    pub spec: PromotionPolicySpec,
}

/// The policy itself: its rank, where it applies, and what it sets.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PromotionPolicySpec {
    /// Rank among the policies that match and set the same thing.
    pub priority: i64,
    /// Where the policy applies; without it, to every product and environment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub selector: PolicySelector,
    /// What the policy sets; what it leaves out may come from another policy.
    pub policy: PolicySettings,
}

/// Where a policy applies: both the product and the environment must match.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicySelector {
    /// Products that the policy applies to; without it, all.
    #[serde(default, skip_serializing_if = "is_default")]
    pub product: ProductSelector,
    /// Environments that the policy applies to when they are promoted to; without it, all.
    #[serde(default, skip_serializing_if = "is_default")]
    pub target_environment: EnvironmentSelector,
}

/// Products, by name or tag.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProductSelector {
    /// Names, any of which matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Tags, any of which matches. The platform's documentation does not mention them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// Environments, by name, type or tag.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnvironmentSelector {
    /// Names, any of which matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Types, any of which matches: `PROD` or `NON_PROD`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Tags, any of which matches. The platform's documentation does not mention them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

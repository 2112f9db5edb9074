//! PromotionFlow: the environments that a release goes through, and what runs on the way. It does
//! not check that the steps form a graph without cycles.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Metadata, is_default, single_value};

single_value! {
    /// API version of promotion flows, policies and templates.
    PromotionApiVersion = "codefresh.io/v1beta1"
}

single_value! {
    /// The kind field of a promotion flow.
    PromotionFlowKind = "PromotionFlow"
}

/// The environments that a release of a product goes through, and what runs on the way.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PromotionFlow {
    /// API version of the object.
    pub api_version: PromotionApiVersion,
    /// Kind of the object.
    pub kind: PromotionFlowKind,
    /// Name of the flow and notes on it.
    pub metadata: Metadata,
    /// The flow itself.
    pub spec: PromotionFlowSpec,
}

/// The flow itself: where it starts, and the steps that follow.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PromotionFlowSpec {
    /// Environment in which a change starts a release of the flow.
    pub trigger_environment: String,
    /// Environments promoted to after the trigger environment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<FlowStep>,
    /// Workflows that run around the whole release.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hooks: Hooks,
    /// Workflow that runs after the change in the trigger environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_trigger: Option<String>,
    /// Time, in whole minutes, after which an unfinished release fails; 24 hours by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promotion_timeout_limit: Option<u64>,
}

/// One environment of a flow. It starts when all that it depends on have succeeded.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FlowStep {
    /// Environment that is promoted to.
    pub environment: String,
    /// Environments that must have succeeded before; at least one.
    #[schemars(length(min = 1))]
    pub depends_on: Vec<String>,
    /// Settings of this step; each one that is set comes before those of every policy.
    #[serde(default, skip_serializing_if = "is_default")]
    pub policy: PolicySettings,
    /// Workflows that run around this environment's promotion.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hooks: Hooks,
}

/// What happens when an environment is promoted to. Each setting stands for itself: one that is
/// missing comes from the best policy that has it.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicySettings {
    /// Workflow that runs before the change, once for each application in the environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pre_action: Option<String>,
    /// How the change is made: `commit` pushes it, `pr` opens a pull request, and with `none` the
    /// pre-action makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Workflow that runs once the applications are synced and healthy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_action: Option<String>,
}

/// Workflows that run around a release or around one environment of it.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Hooks {
    /// Workflow that runs first; if it fails, so does what it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_start: Option<String>,
    /// Workflow that runs after everything succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_success: Option<String>,
    /// Workflow that runs after a failure or a termination.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_fail: Option<String>,
}

//! What `promo diff --output json` prints.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::eval::Origin;
use super::schema_of;
use super::simulate::OfPolicy;
use crate::difference::{self, Change, ManifestChanges, Setting, TriggerChange};

/// The JSON Schema of a difference.
pub fn schema() -> Value {
    schema_of::<Difference<'_>>("What a change means as `promo diff` shows it")
}

/// What differs between two states of a project; all lists are empty if nothing does.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Difference<'a> {
    /// The settings that differ, by product, then by flow, then by environment.
    pub settings: Vec<SettingChange<'a>>,
    /// What differs of flows besides: parts are environments.
    pub flows: &'a [Change],
    /// The commits for which a product takes another flow, by examples.
    pub triggers: &'a [TriggerChange],
    /// The products of which not every commit could be tried: others may take another flow too.
    pub untried_triggers: &'a [String],
    /// What differs of workflows: parts are steps.
    pub workflows: &'a [Change],
    /// What differs of templates: parts are files.
    pub templates: &'a [Change],
    /// What differs of products besides: parts are files.
    pub products: &'a [Change],
    /// What differs of environments.
    pub environments: &'a [Change],
    /// The manifests that differ, by path.
    pub manifests: &'a ManifestChanges,
}

/// A field of the settings in an environment that differs.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SettingChange<'a> {
    /// The product; null if no product takes the flow, so that it is what would hold for any.
    pub product: Option<&'a str>,
    /// The flow.
    pub flow: &'a str,
    /// The environment.
    pub environment: &'a str,
    /// The field.
    #[schemars(extend("enum" = ["pre", "action", "post"]))]
    pub field: &'static str,
    /// What held before; null if nothing is known to have been set.
    pub before: Option<&'a str>,
    /// What holds now; null if nothing is known to be set.
    pub after: Option<&'a str>,
    /// What says so now; null if nothing does.
    pub because: Option<&'a Origin>,
    /// What said so before; null if nothing did.
    pub came_from: Option<&'a Origin>,
    /// The values between which nothing decided before, each with its policy; left out if one held.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub before_undecided: Vec<OfPolicy<'a>>,
    /// The values between which nothing decides now, each with its policy; left out if one holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub after_undecided: Vec<OfPolicy<'a>>,
}

impl<'a> From<&'a difference::Difference> for Difference<'a> {
    fn from(found: &'a difference::Difference) -> Difference<'a> {
        Difference {
            settings: found.settings.iter().map(setting_change).collect(),
            flows: &found.flows,
            triggers: &found.triggers,
            untried_triggers: &found.untried_triggers,
            workflows: &found.workflows,
            templates: &found.templates,
            products: &found.products,
            environments: &found.environments,
            manifests: &found.manifests,
        }
    }
}

fn setting_change(found: &difference::SettingChange) -> SettingChange<'_> {
    SettingChange {
        product: found.product.as_deref(),
        flow: &found.flow,
        environment: &found.environment,
        field: found.field,
        before: found.before.value.as_deref(),
        after: found.after.value.as_deref(),
        because: found.after.origin.as_ref(),
        came_from: found.before.origin.as_ref(),
        before_undecided: undecided(&found.before),
        after_undecided: undecided(&found.after),
    }
}

fn undecided(setting: &Setting) -> Vec<OfPolicy<'_>> {
    setting.tied.iter().map(|(value, policy)| OfPolicy { value, policy }).collect()
}

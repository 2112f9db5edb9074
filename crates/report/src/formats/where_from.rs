//! What `promo where --json` prints.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::origin::Origin;
use super::schema_of;

/// The JSON Schema of an answer.
pub fn schema() -> Value {
    schema_of::<Answer<'_>>("Where a field of a manifest comes from, as `promo where` shows it")
}

/// Where a field of a manifest comes from.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Answer<'a> {
    /// The kind of the manifest.
    pub kind: &'static str,
    /// The name of its object.
    pub name: &'a str,
    /// Its file as `promo build` writes it, relative to the project.
    pub manifest: &'a str,
    /// The field, such as `spec.steps[0].policy.action`; empty for the whole manifest.
    pub field: &'a str,
    /// The field inside of it that was asked for; left out if that is the field itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("type" = "string"))]
    pub asked: Option<&'a str>,
    /// The value of the field; null for a map or a list.
    pub value: Option<&'a str>,
    /// The places that have a part in it: what says it, then where that is written out, then the uses of patterns.
    pub origins: Vec<Origin>,
}

//! The metadata that every manifest begins with: the part of a Kubernetes object's metadata that
//! people write. It knows no kind.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::OrderedMap;

/// What the object is called and what is noted on it.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// Name of the object: a DNS-1123 subdomain of at most 253 characters.
    pub name: String,
    /// Kubernetes namespace of the object; without it, the one it is synced to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Free notes on the object; the platform shows `description` and `version`.
    #[serde(default, skip_serializing_if = "OrderedMap::is_empty")]
    pub annotations: OrderedMap<String>,
    /// Labels by which the object can be selected.
    #[serde(default, skip_serializing_if = "OrderedMap::is_empty")]
    pub labels: OrderedMap<String>,
}

//! PromotionTemplate: what of an application is promoted, and where its version stands. It does
//! not know the dialect of JSONPath that its paths are written in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Metadata, OrderedMap, PromotionApiVersion, single_value};

single_value! {
    /// The kind field of a promotion template.
    PromotionTemplateKind = "PromotionTemplate"
}

/// What is promoted of the applications that a selector matches.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PromotionTemplate {
    /// API version of the object.
    pub api_version: PromotionApiVersion,
    /// Kind of the object.
    pub kind: PromotionTemplateKind,
    /// Name of the template and notes on it.
    pub metadata: Metadata,
    /// The template itself.
    pub spec: PromotionTemplateSpec,
}

/// The template itself: its applications, its rank, and what it promotes.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PromotionTemplateSpec {
    /// Applications that the template is for, by their labels; an empty selector takes all.
    pub application_source_selector: LabelSelector,
    /// Rank among the templates that match the same application.
    pub priority: i64,
    /// Where an application's version stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_source: Option<VersionSource>,
    /// Files that are promoted; without it, every file of the application's folder.
    #[serde(default, skip_serializing_if = "OrderedMap::is_empty")]
    pub promotion: OrderedMap<PromotedFile>,
}

/// A Kubernetes label selector: all that it asks for must hold.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LabelSelector {
    /// Labels with the value that each must have.
    #[serde(default, skip_serializing_if = "OrderedMap::is_empty")]
    pub match_labels: OrderedMap<String>,
    /// Conditions on labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub match_expressions: Vec<LabelExpression>,
}

/// A condition on one label.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LabelExpression {
    /// The label's key.
    pub key: String,
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
    pub operator: String,
    /// Values to compare with: at least one for `In` and `NotIn`, none for the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// Where an application's version stands.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VersionSource {
    /// File, relative to the application's source path.
    pub file: String,
    /// JSONPath of the version in the file.
    pub json_path: String,
}

/// What of one file is promoted.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PromotedFile {
    /// JSONPaths of the values that are promoted, at least one; `*` is the whole file.
    #[schemars(length(min = 1))]
    pub json_paths: Vec<String>,
}

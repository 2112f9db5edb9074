//! What `promo eval --json` prints: one object for a product, an array of them for all.

use promo_analysis::{Line, policies};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::schema_of;

/// The JSON Schema of the settings of a product.
pub fn schema() -> Value {
    schema_of::<Evaluated<'_>>("The settings of a product as `promo eval` shows them")
}

/// The settings that hold for a product.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Evaluated<'a> {
    /// The product.
    pub product: &'a str,
    /// Which of several policies decides: the one with the lowest priority, or the highest.
    #[schemars(extend("enum" = ["lowest-first", "highest-first"]))]
    pub priority: &'static str,
    /// The settings, by flow, then by environment as the flow reaches them.
    pub settings: Vec<Settings<'a>>,
    /// The flows of which nothing is known; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown_flows: Vec<UnknownFlow<'a>>,
}

/// A flow of which nothing is known.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct UnknownFlow<'a> {
    /// The flow.
    pub flow: &'a str,
    /// Why nothing is known of it.
    pub reason: &'a str,
}

/// The settings in an environment of a flow.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Settings<'a> {
    /// The flow.
    pub flow: &'a str,
    /// The environment.
    pub environment: &'a str,
    /// The workflow before the action.
    pub pre: Option<Setting>,
    /// The action.
    pub action: Option<Setting>,
    /// The workflow after the action.
    pub post: Option<Setting>,
    /// Whether what is null may be set by something that is not understood; left out if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub may_be_set: bool,
}

/// What holds, and what it overrides.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Setting {
    /// The value.
    pub value: String,
    /// What says so.
    pub origin: Origin,
    /// What would have said otherwise, the best first.
    pub overrides: Vec<Overridden>,
}

/// A value that another overrides.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Overridden {
    /// The value.
    pub value: String,
    /// What says so.
    pub origin: Origin,
    /// Whether it holds as much as the value does, since both policies have one priority; left out if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub tied: bool,
}

/// What sets a value, and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Origin {
    /// What it is.
    #[schemars(extend("enum" = ["step", "default", "policy"]))]
    pub kind: &'static str,
    /// The name of the policy, or of the flow.
    pub name: String,
    /// The file, relative to the project.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl Origin {
    /// Of a setting in a flow, which is written in a line.
    pub fn new(origin: &policies::Origin<'_>, flow: &str, line: Line<'_>) -> Origin {
        let (kind, name) = match origin {
            policies::Origin::Step => ("step", flow),
            policies::Origin::Default => ("default", flow),
            policies::Origin::Policy { name, .. } => ("policy", &**name),
        };
        Origin { kind, name: name.to_owned(), file: line.file.to_string(), line: line.number }
    }
}

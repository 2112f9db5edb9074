//! `promo schema`: the JSON Schema of a manifest, as promo knows it, or of a machine format.

use clap::Args;
use promo_diagnostics::{diagnostics_schema, nearest};
use promo_manifest::{Kind, json_schema};
use promo_report::formats;
use serde_json::Value;

use crate::Status;
use crate::output;

/// A machine format: its name, and what makes its schema.
type Format = (&'static str, fn() -> Value);

const FORMATS: [Format; 6] = [
    ("diagnostics", diagnostics_schema),
    ("diff", formats::diff::schema),
    ("eval", formats::eval::schema),
    ("simulate", formats::simulate::schema),
    ("source-map", formats::source_map::schema),
    ("where", formats::where_from::schema),
];

pub(crate) const EXAMPLES: &str = "\
Example: the fields of a PromotionFlow that promo knows
  promo schema PromotionFlow";

#[derive(Args, Debug)]
pub(crate) struct Schema {
    /// PromotionFlow, PromotionPolicy, PromotionTemplate, Product, WorkflowTemplate, diagnostics, diff, eval,
    /// simulate, source-map or where; without it, these are listed
    pub(crate) kind: Option<String>,
}

pub(crate) fn run(arguments: &Schema) -> Status {
    let formats = FORMATS.iter().map(|(name, _)| *name);
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).chain(formats).collect();
    let Some(name) = &arguments.kind else { return output::result(&format!("{}\n", names.join("\n"))) };
    let schema = match (Kind::from_name(name), FORMATS.iter().find(|(known, _)| known == name)) {
        (Some(kind), _) => json_schema(kind),
        (None, Some((_, schema))) => schema(),
        (None, None) => {
            let nearest = nearest(name, names.iter().copied());
            let hint = match nearest.first() {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("there are {}", names.join(", ")),
            };
            output::failure(&format!("there is no schema `{name}`: {hint}"));
            return Status::Failed;
        }
    };
    match serde_json::to_string_pretty(&schema) {
        Ok(text) => output::result(&format!("{text}\n")),
        Err(error) => {
            output::failure(&format!("the schema can't be printed: {error}"));
            Status::Failed
        }
    }
}

//! The JSON Schemas of the manifests, generated from their types: what editors complete and
//! validate with, and what decides which fields promo knows. It holds no list of fields.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::types::{
    Kind, Product, PromotionFlow, PromotionPolicy, PromotionTemplate, Template, WorkflowTemplate,
};

/// The JSON Schema (draft 2020-12) of a kind of manifest.
pub fn json_schema(kind: Kind) -> Value {
    match kind {
        Kind::Product => schema_of::<Product>(false),
        Kind::PromotionFlow => schema_of::<PromotionFlow>(false),
        Kind::PromotionPolicy => schema_of::<PromotionPolicy>(false),
        Kind::PromotionTemplate => schema_of::<PromotionTemplate>(false),
        Kind::WorkflowTemplate => schema_of::<WorkflowTemplate>(false),
    }
}

/// The schema of a kind without references: what is inside a field stands at the field.
pub(crate) fn inline_schema(kind: Kind) -> &'static Value {
    static PRODUCT: LazyLock<Value> = LazyLock::new(schema_of_inline::<Product>);
    static FLOW: LazyLock<Value> = LazyLock::new(schema_of_inline::<PromotionFlow>);
    static POLICY: LazyLock<Value> = LazyLock::new(schema_of_inline::<PromotionPolicy>);
    static TEMPLATE: LazyLock<Value> = LazyLock::new(schema_of_inline::<PromotionTemplate>);
    static WORKFLOW: LazyLock<Value> = LazyLock::new(schema_of_inline::<WorkflowTemplate>);
    match kind {
        Kind::Product => &PRODUCT,
        Kind::PromotionFlow => &FLOW,
        Kind::PromotionPolicy => &POLICY,
        Kind::PromotionTemplate => &TEMPLATE,
        Kind::WorkflowTemplate => &WORKFLOW,
    }
}

/// The schema of one template of a workflow, without references.
pub(crate) fn inline_template_schema() -> &'static Value {
    static TEMPLATE: LazyLock<Value> = LazyLock::new(schema_of_inline::<Template>);
    &TEMPLATE
}

/// What is left of some data without the fields that promo doesn't know.
pub(crate) fn known_part(schema: &Value, data: &Value) -> Value {
    match data {
        Value::Object(map) => {
            let properties = schema.get("properties");
            let others = schema.get("additionalProperties").filter(|others| others.is_object());
            let inner = |key: &str| properties.and_then(|known| known.get(key)).or(others);
            let kept =
                map.iter().filter_map(|(key, value)| Some((key.clone(), known_part(inner(key)?, value))));
            Value::Object(kept.collect())
        }
        Value::Array(items) => {
            let item = schema.get("items").unwrap_or(&Value::Null);
            Value::Array(items.iter().map(|value| known_part(item, value)).collect())
        }
        scalar => scalar.clone(),
    }
}

fn schema_of_inline<T: JsonSchema>() -> Value {
    schema_of::<T>(true)
}

fn schema_of<T: JsonSchema>(inline: bool) -> Value {
    let mut settings = SchemaSettings::draft2020_12().with_transform(AsInManifests);
    settings.inline_subschemas = inline;
    settings.into_generator().into_root_schema_for::<T>().into()
}

/// Takes null and empty defaults out of a schema (in a manifest, what is not set is left out), and the line
/// ends that a description has from the sources.
#[derive(Clone, Debug)]
struct AsInManifests;

impl Transform for AsInManifests {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        schema.remove("default");
        description_on_one_line(schema);
        without_null_type(schema);
        without_null_branch(schema);
    }
}

fn description_on_one_line(schema: &mut Schema) {
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = description.replace('\n', " ");
    }
}

/// `type: [string, null]` becomes `type: string`.
fn without_null_type(schema: &mut Schema) {
    let Some(Value::Array(types)) = schema.get_mut("type") else {
        return;
    };
    types.retain(|name| name != "null");
    if let [only] = types.as_slice() {
        let only = only.clone();
        schema.insert("type".to_owned(), only);
    }
}

/// `anyOf: [X, null]` becomes X, with the description that stood beside it.
fn without_null_branch(schema: &mut Schema) {
    let Some(Value::Array(branches)) = schema.get_mut("anyOf") else {
        return;
    };
    branches.retain(|branch| branch.get("type").is_none_or(|name| name != "null"));
    let [Value::Object(only)] = branches.as_slice() else {
        return;
    };
    let only = only.clone();
    schema.remove("anyOf");
    for (key, value) in only {
        if schema.get(&key).is_none() {
            schema.insert(key, value);
        }
    }
}

//! What commands print for programs, as types: their JSON and its schema are made from the same. Knows nothing of how a
//! result is found.

pub mod diff;
pub mod eval;
pub mod origin;
pub mod simulate;
pub mod source_map;
pub mod where_from;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

/// The text of a result.
///
/// # Errors
/// The reason in words.
pub fn pretty(result: &impl Serialize) -> Result<String, String> {
    let text = serde_json::to_string_pretty(result);
    text.map(|text| format!("{text}\n")).map_err(|error| format!("the result can't be printed: {error}"))
}

/// The JSON Schema of a result as it is printed: what may be null is there all the same.
fn schema_of<T: JsonSchema>(title: &str) -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema.to_value()
}

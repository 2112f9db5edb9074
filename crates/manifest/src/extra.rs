//! Fields that promo does not know: telling them from those it does, by the types' own schemas, and
//! adding them to a manifest. Which fields a cluster accepts is not known here.

use std::fmt;

use serde_json::{Map, Value};

use crate::schema::{inline_schema, inline_template_schema};
use crate::types::{Kind, Manifest};

/// A field, as the names of the maps on the way to it and its own. At a list, a name is an index.
pub type FieldPath = Vec<String>;

/// How many names a path may have.
pub const MAX_PATH: usize = 64;

/// Why a field could not be added to a manifest.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ExtraError {
    /// The path is empty or has more than [`MAX_PATH`] names.
    Length(FieldPath),
    /// The path leads into a value that is no map, or to an index that the list doesn't have.
    NoMap(FieldPath),
    /// The manifest itself has no form as data.
    Manifest(String),
}

impl fmt::Display for ExtraError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExtraError::Length(path) => {
                write!(formatter, "a field is between 1 and {MAX_PATH} names deep, not {}", path.len())
            }
            ExtraError::NoMap(path) => write!(formatter, "`{}` leads into a value", path.join(".")),
            ExtraError::Manifest(message) => formatter.write_str(message),
        }
    }
}

impl std::error::Error for ExtraError {}

/// The manifest as data with further fields, each after those that are there. Maps on the way to a
/// field are made as needed; a field given twice has its later value.
///
/// # Errors
/// When a path is too long or leads into something other than a map.
pub fn with_extra(manifest: &Manifest, extra: &[(FieldPath, Value)]) -> Result<Value, ExtraError> {
    let mut data = serde_json::to_value(manifest).map_err(|error| ExtraError::Manifest(error.to_string()))?;
    for (path, value) in extra {
        set(&mut data, path, value)?;
    }
    Ok(data)
}

fn set(data: &mut Value, path: &FieldPath, value: &Value) -> Result<(), ExtraError> {
    if path.is_empty() || path.len() > MAX_PATH {
        return Err(ExtraError::Length(path.clone()));
    }
    let mut place = data;
    for name in path {
        place = field(place, name).ok_or_else(|| ExtraError::NoMap(path.clone()))?;
    }
    *place = value.clone();
    Ok(())
}

/// The place of a name in a map or of an index in a list. A null, which is a field that has just
/// been made, becomes a map.
fn field<'data>(place: &'data mut Value, name: &str) -> Option<&'data mut Value> {
    if place.is_null() {
        *place = Value::Object(Map::new());
    }
    match place {
        Value::Object(map) => Some(map.entry(name).or_insert(Value::Null)),
        Value::Array(items) => items.get_mut(name.parse::<usize>().ok()?),
        _ => None,
    }
}

/// Whether promo models the field at this path, or something on the way to it as a whole.
pub fn known_field(kind: Kind, path: &[&str]) -> bool {
    is_known(inline_schema(kind), path)
}

/// Whether promo models the field at this path in a template of a workflow.
pub fn known_template_field(path: &[&str]) -> bool {
    is_known(inline_template_schema(), path)
}

/// Follows the path as far as the schema names its fields. A map with free keys, a list and a
/// scalar are known with all that is in them.
fn is_known(schema: &Value, path: &[&str]) -> bool {
    let mut place = schema;
    for name in path {
        let Some(properties) = place.get("properties") else {
            return true;
        };
        let Some(inner) = properties.get(name) else {
            return false;
        };
        place = inner;
    }
    true
}

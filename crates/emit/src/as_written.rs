//! Whether promo would have written a text as it stands: if not, somebody has edited it since. Knows how manifests are
//! written, and nothing of sources: any source may have said what the text says.

use promo_manifest::{Kind, Manifest, append_yaml, data, documents, from_data};
use serde_json::{Map, Value};

use crate::document::{END_OF_HEADER, path_below};
use crate::marks::{GENERATED_PREFIX, unix_text};

/// Whether promo writes such a text to such a file: its comments, quotes and the order of its keys are those of a
/// manifest that says this. The path is that of the file below the folder for all manifests.
pub fn is_as_written(path: &str, text: &str) -> bool {
    let text = unix_text(text);
    written(path, &text).is_some_and(|written| written == text)
}

/// The path of the source that the first line of a generated manifest names.
pub fn source_of(text: &str) -> Option<&str> {
    text.lines().next()?.strip_prefix(GENERATED_PREFIX)?.strip_suffix(END_OF_HEADER)
}

/// What promo writes for the data that a text holds, and for the source that it names.
fn written(path: &str, text: &str) -> Option<String> {
    let (header, _) = text.split_once('\n')?;
    source_of(text)?;
    let [document] = documents(text).ok()?.try_into().ok()?;
    let data = data(&document)?;
    let kind = Kind::from_name(data.get("kind")?.as_str()?)?;
    let name = data.get("metadata")?.get("name")?.as_str()?;
    if path_below(kind, name) != path {
        return None;
    }
    let mut text = format!("{header}\n");
    append_yaml(&mut text, &in_order(kind, &data)?).ok()?;
    Some(text)
}

/// Data in the order in which it is written: the fields that promo knows in the order of their types, then in each map
/// the others, which `extra` may have set in any order.
fn in_order(kind: Kind, data: &Value) -> Option<Value> {
    let manifest: Manifest = from_data(kind, data)?;
    let mut ordered = serde_json::to_value(&manifest).ok()?;
    add_missing(&mut ordered, data);
    Some(ordered)
}

fn add_missing(ordered: &mut Value, data: &Value) {
    match (ordered, data) {
        (Value::Object(ordered), Value::Object(data)) => add_missing_fields(ordered, data),
        (Value::Array(ordered), Value::Array(data)) => {
            ordered.iter_mut().zip(data).for_each(|(ordered, data)| add_missing(ordered, data));
        }
        _ => {}
    }
}

fn add_missing_fields(ordered: &mut Map<String, Value>, data: &Map<String, Value>) {
    for (key, value) in data {
        match ordered.get_mut(key) {
            Some(known) => add_missing(known, value),
            None => {
                ordered.insert(key.clone(), value.clone());
            }
        }
    }
}

//! An edit value by value: where a field has another value than it was built with, that value goes to the place that
//! the field comes from.

use promo_analysis::{Declaration, Site};
use promo_diagnostics::Edit;
use promo_emit::{Role, origins};
use promo_syntax::{TokenKind, parse};
use serde_json::Value;

use super::state::State;
use crate::equality::without_server_fields;
use crate::objects::Object;
use crate::scalar::data;
use crate::source;

/// The edits; none if a value is written nowhere.
pub(super) fn edits(state: &State, declared: Declaration<'_>, changes: &[Change]) -> Option<Vec<Edit>> {
    let db = state.database();
    let origins = origins(db, declared);
    let edits = changes.iter().map(|Change { path, value, .. }| {
        let origin = origins.iter().find(|origin| origin.field == *path && origin.role == Role::Value)?;
        let place = match origin.place {
            Site::Source(_) => origin.place.file_place(db),
            Site::Manifest { .. } => return None,
        };
        let before = state.text(&place.file).get(place.range())?;
        Some(Edit { text: written(path, before, value)?, place })
    });
    let mut edits: Vec<Edit> = edits.collect::<Option<_>>()?;
    // One place may make several fields what they are; it can only be changed in one way.
    edits.sort_by(|one, other| (&one.place, &one.text).cmp(&(&other.place, &other.text)));
    edits.dedup();
    (!edits.is_empty()).then_some(edits)
}

/// The fields that have other values; none if more than values changed.
pub(super) fn changes(built: &Value, edited: &Object) -> Option<Vec<Change>> {
    let edited = without_server_fields(data(&edited.node));
    let mut changes = Vec::new();
    collect(built, &edited, &mut Vec::new(), &mut changes)?;
    Some(changes)
}

/// A field with another value.
pub(super) struct Change {
    pub(super) path: Vec<String>,
    pub(super) before: Value,
    pub(super) value: Value,
}

/// The fields that have other values; none if there are others than before.
fn collect(built: &Value, edited: &Value, path: &mut Vec<String>, changes: &mut Vec<Change>) -> Option<()> {
    match (built, edited) {
        (Value::Object(before), Value::Object(after)) => {
            if before.len() != after.len() {
                return None;
            }
            for (key, value) in before {
                path.push(key.clone());
                collect(value, after.get(key)?, path, changes)?;
                path.pop();
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            if before.len() != after.len() {
                return None;
            }
            for (index, (value, other)) in before.iter().zip(after).enumerate() {
                path.push(index.to_string());
                collect(value, other, path, changes)?;
                path.pop();
            }
        }
        (Value::Object(_) | Value::Array(_), _) | (_, Value::Object(_) | Value::Array(_)) => return None,
        (before, after) if before == after => {}
        (before, after) => {
            changes.push(Change { path: path.clone(), before: before.clone(), value: after.clone() });
        }
    }
    Some(())
}

/// How a value is written where another is written now.
pub(super) fn written(path: &[String], before: &str, value: &Value) -> Option<String> {
    let field = path.last().map_or("", String::as_str);
    if before.starts_with("///") {
        return Some(
            value
                .as_str()?
                .split('\n')
                .map(|line| format!("/// {line}").trim_end().to_owned())
                .collect::<Vec<_>>()
                .join("\n"),
        );
    }
    match (value, kind(before)?) {
        (Value::Number(minutes), TokenKind::Duration) if field == "promotionTimeoutLimit" => {
            Some(crate::kinds::minutes(minutes.as_u64()?))
        }
        (Value::Number(number), TokenKind::Integer) => Some(number.to_string()),
        (Value::String(text), TokenKind::String | TokenKind::TextBlock) => Some(source::text(text)),
        (Value::String(text), TokenKind::Path) => Some(text.clone()),
        (Value::String(text), kind) if kind.is_word() => Some(word(path, text)),
        _ => None,
    }
}

/// A word in promo for a text of a manifest.
fn word(path: &[String], text: &str) -> String {
    let is_kind = path.iter().any(|name| name == "types");
    match text {
        "PROD" if is_kind => "production".to_owned(),
        "NON_PROD" if is_kind => "non-production".to_owned(),
        text => source::name(text),
    }
}

/// What a value is written as: its only token.
fn kind(written: &str) -> Option<TokenKind> {
    let parsed = parse(&format!("let value = {written}"));
    let tokens = parsed.tree.tokens();
    match tokens.get(3..) {
        Some([only]) => Some(only.kind),
        _ => None,
    }
}

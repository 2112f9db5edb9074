//! An edit value by value: where a field has another value than it was built with, that value goes to the place that
//! the field comes from.

use promo_analysis::derivation::{Part, Step, derivation, written_out};
use promo_analysis::{Declaration, Site};
use promo_diagnostics::Edit;
use promo_emit::{Origin, Role, origins};
use promo_manifest::Kind;
use promo_syntax::{TokenKind, parse};
use serde_json::Value;

use super::state::State;
use crate::source;

/// How far names are followed to where a value is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follow {
    /// To the constant, the argument or the default of a parameter.
    ToDefinition,
    /// To what a use of a pattern gives.
    ToArgument,
    /// The name itself is another.
    Nothing,
}

/// The edits; none if a value is written nowhere.
pub(super) fn edits(
    state: &State,
    declared: Declaration<'_>,
    built: &Value,
    changes: &[Change],
    follow: Follow,
) -> Option<Vec<Edit>> {
    let db = state.database();
    let origins = if changes.is_empty() { Vec::new() } else { origins(db, declared) };
    let edits = changes.iter().map(|change| {
        let is_it = |origin: &&Origin<'_>| origin.field == change.path && origin.role == Role::Value;
        let origin = origins.iter().find(is_it)?;
        let way = derivation(db, declared, origin.place, &scalar_text(&change.before));
        let site = end_of(&way, follow)?;
        let place = match site {
            Site::Source(_) => site.file_place(db),
            Site::Manifest { .. } => return None,
        };
        let before = state.text(&place.file).get(place.range())?;
        Some(Edit { text: written(change, before, built)?, place })
    });
    let mut edits: Vec<Edit> = edits.collect::<Option<_>>()?;
    // One place may make several fields what they are; it can only be changed in one way.
    edits.sort_by(|one, other| (&one.place, &one.text).cmp(&(&other.place, &other.text)));
    edits.dedup();
    Some(edits)
}

fn end_of<'db>(way: &[Step<'db>], follow: Follow) -> Option<Site<'db>> {
    let is_argument = |step: &&Step<'_>| matches!(step.what, Part::Clause | Part::Argument(_));
    let step = match follow {
        Follow::ToDefinition => written_out(way),
        Follow::ToArgument => way.iter().take_while(is_argument).last(),
        Follow::Nothing => way.first(),
    };
    step.map(|step| step.site)
}

fn scalar_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The fields that have other values; none if more than values changed.
pub(super) fn changes(before: &Value, after: &Value) -> Option<Vec<Change>> {
    let mut changes = Vec::new();
    collect(before, after, &mut Vec::new(), &mut changes)?;
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
fn written(change: &Change, before: &str, manifest: &Value) -> Option<String> {
    let Change { path, value, .. } = change;
    let field = path.last().map_or("", String::as_str);
    let kind = kind(before)?;
    let is_name = kind.is_word();
    match value {
        Value::Number(minutes)
            if field == "promotionTimeoutLimit" && (is_name || kind == TokenKind::Duration) =>
        {
            Some(crate::kinds::minutes(minutes.as_u64()?))
        }
        Value::Number(number) if is_name || kind == TokenKind::Integer => Some(number.to_string()),
        Value::Bool(truth) if is_name => Some(truth.to_string()),
        Value::String(text) => match kind {
            TokenKind::String | TokenKind::TextBlock if is_script(path, manifest) => {
                Some(source::script(text))
            }
            TokenKind::String | TokenKind::TextBlock => Some(source::text(text)),
            TokenKind::Path => Some(text.clone()),
            // Some fields hold numbers and durations as text.
            TokenKind::Integer | TokenKind::Duration => {
                (self::kind(text) == Some(kind)).then(|| text.clone())
            }
            _ if is_name => Some(word(path, text)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a field holds a script, in which `${` is the shell's.
fn is_script(path: &[String], manifest: &Value) -> bool {
    manifest.get("kind").and_then(Value::as_str) == Some(Kind::WorkflowTemplate.name())
        && matches!(path, [.., script, source] if script == "script" && source == "source")
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

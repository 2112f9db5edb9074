//! Diagnostics for machines. The fields and their order are a promise to users; the schema is derived from
//! the very types that are written.

use schemars::JsonSchema;
use serde::Serialize;

use super::line_maps::LineMaps;
use super::{Sources, sorted};
use crate::diagnostic::{Diagnostic, Edit, Fix, Place, Related};
use crate::line_map::Position;
use crate::registry::Level;

/// The diagnostics as one JSON array, by file, then place, with a line end.
pub fn render_json(diagnostics: &[Diagnostic], sources: &dyn Sources) -> String {
    let mut maps = LineMaps::new(sources);
    let diagnostics: Vec<_> =
        sorted(diagnostics).into_iter().map(|diagnostic| diagnostic_json(diagnostic, &mut maps)).collect();
    // Strings, numbers and lists always have a JSON form.
    let mut rendered = serde_json::to_string_pretty(&diagnostics).unwrap_or_default();
    rendered.push('\n');
    rendered
}

/// The JSON Schema of what `render_json` writes.
pub fn diagnostics_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Vec<DiagnosticJson>);
    schema.insert("title".to_owned(), "Diagnostics of promo".into());
    schema.to_value()
}

/// Something that a rule found.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Diagnostic", deny_unknown_fields)]
struct DiagnosticJson<'a> {
    /// The name of the rule, in kebab case.
    rule: &'static str,
    /// How grave it is.
    #[schemars(with = "String", extend("enum" = ["error", "warning", "hint"]))]
    level: Level,
    /// What is wrong.
    message: &'a str,
    #[serde(flatten)]
    place: PlaceJson<'a>,
    /// What is allowed, or how to mend it.
    #[schemars(required, extend("type" = ["string", "null"]))]
    help: Option<&'a str>,
    /// The other places that matter.
    related: Vec<RelatedJson<'a>>,
    /// Ways to mend it, the best first.
    fixes: Vec<FixJson<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct PlaceJson<'a> {
    /// The file, relative to the project, with `/` between its parts.
    file: &'a str,
    /// The first character.
    start: PositionJson,
    /// The character after the last.
    end: PositionJson,
}

/// A place in a file.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Position", deny_unknown_fields)]
struct PositionJson {
    /// The line, from 1.
    #[schemars(range(min = 1))]
    line: usize,
    /// The column, from 1, in characters.
    #[schemars(range(min = 1))]
    column: usize,
    /// The offset in the file, from 0, in bytes.
    offset: usize,
}

/// Another place that belongs to a diagnostic.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Related", deny_unknown_fields)]
struct RelatedJson<'a> {
    /// What is to be seen there.
    message: &'a str,
    #[serde(flatten)]
    place: PlaceJson<'a>,
}

/// A change that mends what a diagnostic says.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Fix", deny_unknown_fields)]
struct FixJson<'a> {
    /// What it does.
    title: &'a str,
    /// Whether it can be applied without a look.
    safe: bool,
    /// Its edits, none of which overlap.
    edits: Vec<EditJson<'a>>,
}

/// Text put in the place of other text.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Edit", deny_unknown_fields)]
struct EditJson<'a> {
    #[serde(flatten)]
    place: PlaceJson<'a>,
    /// The new text.
    text: &'a str,
}

fn diagnostic_json<'a>(diagnostic: &'a Diagnostic, maps: &mut LineMaps) -> DiagnosticJson<'a> {
    DiagnosticJson {
        rule: diagnostic.rule.name(),
        level: diagnostic.level,
        message: &diagnostic.message,
        place: place_json(&diagnostic.place, maps),
        help: diagnostic.help.as_deref(),
        related: diagnostic.related.iter().map(|related| related_json(related, maps)).collect(),
        fixes: diagnostic.fixes.iter().map(|fix| fix_json(fix, maps)).collect(),
    }
}

fn related_json<'a>(related: &'a Related, maps: &mut LineMaps) -> RelatedJson<'a> {
    RelatedJson { message: &related.message, place: place_json(&related.place, maps) }
}

fn fix_json<'a>(fix: &'a Fix, maps: &mut LineMaps) -> FixJson<'a> {
    let edits = fix.edits.iter().map(|edit| edit_json(edit, maps)).collect();
    FixJson { title: &fix.title, safe: fix.safe, edits }
}

fn edit_json<'a>(edit: &'a Edit, maps: &mut LineMaps) -> EditJson<'a> {
    EditJson { place: place_json(&edit.place, maps), text: &edit.text }
}

fn place_json<'a>(place: &'a Place, maps: &mut LineMaps) -> PlaceJson<'a> {
    PlaceJson {
        file: &place.file,
        start: position_json(&place.file, place.start, maps),
        end: position_json(&place.file, place.end, maps),
    }
}

/// Without a text, a file has only its beginning.
fn position_json(file: &str, offset: usize, maps: &mut LineMaps) -> PositionJson {
    let Position { line, column, .. } = maps.position(file, offset).unwrap_or(Position::START);
    PositionJson { line, column, offset }
}

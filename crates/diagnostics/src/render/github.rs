//! Diagnostics as workflow commands of GitHub Actions, which shows them beside the lines that they are about. Knows
//! how a command is written; nothing of workflows.

use std::fmt::Write;

use super::line_maps::LineMaps;
use super::printable::printable;
use super::{Sources, sorted};
use crate::diagnostic::Diagnostic;
use crate::line_map::Position;
use crate::registry::Level;

/// A command for each diagnostic, by file, then place. `folder` is the folder of the project as seen from that of the
/// whole repository: empty, or with `/` at its end.
pub fn render_github(diagnostics: &[Diagnostic], sources: &dyn Sources, folder: &str) -> String {
    let mut maps = LineMaps::new(sources);
    let mut rendered = String::new();
    for diagnostic in sorted(diagnostics) {
        push_command(diagnostic, folder, &mut maps, &mut rendered);
    }
    rendered
}

fn push_command(diagnostic: &Diagnostic, folder: &str, maps: &mut LineMaps, rendered: &mut String) {
    let place = &diagnostic.place;
    let file = format!("{folder}{}", place.file);
    let start = maps.position(&place.file, place.start);
    let end = maps.position(&place.file, place.end.max(place.start));
    rendered.push_str(command(diagnostic.level));
    rendered.push_str(" file=");
    push_escaped(&file, rendered, property_escape);
    if let (Some(start), Some(end)) = (start, end) {
        push_range(start, end, rendered);
    }
    rendered.push_str(",title=");
    push_escaped(&format!("promo ({})", diagnostic.rule), rendered, property_escape);
    rendered.push_str("::");
    push_escaped(&message(diagnostic, &file, start), rendered, escape);
    rendered.push('\n');
}

fn command(level: Level) -> &'static str {
    match level {
        Level::Error => "::error",
        Level::Warning => "::warning",
        Level::Hint => "::notice",
    }
}

/// Columns are only taken for a place in one line.
fn push_range(start: Position, end: Position, rendered: &mut String) {
    // Writing to a string can't fail.
    let _ = write!(rendered, ",line={},endLine={}", start.line, end.line);
    if start.line == end.line {
        let _ = write!(rendered, ",col={},endColumn={}", start.column, end.column);
    }
}

/// What is wrong and how to mend it. The log of a run shows nothing but this, so that it ends with the place.
fn message(diagnostic: &Diagnostic, file: &str, start: Option<Position>) -> String {
    let mut message = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        message.push_str(&format!("\nhelp: {help}"));
    }
    for fix in &diagnostic.fixes {
        message.push_str(&format!("\nfix: {}", fix.title));
    }
    message.push_str(&format!("\nat {file}"));
    if let Some(Position { line, column, .. }) = start {
        message.push_str(&format!(":{line}:{column}"));
    }
    message
}

/// Nothing reaches the log that nobody sees there, or that makes it say something else.
fn push_escaped(text: &str, rendered: &mut String, escape: fn(char) -> Option<&'static str>) {
    for character in text.chars() {
        match escape(character) {
            Some(escaped) => rendered.push_str(escaped),
            None => rendered.push(printable(character)),
        }
    }
}

/// What ends a command, or begins an escape.
fn escape(character: char) -> Option<&'static str> {
    match character {
        '%' => Some("%25"),
        '\r' => Some("%0D"),
        '\n' => Some("%0A"),
        _ => None,
    }
}

/// What ends a property, besides.
fn property_escape(character: char) -> Option<&'static str> {
    match character {
        ':' => Some("%3A"),
        ',' => Some("%2C"),
        _ => escape(character),
    }
}

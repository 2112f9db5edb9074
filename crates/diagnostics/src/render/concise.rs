//! Diagnostics a line each, as editors and scripts that read compilers' output expect them.

use std::fmt::Write;

use super::line_maps::LineMaps;
use super::printable::one_line;
use super::{Sources, level_name, sorted};
use crate::diagnostic::Diagnostic;
use crate::line_map::Position;

/// `path:line:column: level[rule] message`, a line each, by file, then place. A file without a text has only
/// its beginning.
pub fn render_concise(diagnostics: &[Diagnostic], sources: &dyn Sources) -> String {
    let mut maps = LineMaps::new(sources);
    let mut rendered = String::new();
    for diagnostic in sorted(diagnostics) {
        let start = maps.position(&diagnostic.place.file, diagnostic.place.start);
        let Position { line, column, .. } = start.unwrap_or(Position::START);
        let (file, level, rule) = (&diagnostic.place.file, level_name(diagnostic.level), diagnostic.rule);
        // Writing to a string can't fail.
        let _ = writeln!(
            rendered,
            "{}:{line}:{column}: {level}[{rule}] {}",
            one_line(file),
            one_line(&diagnostic.message)
        );
    }
    rendered
}

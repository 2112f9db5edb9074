//! How diagnostics are shown: for people, a line each, and for machines. Texts come from the caller; nothing
//! here reads a file or knows a terminal.

mod concise;
mod github;
mod human;
mod json;
mod line_maps;
mod places;
mod printable;
mod sarif;
mod snippet;

use crate::diagnostic::Diagnostic;
use crate::registry::Level;
use crate::wording::counted;

pub use concise::render_concise;
pub use github::render_github;
pub use human::{Color, Message, render_human, render_messages};
pub use json::{diagnostics_schema, render_json};
pub use places::render_places;
pub use printable::one_line;
pub use sarif::render_sarif;

/// Where renderers find the texts that diagnostics point into.
pub trait Sources {
    /// The text of a file of the project, if it is known.
    fn text(&self, file: &str) -> Option<&str>;
}

/// The diagnostics by file, then place; those of one place in the order given.
pub fn sorted(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by(|one, other| one.place.cmp(&other.place));
    sorted
}

/// How many of each level there are, such as `2 errors, 1 warning`; nothing where there are none.
pub fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let levels = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Hint, "hint")];
    let counts: Vec<String> = levels
        .iter()
        .filter_map(|(level, name)| {
            let count = diagnostics.iter().filter(|diagnostic| diagnostic.level == *level).count();
            (count > 0).then(|| counted(count, name))
        })
        .collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

/// The word for a level.
fn level_name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "hint",
    }
}

//! Places that have a part in a field of a manifest, as several formats print them.

use promo_diagnostics as diagnostics;
use schemars::JsonSchema;
use serde::Serialize;

/// A place that has a part in a field of a manifest.
#[derive(Clone, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Origin {
    /// What stands there: the value, or a name that stands for it; what the field follows from; what a constant holds;
    /// what is given for a parameter, or what it is if nothing is; or the use of the pattern that says it.
    #[schemars(extend("enum" = ["value", "reason", "constant", "argument", "default", "use"]))]
    pub what: &'static str,
    /// The name of the constant, parameter or pattern; left out where it is none of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("type" = "string"))]
    pub name: Option<String>,
    /// The file, relative to the project.
    pub file: String,
    /// The first character.
    pub start: Position,
    /// The character after the last.
    pub end: Position,
}

/// A place in a file.
#[derive(Clone, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Position {
    /// The line, from 1.
    #[schemars(range(min = 1))]
    pub line: usize,
    /// The column, from 1, in characters.
    #[schemars(range(min = 1))]
    pub column: usize,
    /// The offset in the file, from 0, in bytes.
    pub offset: usize,
}

impl From<diagnostics::Position> for Position {
    fn from(position: diagnostics::Position) -> Position {
        let diagnostics::Position { line, column, offset } = position;
        Position { line, column, offset }
    }
}

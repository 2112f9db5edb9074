//! What is inside strings: escapes and interpolations. Knows in which places no `${}` is read.

use std::ops::Range;

use super::report::Report;
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::kind::TokenKind;
use crate::literal::{LiteralError, Mode, decode};

/// Checks the token at an index if it is a string or text block.
pub(super) fn validate(report: &mut Report<'_>, index: usize, mode: Mode) {
    let text = report.text(index);
    let Some(kind) =
        report.kind(index).filter(|kind| matches!(kind, TokenKind::String | TokenKind::TextBlock))
    else {
        return;
    };
    if !text.contains('\\') && !text.contains("${") {
        return;
    }
    let start = report.range(index).start;
    let mut interpolates = false;
    for (range, error) in decode(kind, text, mode).errors {
        let interpolation =
            matches!(error, LiteralError::InterpolatedName | LiteralError::InvalidInterpolation);
        if mode == Mode::Name && interpolation && std::mem::replace(&mut interpolates, true) {
            continue;
        }
        let wrong = text.get(range.clone()).unwrap_or_default();
        report.certain(describe(error, mode, wrong, start + range.start..start + range.end));
    }
}

fn describe(error: LiteralError, mode: Mode, wrong: &str, range: Range<usize>) -> SyntaxError {
    let escape = |message: String| SyntaxError::new(SyntaxErrorKind::InvalidEscape, range.clone(), message);
    let interpolation =
        |message: String| SyntaxError::new(SyntaxErrorKind::InvalidInterpolation, range.clone(), message);
    let backslash = range.start..range.start + 1;
    match error {
        LiteralError::UnknownEscape => escape(format!("{} is no escape", shown(wrong)))
            .help(if mode == Mode::Plain { ESCAPES_OF_SCRIPTS } else { ESCAPES })
            .fix("write a backslash", backslash, "\\\\"),
        LiteralError::InvalidCharacter => escape(format!("{} is no character", shown(wrong)))
            .help("`\\u` is followed by the hexadecimal number of a character in braces, as in `\\u{2192}`"),
        LiteralError::InvalidInterpolation => interpolation(format!("{} holds no name", shown(wrong)))
            .help("`${name}` stands for a `let` or a parameter; `\\${` is a `${` as it is")
            .fix("write `\\${`", range.start..range.start, "\\"),
        LiteralError::InterpolatedName => interpolation("a name holds no `${…}`".to_string())
            .help("names are read before any value is known; `\\${` is a `${` as it is"),
    }
}

const ESCAPES: &str =
    "the escapes are `\\\"`, `\\\\`, `\\n`, `\\t`, `\\u{…}` and `\\${`; a backslash itself is `\\\\`";

const ESCAPES_OF_SCRIPTS: &str =
    "a backslash for the shell is `\\\\`; between `\"\"\"` and `\"\"\"` backslashes stay as they are";

/// A piece of source in a message: in backquotes, and short.
pub(super) fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(LONGEST_SHOWN).collect();
    let ellipsis = if short.len() < text.len() { "…" } else { "" };
    if short.contains('`') { format!("{short}{ellipsis}") } else { format!("`{short}{ellipsis}`") }
}

const LONGEST_SHOWN: usize = 40;

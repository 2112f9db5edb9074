//! From the text of a literal to what it stands for: strings and text blocks with their escapes and
//! interpolations, integers and durations. Knows one token at a time; what a parameter is called elsewhere
//! and which values fit is decided elsewhere.

mod number;
mod string;
mod text_block;
mod write;

use std::ops::Range;

use crate::kind::{NodeKind, TokenKind};
use crate::tree::SyntaxNode;

pub use number::{DurationError, IntegerError, duration, integer};
pub use write::{string_literal, text_literal};

/// How the text of a string is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// `${name}` stands for a value.
    Interpolated,
    /// `${…}` is left as it is: the script of `run`, where it is the shell's.
    Plain,
    /// A name in quotes: no `${}`.
    Name,
}

/// A string, decoded.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Decoded {
    /// What it consists of; neighbouring texts are one.
    pub segments: Vec<Segment>,
    /// What is wrong in it, each with its bytes counted from the token's first.
    pub errors: Vec<(Range<usize>, LiteralError)>,
}

/// A part of a decoded string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Text as it is.
    Text(String),
    /// `${name}`.
    Parameter {
        /// The name.
        name: String,
        /// The bytes of the name, counted from the token's first.
        range: Range<usize>,
    },
}

/// What can be wrong in a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiteralError {
    /// A backslash before a character that can't be escaped.
    UnknownEscape,
    /// `\u` without the hexadecimal number of a character in braces behind it.
    InvalidCharacter,
    /// `${` without a name and `}` behind it.
    InvalidInterpolation,
    /// `${name}` in a name.
    InterpolatedName,
}

impl Decoded {
    /// The text, if nothing is interpolated.
    pub fn plain(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [] => Some(""),
            [Segment::Text(text)] => Some(text),
            _ => None,
        }
    }

    fn push(&mut self, character: char) {
        if let Some(Segment::Text(text)) = self.segments.last_mut() {
            text.push(character);
        } else {
            self.segments.push(Segment::Text(character.to_string()));
        }
    }

    fn push_text(&mut self, added: &str) {
        if added.is_empty() {
            return;
        }
        if let Some(Segment::Text(text)) = self.segments.last_mut() {
            text.push_str(added);
        } else {
            self.segments.push(Segment::Text(added.to_string()));
        }
    }
}

/// Decodes a token: strings and text blocks by their rules, any other as its own text.
pub fn decode(kind: TokenKind, text: &str, mode: Mode) -> Decoded {
    match kind {
        TokenKind::String => string::decode(text, mode),
        TokenKind::TextBlock => text_block::decode(text, mode),
        _ => {
            let mut decoded = Decoded::default();
            decoded.push_text(text);
            decoded
        }
    }
}

/// The text of a doc comment: of each line what follows `///` and one space.
pub fn documentation(node: SyntaxNode<'_>) -> String {
    let comment = match node.kind() {
        NodeKind::Documentation => Some(node),
        _ => node.child(NodeKind::Documentation),
    };
    let tokens = comment.map(SyntaxNode::tokens).unwrap_or_default();
    let lines = tokens.map(|index| {
        let line = node.tree().token_text(index);
        let line = line.strip_prefix("///").unwrap_or(line);
        line.strip_prefix(' ').unwrap_or(line).trim_end()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What follows a `$` in a string: `{name}`, whose name and bytes it gives, or `{` and something else.
enum Interpolation<'t> {
    Name(&'t str),
    Invalid(&'t str),
}

/// Reads what follows `${`: a name and `}`. What is no name is taken up to its `}`, if that is near on the line.
fn interpolation(behind: &str) -> Interpolation<'_> {
    let ends = |(index, letter): &(usize, char)| "}\n\"".contains(*letter) || *index > LONGEST_INTERPOLATION;
    let end = behind.char_indices().find(ends).filter(|(_, letter)| *letter == '}');
    match end.and_then(|(end, _)| behind.get(..end)) {
        Some(name) if is_name(name) => Interpolation::Name(name),
        Some(wrong) => Interpolation::Invalid(wrong),
        None => Interpolation::Invalid(""),
    }
}

/// No `}` is looked for further away, in bytes, so that a line of many `${` takes no longer than others.
const LONGEST_INTERPOLATION: usize = 1_000;

fn is_name(text: &str) -> bool {
    let in_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    !text.is_empty() && !text.starts_with('-') && !text.ends_with('-') && text.chars().all(in_name)
}

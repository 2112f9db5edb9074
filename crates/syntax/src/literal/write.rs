//! From what a literal stands for to its text: the way back from decoding. What is written decodes to what was
//! given, which is verified where it is not plain to see.

use super::{Mode, decode};
use crate::kind::TokenKind;
use crate::lexer::text_block_end;

const QUOTES: &str = "\"\"\"";

/// A string, or a text block where the text has several lines and a block can say them.
pub fn text_literal(text: &str, mode: Mode) -> String {
    let block = (mode != Mode::Name && text.contains('\n')).then(|| text_block(text, mode)).flatten();
    block.unwrap_or_else(|| string_literal(text, mode))
}

/// A string on one line.
pub fn string_literal(text: &str, mode: Mode) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for (index, character) in text.char_indices() {
        match character {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\t' => literal.push_str("\\t"),
            '$' if mode != Mode::Plain && text.get(index..).is_some_and(|rest| rest.starts_with("${")) => {
                literal.push_str("\\$");
            }
            character if is_unprintable(character) => {
                literal.push_str(&format!("\\u{{{:x}}}", u32::from(character)));
            }
            character => literal.push(character),
        }
    }
    literal.push('"');
    literal
}

/// Characters that a reader can't see or that change how a line is shown.
fn is_unprintable(character: char) -> bool {
    let changes_direction =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    character.is_control() || changes_direction || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// A text block without indentation, which formatting gives it; none if no block says this text.
fn text_block(text: &str, mode: Mode) -> Option<String> {
    if text.chars().any(|character| is_unprintable(character) && !['\n', '\t'].contains(&character)) {
        return None;
    }
    let escaped = text.replace(QUOTES, "\\\"\"\"");
    let escaped = if mode == Mode::Plain { escaped } else { escaped.replace("${", "\\${") };
    let block = format!("{QUOTES}\n{escaped}{QUOTES}");
    let decoded = decode(TokenKind::TextBlock, &block, mode);
    let rest = block.get(QUOTES.len()..).unwrap_or_default();
    let is_whole = text_block_end(rest) == Some(rest.len());
    (is_whole && decoded.errors.is_empty() && decoded.plain() == Some(text)).then_some(block)
}

//! Characters that nobody sees: blanks that are no white space of promo's, characters without a width, control
//! characters. Names them by their code points; knows nothing of what stands around them.

use std::ops::Range;

use crate::error::{SyntaxError, SyntaxErrorKind};

/// The error of a token that is one character which nobody sees.
pub(super) fn error(text: &str, range: &Range<usize>) -> Option<SyntaxError> {
    let character = text.chars().next().filter(|first| first.len_utf8() == text.len())?;
    let name = NAMES.iter().find(|(named, _)| *named == character).map(|(_, name)| *name);
    let is_blank = character.is_whitespace();
    if name.is_none() && !is_blank && !character.is_control() && !is_format(character) {
        return None;
    }
    let code = u32::from(character);
    let message = match name {
        Some(name) => format!("here stands U+{code:04X}, {name}, which belongs to nothing in promo"),
        None => {
            format!("here stands the invisible character U+{code:04X}, which belongs to nothing in promo")
        }
    };
    let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
    Some(match is_blank {
        true => error.fix("write a blank", range.clone(), " "),
        false => error.fix("remove it", range.clone(), ""),
    })
}

const NAMES: &[(char, &str)] = &[
    ('\0', "a NUL"),
    ('\u{1B}', "an escape character"),
    ('\u{A0}', "a no-break space"),
    ('\u{AD}', "a soft hyphen"),
    ('\u{200B}', "a zero-width space"),
    ('\u{200C}', "a zero-width non-joiner"),
    ('\u{200D}', "a zero-width joiner"),
    ('\u{200E}', "a left-to-right mark"),
    ('\u{200F}', "a right-to-left mark"),
    ('\u{202F}', "a narrow no-break space"),
    ('\u{2060}', "a word joiner"),
    ('\u{3000}', "an ideographic space"),
    ('\u{FEFF}', "a byte-order mark"),
];

/// Marks that say how the text around them runs or joins.
fn is_format(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2061}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}')
}

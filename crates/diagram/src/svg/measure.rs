//! How wide text will be. Nobody knows the font that a reader has, so the widths are those of a wide one, and text
//! that may not fit is cut short. Knows nothing of what is written.

use promo_diagnostics::one_line;
use unicode_width::UnicodeWidthChar;

/// The fonts of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Font {
    /// The name of a flow.
    Heading,
    /// The name of an environment.
    Name,
    /// All else.
    Small,
}

impl Font {
    /// The size in pixels, a little more for bold ones.
    fn size(self) -> f64 {
        match self {
            Font::Heading => 20.0,
            Font::Name => 16.0,
            Font::Small => 12.0,
        }
    }
}

/// The width of a text in pixels, at least.
pub(super) fn width_of(text: &str, font: Font) -> i64 {
    let ems: f64 = one_line(text).chars().map(width_of_character).sum();
    (ems * font.size()).ceil() as i64
}

/// In parts of the size of the font.
fn width_of_character(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.31,
        'f' | 't' | 'r' | '-' | '(' | ')' | '[' | ']' | '/' | ' ' | '*' | '"' => 0.39,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 0.95,
        'A'..='Z' | '&' | '_' => 0.7,
        _ if character.is_ascii() => 0.6,
        _ => match character.width() {
            Some(0) => 0.0,
            Some(2) => 1.3,
            _ => 0.75,
        },
    }
}

/// A text, cut short with an ellipsis where it is wider than there is room.
pub(super) fn shortened(text: &str, room: i64, font: Font) -> String {
    let text = one_line(text);
    if width_of(&text, font) <= room {
        return text;
    }
    let room = room as f64 - width_of("…", font) as f64;
    let mut width = 0.0;
    let fitting = text.chars().take_while(|character| {
        width += width_of_character(*character) * font.size();
        width <= room
    });
    let mut shortened: String = fitting.collect();
    shortened.truncate(shortened.trim_end().len());
    shortened.push('…');
    shortened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_and_what_does_not_is_cut() {
        assert_eq!(shortened("staging", 100, Font::Small), "staging");
        let cut = shortened("a-name-that-goes-on-and-on", 100, Font::Small);
        assert_eq!(cut, "a-name-that-g…");
        assert!(width_of(&cut, Font::Small) <= 100);
    }
}

//! Text in lines of so many columns. Knows nothing of what it says.

use promo_diagnostics::one_line;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A text in lines no wider than so many columns, broken at blanks where there are some. What follows the first line
/// is two columns further in.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in one_line(text).split(' ').filter(|word| !word.is_empty()) {
        for part in parts(word, width.saturating_sub(2).max(1)) {
            let is_first = line.trim().is_empty();
            let needed = line.width() + usize::from(!is_first) + part.width();
            if !is_first && needed > width {
                lines.push(std::mem::replace(&mut line, "  ".to_owned()));
            } else if !is_first {
                line.push(' ');
            }
            line.push_str(&part);
        }
    }
    lines.push(line);
    lines
}

/// A word in parts that fit.
fn parts(word: &str, width: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut used = 0;
    for character in word.chars() {
        let columns = character.width().unwrap_or_default();
        if used + columns > width {
            parts.push(String::new());
            used = 0;
        }
        used += columns;
        if let Some(part) = parts.last_mut() {
            part.push(character);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_blanks_or_inside_of_long_words() {
        assert_eq!(wrapped("one two three", 8), ["one two", "  three"]);
        assert_eq!(wrapped("abcdefghijkl", 7), ["abcde", "  fghij", "  kl"]);
        assert_eq!(wrapped("", 7), [""]);
    }
}

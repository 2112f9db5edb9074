//! Text blocks: their text is indented with the source around them. Whatever is done leaves the value as it
//! is, which is verified every time.

use std::borrow::Cow;

use crate::kind::TokenKind;
use crate::literal::{Mode, decode};

const QUOTES: &str = "\"\"\"";

/// A text block of several lines, quotes included, with its text indented by some spaces and lines that end
/// as asked. Text that begins on the line of the opening quotes only has its line ends changed; and
/// whatever would change the value is not done at all.
pub(super) fn lay_out<'t>(text: &'t str, indentation: usize, line_end: &str) -> Cow<'t, str> {
    let indented = indented(text, indentation, line_end).filter(|changed| keeps_value(text, changed));
    let changed = indented.or_else(|| {
        let lines: Vec<&str> = lines(text).collect();
        Some(lines.join(line_end)).filter(|changed| keeps_value(text, changed))
    });
    changed.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether two text blocks have the same value. How escapes are read does not matter: the lines to read are
/// the same.
fn keeps_value(text: &str, changed: &str) -> bool {
    let value = |text| decode(TokenKind::TextBlock, text, Mode::Plain);
    text == changed || value(text) == value(changed)
}

fn lines(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// The text block with new indentation; none if its text begins on the line of the opening quotes. Its last
/// line, with the closing quotes, is not blank, so that its indentation counts; where it is only deeper than the
/// text, they stand under it.
fn indented(text: &str, indentation: usize, line_end: &str) -> Option<String> {
    let mut below = lines(text);
    below.next().filter(|first| *first == QUOTES)?;
    let common = below.clone().filter(|line| !is_blank(line)).map(white_space).reduce(shared)?;
    let mut result = String::with_capacity(text.len());
    result.push_str(QUOTES);
    for line in below {
        result.push_str(line_end);
        let closes = line.get(white_space(line).len()..) == Some(QUOTES);
        let kept = line.get(shared(common, line).len()..).unwrap_or_default();
        let kept = if closes { QUOTES } else { kept };
        if !kept.is_empty() {
            result.extend(std::iter::repeat_n(' ', indentation));
            result.push_str(kept);
        }
    }
    Some(result)
}

fn is_blank(line: &str) -> bool {
    white_space(line).len() == line.len()
}

/// The white space that a line begins with.
fn white_space(line: &str) -> &str {
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
}

/// What a text shares with the beginning of a line.
fn shared<'t>(text: &'t str, line: &str) -> &'t str {
    let length = text.bytes().zip(line.bytes()).take_while(|(one, other)| one == other).count();
    text.get(..length).unwrap_or_default()
}

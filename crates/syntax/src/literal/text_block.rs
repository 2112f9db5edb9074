//! Text blocks: indentation that belongs to the source is dropped, and line ends are `\n` whatever the file
//! has.

use super::string::interpolate;
use super::{Decoded, Mode};

const QUOTES: &str = "\"\"\"";

/// Decodes a text block with its quotes; the closing ones may be missing.
pub(super) fn decode(token: &str, mode: Mode) -> Decoded {
    let opened = token.strip_prefix(QUOTES).unwrap_or(token);
    let content = opened.strip_suffix(QUOTES).unwrap_or(opened);
    let start = token.len() - opened.len();
    let lines = Lines::of(content, start);
    let mut decoded = Decoded::default();
    for (index, line) in lines.lines.iter().enumerate() {
        let dropped = lines.dropped_of(index, line.text);
        if index > 0 {
            decoded.push('\n');
        }
        decode_line(&mut decoded, line.text.get(dropped..).unwrap_or_default(), line.start + dropped, mode);
    }
    decoded
}

struct Line<'t> {
    text: &'t str,
    start: usize,
}

struct Lines<'t> {
    lines: Vec<Line<'t>>,
    indentation: &'t str,
    /// Whether the first line is that of the opening quotes, whose white space is all meant.
    first_is_whole: bool,
}

impl<'t> Lines<'t> {
    fn of(content: &'t str, start: usize) -> Lines<'t> {
        let mut place = start;
        let mut lines = Vec::new();
        for text in content.split('\n') {
            lines.push(Line { text: text.strip_suffix('\r').unwrap_or(text), start: place });
            place += text.len() + 1;
        }
        let first_is_whole = !(lines.len() > 1 && lines.first().is_some_and(|line| line.text.is_empty()));
        if !first_is_whole {
            lines.remove(0);
        }
        let skipped = usize::from(first_is_whole);
        let indentation = common_indentation(lines.get(skipped..).unwrap_or_default());
        Lines { lines, indentation, first_is_whole }
    }

    /// How much of a line is indentation. A line of white space loses what it shares with the others; that of
    /// the closing quotes is no text at all.
    fn dropped_of(&self, index: usize, line: &str) -> usize {
        let is_last = index + 1 == self.lines.len();
        match index {
            0 if self.first_is_whole => 0,
            _ if is_last && is_blank(line) => line.len(),
            _ => common_prefix(self.indentation, line).len(),
        }
    }
}

/// The white space that all lines with text begin with, and the last line if it is the one of the closing
/// quotes.
fn common_indentation<'t>(lines: &[Line<'t>]) -> &'t str {
    let last = lines.len().saturating_sub(1);
    let mut counted = lines.iter().enumerate().filter(|(index, line)| *index == last || !is_blank(line.text));
    let first = counted.next().map_or("", |(_, line)| indentation(line.text));
    counted.fold(first, |common, (_, line)| common_prefix(common, indentation(line.text)))
}

fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| byte == b' ' || byte == b'\t')
}

fn indentation(line: &str) -> &str {
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
}

fn common_prefix<'t>(one: &'t str, other: &str) -> &'t str {
    let length = one.bytes().zip(other.bytes()).take_while(|(left, right)| left == right).count();
    one.get(..length).unwrap_or_default()
}

fn decode_line(decoded: &mut Decoded, line: &str, start: usize, mode: Mode) {
    let mut place = 0;
    while let Some(rest) = line.get(place..).filter(|rest| !rest.is_empty()) {
        place += if rest.starts_with("\\\"\"\"") {
            decoded.push_text(QUOTES);
            4
        } else if mode != Mode::Plain && rest.starts_with("\\${") {
            decoded.push_text("${");
            3
        } else if mode != Mode::Plain && rest.starts_with("${") {
            interpolate(decoded, rest, start + place, mode)
        } else {
            literal(decoded, rest)
        };
    }
}

/// Takes text up to the next character that may mean something else; one at least.
fn literal(decoded: &mut Decoded, rest: &str) -> usize {
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let behind = rest.get(first..).unwrap_or_default();
    let length = first + behind.find(['\\', '$']).unwrap_or(behind.len());
    decoded.push_text(rest.get(..length).unwrap_or_default());
    length
}

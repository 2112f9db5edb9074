//! Strings on one line: `\" \\ \n \t \u{…} \${` and `${name}`.

use super::{Decoded, Interpolation, LiteralError, Mode, Segment, interpolation};

/// Decodes a string with its quotes; the closing one may be missing.
pub(super) fn decode(token: &str, mode: Mode) -> Decoded {
    let mut decoded = Decoded::default();
    let mut place = token.len().min(1);
    while let Some(rest) = token.get(place..).filter(|rest| !rest.is_empty() && !rest.starts_with('"')) {
        place += match rest.chars().next() {
            Some('\\') => escape(&mut decoded, rest, place, mode),
            Some('$') if rest.starts_with("${") && mode != Mode::Plain => {
                interpolate(&mut decoded, rest, place, mode)
            }
            _ => literal(&mut decoded, rest),
        };
    }
    decoded
}

/// Takes text up to the next character that may mean something else; one at least.
fn literal(decoded: &mut Decoded, rest: &str) -> usize {
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let behind = rest.get(first..).unwrap_or_default();
    let length = first + behind.find(['\\', '$', '"']).unwrap_or(behind.len());
    decoded.push_text(rest.get(..length).unwrap_or_default());
    length
}

fn escape(decoded: &mut Decoded, rest: &str, place: usize, mode: Mode) -> usize {
    let escaped = rest.get(1..).and_then(|behind| behind.chars().next());
    let character = match escaped {
        Some('"') => '"',
        Some('\\') => '\\',
        Some('n') => '\n',
        Some('t') => '\t',
        Some('u') => return unicode(decoded, rest, place),
        Some('$') if rest.starts_with("\\${") && mode != Mode::Plain => {
            decoded.push_text("${");
            return 3;
        }
        Some('$') if rest.starts_with("\\${") => {
            decoded.push_text("\\${");
            return 3;
        }
        other => {
            let length = 1 + other.map_or(0, char::len_utf8);
            decoded.errors.push((place..place + length, LiteralError::UnknownEscape));
            decoded.push_text(rest.get(..length).unwrap_or_default());
            return length;
        }
    };
    decoded.push(character);
    2
}

/// `\u{1F600}`: one to six hexadecimal digits that number a character.
fn unicode(decoded: &mut Decoded, rest: &str, place: usize) -> usize {
    let content =
        rest.strip_prefix("\\u{").and_then(|behind| behind.split_once('}')).map(|(content, _)| content);
    let content = content.filter(|content| content.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let digits = content.filter(|content| content.len() <= 6);
    let character = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
    let length = content.map_or(2, |content| content.len() + 4);
    match character {
        Some(character) => decoded.push(character),
        None => {
            decoded.errors.push((place..place + length, LiteralError::InvalidCharacter));
            decoded.push_text(rest.get(..length).unwrap_or_default());
        }
    }
    length
}

/// `${name}`, wherever it stands in a string or text block.
pub(super) fn interpolate(decoded: &mut Decoded, rest: &str, place: usize, mode: Mode) -> usize {
    let (length, error) = match interpolation(rest.get(2..).unwrap_or_default()) {
        Interpolation::Name(name) if mode == Mode::Interpolated => {
            let range = place + 2..place + 2 + name.len();
            decoded.segments.push(Segment::Parameter { name: name.to_string(), range });
            return name.len() + 3;
        }
        Interpolation::Name(name) => (name.len() + 3, LiteralError::InterpolatedName),
        Interpolation::Invalid("") => (2, LiteralError::InvalidInterpolation),
        Interpolation::Invalid(wrong) => (wrong.len() + 3, LiteralError::InvalidInterpolation),
    };
    decoded.errors.push((place..place + length, error));
    decoded.push_text(rest.get(..length).unwrap_or_default());
    length
}

//! How one string is written in block-style YAML so that every reader gets the same string back:
//! plain where both YAML 1.1 and YAML 1.2 read a string, as a literal block where it has several
//! lines, and double-quoted otherwise. It knows nothing of what surrounds the string but its
//! indentation.
//!
//! What plain text resolves to is the union of the YAML 1.1 type repository (yaml.org/type), the
//! YAML 1.2.2 core schema (section 10.3) and the extensions of PyYAML and of Go's yaml packages.

// Bits of `CLASSES`: why a byte needs a second look.
const COLON: u8 = 1;
const HASH: u8 = 2;
const LINE_END: u8 = 4;
const TAB: u8 = 8;
const CONTROL: u8 = 16;
const WIDE: u8 = 32;
const ESCAPED: u8 = 64;

/// The class of every byte; zero means that it stands for itself wherever it is not first or last.
static CLASSES: [u8; 256] = byte_classes();

/// What the first byte of a string says about it.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Start {
    /// Nothing: such a string is plain.
    Ordinary,
    /// It may be one of [`WORDS`].
    Word,
    /// It may be a number or a date.
    Number,
    /// It would be read as syntax.
    Syntax,
}

/// What every first byte says.
static STARTS: [Start; 256] = first_bytes();

/// Words that some reader takes for a boolean, a null, a merge key or a default value, in any
/// mixture of capitals.
const WORDS: [&[u8]; 12] =
    [b"y", b"n", b"yes", b"no", b"on", b"off", b"true", b"false", b"null", b"~", b"=", b"<<"];

/// Longest of [`WORDS`], in bytes.
const LONGEST_WORD: usize = 5;

/// Spaces to indent with, a slice at a time.
const SPACES: &str = "                                                                ";

const fn byte_classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut rest: &mut [u8] = &mut classes;
    let mut byte = 0_u8;
    while let [class, tail @ ..] = rest {
        *class = match byte {
            b':' => COLON,
            b'#' => HASH,
            b'\n' => LINE_END,
            b'\t' => TAB,
            b'"' | b'\\' => ESCAPED,
            0..=0x1f | 0x7f => CONTROL,
            0x80..=0xff => WIDE,
            _ => 0,
        };
        byte = byte.wrapping_add(1);
        rest = tail;
    }
    classes
}

const fn first_bytes() -> [Start; 256] {
    let mut starts = [Start::Ordinary; 256];
    let mut rest: &mut [Start] = &mut starts;
    let mut byte = 0_u8;
    while let [start, tail @ ..] = rest {
        *start = match byte {
            b'0'..=b'9' | b'+' | b'-' | b'.' => Start::Number,
            b'y' | b'Y' | b'n' | b'N' | b'o' | b'O' | b't' | b'T' | b'f' | b'F' => Start::Word,
            b'~' | b'=' | b'<' => Start::Word,
            b' ' | b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' => Start::Syntax,
            b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@' | b'`' => Start::Syntax,
            _ => Start::Ordinary,
        };
        byte = byte.wrapping_add(1);
        rest = tail;
    }
    starts
}

/// How a string is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    /// As it is.
    Plain,
    /// Between double quotes, as it is.
    Quoted,
    /// Between double quotes, with escapes.
    Escaped,
    /// As a literal block, each line on its own.
    Block,
}

/// The form in which both YAML 1.1 and 1.2 read the same string.
pub(crate) fn form(text: &str) -> Form {
    let seen = classes(text);
    if seen & CONTROL != 0 || (seen & WIDE != 0 && text.chars().any(is_unsafe_wide)) {
        return Form::Escaped;
    }
    if seen & LINE_END != 0 {
        return if fits_block(text) { Form::Block } else { Form::Escaped };
    }
    if is_plain(text, seen) {
        return Form::Plain;
    }
    if seen & (TAB | ESCAPED) == 0 { Form::Quoted } else { Form::Escaped }
}

/// Appends a string on one line, however long it is: in its form, or with escapes if that is a block.
pub(crate) fn push_inline(out: &mut String, text: &str, form: Form) {
    if form == Form::Plain {
        return out.push_str(text);
    }
    out.push('"');
    if form == Form::Quoted {
        out.push_str(text);
    } else {
        text.chars().for_each(|character| push_escaped(out, character));
    }
    out.push('"');
}

/// Appends a string of [`Form::Block`] as a literal block, from its `|` to its last line end. Its
/// lines are indented by `column`, which is two more than what the block belongs to.
pub(crate) fn push_block(out: &mut String, text: &str, column: usize) {
    out.push('|');
    if text.trim_start_matches('\n').starts_with([' ', '\t']) {
        out.push('2');
    }
    match text.strip_suffix('\n') {
        None => out.push('-'),
        Some(rest) if rest.ends_with('\n') => out.push('+'),
        Some(_) => {}
    }
    out.push('\n');
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            push_indent(out, column);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// Appends `column` spaces.
pub(crate) fn push_indent(out: &mut String, column: usize) {
    let mut left = column;
    while left > 0 {
        let piece = SPACES.get(..left).unwrap_or(SPACES);
        out.push_str(piece);
        left -= piece.len();
    }
}

/// The classes of all bytes of a string together.
fn classes(text: &str) -> u8 {
    let class = |byte: u8| CLASSES.get(usize::from(byte)).copied().unwrap_or(CONTROL);
    text.bytes().fold(0, |seen, byte| seen | class(byte))
}

/// Characters beyond ASCII that YAML 1.1 or 1.2 does not take as they are: control characters
/// and other line ends, the byte-order mark, and what is no character.
fn is_unsafe_wide(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a literal block can hold the text. A reader may take a last line of nothing but blanks
/// for the block's own white space, so such a text is quoted.
fn fits_block(text: &str) -> bool {
    let body = text.trim_end_matches('\n');
    let last_line = body.rsplit('\n').next().unwrap_or(body);
    last_line.bytes().any(|byte| byte != b' ' && byte != b'\t')
}

/// Whether a string on one line, whose bytes have the classes `seen`, is read as itself.
fn is_plain(text: &str, seen: u8) -> bool {
    let bytes = text.as_bytes();
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    if seen & TAB != 0 || last == b' ' || last == b':' {
        return false;
    }
    if seen & COLON != 0 && text.contains(": ") || seen & HASH != 0 && text.contains(" #") {
        return false;
    }
    match STARTS.get(usize::from(first)).copied().unwrap_or(Start::Syntax) {
        Start::Ordinary => true,
        Start::Word => !is_word(bytes),
        Start::Number => !is_marker(bytes) && !is_number(bytes) && !is_date(bytes),
        Start::Syntax => false,
    }
}

/// Whether the bytes are one of [`WORDS`].
fn is_word(bytes: &[u8]) -> bool {
    bytes.len() <= LONGEST_WORD && WORDS.iter().any(|word| word.eq_ignore_ascii_case(bytes))
}

/// Whether the bytes begin with what marks a list item or the start or end of a document.
fn is_marker(bytes: &[u8]) -> bool {
    bytes == b"-" || [&b"- "[..], b"---", b"..."].iter().any(|marker| bytes.starts_with(marker))
}

/// Whether any reader takes the bytes for a number. Underscores and commas may stand between
/// digits, and colons between the digits of a number of base 60.
fn is_number(bytes: &[u8]) -> bool {
    let unsigned = bytes.strip_prefix(b"+").or_else(|| bytes.strip_prefix(b"-")).unwrap_or(bytes);
    match unsigned {
        [b'0', b'x' | b'X', digits @ ..] => digits.iter().all(is_hexadecimal_part),
        [b'0', b'o' | b'O' | b'b' | b'B', digits @ ..] => digits.iter().all(is_digit_part),
        _ => is_special_number(unsigned) || is_decimal(unsigned) || is_base_sixty(unsigned),
    }
}

/// A byte of a hexadecimal number, whole or with a fraction and a binary exponent.
fn is_hexadecimal_part(byte: &u8) -> bool {
    byte.is_ascii_hexdigit() || matches!(byte, b'_' | b'.' | b'p' | b'P' | b'+' | b'-')
}

/// A digit, or what may stand between two.
fn is_digit_part(byte: &u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'_' | b',')
}

/// Infinity and not-a-number, without their sign.
fn is_special_number(unsigned: &[u8]) -> bool {
    let word = unsigned.strip_prefix(b".").unwrap_or(unsigned);
    [&b"inf"[..], b"infinity", b"nan"].iter().any(|special| special.eq_ignore_ascii_case(word))
}

/// Digits with at most one point and at most one exponent.
fn is_decimal(unsigned: &[u8]) -> bool {
    let mut parts = unsigned.splitn(2, |byte| matches!(byte, b'e' | b'E'));
    let mantissa = parts.next().unwrap_or_default();
    has_digits_and_point(mantissa) && parts.next().is_none_or(is_exponent)
}

/// Digits after an optional sign.
fn is_exponent(bytes: &[u8]) -> bool {
    let digits = bytes.strip_prefix(b"+").or_else(|| bytes.strip_prefix(b"-")).unwrap_or(bytes);
    digits.iter().all(is_digit_part)
}

/// Nothing but digits and at most one point.
fn has_digits_and_point(bytes: &[u8]) -> bool {
    let mut parts = bytes.splitn(2, |byte| *byte == b'.');
    parts.all(|part| part.iter().all(is_digit_part))
}

/// Groups of digits between colons, the last perhaps with a fraction: `1:30`, `190:20:30.15`.
fn is_base_sixty(unsigned: &[u8]) -> bool {
    unsigned.contains(&b':') && unsigned.split(|byte| *byte == b':').all(has_digits_and_point)
}

/// Whether the bytes begin with a date that ends there or goes on with a time.
fn is_date(bytes: &[u8]) -> bool {
    let mut parts = bytes.splitn(3, |byte| *byte == b'-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let day_length = day.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_number = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    year.len() == 4
        && is_number(year)
        && matches!(month.len(), 1 | 2)
        && is_number(month)
        && matches!(day_length, 1 | 2)
        && matches!(day.get(day_length), None | Some(b'T' | b't' | b' '))
}

/// Appends one character of a double-quoted string, with the escapes that YAML 1.1 and 1.2 share.
fn push_escaped(out: &mut String, character: char) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        '\0'..='\x1f' | '\x7f' => push_code(out, "\\x", u32::from(character), 2),
        _ if is_unsafe_wide(character) => push_code(out, "\\u", u32::from(character), 4),
        _ => out.push(character),
    }
}

/// Appends an escape with the given number of hexadecimal digits.
fn push_code(out: &mut String, escape: &str, code: u32, digits: u32) {
    out.push_str(escape);
    for place in (0..digits).rev() {
        let digit = char::from_digit((code >> (4 * place)) & 0xf, 16);
        out.push(digit.unwrap_or('0').to_ascii_uppercase());
    }
}

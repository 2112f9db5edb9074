//! Text made safe to show: no control character reaches the terminal, and no invisible one hides what the
//! text says. Every character stands for exactly one, so that columns stay what they were.

/// The text to show for a whole message or name, on one line.
pub fn one_line(text: &str) -> String {
    let blank_or_printable = |character: char| {
        if character.is_whitespace() { ' ' } else { printable(character) }
    };
    text.trim_end().chars().map(blank_or_printable).collect()
}

/// The text to show for the source of a snippet: without a byte-order mark, and with only `\n` and `\r\n` as
/// ends of lines. One blank follows, so that there is a character to mark at the end of the text.
pub(super) fn source(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 1);
    let mut characters = text.strip_prefix('\u{feff}').unwrap_or(text).chars().peekable();
    while let Some(character) = characters.next() {
        let ends_line = character == '\r' && characters.peek() == Some(&'\n');
        let as_is = ends_line || matches!(character, '\n' | '\t');
        shown.push(if as_is { character } else { printable(character) });
    }
    shown.push(' ');
    shown
}

/// What is shown for a character: control characters as their pictures; those that are invisible, reorder the
/// text or end lines elsewhere as a replacement character.
pub(super) fn printable(character: char) -> char {
    match character {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => '\u{fffd}',
        _ => character,
    }
}

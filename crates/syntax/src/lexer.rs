//! From text to tokens. Knows characters alone: what a token means where it stands, and which brackets belong
//! together, is found later.

use logos::{Lexer, Logos};

use crate::kind::TokenKind;
use crate::tree::Token;

/// Every token of a text in order, doc comments included wherever they stand; white space and comments are
/// left out. The text is at most `u32::MAX` bytes long.
pub(crate) fn lex(text: &str) -> Vec<Token> {
    let after_mark = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let offset = text.len() - after_mark.len();
    let mut tokens = Vec::with_capacity(after_mark.len() / 6);
    let mut lexer = Lexed::lexer(after_mark);
    while let Some(lexed) = lexer.next() {
        let kind = match lexed {
            Ok(Lexed::Token(kind) | Lexed::Slashes(Some(kind))) => kind,
            Ok(Lexed::Slashes(None)) => continue,
            Err(()) => TokenKind::Unknown,
        };
        let range = lexer.span();
        tokens.push(Token { kind, start: (range.start + offset) as u32, end: (range.end + offset) as u32 });
    }
    tokens
}

/// The mark that some editors put before the first character of a file.
pub(crate) const BYTE_ORDER_MARK: char = '\u{FEFF}';

#[derive(Logos)]
#[logos(skip r"[ \t\r\n]+")]
enum Lexed {
    /// What begins with two slashes; a comment is nothing. The lexer must not skip it by itself: it would call
    /// itself for what follows, once for every comment.
    #[token("//", slashes)]
    Slashes(Option<TokenKind>),
    #[regex(r"[A-Za-z0-9_]+(-+[A-Za-z0-9_]+)*", word)]
    #[regex(r"-?[0-9]+", integer, priority = 20)]
    #[regex(r"([0-9]+[dhms])+", duration, priority = 20)]
    #[token("\"", quoted)]
    #[token("$", path)]
    #[token("{", |_| TokenKind::LeftBrace)]
    #[token("}", |_| TokenKind::RightBrace)]
    #[token("[", |_| TokenKind::LeftBracket)]
    #[token("]", |_| TokenKind::RightBracket)]
    #[token("(", |_| TokenKind::LeftParenthesis)]
    #[token(")", |_| TokenKind::RightParenthesis)]
    #[token(",", |_| TokenKind::Comma)]
    #[token(":", |_| TokenKind::Colon)]
    #[token(".", |_| TokenKind::Dot)]
    #[token("=", |_| TokenKind::Equals)]
    #[token("==", |_| TokenKind::EqualEqual)]
    #[token("!=", |_| TokenKind::NotEqual)]
    #[token("->", |_| TokenKind::Arrow)]
    #[regex(r"<+|>+|\|+|={3,}", conflict_marker)]
    #[regex(
        r"=>|<=|>=|<-+|=~|!~|!+|&+|;+|/|-+|--+>|-[A-Za-z_][A-Za-z0-9_]*|-[0-9]+[A-Za-z_][A-Za-z0-9_]*",
        unknown
    )]
    #[regex(r"<[A-Za-z_][A-Za-z0-9_,: ]*>", |_| TokenKind::Unknown)]
    #[regex(r"#[^\n]*", |_| TokenKind::Unknown, allow_greedy = true)]
    #[regex(r"[^ \t\r\nA-Za-z0-9_\-{}\[\](),:.=!<>|&;/#$\x22]", characters)]
    Token(TokenKind),
}

fn slashes(lexer: &mut Lexer<'_, Lexed>) -> Option<TokenKind> {
    if follows_scheme(lexer) {
        bump_bare_text(lexer);
        return Some(TokenKind::Unknown);
    }
    bump_to_line_end(lexer);
    let text = lexer.slice();
    (text.starts_with("///") && !text.starts_with("////")).then_some(TokenKind::DocComment)
}

/// Whether the two slashes here belong to a URL without quotes.
fn follows_scheme(lexer: &Lexer<'_, Lexed>) -> bool {
    let before = lexer.source().as_bytes().get(..lexer.span().start).unwrap_or_default();
    let scheme = before.ends_with(b"https:") || before.ends_with(b"http:");
    scheme && lexer.remainder().starts_with(|letter: char| letter.is_ascii_alphanumeric())
}

fn unknown(lexer: &mut Lexer<'_, Lexed>) -> TokenKind {
    if lexer.slice() == "/" {
        return slash(lexer);
    }
    TokenKind::Unknown
}

/// A comment of other languages, or a text in which a slash stands, is one token, so that it is one error.
fn slash(lexer: &mut Lexer<'_, Lexed>) -> TokenKind {
    match foreign_comment_length(lexer) {
        Some(length) => lexer.bump(length),
        None => bump_bare_text(lexer),
    }
    TokenKind::Unknown
}

fn foreign_comment_length(lexer: &Lexer<'_, Lexed>) -> Option<usize> {
    let before = lexer.source().as_bytes().get(..lexer.span().start).and_then(<[u8]>::last);
    let comment = lexer.remainder().as_bytes().strip_prefix(b"*")?;
    let searched = comment.get(..LONGEST_FOREIGN_TEXT).unwrap_or(comment);
    let length = searched.windows(2).position(|end| end == b"*/")?;
    before.is_none_or(u8::is_ascii_whitespace).then_some(length + 3)
}

const LONGEST_FOREIGN_TEXT: usize = 4_000;

fn bump_bare_text(lexer: &mut Lexer<'_, Lexed>) {
    let is_end = |letter: char| !letter.is_alphanumeric() && !"_-./*@?%+~:".contains(letter);
    let text = lexer.remainder().split(is_end).next().unwrap_or_default();
    lexer.bump(text.trim_end_matches(['-', ':', '.']).len());
}

/// Whether what is no token of promo's may be part of a text whose quotes are missing.
pub(crate) fn is_bare_text(unknown: &str) -> bool {
    let comment = unknown.starts_with("/*") && unknown.ends_with("*/");
    let arrow = unknown.starts_with('-') && unknown.ends_with('>');
    let textual = |letter: char| letter.is_alphanumeric() || "-/*@?%+~".contains(letter);
    unknown.starts_with(textual) && !comment && !arrow
}

fn bump_to_line_end(lexer: &mut Lexer<'_, Lexed>) {
    lexer.bump(line_length(lexer.remainder()));
}

/// The bytes before the next line end, or before the end of the text.
fn line_length(text: &str) -> usize {
    let line = text.split_once('\n').map_or(text, |(line, _)| line);
    line.strip_suffix('\r').unwrap_or(line).len()
}

fn word(lexer: &mut Lexer<'_, Lexed>) -> TokenKind {
    if continues_in_letters(lexer) { foreign_word(lexer) } else { TokenKind::of_word(lexer.slice()) }
}

fn integer(lexer: &mut Lexer<'_, Lexed>) -> TokenKind {
    if continues_in_letters(lexer) { foreign_word(lexer) } else { TokenKind::Integer }
}

fn duration(lexer: &mut Lexer<'_, Lexed>) -> TokenKind {
    if continues_in_letters(lexer) { foreign_word(lexer) } else { TokenKind::Duration }
}

fn continues_in_letters(lexer: &Lexer<'_, Lexed>) -> bool {
    let next = lexer.remainder().as_bytes().first();
    next.is_some_and(|byte| !byte.is_ascii()) && lexer.remainder().starts_with(char::is_alphabetic)
}

/// A name with letters that names can't have without quotes is one token, so that it is one error.
fn foreign_word(lexer: &mut Lexer<'_, Lexed>) -> TokenKind {
    let in_name = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    let rest = lexer.remainder();
    let word = rest.split(|letter| !in_name(letter)).next().unwrap_or_default();
    lexer.bump(word.trim_end_matches('-').len());
    TokenKind::Unknown
}

fn characters(lexer: &mut Lexer<'_, Lexed>) -> TokenKind {
    match lexer.slice().chars().next() {
        Some(quote) if FOREIGN_QUOTES.contains(&quote) => quoted_by_typographer(lexer),
        Some(letter) if letter.is_alphabetic() => foreign_word(lexer),
        Some('*' | '@' | '?' | '%' | '+' | '~') => {
            bump_bare_text(lexer);
            TokenKind::Unknown
        }
        _ => TokenKind::Unknown,
    }
}

/// A string in quotes that are none of promo's is one token, so that it is one error.
fn quoted_by_typographer(lexer: &mut Lexer<'_, Lexed>) -> TokenKind {
    if let Some(length) = foreign_block_length(lexer) {
        lexer.bump(length);
        return TokenKind::Unknown;
    }
    let ends = |letter: char| letter == '\n' || FOREIGN_QUOTES.contains(&letter);
    let found = lexer.remainder().char_indices().find(|(_, letter)| ends(*letter));
    if let Some((length, quote)) = found.filter(|(_, letter)| *letter != '\n') {
        lexer.bump(length + quote.len_utf8());
    }
    TokenKind::Unknown
}

/// The bytes behind the first quote of a text between `'''` and `'''`.
fn foreign_block_length(lexer: &Lexer<'_, Lexed>) -> Option<usize> {
    let content = lexer.remainder().strip_prefix("''").filter(|_| lexer.slice() == "'")?;
    let searched = content.as_bytes().get(..LONGEST_FOREIGN_TEXT).unwrap_or(content.as_bytes());
    let length = searched.windows(3).position(|end| end == b"'''")?;
    Some(length + 5)
}

/// Quotes that begin no string.
pub(crate) const FOREIGN_QUOTES: [char; 10] = ['“', '”', '„', '«', '»', '‘', '’', '‚', '\'', '`'];

fn conflict_marker(lexer: &mut Lexer<'_, Lexed>) -> TokenKind {
    let before = lexer.source().get(..lexer.span().start).unwrap_or_default();
    let begins_line = before.is_empty() || before.ends_with('\n');
    let ends_word = lexer.remainder().is_empty() || lexer.remainder().starts_with([' ', '\r', '\n']);
    if lexer.slice().len() == 7 && begins_line && ends_word {
        bump_to_line_end(lexer);
        TokenKind::ConflictMarker
    } else {
        TokenKind::Unknown
    }
}

fn quoted(lexer: &mut Lexer<'_, Lexed>) -> TokenKind {
    if lexer.remainder().starts_with("\"\"") {
        lexer.bump(2);
        let rest = lexer.remainder();
        lexer.bump(text_block_end(rest).unwrap_or(rest.len()));
        TokenKind::TextBlock
    } else {
        let rest = lexer.remainder();
        lexer.bump(string_end(rest).unwrap_or_else(|| line_length(rest)));
        TokenKind::String
    }
}

/// The bytes of a string behind its opening quote, closing quote included; none if that is missing on the
/// line.
fn string_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut place = 0;
    loop {
        let found = bytes.get(place..)?.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n'))?;
        place += found + 1;
        match bytes.get(place - 1) {
            Some(b'"') => return Some(place),
            // What is escaped ends nothing, unless it is the line end itself.
            Some(b'\\') if !matches!(bytes.get(place), Some(b'\r' | b'\n')) => place += 1,
            Some(b'\\') => {}
            _ => return None,
        }
    }
}

/// The bytes of a text block behind its opening quotes, closing quotes included; none if those are missing.
pub(crate) fn text_block_end(text: &str) -> Option<usize> {
    let mut searched = 0;
    loop {
        let found = searched + text.get(searched..)?.find("\"\"\"")?;
        searched = found + 3;
        if !text.get(..found)?.ends_with('\\') {
            return Some(searched);
        }
    }
}

/// Whether a string, text block or JSONPath has its end.
pub(crate) fn is_terminated(kind: TokenKind, text: &str) -> bool {
    match kind {
        TokenKind::String => string_end(text.get(1..).unwrap_or_default()).is_some(),
        TokenKind::TextBlock => text_block_end(text.get(3..).unwrap_or_default()).is_some(),
        TokenKind::Path => path_length(text.get(1..).unwrap_or_default()).1 == 0,
        _ => true,
    }
}

fn path(lexer: &mut Lexer<'_, Lexed>) -> TokenKind {
    lexer.bump(path_length(lexer.remainder()).0);
    TokenKind::Path
}

/// The bytes of a JSONPath behind its `$`, and how many of its brackets are open at its end: one that is not
/// closed on the line takes the rest of the line.
fn path_length(text: &str) -> (usize, u32) {
    let mut depth = 0_u32;
    let mut quote = None;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((index, byte)) = bytes.next() {
        let next = bytes.peek().map(|(_, next)| *next);
        match (quote, byte) {
            (_, b'\n' | b'\r') if byte == b'\n' || next == Some(b'\n') => return (index, depth),
            (Some(_), b'\\') if !matches!(next, Some(b'\r' | b'\n')) => drop(bytes.next()),
            (Some(opening), closing) if opening == closing => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if depth > 0 => quote = Some(byte),
            (None, b'[') => depth += 1,
            (None, b']') if depth > 0 => depth -= 1,
            (None, _) if depth > 0 => {}
            (None, b'.' | b'*' | b'@') => {}
            (None, b'-') if next.is_some_and(is_name_character) => {}
            (None, _) if is_name_character(byte) => {}
            (None, _) => return (index, 0),
        }
    }
    (text.len(), depth)
}

fn is_name_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

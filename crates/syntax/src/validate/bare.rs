//! Texts without the quotes that they need, and what else stands in a value's place and is none. Knows places
//! by what is due there, and no clause.

use super::report::Report;
use super::strings::shown;
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::kind::TokenKind;
use crate::lexer;
use crate::literal;
use crate::tree::SyntaxNode;

/// What is due where a text stands without quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// A text or a name.
    Text,
    /// A JSONPath.
    Path,
    /// A duration.
    Duration,
    /// An integer.
    Integer,
}

/// Reports a node if it is a text without quotes, and says whether it is.
pub(super) fn validate<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, due: Due) -> bool {
    let is_bare = is_bare_text(report, node);
    if is_bare {
        report.bare_text(describe(node, due));
    }
    is_bare
}

/// Reports a text or word that lacks its quotes.
pub(super) fn quoted<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    report.bare_text(describe(node, Due::Text));
}

/// Several tokens without white space between them, or one that is not made of letters alone.
fn is_bare_text<'t>(report: &Report<'t>, node: SyntaxNode<'t>) -> bool {
    let tokens = node.tokens();
    let first = report.kind(tokens.start);
    if tokens.len() == 1 {
        let in_letters = node.text().starts_with(char::is_alphanumeric);
        return first == Some(TokenKind::Unknown) && !in_letters && is_textual(node.text());
    }
    if is_template(node.text()) {
        return true;
    }
    let parts = |index: usize| match report.kind(index) {
        Some(TokenKind::Unknown) => lexer::is_bare_text(report.text(index)),
        Some(TokenKind::Dot | TokenKind::Colon | TokenKind::Integer | TokenKind::Duration) => true,
        kind => kind.is_some_and(TokenKind::is_word),
    };
    let glued = |index: usize| index == tokens.start || report.gap_before(index).is_empty();
    tokens.clone().all(|index| parts(index) && glued(index)) && is_textual(node.text())
}

/// Whether a text is one that Argo fills in, such as `{{workflow.parameters.NAME}}`.
fn is_template(text: &str) -> bool {
    text.starts_with("{{") && text.ends_with("}}") && !text.contains(['\n', '"'])
}

/// Whether quotes around a text may be all that it lacks.
fn is_textual(text: &str) -> bool {
    let letters = text.contains(|letter: char| letter.is_alphanumeric() || letter == '*');
    letters
        && (lexer::is_bare_text(text) || text.starts_with('.'))
        && text.len() > 1
        && !text.starts_with('-')
}

fn describe(node: SyntaxNode<'_>, due: Due) -> SyntaxError {
    let text = node.text();
    let range = node.text_range();
    let error = |message: String| SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
    match due {
        Due::Path => {
            let path = if text.starts_with('.') { format!("${text}") } else { format!("$.{text}") };
            error(format!("{} is no JSONPath: those begin with `$`", shown(text)))
                .help(format!("write {}", shown(&path)))
                .fix(format!("write {}", shown(&path)), range.clone(), path)
        }
        Due::Duration => error(format!("{} is no duration", shown(text))).help(
            "a duration is made of whole numbers with units, the largest first: `90m`, `4h` or `1h30m`",
        ),
        Due::Integer => {
            error(format!("{} is no integer", shown(text))).help("write a whole number, such as `10`")
        }
        Due::Text => {
            let quoted = format!("\"{text}\"");
            error(format!("{} needs quotes", shown(text)))
                .help(format!(
                    "only names of letters, digits, `_` and `-` do without: write {}",
                    shown(&quoted)
                ))
                .fix("put it in quotes", range.clone(), quoted)
        }
    }
}

/// Reports a node if it is a duration with blanks in it or a word before a number, and says whether it is.
pub(super) fn number<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, due: Due) -> bool {
    let tokens = node.tokens();
    let range = node.text_range();
    let error = |message: String| SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
    let text = shown(node.text());
    match report.kind(tokens.start) {
        Some(TokenKind::Integer)
            if due == Due::Duration
                && tokens.len() > 1
                && !report.gap_before(tokens.start + 1).is_empty() =>
        {
            let written: String = tokens.map(|index| unit(report.text(index))).collect();
            let error = error(format!("{text} is no duration: no blank stands before a unit"));
            report.structural(match literal::duration(&written) {
                Ok(_) => error.fix(format!("write `{written}`"), range.clone(), written),
                Err(_) => error.help("the units are `d`, `h`, `m` and `s`: `90m`, `4h` or `1h30m`"),
            });
            true
        }
        Some(TokenKind::Word) if matches!(due, Due::Duration | Due::Integer) && tokens.len() == 1 => {
            let error = error(format!("no word stands before this number, and here stands {text}"));
            let behind = report.range(tokens.end).start;
            report.structural(error.fix("remove it", range.start..behind, ""));
            true
        }
        _ => false,
    }
}

/// The sign of a unit of time that is written out; anything else as it is.
fn unit(word: &str) -> &str {
    let known = UNITS.iter().find(|(words, _)| words.contains(&word));
    known.map_or(word, |(_, sign)| *sign)
}

const UNITS: &[(&[&str], &str)] = &[
    (&["day", "days"], "d"),
    (&["hour", "hours", "hr", "hrs"], "h"),
    (&["minute", "minutes", "min", "mins"], "m"),
    (&["second", "seconds", "sec", "secs"], "s"),
];

/// Reports a node if it is a list without brackets, and says whether it is.
pub(super) fn list<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) -> bool {
    let tokens = node.tokens();
    let is_item = |index: &usize| report.kind(*index) != Some(TokenKind::Comma);
    let joined = matches!(report.kind(tokens.start + 1), Some(TokenKind::Comma | TokenKind::String));
    let is_list = joined && tokens.len() > 1 && tokens.clone().filter(is_item).count() > 1;
    let items: Vec<&str> = tokens.clone().filter(is_item).map(|index| report.text(index)).collect();
    if is_list {
        let range = node.text_range();
        let error =
            SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), "a list stands in square brackets");
        let text = format!("[{}]", items.join(", "));
        report.structural(error.fix("put it in brackets", range, text));
    }
    is_list
}

/// Reports a node if it is something in parentheses, and says whether it is.
pub(super) fn parentheses<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, in_chain: bool) -> bool {
    let tokens = node.tokens();
    let closing = tokens.end.saturating_sub(1);
    let enclosed = report.kind(tokens.start) == Some(TokenKind::LeftParenthesis)
        && report.kind(closing) == Some(TokenKind::RightParenthesis);
    if !enclosed {
        return false;
    }
    let several = tokens.clone().any(|index| report.kind(index) == Some(TokenKind::Comma)) && !in_chain;
    let (message, title, brackets) = match several {
        true => ("a list stands in square brackets", "write `[` and `]`", ["[", "]"]),
        false => ("no parentheses stand around names and values", "remove the parentheses", ["", ""]),
    };
    let places = [report.range(tokens.start), report.range(closing)];
    let edits = places.into_iter().zip(brackets).map(|(range, bracket)| (range, bracket.to_string()));
    let error = SyntaxError::new(SyntaxErrorKind::Syntax, node.text_range(), message);
    report.structural(error.fix_all(title, edits.collect()));
    true
}

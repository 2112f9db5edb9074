//! Errors that one token shows by itself: characters that belong to nothing, strings without an end, conflict
//! markers, brackets nested too deeply, and doc comments that document nothing.

use std::ops::Range;

use super::invisible;
use super::report::Report;
use super::strings;
use super::test;
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::kind::TokenKind;
use crate::lexer::{self, FOREIGN_QUOTES};
use crate::prepare::DEEPEST_NESTING;

/// Checks every token.
pub(super) fn validate(report: &mut Report<'_>) {
    let mut conflict = None;
    let mut too_deep = false;
    for (index, token) in report.tree.tokens().iter().enumerate() {
        match token.kind {
            TokenKind::Unknown => unknown(report, index),
            TokenKind::String | TokenKind::TextBlock | TokenKind::Path => unterminated(report, index),
            TokenKind::ConflictMarker => conflict = conflict_marker(report, index, conflict),
            TokenKind::TooDeep if !too_deep => {
                too_deep = true;
                nested_too_deeply(report, index);
            }
            _ => {}
        }
    }
    if let Some(hunk) = conflict {
        report_conflict(report, hunk);
    }
}

/// Reports doc comments that are no tokens, one error for those on lines that follow one another.
pub(super) fn misplaced(report: &mut Report<'_>, comments: &[Range<usize>]) {
    let text = report.tree.text();
    let mut merged: Vec<Range<usize>> = Vec::new();
    for comment in comments {
        let joined = merged.last_mut().filter(|last| {
            let between = text.get(last.end..comment.start).unwrap_or_default();
            between.trim().is_empty() && between.matches('\n').count() <= 1
        });
        match joined {
            Some(last) => last.end = comment.end,
            None => merged.push(comment.clone()),
        }
    }
    for range in merged {
        let edits = slashes(text, &range);
        let error = SyntaxError::new(
            SyntaxErrorKind::MisplacedDocComment,
            range,
            "this doc comment documents nothing",
        );
        report.certain(
            error
                .help(
                    "a doc comment stands directly before a declaration; any other comment begins with `//`",
                )
                .fix_all("write `//`", edits),
        );
    }
}

/// The third slash of each comment in a range.
fn slashes(text: &str, range: &Range<usize>) -> Vec<(Range<usize>, String)> {
    let comments = text.get(range.clone()).unwrap_or_default();
    let mut edits = Vec::new();
    let mut start = range.start;
    for line in comments.split_inclusive('\n') {
        if let Some(column) = line.find("///") {
            edits.push((start + column + 2..start + column + 3, String::new()));
        }
        start += line.len();
    }
    edits
}

fn nested_too_deeply(report: &mut Report<'_>, index: usize) {
    let range = report.range(index);
    let message = format!("brackets are nested more than {DEEPEST_NESTING} deep here");
    report.ignore_lines_of(range.start..report.tree.text().len());
    report.distrust_brackets();
    report.certain(
        SyntaxError::new(SyntaxErrorKind::NestingTooDeep, range, message)
            .help("give the inner part a name of its own with `let`"),
    );
}

/// The markers of one conflict: the first byte, and the byte after the last marker so far.
type Hunk = Range<usize>;

fn conflict_marker(report: &mut Report<'_>, index: usize, hunk: Option<Hunk>) -> Option<Hunk> {
    let range = report.range(index);
    let opens = report.text(index).starts_with('<');
    let closes = report.text(index).starts_with('>');
    let hunk = match hunk {
        Some(hunk) if opens => {
            report_conflict(report, hunk);
            range
        }
        Some(hunk) => hunk.start..range.end,
        None => range,
    };
    if closes {
        report_conflict(report, hunk);
        return None;
    }
    Some(hunk)
}

fn report_conflict(report: &mut Report<'_>, hunk: Hunk) {
    let text = report.tree.text().get(hunk.clone()).unwrap_or_default();
    let first_line = text.lines().next().map_or(0, str::len);
    report.ignore_lines_of(hunk.clone());
    report.distrust_brackets();
    let range = hunk.start..hunk.start + first_line;
    report.certain(
        SyntaxError::new(
            SyntaxErrorKind::ConflictMarker,
            range,
            "two versions of this file meet here unresolved",
        )
        .help("keep one of the versions, or both, and remove the lines of the markers"),
    );
}

fn unterminated(report: &mut Report<'_>, index: usize) {
    let Some(token) = report.token(index) else { return };
    let range = token.range();
    let behind = report.tree.text().as_bytes().get(range.end);
    let may_be = match token.kind {
        TokenKind::TextBlock => behind.is_none(),
        _ => matches!(behind, None | Some(b'\n' | b'\r')),
    };
    if !may_be || lexer::is_terminated(token.kind, report.text(index)) {
        return;
    }
    report.ignore_lines_of(range.clone());
    let swallows_brackets = report.text(index).contains(['{', '}', '[', ']', '(', ')']);
    if swallows_brackets || token.kind == TokenKind::TextBlock {
        report.ignore_declaration_from(range.clone());
    }
    report.unterminated(unterminated_error(token.kind, range));
}

fn unterminated_error(kind: TokenKind, range: Range<usize>) -> SyntaxError {
    let unclosed = |range, message| SyntaxError::new(SyntaxErrorKind::Unclosed, range, message);
    match kind {
        TokenKind::TextBlock => unclosed(range.start..range.start + 3, "this text block has no end")
            .help("close it with `\"\"\"`"),
        TokenKind::Path => unclosed(range, "a bracket of this JSONPath is not closed")
            .help("a JSONPath ends on the line on which it begins"),
        _ => unclosed(range, "this string has no closing quote").help(
            "a string ends on the line on which it begins; write longer text between `\"\"\"` and `\"\"\"`",
        ),
    }
}

fn unknown(report: &mut Report<'_>, index: usize) {
    let range = report.range(index);
    let text = report.text(index);
    report.ignore_lines_of(range.clone());
    let behind_path = ends_path(report, index);
    if repeats_error_of_line(report, index) || (!behind_path && repeats_item(report, index)) {
        return;
    }
    if matches!(text, "|" | ">") && begins_yaml_text(report, index) {
        report.ignore_declaration_from(range.clone());
        return report.character(yaml_text(range));
    }
    report.character(match text {
        _ if is_foreign_comment(text) => foreign_comment(report, text, range),
        "-" if behind_path => dash_behind_path(report, index),
        _ => unknown_error(text, range),
    });
}

/// Whether the token is the dash of a further item of a list as other languages write it.
fn repeats_item(report: &Report<'_>, index: usize) -> bool {
    let before = (0..index).rev().take(LONGEST_ITEM);
    let mut dashes = before.filter(|before| report.text(*before) == "-");
    let behind_colon = index > 0 && report.kind(index - 1) == Some(TokenKind::Colon);
    report.text(index) == "-" && (behind_colon || dashes.next().is_some())
}

const LONGEST_ITEM: usize = 16;

/// Whether the token is a dash at the end of a JSONPath.
fn ends_path(report: &Report<'_>, index: usize) -> bool {
    let path = index.checked_sub(1).and_then(|before| report.kind(before)) == Some(TokenKind::Path);
    path && report.gap_before(index).is_empty()
}

fn dash_behind_path(report: &Report<'_>, index: usize) -> SyntaxError {
    let range = report.range(index.saturating_sub(1)).start..report.range(index).end;
    let message = "a name in a JSONPath does not end with a dash";
    SyntaxError::new(SyntaxErrorKind::Syntax, range, message)
        .help("such a name stands in quotes and brackets, as in `$.image[\"a-\"]`")
}

/// Whether a sign stands where YAML begins a text of several lines.
fn begins_yaml_text(report: &Report<'_>, index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|before| report.kind(before));
    let due = matches!(before, Some(TokenKind::RunKeyword | TokenKind::Equals | TokenKind::Colon));
    due && !report.same_line(index, index + 1)
}

fn yaml_text(range: Range<usize>) -> SyntaxError {
    SyntaxError::new(
        SyntaxErrorKind::Syntax,
        range,
        "a text of several lines stands between `\"\"\"` and `\"\"\"`",
    )
    .help("the indentation that its lines have in common is no part of it")
}

/// Whether the token before this one is such an error, too, on the same line.
fn repeats_error_of_line(report: &Report<'_>, index: usize) -> bool {
    let before = index.checked_sub(1).filter(|before| report.kind(*before) == Some(TokenKind::Unknown));
    before.is_some_and(|before| report.same_line(before, index))
}

fn unknown_error(text: &str, range: Range<usize>) -> SyntaxError {
    let syntax = |message: String| SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
    if let Some((wrong, right, help)) = REPLACEMENTS.iter().find(|(wrong, ..)| *wrong == text) {
        return syntax(format!("`{wrong}` is not written in promo")).help(*help).fix(
            format!("write `{right}`"),
            range.clone(),
            *right,
        );
    }
    if text == "-" {
        return syntax("a list is not written with dashes".to_string()).help(
            "what stands side by side has commas between it, `a, b`, and a list stands in brackets, `[a, b]`",
        );
    }
    if text == "!" {
        return syntax("`!` is not written in promo".to_string())
            .help("a test says `!=`, `not in`, `not exists` or `not matches`");
    }
    if text == "||" || text == "|" {
        return syntax(format!("`{text}` is not written in promo")).help(test::NO_OR);
    }
    if text.starts_with(';') {
        return syntax("there are no semicolons in promo".to_string())
            .help("white space and line ends are enough between two clauses")
            .fix("remove it", range.clone(), "");
    }
    if text.starts_with('#') {
        return syntax("a comment begins with `//`".to_string()).fix(
            "write `//`",
            range.start..range.start + 1,
            "//",
        );
    }
    if text.starts_with(FOREIGN_QUOTES) {
        return foreign_quotes(text, range);
    }
    if text.starts_with('-') && text.len() > 1 && !text.ends_with('-') {
        let error = syntax(format!("`{text}` begins with a dash, which neither names nor durations do"));
        if text.as_bytes().get(1).is_some_and(u8::is_ascii_digit) {
            return error.help("a duration is never negative");
        }
        return error.help("a name that begins with a dash is written in quotes").fix(
            "put it in quotes",
            range.clone(),
            format!("\"{text}\""),
        );
    }
    if text.starts_with('<') && text.ends_with('>') {
        return syntax(format!("{} belongs to nothing in promo", strings::shown(text)))
            .help("parameters and arguments stand in parentheses: `flow NAME(PARAMETER: TYPE) { … }`");
    }
    if text.starts_with(|letter: char| letter.is_alphanumeric()) {
        return syntax(format!("`{text}` has letters that a name without quotes can't have"))
            .help("letters from a to z, digits, `_` and `-` need no quotes")
            .fix("put it in quotes", range.clone(), format!("\"{text}\""));
    }
    if text.starts_with("<-") {
        return syntax(format!("`{text}` is not written in promo"))
            .help("an arrow points to what comes later: `b <- a` is written `a -> b`");
    }
    let invisible = invisible::error(text, &range);
    invisible.unwrap_or_else(|| syntax(format!("{} belongs to nothing in promo", strings::shown(text))))
}

const REPLACEMENTS: &[(&str, &str, &str)] = &[
    ("=>", "->", "an arrow from one environment to the next is written `->`"),
    ("→", "->", "an arrow from one environment to the next is written `->`"),
    ("⇒", "->", "an arrow from one environment to the next is written `->`"),
    ("-->", "->", "an arrow from one environment to the next is written `->`"),
    (">", "->", "an arrow from one environment to the next is written `->`"),
    (">>", "->", "an arrow from one environment to the next is written `->`"),
    ("&&", "and", "the conditions of a test are joined by `and`"),
    ("&", "and", "the conditions of a test are joined by `and`"),
    ("===", "==", "a test asks with `==` whether two things are equal"),
    ("=~", "matches", "a test compares with a glob by `matches`"),
    ("!~", "not matches", "a test compares with a glob by `matches` or `not matches`"),
];

fn is_foreign_comment(text: &str) -> bool {
    text.starts_with("/*") && text.ends_with("*/")
}

/// A comment of several lines, or one with something behind it, is not put right by two slashes.
fn foreign_comment(report: &Report<'_>, text: &str, range: Range<usize>) -> SyntaxError {
    let content = text.trim_start_matches("/*").trim_end_matches("*/").trim_matches(['*', ' ']);
    let behind = report.tree.text().get(range.end..).and_then(|behind| behind.lines().next());
    let lonely = behind.is_none_or(|behind| behind.trim().is_empty()) && !content.contains('\n');
    let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), "a comment begins with `//`")
        .help("it ends where its line ends");
    match lonely {
        true => error.fix("write `//`", range, format!("// {content}")),
        false => error,
    }
}

fn foreign_quotes(text: &str, range: Range<usize>) -> SyntaxError {
    if text.len() > 5 && text.starts_with("'''") && text.ends_with("'''") {
        let ends = [range.start..range.start + 3, range.end - 3..range.end];
        let edits = ends.into_iter().map(|end| (end, "\"\"\"".to_string())).collect();
        return SyntaxError::new(
            SyntaxErrorKind::Syntax,
            range,
            "a text of several lines stands between `\"\"\"` and `\"\"\"`",
        )
        .fix_all("use straight double quotes", edits);
    }
    let content = text.trim_matches(FOREIGN_QUOTES);
    let closed = text.chars().count() > 1 && text.ends_with(FOREIGN_QUOTES);
    let error = SyntaxError::new(
        SyntaxErrorKind::Syntax,
        range.clone(),
        "a string stands between straight double quotes",
    );
    let error = error.help("word processors turn `\"` into other characters");
    if closed && !content.contains(['"', '\\']) {
        error.fix("use straight double quotes", range, format!("\"{content}\""))
    } else {
        error
    }
}

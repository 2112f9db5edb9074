//! Commas: those that are missing, and those behind which nothing stands. Knows what stands between them only
//! by its kind.

use std::ops::Range;

use super::report::Report;
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::kind::{NodeKind, TokenKind};
use crate::tree::SyntaxNode;

/// How things in a row are told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Commas {
    /// One between two, and none behind the last.
    Between,
    /// One between two, and perhaps one behind the last.
    Trailing,
    /// Wherever they please, but never two in a row.
    Optional,
}

/// Checks the commas among the children of some kinds; `noun` says what stands between them.
pub(super) fn validate<'t>(
    report: &mut Report<'t>,
    node: SyntaxNode<'t>,
    commas: Commas,
    noun: &str,
    is_item: impl Fn(NodeKind) -> bool,
) {
    validate_behind(report, node, 0, commas, noun, is_item);
}

/// Checks the commas among the children of some kinds, the first few left out.
pub(super) fn validate_behind<'t>(
    report: &mut Report<'t>,
    node: SyntaxNode<'t>,
    left_out: usize,
    commas: Commas,
    noun: &str,
    is_item: impl Fn(NodeKind) -> bool,
) {
    let is_item = |child: &SyntaxNode<'t>| is_item(child.kind());
    if commas != Commas::Optional {
        missing_between(report, node.children().filter(is_item).skip(left_out), noun);
    }
    let mut items = node.children().filter(is_item).skip(left_out).peekable();
    let mut before: Option<SyntaxNode<'t>> = None;
    for index in node.own_tokens() {
        while let Some(item) = items.next_if(|item| item.tokens().start < index) {
            before = Some(item);
        }
        if report.kind(index) == Some(TokenKind::Comma) {
            let follows = items.peek().is_some_and(|item| item.tokens().start == index + 1);
            let ends_list = commas != Commas::Between && before.is_some() && closes(report, index + 1);
            if !follows && !ends_list {
                lonely_comma(report, index, noun, "behind");
            } else if before.is_none() && opens(report, index - 1) {
                lonely_comma(report, index, noun, "before");
            }
            before = None;
        }
    }
}

fn opens(report: &Report<'_>, index: usize) -> bool {
    let opening = [TokenKind::LeftBracket, TokenKind::LeftBrace, TokenKind::LeftParenthesis];
    report.kind(index).is_some_and(|kind| opening.contains(&kind))
}

fn closes(report: &Report<'_>, index: usize) -> bool {
    let closing = [TokenKind::RightBracket, TokenKind::RightBrace, TokenKind::RightParenthesis];
    report.kind(index).is_some_and(|kind| closing.contains(&kind))
}

/// Reports, once for a row of things, that commas are missing between them.
fn missing_between<'t>(report: &mut Report<'t>, items: impl Iterator<Item = SyntaxNode<'t>>, noun: &str) {
    let mut unseparated = Vec::new();
    let mut before: Option<SyntaxNode<'t>> = None;
    for item in items {
        if before.is_some_and(|before| before.tokens().end == item.tokens().start) {
            unseparated.push(item);
        }
        before = Some(item);
    }
    match unseparated.as_slice() {
        [] => {}
        [only] => missing_comma_before(report, only.tokens().start, only.text_range(), noun),
        [first, .., last] => {
            let range = first.text_range().start..last.text_range().end;
            let message = format!("commas are missing before these {noun}s");
            let error = SyntaxError::new(SyntaxErrorKind::Syntax, range, message);
            let places = unseparated.iter().map(|item| report.range(item.tokens().start - 1).end);
            let edits = places.map(|place| (place..place, ",".to_string())).collect();
            report.structural(error.fix_all("add the commas", edits));
        }
    }
}

/// Reports that a comma is missing before the token at an index.
pub(super) fn missing_comma(report: &mut Report<'_>, index: usize, noun: &str) {
    missing_comma_before(report, index, report.range(index), noun);
}

fn missing_comma_before(report: &mut Report<'_>, index: usize, item: Range<usize>, noun: &str) {
    let place = report.range(index.saturating_sub(1)).end;
    let message = format!("a comma is missing before this {noun}");
    let error = SyntaxError::new(SyntaxErrorKind::Syntax, item, message);
    report.structural(error.fix("add the comma", place..place, ","));
}

fn lonely_comma(report: &mut Report<'_>, index: usize, noun: &str, side: &str) {
    let range = report.range(index);
    let message = format!("no {noun} stands {side} this comma");
    let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
    report.missing(index + 1, error.fix("remove the comma", range, ""));
}

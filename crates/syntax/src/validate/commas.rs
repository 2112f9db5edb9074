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
    let mut items = node.children().filter(|child| is_item(child.kind())).skip(left_out).peekable();
    let mut before: Option<SyntaxNode<'t>> = None;
    for index in node.own_tokens() {
        while let Some(item) = items.next_if(|item| item.tokens().start < index) {
            if let Some(before) = before.filter(|_| commas != Commas::Optional) {
                missing_between(report, before, item, noun);
            }
            before = Some(item);
        }
        if report.kind(index) == Some(TokenKind::Comma) {
            let follows = items.peek().is_some_and(|item| item.tokens().start == index + 1);
            let ends_list = commas != Commas::Between && before.is_some() && closes(report, index + 1);
            if !follows && !ends_list {
                lonely_comma(report, index, noun);
            }
            before = None;
        }
    }
    for item in items {
        if let Some(before) = before.filter(|_| commas != Commas::Optional) {
            missing_between(report, before, item, noun);
        }
        before = Some(item);
    }
}

fn closes(report: &Report<'_>, index: usize) -> bool {
    let closing = [TokenKind::RightBracket, TokenKind::RightBrace, TokenKind::RightParenthesis];
    report.kind(index).is_some_and(|kind| closing.contains(&kind))
}

fn missing_between<'t>(report: &mut Report<'t>, one: SyntaxNode<'t>, other: SyntaxNode<'t>, noun: &str) {
    if one.tokens().end == other.tokens().start {
        missing_comma_before(report, other.tokens().start, other.text_range(), noun);
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

fn lonely_comma(report: &mut Report<'_>, index: usize, noun: &str) {
    let range = report.range(index);
    let error = SyntaxError::new(
        SyntaxErrorKind::Syntax,
        range.clone(),
        format!("no {noun} stands behind this comma"),
    );
    report.missing(index + 1, error.fix("remove the comma", range, ""));
}

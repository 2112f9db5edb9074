//! Values, lists, maps and entries: brackets that are not closed, commas, separators, and what strings hold.

use std::ops::Range;

use super::bare::{self, Due};
use super::commas::{self, Commas};
use super::report::Report;
use super::strings;
use super::unknown;
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::kind::{NodeKind, TokenKind};
use crate::literal::Mode;
use crate::tree::SyntaxNode;

/// Checks a value and all in it. `mode` is that of the strings in it.
pub(super) fn validate<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, mode: Mode) {
    match node.kind() {
        NodeKind::Literal => strings::validate(report, node.tokens().start, mode),
        NodeKind::List => closed(report, node, TokenKind::RightBracket, "this list", |report| {
            commas::validate(report, node, Commas::Trailing, "value", NodeKind::is_value);
            children(report, node, mode);
        }),
        NodeKind::Map => {
            closed(report, node, TokenKind::RightBrace, "this `{`", |report| entries(report, node))
        }
        NodeKind::Junk => wrong(report, node, Due::Text),
        _ => {}
    }
}

/// Reports what stands in a value's place and is none.
pub(super) fn wrong<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, due: Due) {
    let explained = bare::number(report, node, due)
        || bare::validate(report, node, due)
        || bare::parentheses(report, node, false)
        || bare::list(report, node);
    if !explained {
        unknown::junk(report, node, "a value");
    }
}

/// Checks the values among the children of a node.
pub(super) fn children<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, mode: Mode) {
    for child in node.children() {
        validate(report, child, mode);
    }
}

/// Checks what brackets hold, and reports them if their partner is missing.
pub(super) fn closed<'t>(
    report: &mut Report<'t>,
    node: SyntaxNode<'t>,
    closing: TokenKind,
    what: &str,
    validate_content: impl FnOnce(&mut Report<'t>),
) {
    if closes_itself(report, node, closing) {
        return validate_content(report);
    }
    let opening = report.range(node.tokens().start);
    let message = format!("{what} is not closed: its {} is missing", closing.description());
    let help = format!("add the {} where what it holds should end", closing.description());
    let error = SyntaxError::new(SyntaxErrorKind::Unclosed, opening, message).help(help);
    report.unclosed(node, error, validate_content);
}

/// Whether the last token of a node closes it, rather than something in it.
pub(super) fn closes_itself<'t>(report: &Report<'t>, node: SyntaxNode<'t>, closing: TokenKind) -> bool {
    let tokens = node.tokens();
    let last = tokens.end.checked_sub(1).filter(|last| *last > tokens.start);
    let own = node.children().last().is_none_or(|child| child.tokens().end < tokens.end);
    own && last.and_then(|last| report.kind(last)) == Some(closing)
}

/// Checks the entries of a map or of a block of `labels`, `annotations` or `extra`.
pub(super) fn entries<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    commas::validate(report, node, Commas::Optional, "entry", |kind| kind == NodeKind::Entry);
    let mut separated = true;
    for child in node.children() {
        match child.kind() {
            NodeKind::Entry => separated = entry(report, child, separated),
            NodeKind::Junk => unknown::junk(report, child, "an entry `KEY = VALUE`"),
            _ => {}
        }
    }
}

/// Checks an entry, and says whether it and those before it have separators: the first without one says it
/// for all.
fn entry<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, separated: bool) -> bool {
    let begins = |child: &SyntaxNode<'t>| child.tokens().start == node.tokens().start;
    let value = node.children().find(|child| !begins(child));
    if let Some(value) = value {
        validate(report, value, Mode::Interpolated);
    }
    let Some(key_node) = node.children().find(begins) else {
        let message = format!("no key stands before this `{}`", report.text(node.tokens().start));
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, report.range(node.tokens().start), message);
        report.structural(error.help(ENTRY));
        return separated;
    };
    key(report, key_node);
    let separator = node.has_token(TokenKind::Equals) || node.has_token(TokenKind::Colon);
    let range = key_node.text_range();
    let name = strings::shown(key_node.text());
    match (separator, value) {
        (true, Some(_)) => {}
        (false, _) if !separated => {}
        (_, None) => report.missing(node.tokens().end, missing_value(range, &name).help(ENTRY)),
        (false, Some(value)) => {
            let place = range.end;
            let both = range.start..value.text_range().end;
            let message = format!("a `=` is missing between {name} and its value");
            let error = SyntaxError::new(SyntaxErrorKind::Syntax, both, message);
            report.structural(error.fix("add the `=`", place..place, " ="));
        }
    }
    separated && separator
}

const ENTRY: &str = "an entry is written `KEY = VALUE`";

fn missing_value(range: Range<usize>, name: &str) -> SyntaxError {
    SyntaxError::new(SyntaxErrorKind::Syntax, range, format!("{name} has no value"))
}

fn key<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    if node.kind() == NodeKind::Junk {
        return wrong_name(report, node);
    }
    let tokens = node.tokens();
    for index in tokens.clone() {
        strings::validate(report, index, Mode::Name);
        let dot = report.kind(index) == Some(TokenKind::Dot);
        let name_follows = tokens.contains(&(index + 1)) && report.kind(index + 1) != Some(TokenKind::Dot);
        if dot && !name_follows {
            let error = SyntaxError::new(
                SyntaxErrorKind::Syntax,
                report.range(index),
                "no name stands behind this dot",
            );
            report.missing(index + 1, error);
        }
        if report.kind(index) == Some(TokenKind::Duration) {
            unknown::wrong_name(report, index);
        }
    }
}

/// Reports a type behind a name that is given none.
pub(super) fn needless_type<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, named: &str) {
    let before = node.tokens().start.saturating_sub(1);
    let range = report.range(before).end..node.text_range().end;
    let message = format!("{named} is written without a type");
    let error = SyntaxError::new(SyntaxErrorKind::Syntax, node.text_range(), message);
    report.structural(error.help("what it holds is read off its value").fix("remove the type", range, ""));
}

/// Reports what stands in a name's place and is none.
pub(super) fn wrong_name<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    if !bare::validate(report, node, Due::Text) {
        unknown::junk(report, node, "a name");
    }
}

/// Checks the names among the children of a node.
pub(super) fn names<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    for child in node.children() {
        match child.kind() {
            NodeKind::Name => strings::validate(report, child.tokens().start, Mode::Name),
            NodeKind::Junk => wrong_name(report, child),
            _ => {}
        }
    }
}

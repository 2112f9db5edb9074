//! Blocks: braces that are not closed, and the items in them one by one.

use super::bare;
use super::clause;
use super::commas::{self, Commas};
use super::report::Report;
use super::unknown;
use super::value;
use crate::clauses::Body;
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::kind::{NodeKind, TokenKind};
use crate::literal::Mode;
use crate::tree::SyntaxNode;

/// Checks a block and all in it.
pub(super) fn validate<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, body: Body) {
    if !opened(report, node, body.description()) || is_closed(report, node) {
        return items(report, node, body);
    }
    let error = unclosed(report, node, body);
    report.owed_braces += 1;
    report.unclosed(node, error, |report| items(report, node, body));
}

fn items<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, body: Body) {
    let mut before: Option<SyntaxNode<'t>> = None;
    let mut items = node.children().peekable();
    while let Some(item) = items.next() {
        let behind = items.peek().copied();
        match item.kind() {
            NodeKind::Clause if unknown::quoted_is_meant(report, item, behind) => {
                items.next();
            }
            NodeKind::Clause => clause::validate(report, item, body),
            NodeKind::Chain => chain(report, item),
            NodeKind::UnknownClause => unknown::clause(report, item, body, before, behind),
            NodeKind::Junk => unknown::item_junk(report, item, before, body),
            _ => {}
        }
        before = Some(item);
    }
}

fn is_closed<'t>(report: &Report<'t>, node: SyntaxNode<'t>) -> bool {
    value::closes_itself(report, node, TokenKind::RightBrace)
}

/// Whether the brace is there that begins a block. Reports if it is not.
pub(super) fn opened<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, what: &str) -> bool {
    let first = node.tokens().start;
    let has_brace = report.kind(first) == Some(TokenKind::LeftBrace);
    if !has_brace {
        let place = report.range(first.saturating_sub(1)).end;
        let message = format!("the `{{` that begins the block of {what} is missing");
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, report.range(first.saturating_sub(1)), message);
        report.structural(error.fix("add the `{`", place..place, " {"));
    }
    has_brace
}

fn unclosed<'t>(report: &Report<'t>, node: SyntaxNode<'t>, body: Body) -> SyntaxError {
    let end = node.tokens().end;
    let opening = report.range(node.tokens().start);
    let message = format!("the block of {} is not closed: its `}}` is missing", body.description());
    let mut error = SyntaxError::new(SyntaxErrorKind::Unclosed, opening, message)
        .help("add the `}` where the block should end; the indentation of the lines below often shows where");
    if report.kind(end).is_some() {
        error = error.related(report.range(end), "this can't stand inside of it");
    }
    if let Some((opening, closing)) = suspect(report, node) {
        error = error
            .related(opening, "this block may be the one that lacks a `}`")
            .related(closing, "this `}` closes it, though it is indented like what is around it");
    }
    error
}

/// A block inside of an unclosed one whose `}` stands no further right than the unclosed one begins: it has
/// the brace that was meant for the outer.
fn suspect<'t>(
    report: &Report<'t>,
    node: SyntaxNode<'t>,
) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let blocks = node.children().filter_map(|item| item.child(NodeKind::Block));
    let mut several_lines = blocks.filter(|block| {
        let tokens = block.tokens();
        is_closed(report, *block) && !report.same_line(tokens.start, tokens.end - 1)
    });
    let found = several_lines.find(|block| {
        let outer = indentation(report, node.tokens().start);
        let opening = indentation(report, block.tokens().start);
        let closing = indentation(report, block.tokens().end - 1);
        closing.is_some() && closing <= outer && closing < opening
    })?;
    let tokens = found.tokens();
    Some((report.range(tokens.start), report.range(tokens.end - 1)))
}

/// How far the line of a token is indented; nothing is said of long lines.
fn indentation(report: &Report<'_>, index: usize) -> Option<usize> {
    let text = report.tree.text();
    let start = report.range(index).start;
    let before = text.as_bytes().get(start.saturating_sub(LONGEST_LINE)..start)?;
    let length =
        before.iter().rev().position(|byte| *byte == b'\n').or((start == before.len()).then_some(start))?;
    let line = text.get(start - length..start + 1)?;
    Some(line.len() - line.trim_start_matches([' ', '\t']).len())
}

const LONGEST_LINE: usize = 1_000;

fn chain<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    for group in node.children() {
        let is_name = |kind: NodeKind| kind.is_value() || kind == NodeKind::Junk;
        commas::validate(report, group, Commas::Between, "name", is_name);
        bracketed(report, group);
        group.children().for_each(|child| name(report, child));
    }
    if node.own_tokens().next().is_none() {
        let several = node.children().any(|group| group.children().count() > 1);
        let message = match several {
            true => "an arrow is missing: nothing says which of these comes first",
            false => "this leads nowhere: no arrow stands before or behind this name",
        };
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, node.text_range(), message);
        return report.missing(node.tokens().end, error.help(ARROWS));
    }
    let mut groups = node.children().peekable();
    let mut group_before = None;
    for arrow in node.own_tokens() {
        while let Some(group) = groups.next_if(|group| group.tokens().start < arrow) {
            group_before = Some(group.tokens().end);
        }
        let before = group_before == Some(arrow);
        let behind = groups.peek().is_some_and(|group| group.tokens().start == arrow + 1);
        if !before || !behind {
            return lonely_arrow(report, arrow, if before { "behind" } else { "before" });
        }
    }
}

fn name<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    if node.kind() != NodeKind::Junk || !bare::parentheses(report, node, true) {
        value::validate(report, node, Mode::Name);
    }
}

fn lonely_arrow(report: &mut Report<'_>, arrow: usize, side: &str) {
    let message = format!("no name stands {side} this arrow");
    let error = SyntaxError::new(SyntaxErrorKind::Syntax, report.range(arrow), message);
    report.missing(arrow + 1, error.help(ARROWS));
}

const ARROWS: &str = "arrows join environments or steps: `dev -> qa, staging`";

/// Names in arrows stand without brackets.
fn bracketed<'t>(report: &mut Report<'t>, group: SyntaxNode<'t>) {
    for list in group.children().filter(|child| matches!(child.kind(), NodeKind::List | NodeKind::Map)) {
        let range = list.text_range();
        let message = "names between arrows stand without brackets";
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
        let closing = range.end.saturating_sub(1)..range.end;
        let edits = vec![(range.start..range.start + 1, String::new()), (closing, String::new())];
        report.structural(error.fix_all("remove the brackets", edits));
    }
}

//! Tests: conditions with a part missing, and words and signs that are no operators. Which subjects and
//! operators a declaration has is decided elsewhere.

use super::bare;
use super::report::Report;
use super::strings;
use super::value;
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::kind::{NodeKind, TokenKind};
use crate::literal::Mode;
use crate::tree::SyntaxNode;

/// Checks a test.
pub(super) fn validate<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    for condition_node in node.children() {
        condition(report, condition_node);
    }
    let mut conditions = node.children().peekable();
    for index in node.own_tokens() {
        while conditions.next_if(|condition| condition.tokens().start <= index).is_some() {}
        if report.kind(index) == Some(TokenKind::Comma) {
            let range = report.range(index);
            let error = syntax(range.clone(), "conditions are joined by `and`");
            report.structural(error.help(SEVERAL).fix("write `and`", range, " and"));
        }
        if conditions.peek().is_none_or(|condition| condition.tokens().start > index + 1) {
            report.missing(index + 1, missing_condition(report, index));
        }
    }
}

fn missing_condition(report: &Report<'_>, index: usize) -> SyntaxError {
    let range = report.range(index);
    if report.kind(index) == Some(TokenKind::OrKeyword) {
        return syntax(range, "there is no `or` in a test").help(NO_OR);
    }
    syntax(range, format!("`{}` needs a condition behind it", report.text(index))).help(FORM)
}

const SEVERAL: &str = "several values of one subject are asked for with `in [A, B]`";

/// What to do instead of `or`.
pub(super) const NO_OR: &str = "the conditions of a test are joined by `and`, and there is no `or`: \
                                several values of one subject are asked for with `in [A, B]`";

const NEGATED: &str = "`not` stands behind the subject: `product not in [a, b]`, or `product != a`";

const FORM: &str = "a condition is written `SUBJECT == VALUE`, as in `environment.kind == production`";

fn syntax(range: std::ops::Range<usize>, message: impl Into<String>) -> SyntaxError {
    SyntaxError::new(SyntaxErrorKind::Syntax, range, message)
}

fn condition<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    if let Some(subject_node) = node.child(NodeKind::Subject) {
        subject(report, subject_node);
    }
    let behind = node.children().find(|child| child.kind() != NodeKind::Subject);
    let operator: Vec<usize> = node.own_tokens().collect();
    match (operator.as_slice(), behind) {
        ([], _) => missing_operator(report, node, behind),
        ([first, ..], behind) => {
            wrong_operator(report, *first);
            missing_value(report, node, &operator, behind);
        }
    }
    let bare_label =
        node.child(NodeKind::Subject).is_some_and(|subject| subject.child(NodeKind::Junk).is_some());
    let word = |node: SyntaxNode<'t>| report.kind(node.tokens().start).is_some_and(TokenKind::is_word);
    if let Some(behind) = behind.filter(|behind| !(bare_label && word(*behind))) {
        value::validate(report, behind, mode(node));
    }
}

/// How the strings are read that a subject is compared with.
fn mode(condition: SyntaxNode<'_>) -> Mode {
    let subject = condition.child(NodeKind::Subject);
    let word = subject.and_then(SyntaxNode::keyword);
    match word {
        Some(TokenKind::ProductKeyword | TokenKind::EnvironmentKeyword) => Mode::Name,
        _ => Mode::Interpolated,
    }
}

fn subject<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    let key = node.child(NodeKind::Literal);
    if let Some(key) = key {
        strings::validate(report, key.tokens().start, Mode::Name);
    }
    let tokens = node.tokens();
    let is_label = report.kind(tokens.start) == Some(TokenKind::LabelKeyword);
    if let Some(wrong) = node.child(NodeKind::Junk) {
        bare::quoted(report, wrong);
    } else if is_label && key.is_none() {
        let error = syntax(report.range(tokens.start), "`label` needs the key of a label in quotes");
        report.missing(tokens.end, error.help("written `label \"KEY\" == \"VALUE\"`"));
    }
    if let Some(last) = tokens.end.checked_sub(1).filter(|last| report.kind(*last) == Some(TokenKind::Dot)) {
        report.missing(tokens.end, syntax(report.range(last), "no name stands behind this dot"));
    }
}

fn missing_operator<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, value: Option<SyntaxNode<'t>>) {
    let subject = node.child(NodeKind::Subject).map_or("", SyntaxNode::text);
    let error =
        syntax(node.text_range(), format!("nothing says how {} is compared", strings::shown(subject)));
    let error = error.help(if subject == "not" { NEGATED } else { FORM });
    let worded = value.and_then(|value| Some((value, operator_of_word(value.text())?)));
    match value {
        Some(value) if is_part(subject, value.text()) => {
            let range = node.child(NodeKind::Subject).map_or(0, |subject| subject.text_range().end);
            let range = range..value.text_range().start;
            let error = error.help(format!("the subject is written `{subject}.{}`", value.text()));
            report.structural(error.fix("write `.`", range, "."));
        }
        _ if worded.is_some_and(|(value, _)| report.same_line(value.tokens().start, value.tokens().end)) => {
            let Some((value, operator)) = worded else { return };
            let range = value.text_range();
            let error = syntax(range.clone(), format!("{} compares nothing", strings::shown(value.text())));
            report.structural(error.fix(format!("write `{operator}`"), range, operator));
        }
        _ if subject == "not" => report.structural(error),
        Some(value) if is_compared(report, value) => report.structural(error),
        Some(value) => {
            let place = value.text_range().start;
            let operator = if value.kind() == NodeKind::List { "in " } else { "== " };
            report.structural(error.fix(format!("write `{}`", operator.trim()), place..place, operator));
        }
        None => report.missing(node.tokens().end, error),
    }
}

/// Whether an operator stands behind a value: it is no value then.
fn is_compared(report: &Report<'_>, value: SyntaxNode<'_>) -> bool {
    matches!(
        report.kind(value.tokens().end),
        Some(TokenKind::EqualEqual | TokenKind::NotEqual | TokenKind::InKeyword | TokenKind::MatchesKeyword)
    )
}

/// Whether a word behind a subject is the rest of its name, without the dot between.
fn is_part(subject: &str, word: &str) -> bool {
    DOTTED.contains(&(subject, word))
}

const DOTTED: &[(&str, &str)] = &[("environment", "kind"), ("environment", "tag"), ("product", "tag")];

/// The operator that a word of other languages may mean.
fn operator_of_word(word: &str) -> Option<&'static str> {
    let (_, operator) = OPERATORS.iter().find(|(words, _)| words.contains(&word))?;
    Some(operator)
}

/// The operator that a word behind `not` may mean.
fn negated_of_word(word: &str) -> Option<&'static str> {
    let is_cut = |operator: &&str| operator.starts_with(word) || word.starts_with(operator);
    let of_word = operator_of_word(word).filter(|operator| *operator == "matches");
    of_word.or_else(|| ["exists", "matches"].into_iter().find(is_cut))
}

const OPERATORS: &[(&[&str], &str)] =
    &[(&["is", "eq", "equals"], "=="), (&["isnt", "ne"], "!="), (&["like", "glob", "match"], "matches")];

fn wrong_operator(report: &mut Report<'_>, index: usize) {
    if matches!(report.kind(index), Some(TokenKind::Equals | TokenKind::Colon)) {
        let range = report.range(index);
        let error = syntax(range.clone(), "a test asks with `==` whether two things are equal");
        report.structural(error.fix("write `==`", range, "=="));
    }
}

fn missing_value<'t>(
    report: &mut Report<'t>,
    node: SyntaxNode<'t>,
    operator: &[usize],
    value: Option<SyntaxNode<'t>>,
) {
    let kinds: Vec<TokenKind> = operator.iter().filter_map(|index| report.kind(*index)).collect();
    if kinds.contains(&TokenKind::ExistsKeyword) {
        return;
    }
    let (Some(first), Some(last)) = (operator.first(), operator.last()) else { return };
    let range = report.range(*first).start..report.range(*last).end;
    if kinds.as_slice() == [TokenKind::NotKeyword] {
        let error = syntax(range, "`not` stands before `in`, `exists` or `matches`");
        let meant = value.and_then(|value| Some((value.text_range(), negated_of_word(value.text())?)));
        report.structural(match meant {
            Some((place, word)) => error.fix(format!("write `not {word}`"), place, word),
            None => error.help("two things that are not equal are compared with `!=`"),
        });
    } else if value.is_none() {
        let written = report.tree.text().get(range.clone()).unwrap_or_default();
        let error = syntax(range, format!("`{written}` needs a value behind it"));
        report.missing(node.tokens().end, error.help(FORM));
    }
}

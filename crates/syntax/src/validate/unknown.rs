//! What fits nowhere: words that begin no clause or declaration, and tokens that belong to nothing. Says what
//! was probably meant.

use super::commas;
use super::report::Report;
use super::spelling;
use super::strings;
use super::wording;
use crate::clauses::{Body, clauses};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::kind::{NodeKind, TokenKind};
use crate::tree::SyntaxNode;

/// Reports a word that begins no clause of its body.
pub(super) fn clause<'t>(
    report: &mut Report<'t>,
    node: SyntaxNode<'t>,
    body: Body,
    before: Option<SyntaxNode<'t>>,
    behind: Option<SyntaxNode<'t>>,
) {
    owe_braces(report, node);
    let first = node.tokens().start;
    if before.is_some_and(|before| lists_names(before) && report.same_line(before.tokens().start, first)) {
        return commas::missing_comma(report, first, "name");
    }
    let leads_to_chain =
        node.tokens().len() == 1 && behind.is_some_and(|next| next.kind() == NodeKind::Chain);
    if leads_to_chain && report.same_line(first, first + 1) {
        return unjoined_name(report, first);
    }
    let word = report.text(first);
    let range = report.range(first);
    let message = format!("{} has no clause `{word}`", body.description());
    let error = SyntaxError::new(SyntaxErrorKind::UnknownClause, range.clone(), message);
    let error = suggest_clause(error, word, body);
    report.structural(match (error.help.is_none(), node.tokens().len()) {
        (true, 1) => error.help(half_an_arrow(word, body)),
        (true, _) => error.help(format!("its clauses are {}", all_clauses(body))),
        (false, _) => error,
    });
}

/// What a word alone may be where arrows are drawn.
fn half_an_arrow(word: &str, body: Body) -> String {
    let clauses = all_clauses(body);
    match body {
        Body::Flow => {
            format!("an arrow leads from an environment to the next: `{word} -> NEXT`; clauses are {clauses}")
        }
        Body::Workflow => {
            format!("an arrow leads from a step to the next: `{word} -> NEXT`; clauses are {clauses}")
        }
        _ => format!("its clauses are {clauses}"),
    }
}

/// Whether an item ends with a list of names, so that a comma may be missing behind it.
fn lists_names(item: SyntaxNode<'_>) -> bool {
    let listing = [TokenKind::ExportsKeyword, TokenKind::OutputKeyword, TokenKind::InputKeyword];
    let keyword = item.keyword().is_some_and(|keyword| listing.contains(&keyword));
    let ends_with_name = item.descendants().last().is_some_and(|last| last.kind() == NodeKind::Name);
    item.kind() == NodeKind::Clause && keyword && ends_with_name
}

fn unjoined_name(report: &mut Report<'_>, index: usize) {
    if report.kind(index) == Some(TokenKind::AndKeyword) {
        let range = report.range(index);
        let before = report.range(index.saturating_sub(1)).end;
        let message = "environments side by side have commas between them";
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
        return report.structural(error.fix("write a comma", before..range.end, ","));
    }
    let message =
        format!("`{}` is joined to what follows by neither a comma nor an arrow", report.text(index));
    let range = report.range(index);
    let error = SyntaxError::new(SyntaxErrorKind::Syntax, range, message);
    report
        .structural(error.help("environments side by side have commas between them: `qa, staging -> prod`"));
}

/// With what was probably meant, if anything is like it.
fn suggest_clause(error: SyntaxError, word: &str, body: Body) -> SyntaxError {
    let range = error.range.clone();
    if let Some(right) = spelling::alias(word, body) {
        return error.help(format!("promo calls it `{right}`")).fix(format!("write `{right}`"), range, right);
    }
    if let Some(clause) = spelling::nearest_clause(word, body) {
        let right = spelling::keyword_text(clause);
        let help = format!("did you mean `{right}`? It is written `{}`", clause.form);
        return error.help(help).fix(format!("write `{right}`"), range, right);
    }
    if let Some(advice) = spelling::advice(word) {
        return error.help(advice);
    }
    let homes = homes_of(word);
    if !homes.is_empty() {
        return error.help(format!("`{word}` belongs in {}", wording::one_of(&homes)));
    }
    error
}

/// The bodies, as messages name them, that have a clause of this word.
fn homes_of(word: &str) -> Vec<String> {
    let keyword = TokenKind::of_word(word);
    let bodies = Body::ALL.iter().filter(|body| keyword != TokenKind::Word && body.clause(keyword).is_some());
    bodies.map(|body| body.description().to_string()).collect()
}

fn all_clauses(body: Body) -> String {
    let clauses = clauses(body);
    let mut list = String::with_capacity(clauses.len() * 16);
    for (index, clause) in clauses.iter().enumerate() {
        match index {
            0 => {}
            _ if index + 1 == clauses.len() => list.push_str(" and "),
            _ => list.push_str(", "),
        }
        list.push_str(clause.word.description());
    }
    list
}

/// Reports a word that begins no declaration.
pub(super) fn declaration<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    owe_braces(report, node);
    let Some(first) = node.keyword_token() else { return };
    let word = report.text(first);
    let range = report.range(first);
    let message = format!("no declaration begins with `{word}`");
    let error = SyntaxError::new(SyntaxErrorKind::UnknownDeclaration, range.clone(), message);
    if report.kind(first + 1) == Some(TokenKind::Equals) {
        let error = error.help(format!("a name is given to a value by `let {word} = …`"));
        return report.structural(error.fix("add `let`", range.start..range.start, "let "));
    }
    if word == "apiVersion" {
        return report.foreign_file(suggest_declaration(error, word));
    }
    report.structural(suggest_declaration(error, word));
}

fn suggest_declaration(error: SyntaxError, word: &str) -> SyntaxError {
    let homes = homes_of(word);
    let advice = spelling::advice(word);
    if !homes.is_empty() && spelling::alias(word, Body::File).is_none() && advice.is_none() {
        return error.help(format!("`{word}` belongs in the block of {}", wording::one_of(&homes)));
    }
    let range = error.range.clone();
    let nearest = spelling::nearest_clause(word, Body::File).map(spelling::keyword_text);
    if let Some(right) = spelling::alias(word, Body::File).or(nearest) {
        return error.help(format!("did you mean `{right}`?")).fix(format!("write `{right}`"), range, right);
    }
    error.help(
        advice
            .map(str::to_string)
            .unwrap_or_else(|| format!("declarations begin with {}", all_clauses(Body::File))),
    )
}

/// Reports, once, that the items of a block stand outside of it.
pub(super) fn outside_of_block<'t>(
    report: &mut Report<'t>,
    node: SyntaxNode<'t>,
    declaration: SyntaxNode<'t>,
) {
    owe_braces(report, node);
    let name = declaration.child(NodeKind::Name).map_or("", SyntaxNode::text);
    let first = node.keyword_token().unwrap_or(node.tokens().start);
    let message = format!("`{}` stands outside of any block", report.text(first));
    let error = SyntaxError::new(SyntaxErrorKind::UnknownDeclaration, report.range(first), message);
    let closing = report.range(declaration.tokens().end.saturating_sub(1));
    report.structural(
        error
            .help("there may be a `}` too many before it")
            .related(closing, format!("the block of {} ends here", strings::shown(name))),
    );
}

/// Counts the opening braces in something reported that lack their partners there.
pub(super) fn owe_braces<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    let mut open = 0_usize;
    for index in node.tokens() {
        match report.kind(index) {
            Some(TokenKind::LeftBrace) => {
                open += 1;
                report.swallowed_braces += 1;
            }
            Some(TokenKind::RightBrace) => open = open.saturating_sub(1),
            _ => {}
        }
    }
    report.owed_braces += open;
}

/// Reports junk between the items of a block. What follows an incomplete clause is what stands in place of
/// its missing part.
pub(super) fn item_junk<'t>(
    report: &mut Report<'t>,
    node: SyntaxNode<'t>,
    before: Option<SyntaxNode<'t>>,
    body: Body,
) {
    let keyword = before.filter(|item| item.kind() == NodeKind::Clause && item.tokens().len() == 1);
    let info = keyword.and_then(SyntaxNode::keyword).and_then(|keyword| body.clause(keyword));
    match info {
        Some(info) => {
            let due = wording::due_behind(info);
            owe_braces(report, node);
            let found = strings::shown(report.text(node.tokens().start));
            let message = format!("{} needs {due}, and here stands {found}", info.word.description());
            let range = report.range(node.tokens().start);
            let error = SyntaxError::new(SyntaxErrorKind::Syntax, range, message);
            let bracketed = info.word == TokenKind::WhenKeyword && found == "`(`";
            report.structural(match bracketed {
                true => error.help("conditions stand without parentheses"),
                false => error.help(format!("written `{}`", info.form)),
            });
        }
        None => match before.filter(|before| before.kind() == NodeKind::Clause) {
            Some(before) if report.kind(node.tokens().start) == Some(TokenKind::Comma) => {
                comma_behind_clause(report, node, before, body);
            }
            Some(before) if is_block_of_test(report, node, before) => block_of_test(report, node, body),
            _ => junk(report, node, &format!("a clause of {}", body.description())),
        },
    }
}

fn is_block_of_test<'t>(report: &Report<'t>, node: SyntaxNode<'t>, before: SyntaxNode<'t>) -> bool {
    let tests = before.keyword() == Some(TokenKind::WhenKeyword);
    tests && report.kind(node.tokens().start) == Some(TokenKind::LeftBrace)
}

/// Reports a block behind a test.
pub(super) fn block_of_test<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, body: Body) {
    owe_braces(report, node);
    let opening = node.tokens().find(|index| report.kind(*index) == Some(TokenKind::LeftBrace));
    let range = report.range(opening.unwrap_or(node.tokens().start));
    let error = SyntaxError::new(SyntaxErrorKind::Syntax, range, "`when` has no block");
    let help =
        format!("it says what the whole of {} is for: its clauses stand beside it", body.description());
    report.structural(error.help(help));
}

/// Reports a comma that ends a clause, or joins a second value to it.
fn comma_behind_clause<'t>(
    report: &mut Report<'t>,
    node: SyntaxNode<'t>,
    before: SyntaxNode<'t>,
    body: Body,
) {
    owe_braces(report, node);
    let keyword = before.keyword().and_then(|keyword| body.clause(keyword));
    let range = node.text_range();
    let error = |message: String| SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
    report.structural(match keyword {
        Some(info) if node.tokens().len() > 1 => {
            let word = info.word.description();
            let promotes = info.word == TokenKind::PromoteKeyword;
            let path = report.kind(node.tokens().start + 1) == Some(TokenKind::Path);
            let comma = report.range(node.tokens().start);
            match promotes {
                true if path => error(format!("{word} takes paths behind its file without a comma")).fix(
                    "remove the comma",
                    comma,
                    "",
                ),
                true => error(format!("{word} takes one file, and paths behind it"))
                    .help(format!("written `{}`; another file has a clause of its own", info.form)),
                false => error(format!("{word} takes one value, and this is a second"))
                    .help(format!("written `{}`", info.form)),
            }
        }
        _ => error("no comma stands between clauses".to_string()).fix("remove it", range.clone(), ""),
    });
}

/// Reports tokens that belong to nothing, where something else is due.
pub(super) fn junk<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, due: &str) {
    owe_braces(report, node);
    let first = node.tokens().start;
    let is_name = due == "a name";
    match report.kind(first) {
        Some(TokenKind::Unknown | TokenKind::ConflictMarker | TokenKind::TooDeep) => {}
        Some(TokenKind::RightBrace | TokenKind::RightBracket | TokenKind::RightParenthesis) => {
            stray_closing(report, first);
        }
        Some(TokenKind::Integer | TokenKind::Duration | TokenKind::Path | TokenKind::TextBlock)
            if is_name =>
        {
            wrong_name(report, first);
        }
        _ => {
            let found = strings::shown(node.text());
            let message = format!("{found} does not belong here");
            let error = SyntaxError::new(SyntaxErrorKind::Syntax, node.text_range(), message);
            report.structural(error.help(format!("{due} is expected here")));
        }
    }
}

fn stray_closing(report: &mut Report<'_>, index: usize) {
    if report.kind(index) == Some(TokenKind::RightBrace) && report.forgives_brace() {
        return;
    }
    let range = report.range(index);
    let message = format!("this `{}` closes nothing", report.text(index));
    let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
    report.structural(error.fix("remove it", range, ""));
}

/// Reports a number or duration where a name is due.
pub(super) fn wrong_name(report: &mut Report<'_>, index: usize) {
    let range = report.range(index);
    let text = report.text(index);
    let kind = report.kind(index).map_or("", TokenKind::description);
    let message = format!("{} is {kind}, and a name is due here", strings::shown(text));
    let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
    report.structural(if text.contains(['"', '\\', '\n']) {
        error.help("a name is a word, or a string on one line")
    } else {
        error.help("a name like it is written in quotes").fix(
            "put it in quotes",
            range,
            format!("\"{text}\""),
        )
    });
}

/// Whether a clause without its parts stands before an arrow: a name that is also the word of a clause.
/// Reports that it needs quotes.
pub(super) fn quoted_is_meant<'t>(
    report: &mut Report<'t>,
    node: SyntaxNode<'t>,
    behind: Option<SyntaxNode<'t>>,
) -> bool {
    let first = node.tokens().start;
    let arrow = report.kind(first + 1) == Some(TokenKind::Arrow);
    if node.tokens().len() != 1 || !arrow || behind.is_none_or(|next| next.kind() != NodeKind::Chain) {
        return false;
    }
    let range = report.range(first);
    let word = report.text(first);
    let error =
        SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), format!("`{word}` begins a clause here"));
    report.structural(
        error
            .help(format!("a name that is also the word of a clause is written in quotes: `\"{word}\"`"))
            .fix("put it in quotes", range, format!("\"{word}\"")),
    );
    true
}

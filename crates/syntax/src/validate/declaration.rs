//! The file and its declarations: names, kinds, parameters, uses and values.

use super::bare::Due;
use super::block;
use super::commas::{self, Commas};
use super::report::Report;
use super::spelling;
use super::strings;
use super::unknown;
use super::value;
use super::wording;
use crate::clauses::{Body, ClauseInfo};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::kind::{NodeKind, TokenKind};
use crate::literal::Mode;
use crate::tree::SyntaxNode;

/// Checks a file.
pub(super) fn file<'t>(report: &mut Report<'t>, root: SyntaxNode<'t>) {
    let mut last: Option<SyntaxNode<'t>> = None;
    let mut orphaned = false;
    for item in root.children() {
        match item.kind() {
            NodeKind::Declaration => {
                let errors = report.structural_errors();
                declaration(report, item);
                report.braces_follow_error = report.structural_errors() > errors;
                last = Some(item);
                orphaned = false;
            }
            _ if orphaned => {}
            NodeKind::Junk if last.is_some_and(|last| indents(report, item, last)) => {
                block_behind_colon(report, item);
                orphaned = true;
            }
            NodeKind::UnknownDeclaration => match last.filter(|last| is_orphan(report, item, *last)) {
                Some(declaration) => {
                    unknown::outside_of_block(report, item, declaration);
                    orphaned = true;
                }
                None => unknown::declaration(report, item),
            },
            _ => unknown::junk(report, item, "a declaration"),
        }
    }
}

/// Whether a colon stands where the block of a declaration is due.
fn indents<'t>(report: &Report<'t>, node: SyntaxNode<'t>, before: SyntaxNode<'t>) -> bool {
    let first = node.tokens().start;
    let named = before.child(NodeKind::Name).is_some_and(|name| name.tokens().end == first);
    named && report.kind(first) == Some(TokenKind::Colon) && before.keyword() != Some(TokenKind::LetKeyword)
}

fn block_behind_colon<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    let range = report.range(node.tokens().start);
    let error =
        SyntaxError::new(SyntaxErrorKind::Syntax, range, "a block stands in braces, not behind a `:`");
    report.structural(
        error.help("how far a line is indented means nothing: write `{` here and `}` at the end"),
    );
}

/// Whether what begins no declaration would fit into the block of the one before it, which is closed.
fn is_orphan<'t>(report: &Report<'t>, node: SyntaxNode<'t>, before: SyntaxNode<'t>) -> bool {
    let body = before.keyword().and_then(Body::of_declaration);
    let closed = report.kind(before.tokens().end.saturating_sub(1)) == Some(TokenKind::RightBrace);
    let (Some(body), Some(first), true) = (body, node.keyword_token(), closed) else { return false };
    let clause = report.kind(first).and_then(|kind| body.clause(kind)).is_some();
    let arrow =
        matches!(report.kind(first + 1), Some(TokenKind::Comma | TokenKind::Arrow)) && body.has_arrows();
    clause || arrow
}

fn declaration<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    let Some(keyword) = node.keyword() else { return };
    let Some(info) = Body::File.clause(keyword) else { return };
    let declaration = Declaration { node, info };
    match keyword {
        TokenKind::EnvironmentKeyword => declaration.environment(report),
        TokenKind::LetKeyword => declaration.binding(report),
        TokenKind::ExternKeyword => declaration.external(report),
        TokenKind::ApplicationKeyword => declaration.application(report),
        _ => declaration.pattern(report, keyword),
    }
}

struct Declaration<'t> {
    node: SyntaxNode<'t>,
    info: &'static ClauseInfo,
}

impl<'t> Declaration<'t> {
    fn keyword(&self) -> usize {
        self.node.keyword_token().unwrap_or(self.node.tokens().start)
    }

    fn error(&self, report: &Report<'t>, message: impl Into<String>) -> SyntaxError {
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, report.range(self.keyword()), message);
        error.help(format!("written `{}`", self.info.form))
    }

    /// Reports that something is missing at the end of what there is.
    fn missing(&self, report: &mut Report<'t>, message: impl Into<String>) {
        let error = self.error(report, message);
        report.missing(self.node.tokens().end, error);
    }

    fn has_name(&self) -> bool {
        self.node.children().any(|child| matches!(child.kind(), NodeKind::Name | NodeKind::Junk))
    }

    fn block(&self, report: &mut Report<'t>, body: Body) -> bool {
        let node = self.node.child(NodeKind::Block);
        node.into_iter().for_each(|node| block::validate(report, node, body));
        node.is_some()
    }

    /// Checks the names, or reports that there is none.
    fn name(&self, report: &mut Report<'t>) {
        let colon = self.keyword() + 1;
        if report.kind(colon) == Some(TokenKind::Colon) && self.info.word != TokenKind::LetKeyword {
            self.separator(report, colon, "its name");
        }
        let mut name = None;
        for child in self.node.children() {
            match (child.kind(), name) {
                (NodeKind::Name, _) => {
                    strings::validate(report, child.tokens().start, Mode::Name);
                    name = Some(child);
                }
                (NodeKind::Junk, _) if self.junk_of_use() == Some(child) => {}
                (NodeKind::Junk, Some(name)) => self.head_junk(report, name, child),
                (NodeKind::Junk, None) => value::wrong_name(report, child),
                _ => {}
            }
        }
        if !self.has_name() {
            let error = self.error(report, format!("this {} has no name", self.info.word.description()));
            report.missing(self.keyword() + 1, error);
        }
    }

    /// Reports what stands between a name and a body: probably the rest of a name.
    fn head_junk(&self, report: &mut Report<'t>, name: SyntaxNode<'t>, node: SyntaxNode<'t>) {
        let begin = node.tokens().start;
        match report.kind(begin.saturating_sub(1)) {
            Some(TokenKind::Comma) => return value::wrong_name(report, node),
            Some(TokenKind::Equals | TokenKind::Colon) => return value::wrong(report, node, Due::Text),
            _ => {}
        }
        let separator = matches!(report.kind(begin), Some(TokenKind::Equals | TokenKind::Colon));
        if separator && self.info.word == TokenKind::LetKeyword {
            return value::needless_type(report, node, "a `let`");
        }
        if node.tokens().len() == 1 && separator {
            return self.separator(report, begin, "its block");
        }
        let words = node.tokens().all(|index| report.kind(index).is_some_and(TokenKind::is_word));
        let range = name.text_range().start..node.text_range().end;
        let written = report.tree.text().get(range.clone()).unwrap_or_default();
        let follows = name.tokens().end == node.tokens().start;
        if !words || !follows || written.contains(['\n', '"']) {
            return unknown::junk(report, node, "what it declares");
        }
        let message = format!("{} is more than one word", strings::shown(written));
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
        let error = error.help("a name of several words is written in quotes");
        report.structural(error.fix("put it in quotes", range, format!("\"{written}\"")));
    }

    /// Reports a `:` or `=` that stands before something and need not.
    fn separator(&self, report: &mut Report<'t>, index: usize, behind: &str) {
        let range = report.range(index);
        let word = self.info.word.description();
        let message = format!("{word} takes {behind} without `{}`", report.text(index));
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
        report.structural(error.fix("remove it", range, ""));
    }

    fn names(&self, report: &mut Report<'t>) {
        self.name(report);
        commas::validate(report, self.node, Commas::Between, "name", |kind| kind == NodeKind::Name);
    }

    fn environment(&self, report: &mut Report<'t>) {
        self.names(report);
        self.block(report, Body::Environment);
    }

    fn binding(&self, report: &mut Report<'t>) {
        self.name(report);
        let given = self.node.values().next();
        let equals = self.node.find_token(TokenKind::Equals);
        let colon = self.node.find_token(TokenKind::Colon);
        let wrong = self.node.children().filter(|child| child.kind() == NodeKind::Junk).count();
        if let Some(colon) = colon {
            let range = report.range(colon);
            let before = report.range(colon.saturating_sub(1)).end;
            let error =
                SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), "a `let` gives its value by `=`");
            report.structural(error.fix("write `=`", before..range.end, " ="));
        }
        match (equals.or(colon), given) {
            (Some(_), Some(given)) => value::validate(report, given, Mode::Interpolated),
            (Some(_), None) if wrong == 0 => self.missing(report, "this `let` has no value"),
            (None, Some(given)) => {
                let place = given.text_range().start;
                let message = "a `=` is missing before this value";
                let error = SyntaxError::new(SyntaxErrorKind::Syntax, given.text_range(), message);
                report.structural(error.fix("add the `=`", place..place, "= "));
            }
            (None, None) if self.has_name() => self.missing(report, "this `let` has no value"),
            _ => {}
        }
    }

    fn external(&self, report: &mut Report<'t>) {
        let keyword = self.keyword();
        let kind = self.node.own_tokens().nth(1);
        let kind = kind.filter(|index| report.kind(*index).is_some_and(TokenKind::is_word));
        match kind {
            Some(kind) => self.external_kind(report, kind),
            None => report.missing(keyword + 1, self.external_without_kind(report, keyword)),
        }
        if kind.is_some() {
            self.names(report);
        } else {
            value::names(report, self.node);
        }
        self.block(report, Body::Extern);
        self.external_block(report, kind);
    }

    fn external_without_kind(&self, report: &Report<'t>, keyword: usize) -> SyntaxError {
        let behind = keyword + 1;
        if report.kind(behind) != Some(TokenKind::EnvironmentKeyword) || !report.same_line(keyword, behind) {
            return self.error(report, "this `extern` does not say what it declares");
        }
        let range = report.range(keyword).start..report.range(behind).start;
        SyntaxError::new(
            SyntaxErrorKind::Syntax,
            report.range(keyword),
            "no `extern` stands before an environment",
        )
        .help("environments exist in the platform in any case")
        .fix("remove it", range, "")
    }

    fn external_kind(&self, report: &mut Report<'t>, index: usize) {
        let known = ["workflow", "flow", "product", "template"];
        let word = report.text(index);
        if known.contains(&word) {
            return;
        }
        let range = report.range(index);
        let message = format!("`{word}` is nothing that an `extern` declares");
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
        let nearest = spelling::nearest(word, known.into_iter().map(|kind| (kind, kind)));
        report.structural(match nearest {
            Some(kind) => {
                error.help(format!("did you mean `{kind}`?")).fix(format!("write `{kind}`"), range, kind)
            }
            None => error.help("workflows, flows, products and templates are: `extern workflow NAME`"),
        });
    }

    fn external_block(&self, report: &mut Report<'t>, kind: Option<usize>) {
        let Some(node) = self.node.child(NodeKind::Block) else { return };
        let names = self.node.children().filter(|child| child.kind() == NodeKind::Name).count();
        let is_workflow = kind.is_some_and(|kind| report.kind(kind) == Some(TokenKind::WorkflowKeyword));
        let message = match (kind, is_workflow, names) {
            (Some(_), false, _) => "only an `extern workflow` has a block",
            (Some(_), true, 2..) => "only a single `extern workflow` has a block",
            _ => return,
        };
        let opening = report.range(node.tokens().start);
        report.structural(
            SyntaxError::new(SyntaxErrorKind::Syntax, opening, message)
                .help("declare it in an `extern` of its own"),
        );
    }

    fn application(&self, report: &mut Report<'t>) {
        self.name(report);
        if !self.block(report, Body::Application) && self.has_name() {
            self.missing(report, "this `application` has no block");
        }
    }

    /// What stands in place of the use of a pattern, or behind it.
    fn junk_of_use(&self) -> Option<SyntaxNode<'t>> {
        let equals =
            self.node.find_token(TokenKind::Equals).filter(|_| self.info.word != TokenKind::LetKeyword)?;
        let mut wrong = self.node.children().filter(|child| child.kind() == NodeKind::Junk);
        wrong.find(|child| child.tokens().start > equals)
    }

    /// Reports a block where the arguments of a use are due, or behind them.
    fn block_of_use(&self, report: &mut Report<'t>, block: SyntaxNode<'t>) {
        unknown::owe_braces(report, block);
        let word = report.text(self.keyword());
        let first = block.tokens().start;
        let opening = if report.kind(first) == Some(TokenKind::LeftBrace) { first } else { first + 1 };
        let message = "the use of a pattern has no block";
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, report.range(opening), message);
        let help = format!(
            "a {word} has a block, `{word} NAME {{ … }}`, or is a use, `{word} NAME = PATTERN(ARGUMENT, …)`"
        );
        report.structural(error.help(help));
    }

    fn pattern(&self, report: &mut Report<'t>, keyword: TokenKind) {
        self.name(report);
        let parameters = self.node.child(NodeKind::Parameters);
        parameters.into_iter().for_each(|node| self::parameters(report, node));
        let equals = self.node.find_token(TokenKind::Equals);
        let used = self.node.child(NodeKind::Use);
        let block = self.node.child(NodeKind::Block);
        let block_of_use = self.junk_of_use();
        if let Some(node) = block_of_use {
            self.block_of_use(report, node);
        }
        match (used, equals) {
            (Some(node), _) => using(report, node),
            (None, Some(_)) if block_of_use.is_some() => {}
            (None, Some(equals)) if block.is_some() => {
                let range = report.range(equals);
                let message = "no `=` stands before a block";
                let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
                report.structural(error.fix("remove it", range, ""));
                self.block(report, Body::of_declaration(keyword).unwrap_or(Body::File));
            }
            (None, Some(_)) => {
                self.missing(report, format!("this {} is a use of nothing", self.info.word.description()));
            }
            (None, None) => {
                let body = Body::of_declaration(keyword).unwrap_or(Body::File);
                if !self.block(report, body) && self.has_name() {
                    self.missing(report, format!("this {} has no block", self.info.word.description()));
                }
            }
        }
    }
}

fn parameters<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    let typed_wrongly = node.children().any(has_unknown_type);
    value::closed(report, node, TokenKind::RightParenthesis, "this list of parameters", |report| {
        commas::validate(report, node, Commas::Trailing, "parameter", |kind| kind == NodeKind::Parameter);
        for child in node.children() {
            match child.kind() {
                NodeKind::Parameter if typed_wrongly && child.tokens().len() == 1 => {}
                NodeKind::Parameter => parameter(report, child),
                _ => unknown::junk(report, child, PARAMETER),
            }
        }
    });
}

/// Whether a parameter has a type that is none, which is reported with the types: where it stands among mere
/// names, the arguments of a use may have been meant.
fn has_unknown_type(node: SyntaxNode<'_>) -> bool {
    node.has_token(TokenKind::Colon)
        && node.child(NodeKind::Reference).is_some_and(|kind| !TYPES.contains(&kind.text()))
}

const PARAMETER: &str = "a parameter `NAME: TYPE`";

fn parameter<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    let Some(name_node) = node.child(NodeKind::Name) else { return nameless_parameter(report, node) };
    strings::validate(report, name_node.tokens().start, Mode::Name);
    let name = name_node.text();
    let colon = node.find_token(TokenKind::Colon);
    let equals = node.find_token(TokenKind::Equals);
    let typed = colon.is_some_and(|colon| node.children().any(|child| child.tokens().start == colon + 1));
    let given = equals.is_some_and(|equals| node.children().any(|child| child.tokens().start == equals + 1));
    let syntax = |message: String| SyntaxError::new(SyntaxErrorKind::Syntax, name_node.text_range(), message);
    if let Some(kind) = node.child(NodeKind::Junk) {
        parameter_without_colon(report, name_node, kind);
    } else if !typed {
        let types = TYPES.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>();
        let help = format!("a parameter is written `NAME: TYPE`; the types are {}", wording::one_of(&types));
        let place = colon.map_or(node.tokens().end, |colon| colon + 1);
        report
            .missing(place, syntax(format!("the parameter {} has no type", strings::shown(name))).help(help));
    } else if equals.is_some() && !given {
        let error = syntax(format!("the parameter {} has a `=` and no value", strings::shown(name)));
        report.missing(node.tokens().end, error.help("a default is written `NAME: TYPE = VALUE`"));
    } else if let (None, Some(default)) = (equals, node.children().nth(2)) {
        let place = default.text_range().start;
        let error = syntax(format!("a `=` is missing before the default of {}", strings::shown(name)));
        report.structural(error.fix("add the `=`", place..place, "= "));
    }
    for child in node.values() {
        value::validate(report, child, Mode::Interpolated);
    }
}

/// Reports a parameter whose name is missing, or stands there as something else.
fn nameless_parameter<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    value::names(report, node);
    if report.kind(node.tokens().start) == Some(TokenKind::Colon) {
        let error =
            SyntaxError::new(SyntaxErrorKind::Syntax, node.text_range(), "this parameter has no name");
        report.structural(error.help("a parameter is written `NAME: TYPE`"));
    }
}

/// Reports two words side by side, one of which is the type of a parameter.
fn parameter_without_colon<'t>(report: &mut Report<'t>, name: SyntaxNode<'t>, kind: SyntaxNode<'t>) {
    let (one, other) = if name.index() < kind.index() { (name, kind) } else { (kind, name) };
    let message = format!("a `:` is missing between {} and its type", strings::shown(one.text()));
    let error = SyntaxError::new(SyntaxErrorKind::Syntax, one.text_range(), message);
    let gap = one.text_range().end..other.text_range().start;
    let swapped = TYPES.contains(&one.text()) && !TYPES.contains(&other.text());
    report.structural(match swapped {
        true => {
            let both = one.text_range().start..other.text_range().end;
            let right = format!("{}: {}", other.text(), one.text());
            error.help("the name stands first, and the type behind it").fix("swap them", both, right)
        }
        false => error.fix("add the `:`", gap, ": "),
    });
}

const TYPES: &[&str] = &[
    "environment",
    "environments",
    "workflow",
    "template",
    "product",
    "flow",
    "action",
    "kind",
    "string",
    "strings",
    "int",
    "duration",
    "path",
];

fn using<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    match node.children().find(|child| child.kind() != NodeKind::Arguments) {
        Some(used) => value::validate(report, used, Mode::Name),
        None => {
            let message = "nothing says which pattern these arguments are for";
            let error = SyntaxError::new(SyntaxErrorKind::Syntax, node.text_range(), message);
            report.structural(error.help("a pattern is used as `PATTERN(ARGUMENT, …)`"));
        }
    }
    let Some(arguments) = node.child(NodeKind::Arguments) else {
        let range = node.text_range();
        let message = format!("{} is used without arguments", strings::shown(node.text()));
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
        let error = error.help("a pattern is used as `PATTERN(ARGUMENT, …)`").fix(
            "add `()`",
            range.end..range.end,
            "()",
        );
        return report.missing(node.tokens().end, error);
    };
    value::closed(report, arguments, TokenKind::RightParenthesis, "this list of arguments", |report| {
        commas::validate(report, arguments, Commas::Trailing, "argument", |kind| kind == NodeKind::Argument);
        for child in arguments.children() {
            match child.kind() {
                NodeKind::Argument => argument(report, child),
                _ => unknown::junk(report, child, "an argument"),
            }
        }
    });
}

fn argument<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>) {
    let name = node.child(NodeKind::Name);
    if let Some(name) = name {
        strings::validate(report, name.tokens().start, Mode::Name);
    }
    if let Some(equals) = node.find_token(TokenKind::Equals) {
        let range = report.range(equals);
        let before = report.range(equals.saturating_sub(1)).end;
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), "an argument is named by `:`");
        report.structural(error.fix("write `:`", before..range.end, ":"));
    }
    let given = node.children().find(|child| child.kind() != NodeKind::Name);
    match given {
        Some(given) => value::validate(report, given, Mode::Interpolated),
        None => {
            let message =
                format!("the argument {} has no value", strings::shown(name.map_or("", SyntaxNode::text)));
            report.missing(
                node.tokens().end,
                SyntaxError::new(SyntaxErrorKind::Syntax, node.text_range(), message),
            );
        }
    }
}

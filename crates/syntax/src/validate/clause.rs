//! Clauses with a part missing, or with one too many. What a clause holds is known by its keyword; what it
//! holds behind it is named as in its form.

use super::bare::{self, Due};
use super::block;
use super::commas::{self, Commas};
use super::report::Report;
use super::spelling;
use super::strings;
use super::test;
use super::unknown;
use super::value;
use super::wording;
use crate::clauses::{Body, ClauseInfo, words};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::kind::{NodeKind, TokenKind};
use crate::literal::Mode;
use crate::tree::SyntaxNode;

/// Checks a clause of a body.
pub(super) fn validate<'t>(report: &mut Report<'t>, node: SyntaxNode<'t>, body: Body) {
    let Some(keyword) = node.keyword() else { return };
    let Some(info) = body.clause(keyword) else { return };
    let clause = Clause { node, info, body };
    if !NAMING.contains(&keyword) {
        clause.separator_behind(report, node.tokens().start);
    }
    match keyword {
        TokenKind::StepKeyword | TokenKind::DefaultKeyword => clause.step(report, keyword),
        TokenKind::LabelsKeyword | TokenKind::AnnotationsKeyword | TokenKind::ExtraKeyword => {
            clause.entries(report)
        }
        TokenKind::OnKeyword => clause.hook(report),
        TokenKind::WhenKeyword => clause.test(report),
        TokenKind::InputKeyword | TokenKind::WithKeyword | TokenKind::EnvKeyword => {
            clause.bindings(report, keyword)
        }
        TokenKind::OutputKeyword => clause.output(report),
        TokenKind::ExportsKeyword => clause.names(report),
        TokenKind::SuspendKeyword => {}
        TokenKind::VersionKeyword => clause.version(report),
        _ => clause.values(report),
    }
    let mode = clause.mode();
    let reported = if NAMING.contains(&keyword) { NodeKind::is_value } else { |_: NodeKind| true };
    for (place, child) in node.children().enumerate().filter(|(_, child)| reported(child.kind())) {
        match child.kind() {
            NodeKind::Junk if clause.is_path_of_unquoted(report, child) => {}
            NodeKind::Junk if report.kind(child.tokens().start - 1) == Some(TokenKind::WhenKeyword) => {
                unknown::block_of_test(report, child, body);
            }
            NodeKind::Junk if DECLARED.contains(&keyword) && child.tokens().len() > 1 => {
                clause.declared_inside(report, child);
            }
            NodeKind::Junk => value::wrong(report, child, clause.due(report, place)),
            _ => value::validate(report, child, mode),
        }
    }
}

/// The clauses that give or list names, whose errors are reported with the names.
const NAMING: &[TokenKind] = &[
    TokenKind::StepKeyword,
    TokenKind::ExportsKeyword,
    TokenKind::OutputKeyword,
    TokenKind::InputKeyword,
    TokenKind::WithKeyword,
    TokenKind::EnvKeyword,
];

/// The clauses whose values are names and words, in which nothing is interpolated.
const NAMED: &[TokenKind] = &[
    TokenKind::ActionKeyword,
    TokenKind::ConcurrencyKeyword,
    TokenKind::EntrypointKeyword,
    TokenKind::EnvironmentKeyword,
    TokenKind::FlowKeyword,
    TokenKind::KindKeyword,
    TokenKind::OnKeyword,
    TokenKind::PostKeyword,
    TokenKind::PreKeyword,
    TokenKind::ProductKeyword,
    TokenKind::ServiceAccountKeyword,
    TokenKind::StepKeyword,
    TokenKind::TagsKeyword,
    TokenKind::TemplateKeyword,
    TokenKind::TriggerKeyword,
    TokenKind::UsesKeyword,
];

/// The clauses that name what is declared elsewhere, in a form in which it could be declared.
const DECLARED: &[TokenKind] = &[
    TokenKind::EnvironmentKeyword,
    TokenKind::FlowKeyword,
    TokenKind::ProductKeyword,
    TokenKind::TemplateKeyword,
];

struct Clause<'t> {
    node: SyntaxNode<'t>,
    info: &'static ClauseInfo,
    body: Body,
}

impl<'t> Clause<'t> {
    fn error(&self, report: &Report<'t>, message: impl Into<String>) -> SyntaxError {
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, report.keyword_range(self.node), message);
        error.help(format!("written `{}`", self.info.form))
    }

    /// How the strings in it are read.
    fn mode(&self) -> Mode {
        match self.info.word {
            TokenKind::RunKeyword => Mode::Plain,
            word if NAMED.contains(&word) => Mode::Name,
            _ => Mode::Interpolated,
        }
    }

    /// A declaration, or the use of a pattern, where only a name is due.
    fn declared_inside(&self, report: &mut Report<'t>, child: SyntaxNode<'t>) {
        if bare::validate(report, child, Due::Text) {
            return;
        }
        unknown::owe_braces(report, child);
        let word = report.text(self.node.tokens().start);
        let name = child.tokens().start;
        let range = report.range(name).start..report.range(name + 1).end;
        let (slip, form) = match child.text().ends_with('}') {
            true => ("declares none", " { … }"),
            false => ("uses no pattern", " = PATTERN(ARGUMENT, …)"),
        };
        let message = format!("{} names a {word}, and {slip}", self.body.description());
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, range, message);
        let help = format!("declare it outside, `{word} NAME{form}`, and write `{word} NAME` here");
        report.structural(error.help(help));
    }

    /// Whether paths follow a file that lacks its quotes, which is all that is wrong.
    fn is_path_of_unquoted(&self, report: &Report<'t>, child: SyntaxNode<'t>) -> bool {
        let follows = self.parts().next().is_some_and(|file| file.tokens().end == child.tokens().start);
        follows && report.kind(child.tokens().start) == Some(TokenKind::Path)
    }

    /// What is due in one of its places.
    fn due(&self, report: &Report<'t>, place: usize) -> Due {
        let reads = match self.info.word {
            TokenKind::PromoteKeyword => true,
            TokenKind::VersionKeyword => matches!(self.body, Body::Template | Body::Product),
            _ => false,
        };
        let before =
            self.node.children().nth(place).map_or(0, |child| child.tokens().start).saturating_sub(1);
        let behind_every = report.kind(before) == Some(TokenKind::EveryKeyword);
        let form = self.info.form;
        match place {
            1.. if reads => Due::Path,
            _ if behind_every || form.ends_with(" DURATION") || form.ends_with("[DURATION]") => Due::Duration,
            _ if form.contains("INTEGER") || form.contains("COUNT") => Due::Integer,
            _ => Due::Text,
        }
    }

    fn word(&self) -> &'static str {
        self.info.word.description()
    }

    /// Children that stand for something, right or wrong.
    fn parts(&self) -> impl Iterator<Item = SyntaxNode<'t>> {
        self.node.children().filter(|child| child.kind() != NodeKind::Block)
    }

    /// Reports that nothing stands behind the keyword where something must.
    fn needs(&self, report: &mut Report<'t>, found: bool, due: &str) {
        if !found {
            let error = self.error(report, format!("{} needs {due}", self.word()));
            let keyword = self.node.tokens().start;
            report.missing(keyword + 1, error);
        }
    }

    /// A `=` or `:` directly behind a word of the clause.
    fn separator_behind(&self, report: &mut Report<'t>, word: usize) {
        let behind = word + 1;
        if !matches!(report.kind(behind), Some(TokenKind::Equals | TokenKind::Colon)) {
            return;
        }
        let range = report.range(behind);
        let text = report.text(behind);
        let message = format!("`{}` takes what stands behind it without `{text}`", report.text(word));
        let before = report.range(word).end;
        let spaced = report.range(behind + 1).start > range.end;
        let blank = if spaced { "" } else { " " };
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
        report.structural(error.fix(format!("remove the `{text}`"), before..range.end, blank));
    }

    /// Values behind the keyword, and behind each word inside the clause.
    fn values(&self, report: &mut Report<'t>) {
        if !self.value_behind(report, self.node.tokens().start) {
            self.needs(report, false, &wording::due_behind(self.info));
        }
        if self.node.own_tokens().nth(1).is_none() {
            return;
        }
        for word in [TokenKind::NamespacesKeyword, TokenKind::StepKeyword, TokenKind::EveryKeyword] {
            self.addition(report, word);
        }
        if let Some(when) = self.node.find_token(TokenKind::WhenKeyword) {
            let tested = self.node.child(NodeKind::Test);
            if tested.is_none() {
                self.missing_behind(report, when, "a condition");
            }
            tested.into_iter().for_each(|node| test::validate(report, node));
        }
        if self.info.word == TokenKind::PromoteKeyword {
            commas::validate_behind(report, self.node, 1, Commas::Between, "path", NodeKind::is_value);
        }
    }

    /// Whether a value stands directly behind a token, or behind the separator that follows it.
    fn value_behind(&self, report: &Report<'t>, index: usize) -> bool {
        let separated = matches!(report.kind(index + 1), Some(TokenKind::Equals | TokenKind::Colon));
        let place = index + 1 + usize::from(separated);
        self.parts().any(|part| part.tokens().start == place)
    }

    fn addition(&self, report: &mut Report<'t>, word: TokenKind) {
        let keyword = self.node.tokens().start;
        let found =
            self.node.own_tokens().find(|index| *index != keyword && report.kind(*index) == Some(word));
        let Some(index) = found else { return };
        if !self.value_behind(report, index) {
            let due = words().iter().find(|info| info.word == word).map(due_behind_word);
            self.missing_behind(report, index, &due.unwrap_or_else(|| "a name".to_string()));
        }
    }

    fn missing_behind(&self, report: &mut Report<'t>, index: usize, due: &str) {
        let word = report.text(index);
        let range = report.range(index);
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, range, format!("`{word}` needs {due}"));
        report.missing(index + 1, error.help(format!("written `{}`", self.info.form)));
    }

    fn version(&self, report: &mut Report<'t>) {
        let reads = matches!(self.body, Body::Template | Body::Product);
        let Some(from) = self.node.find_token(TokenKind::FromKeyword) else {
            let behind = self.value_behind(report, self.node.tokens().start);
            return match behind && reads {
                true => self.version_without_source(report),
                false => self.needs(report, behind, &wording::due_behind(self.info)),
            };
        };
        if !reads {
            let message =
                format!("the version of {} is a text, not read from a file", self.body.description());
            let error = SyntaxError::new(SyntaxErrorKind::Syntax, report.range(from), message);
            report.structural(error.help(format!("written `{}`", self.info.form)));
            return;
        }
        match self.parts().count() {
            0 => self.missing_behind(report, from, "a file name in quotes, and a JSONPath"),
            1 => {
                let file = self.parts().last().map_or(0..0, SyntaxNode::text_range);
                let message = "nothing says where in this file the version stands";
                let error = SyntaxError::new(SyntaxErrorKind::Syntax, file, message);
                report.missing(self.node.tokens().end, error.help(format!("written `{}`", self.info.form)));
            }
            _ => {}
        }
    }

    fn version_without_source(&self, report: &mut Report<'t>) {
        let range = self.parts().next().map_or(0..0, SyntaxNode::text_range);
        let message = format!("the version of {} is read from a file", self.body.description());
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
        report.structural(match self.parts().count() {
            2 => error.help("write `version from`").fix("add `from`", range.start..range.start, "from "),
            _ => error.help(format!("written `{}`", self.info.form)),
        });
    }

    fn step(&self, report: &mut Report<'t>, keyword: TokenKind) {
        let inside = self.body.of_clause(keyword).unwrap_or(Body::Step);
        let named = self.parts().next().is_some();
        let is_name = |kind: NodeKind| kind == NodeKind::Name || kind.is_value();
        if keyword == TokenKind::StepKeyword {
            if !named {
                self.needs(report, false, &wording::due_behind(self.info));
            }
            commas::validate(report, self.node, Commas::Between, "name", is_name);
            value::names(report, self.node);
        }
        match self.node.child(NodeKind::Block) {
            Some(node) => {
                self.block_separator(report, node);
                block::validate(report, node, inside);
            }
            None if named || keyword == TokenKind::DefaultKeyword => {
                let error = self.error(report, format!("this {} has no block", self.word()));
                report.missing(self.node.tokens().end, error);
            }
            None => {}
        }
    }

    /// A `:` or `=` before the block of a step.
    fn block_separator(&self, report: &mut Report<'t>, block: SyntaxNode<'t>) {
        let place = block.tokens().start.saturating_sub(1);
        let separator = matches!(report.kind(place), Some(TokenKind::Equals | TokenKind::Colon));
        if separator && place > self.node.tokens().start + 1 {
            let range = report.range(place);
            let message = format!("no `{}` stands before a block", report.text(place));
            let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
            report.structural(error.fix("remove it", report.range(place - 1).end..range.end, ""));
        }
    }

    fn entries(&self, report: &mut Report<'t>) {
        match self.node.child(NodeKind::Block) {
            Some(node) => {
                let what = format!("the block of {}", self.word());
                if block::opened(report, node, self.word()) {
                    let content = |report: &mut Report<'t>| value::entries(report, node);
                    value::closed(report, node, TokenKind::RightBrace, &what, content);
                } else {
                    value::entries(report, node);
                }
            }
            None => self.needs(report, false, "a block in braces"),
        }
    }

    fn hook(&self, report: &mut Report<'t>) {
        let keyword = self.node.tokens().start;
        let event = self.node.own_tokens().find(|index| *index != keyword);
        let workflow = self.parts().next();
        match (event, workflow) {
            (None, None) => self.needs(report, false, "`start`, `success` or `fail`, and a workflow"),
            (None, Some(_)) => {
                let error = self.error(report, "`on` needs `start`, `success` or `fail` before the workflow");
                report.structural(error);
            }
            (Some(event), workflow) => {
                self.event(report, event);
                self.separator_behind(report, event);
                if workflow.is_none() {
                    self.missing_behind(report, event, "a workflow");
                }
            }
        }
    }

    fn event(&self, report: &mut Report<'t>, index: usize) {
        let known = [TokenKind::StartKeyword, TokenKind::SuccessKeyword, TokenKind::FailKeyword];
        if report.kind(index).is_some_and(|kind| known.contains(&kind)) {
            return;
        }
        let word = report.text(index);
        let range = report.range(index);
        let message = format!("`{word}` is nothing that a hook can wait for");
        let error = SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), message);
        report.structural(match spelling::event(word) {
            Some(event) => {
                error.help(format!("did you mean `{event}`?")).fix(format!("write `{event}`"), range, event)
            }
            None => error.help("a hook runs on `start`, on `success` or on `fail`"),
        });
    }

    fn test(&self, report: &mut Report<'t>) {
        match self.node.child(NodeKind::Test) {
            Some(node) => test::validate(report, node),
            None => self.needs(report, false, "a condition"),
        }
    }

    fn bindings(&self, report: &mut Report<'t>, keyword: TokenKind) {
        let found = self.node.children().next().is_some();
        self.needs(report, found, "a name");
        commas::validate(report, self.node, Commas::Between, "name", |kind| kind == NodeKind::Binding);
        let bindings = self.node.children().filter(|child| child.kind() == NodeKind::Binding);
        for node in bindings {
            self.binding(report, node, keyword);
        }
    }

    fn binding(&self, report: &mut Report<'t>, node: SyntaxNode<'t>, keyword: TokenKind) {
        for child in node.children() {
            let index = child.tokens().start;
            match child.kind() {
                NodeKind::Name => strings::validate(report, index, Mode::Name),
                NodeKind::Junk if report.kind(index) == Some(TokenKind::Colon) => {
                    value::needless_type(report, child, "an input");
                }
                NodeKind::Junk => value::wrong(report, child, Due::Text),
                _ => value::validate(report, child, Mode::Interpolated),
            }
        }
        if let Some(colon) = node.find_token(TokenKind::Colon) {
            let range = report.range(colon);
            let before = report.range(colon - 1).end;
            let error =
                SyntaxError::new(SyntaxErrorKind::Syntax, range.clone(), "a value is given by `=` here");
            report.structural(error.fix("write `=`", before..range.end, " ="));
        }
        if node.has_token(TokenKind::FromKeyword) || node.has_token(TokenKind::SecretKeyword) {
            return self.secret(report, node);
        }
        let given = node.has_token(TokenKind::Equals) || node.has_token(TokenKind::Colon);
        let has_value = node.children().nth(1).is_some();
        if (given || keyword != TokenKind::InputKeyword) && !has_value {
            let name = node.child(NodeKind::Name).map_or("this name", SyntaxNode::text);
            let message = format!("`{name}` has no value");
            let error = SyntaxError::new(SyntaxErrorKind::Syntax, node.text_range(), message);
            report.missing(node.tokens().end, error.help(format!("written `{}`", self.info.form)));
        }
    }

    fn secret(&self, report: &mut Report<'t>, node: SyntaxNode<'t>) {
        let complete = node.has_token(TokenKind::FromKeyword)
            && node.has_token(TokenKind::SecretKeyword)
            && node.has_token(TokenKind::KeyKeyword)
            && node.children().count() > 2;
        if !complete {
            let from = node.own_tokens().next().map_or(0..0, |index| report.range(index));
            let message = "a part is missing of where this value is read";
            let error = SyntaxError::new(SyntaxErrorKind::Syntax, from, message);
            report.missing(
                node.tokens().end,
                error.help("written `env NAME from secret \"NAME\" key \"KEY\"`"),
            );
        }
    }

    fn names(&self, report: &mut Report<'t>) {
        let found = self.node.children().any(|child| matches!(child.kind(), NodeKind::Name | NodeKind::Junk));
        self.needs(report, found, "a name");
        commas::validate(report, self.node, Commas::Between, "name", |kind| kind == NodeKind::Name);
        value::names(report, self.node);
    }

    fn output(&self, report: &mut Report<'t>) {
        self.names(report);
        let from = self.node.find_token(TokenKind::FromKeyword);
        let expression = self.node.find_token(TokenKind::ExpressionKeyword);
        let source = self.node.values().next();
        if let (Some(from), None) = (from, source) {
            let due = if expression.is_some() { "an expression in quotes" } else { "a path in quotes" };
            self.missing_behind(report, expression.unwrap_or(from), due);
        }
        match (self.body, from) {
            (Body::Workflow | Body::WorkflowStep, None) if expression.is_some() => {
                let message = "`from` is missing before `expression`";
                let place = expression.map_or(0..0, |index| report.range(index));
                let error = SyntaxError::new(SyntaxErrorKind::Syntax, place.clone(), message);
                report.structural(error.fix("add `from`", place.start..place.start, "from "));
            }
            (Body::Workflow, None) if self.node.child(NodeKind::Name).is_some() => {
                let error = self.error(report, "nothing says what this output is");
                report.missing(self.node.tokens().end, error);
            }
            (Body::Extern, Some(from)) => {
                let message = "an output of an `extern workflow` is only named";
                let error = SyntaxError::new(SyntaxErrorKind::Syntax, report.range(from), message);
                report.structural(error.help(format!("written `{}`", self.info.form)));
            }
            _ => {}
        }
        if let Some(global) =
            self.node.find_token(TokenKind::GlobalKeyword).filter(|_| self.body != Body::WorkflowStep)
        {
            let message = "only an output of a step is made `global`";
            let error = SyntaxError::new(SyntaxErrorKind::Syntax, report.range(global), message);
            report.structural(error.fix("remove it", report.range(global), ""));
        }
    }
}

fn due_behind_word(info: &ClauseInfo) -> String {
    let word = spelling::keyword_text(info);
    let behind = info.form.split_whitespace().skip_while(|part| *part != word).nth(1);
    behind.map_or_else(|| "a value".to_string(), wording::due)
}

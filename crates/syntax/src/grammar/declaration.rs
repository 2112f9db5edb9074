//! The file and its declarations: keywords, names, parameters and uses. Knows nothing of what blocks hold.

use chumsky::prelude::*;

use super::block::block;
use super::part::{Part, ahead, junk, node, token, token_of, word};
use super::value::{SEPARATORS, Values, in_parentheses, name, not_ahead, unknown, values};
use crate::clauses::Body;
use crate::kind::{NodeKind, TokenKind};
use crate::shape;

/// A whole file.
pub(super) fn file<'t>() -> impl Part<'t> {
    let item = choice((declaration(), unknown_declaration(), junk(shape::file_junk_length)));
    node(NodeKind::File, item.repeated())
}

fn documentation<'t>() -> impl Part<'t> {
    node(NodeKind::Documentation, token(TokenKind::DocComment).repeated())
}

fn unknown_declaration<'t>() -> impl Part<'t> {
    let any_word = ahead(|rest| rest.first().is_some_and(|lexeme| lexeme.kind.is_word()));
    unknown(
        NodeKind::UnknownDeclaration,
        documentation().then_ignore(any_word),
        shape::unknown_declaration_length,
    )
}

fn declaration<'t>() -> impl Part<'t> {
    let inner = values();
    let values = outside_of_blocks(&inner);
    let declaration = choice((
        patterns(&values, &inner),
        environment(&inner),
        binding(&values),
        external(&inner),
        application(&inner),
    ));
    node(NodeKind::Declaration, documentation().then(declaration).ignored())
}

/// Values outside of blocks, where also a keyword with a name shows that the value is missing.
fn outside_of_blocks<'t>(values: &Values<'t>) -> Values<'t> {
    let due = not_ahead(shape::starts_next_declaration).ignore_then(values.due.clone()).boxed();
    Values { any: values.any.clone(), due }
}

fn top_level_name<'t>() -> impl Part<'t> {
    not_ahead(shape::starts_next_declaration).ignore_then(name())
}

/// `NAME, NAME…`, where a comma may be missing.
fn names<'t>() -> impl Part<'t> {
    let without_comma = ahead(shape::continues_declared_names).ignore_then(top_level_name());
    let comma = token(TokenKind::Comma).then(top_level_name().or_not()).ignored();
    top_level_name().then(comma.or(without_comma).repeated()).ignored()
}

fn environment<'t>(values: &Values<'t>) -> impl Part<'t> + use<'t> {
    let block = block(Body::Environment, values);
    token(TokenKind::EnvironmentKeyword).then(names().or_not()).then(block.or_not()).ignored()
}

fn binding<'t>(values: &Values<'t>) -> impl Part<'t> + use<'t> {
    let bare_list = junk(shape::bare_declared_list_length);
    let value = token_of(SEPARATORS).or_not().then(bare_list.or(values.due.clone()).or_not());
    let head = top_level_name().or_not().then(junk(shape::let_junk_length).or_not());
    token(TokenKind::LetKeyword).then(head).then(value).ignored()
}

fn external<'t>(values: &Values<'t>) -> impl Part<'t> + use<'t> {
    let block = block(Body::Extern, values);
    let kind = token_of(shape::EXTERN_KINDS);
    let wrong = ahead(shape::starts_wrong_extern_kind).ignore_then(word());
    let kind = junk(shape::extern_junk_length).or_not().then(kind.or(wrong).or_not());
    let named = token(TokenKind::ExternKeyword).then(kind).then(names().or_not());
    named.then(block.or_not()).ignored()
}

fn application<'t>(values: &Values<'t>) -> impl Part<'t> + use<'t> {
    let block = block(Body::Application, values);
    token(TokenKind::ApplicationKeyword).then(head(Body::Application)).then(block.or_not()).ignored()
}

/// The name of a declaration, and what stands between it and the body.
fn head<'t>(body: Body) -> impl Part<'t> {
    let colon = ahead(shape::separates_name).ignore_then(token(TokenKind::Colon)).or_not();
    colon.then(top_level_name().or_not()).then(head_junk(body)).ignored()
}

fn head_junk<'t>(body: Body) -> impl Part<'t> {
    junk(move |rest| shape::head_junk_length(rest, body)).or_not().ignored()
}

/// The declarations that can have parameters, or be a use of one that has.
fn patterns<'t>(values: &Values<'t>, inner: &Values<'t>) -> impl Part<'t> + use<'t> {
    let parameters = parameters(values).boxed();
    let equals = token(TokenKind::Equals);
    let block_of_use = junk(shape::stray_block_length).or_not();
    let used = junk(shape::used_block_length).or(using(values).then(block_of_use).ignored());
    let used = equals.then(used.or_not()).ignored().boxed();
    let pattern = |body: Body, keyword: TokenKind| {
        let block = block(body, inner);
        let braces = ahead(|rest| rest.first().is_some_and(|lexeme| lexeme.kind == TokenKind::LeftBrace));
        let content = choice((block.clone(), equals.then(braces).ignore_then(block), used.clone()));
        let head = head(body).then(parameters.clone().or_not()).then(head_junk(body));
        token(keyword).then(head).then(content.or_not()).ignored()
    };
    choice((
        pattern(Body::Flow, TokenKind::FlowKeyword),
        pattern(Body::Policy, TokenKind::PolicyKeyword),
        pattern(Body::Template, TokenKind::TemplateKeyword),
        pattern(Body::Product, TokenKind::ProductKeyword),
        pattern(Body::Workflow, TokenKind::WorkflowKeyword),
    ))
}

fn parameters<'t>(values: &Values<'t>) -> impl Part<'t> + use<'t> {
    let kind = node(NodeKind::Reference, word());
    let bare = junk(shape::bare_type_length);
    let leading = junk(shape::leading_type_length).or_not();
    let kind = token(TokenKind::Colon).then(kind.or_not()).ignored();
    let bare_default = node(NodeKind::Literal, token_of(shape::LITERALS));
    let default = token(TokenKind::Equals).then(values.due.clone().or_not()).ignored().or(bare_default);
    let named = leading.then(name()).then(kind.clone().or(bare).or_not()).ignored();
    let parameter = named.or(kind).then(default.or_not()).ignored();
    node(NodeKind::Parameters, in_parentheses(node(NodeKind::Parameter, parameter)))
}

fn using<'t>(values: &Values<'t>) -> impl Part<'t> + use<'t> {
    let arguments = node(NodeKind::Arguments, in_parentheses(argument(values)));
    let named = values.due.clone().then(arguments.clone().or_not()).ignored();
    node(NodeKind::Use, arguments.or(named))
}

fn argument<'t>(values: &Values<'t>) -> impl Part<'t> + use<'t> {
    let named = ahead(shape::starts_named).ignore_then(name()).then(token_of(SEPARATORS));
    let with_name = named.then(values.due.clone().or_not()).ignored();
    node(NodeKind::Argument, with_name.or(values.due.clone()))
}

//! What a pattern takes, while its arguments are being written.
//!
//! What stands before the place is parsed by itself, from the declaration on: what stands behind it can't lead astray.

use std::ops::Range;

use promo_analysis::{Db, Declaration, Place, parse};
use promo_syntax::literal::documentation;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use crate::FilePosition;
use crate::path::{Path, is_in_comment};
use crate::role::{parameter_type, used_pattern};

/// What a pattern takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The pattern with its parameters, as it is declared.
    pub label: String,
    /// The doc comment of the pattern, in Markdown.
    pub documentation: String,
    /// The parameters, in order.
    pub parameters: Vec<SignatureParameter>,
    /// Which of them is being written, if it is known.
    pub active: Option<usize>,
}

/// A parameter of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureParameter {
    /// Its bytes in the label.
    pub range: Range<usize>,
    /// What it takes.
    pub documentation: String,
}

/// What the pattern takes whose arguments stand around a place.
pub fn signature(db: &dyn Db, position: FilePosition) -> Option<Signature> {
    let tree = &parse(db, position.file).tree;
    let text = tree.text();
    let offset = text.floor_char_boundary(position.offset);
    let items = tree.root().children().map(|item| item.text_range().start);
    let start = items.take_while(|start| *start < offset).last()?;
    let written = promo_syntax::parse(text.get(start..offset)?).tree;
    let path = Path::to_token(&written, written.tokens().len().checked_sub(1)?);
    let arguments = path.find(NodeKind::Arguments)?;
    if arguments.has_token(TokenKind::RightParenthesis) || !is_argument_due(&path) {
        return None;
    }
    let pattern = used_pattern(db, &path)?;
    let mut signature = of_pattern(db, pattern)?;
    let active = active(pattern.node(db), arguments);
    signature.active = active.filter(|active| *active < signature.parameters.len());
    Some(signature)
}

/// Whether the place is not in a text or comment.
fn is_argument_due(path: &Path<'_>) -> bool {
    let Some(tree) = path.last().map(SyntaxNode::tree) else { return false };
    let is_in_text = tree.tokens().last().is_some_and(|token| {
        let text = tree.text().get(token.range()).unwrap_or_default();
        token.kind == TokenKind::String && (text.len() < 2 || !text.ends_with('"'))
    });
    !is_in_text && !is_in_comment(tree, tree.text().len())
}

/// None for what has no parameters.
fn of_pattern<'db>(db: &'db dyn Db, pattern: Declaration<'db>) -> Option<Signature> {
    let node = pattern.node(db);
    let mut label = format!("{}(", node.child(NodeKind::Name)?.text());
    let mut parameters = Vec::new();
    for parameter in nodes(node) {
        if !parameters.is_empty() {
            label.push_str(", ");
        }
        let start = label.len();
        label.push_str(&written(db, pattern, parameter));
        let documentation = parameter_type(parameter).map(|kind| kind.noun().to_owned()).unwrap_or_default();
        parameters.push(SignatureParameter { range: start..label.len(), documentation });
    }
    label.push(')');
    let documentation = documentation(node);
    (!parameters.is_empty()).then_some(Signature { label, documentation, parameters, active: None })
}

/// A parameter as it stands in its file, on one line.
fn written<'db>(db: &'db dyn Db, pattern: Declaration<'db>, parameter: SyntaxNode<'_>) -> String {
    let text = pattern.file(db).text(db).get(Place::of(pattern, parameter).bytes(db)).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn nodes(pattern: SyntaxNode<'_>) -> impl Iterator<Item = SyntaxNode<'_>> {
    let parameters = pattern.child(NodeKind::Parameters).into_iter().flat_map(SyntaxNode::children);
    parameters.filter(|child| child.kind() == NodeKind::Parameter)
}

/// The parameter that the last argument is for: the one that it names, or the one in its place.
fn active(pattern: SyntaxNode<'_>, arguments: SyntaxNode<'_>) -> Option<usize> {
    let tokens = arguments.tree().tokens();
    let is_comma = |index: &usize| tokens.get(*index).is_some_and(|token| token.kind == TokenKind::Comma);
    let commas: Vec<usize> = arguments.own_tokens().filter(is_comma).collect();
    let begins = commas.last().copied().unwrap_or(arguments.tokens().start);
    let last = arguments.children().find(|argument| argument.tokens().start > begins);
    match last.and_then(|argument| argument.child(NodeKind::Name)) {
        Some(named) => nodes(pattern).position(|parameter| {
            parameter.child(NodeKind::Name).is_some_and(|name| name.text() == named.text())
        }),
        None => free(pattern, arguments, commas.len()),
    }
}

/// The parameter of an argument without a name: the one in its place, or behind named ones the first that none names.
fn free(pattern: SyntaxNode<'_>, arguments: SyntaxNode<'_>, index: usize) -> Option<usize> {
    let before = arguments.children().take(index);
    let (named, by_place): (Vec<_>, Vec<_>) =
        before.map(|argument| argument.child(NodeKind::Name)).partition(Option::is_some);
    if named.is_empty() {
        return Some(index);
    }
    let named: Vec<&str> = named.into_iter().flatten().map(SyntaxNode::text).collect();
    let names = nodes(pattern).map(|parameter| parameter.child(NodeKind::Name).map(SyntaxNode::text));
    let free = |name: Option<&str>| name.is_none_or(|name| !named.contains(&name));
    names.enumerate().skip(by_place.len()).find(|(_, name)| free(*name)).map(|(index, _)| index)
}

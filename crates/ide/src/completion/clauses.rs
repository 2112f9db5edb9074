//! Completion of clauses: which words begin one here, and how the clause before goes on.

use promo_analysis::value::Type;
use promo_syntax::{Body, ClauseInfo, NodeKind, SyntaxNode, TokenKind, clauses};

use super::{CompletionKind, Context, Offer, names, of_part, workflows};
use crate::parts::{Part, SECRET, Slot, parts};
use crate::path::Path;
use crate::role::is_in_step_of_trigger;

/// The part of a clause that the marker is in the place of, if it stands directly in one.
pub(super) fn part_of_clause(path: &Path<'_>) -> Option<Part> {
    let (body, clause) = path.clause()?;
    let mut inner = path.outwards().take_while(|node| *node != clause);
    let is_direct = inner.all(|node| {
        let kind = node.kind();
        kind.is_value() || matches!(kind, NodeKind::Name | NodeKind::Junk)
    });
    let part = next_of_clause(body, clause, path.token)?;
    (is_direct && path.token != clause.keyword_token()?).then_some(part)
}

/// Whether the marker stands in the place of a value that may be left out, so that a clause may begin there.
pub(super) fn is_optional(path: &Path<'_>) -> bool {
    let clause = path.clause().and_then(|(_, clause)| clause.keyword());
    let tokens = path.last().map(|node| node.tree().tokens()).unwrap_or_default();
    let before = path.token.checked_sub(1).and_then(|before| tokens.get(before)).map(|token| token.kind);
    match clause {
        Some(TokenKind::PromoteKeyword) => {
            matches!(before, Some(kind) if kind != TokenKind::PromoteKeyword && kind != TokenKind::Comma)
        }
        Some(TokenKind::SuspendKeyword) => before == Some(TokenKind::SuspendKeyword),
        _ => false,
    }
}

/// Whether the marker follows the names of a declaration without a comma, so that another declaration begins there.
pub(super) fn follows_names(path: &Path<'_>) -> bool {
    let mut nodes = path.outwards();
    let is_name = nodes.next().is_some_and(|node| node.kind() == NodeKind::Name);
    let declaration = nodes.next().filter(|node| is_name && node.kind() == NodeKind::Declaration);
    let Some(declaration) = declaration else { return false };
    let tokens = declaration.tree().tokens();
    let before = path.token.checked_sub(1).and_then(|before| tokens.get(before)).map(|token| token.kind);
    let is_first = declaration.child(NodeKind::Name).is_none_or(|first| first.tokens().start == path.token);
    !is_first && before != Some(TokenKind::Comma)
}

/// The part of a declaration that the marker is in the place of, if it stands directly in one, before its block.
pub(super) fn part_of_declaration(path: &Path<'_>) -> Option<Part> {
    let mut nodes = path.outwards().skip_while(|node| node.kind() == NodeKind::Name);
    let declaration = nodes.next().filter(|node| node.kind() == NodeKind::Declaration)?;
    next_part(parts(Body::File, declaration.keyword()?), declaration, path.token)
}

/// The part of a clause that is due at a token of it, or behind it.
fn next_of_clause(body: Body, clause: SyntaxNode<'_>, token: usize) -> Option<Part> {
    let keyword = clause.keyword()?;
    let variable = clause.child(NodeKind::Binding).filter(|_| keyword == TokenKind::EnvKeyword);
    match variable {
        Some(variable) if variable.has_token(TokenKind::Equals) => None,
        Some(variable) => next_part(SECRET, variable, token),
        None => next_part(parts(body, keyword), clause, token),
    }
}

/// The part that is due at a token of what consists of some parts, or behind it.
fn next_part(parts: &[Part], whole: SyntaxNode<'_>, token: usize) -> Option<Part> {
    let mut next = 0;
    let mut follows_comma = false;
    for element in elements(whole).filter(|element| element.end() <= token) {
        let is_word = |part: &Part| matches!(part, Part::Words(words) if words.contains(&element.text()));
        let rest = parts.get(next..).unwrap_or_default();
        match element {
            Element::Token { kind: TokenKind::Comma, .. } => {
                follows_comma = true;
                continue;
            }
            Element::Token { kind, .. } if kind.is_word() => {
                next += rest.iter().position(is_word).map_or(0, |skipped| skipped + 1);
            }
            Element::Token { kind: TokenKind::Equals | TokenKind::Colon, .. } => {}
            Element::Token { .. } | Element::Node(_) => {
                let is_slot = |part: &Part| !matches!(part, Part::Words(_));
                next += rest.iter().position(is_slot).map_or(rest.len(), |skipped| skipped + 1);
            }
        }
        follows_comma = false;
    }
    let several = next.checked_sub(1).and_then(|before| parts.get(before));
    match several {
        Some(Part::Slots(slot)) if follows_comma => Some(Part::Slots(*slot)),
        _ => parts.get(next).copied(),
    }
}

/// A token or child of a clause.
#[derive(Clone, Copy)]
enum Element<'t> {
    Token { node: SyntaxNode<'t>, index: usize, kind: TokenKind },
    Node(SyntaxNode<'t>),
}

impl<'t> Element<'t> {
    fn end(self) -> usize {
        match self {
            Element::Token { index, .. } => index + 1,
            Element::Node(node) => node.tokens().end,
        }
    }

    fn text(self) -> &'t str {
        match self {
            Element::Token { node, index, .. } => node.tree().token_text(index),
            Element::Node(node) => node.text(),
        }
    }
}

/// What a clause, declaration or variable consists of behind its keyword, in order.
fn elements<'t>(whole: SyntaxNode<'t>) -> impl Iterator<Item = Element<'t>> {
    let keyword = whole.keyword_token().filter(|_| whole.kind() != NodeKind::Binding);
    let own =
        tokens_of(whole).filter(move |element| keyword.is_none_or(|keyword| element.end() > keyword + 1));
    let children = whole.children().filter(|child| child.kind() != NodeKind::Documentation);
    // A number with a word behind it is taken for one slip.
    let (junk, nodes): (Vec<_>, Vec<_>) = children.partition(|child| child.kind() == NodeKind::Junk);
    let junk = junk.into_iter().flat_map(tokens_of);
    let mut elements: Vec<_> = own.chain(junk).chain(nodes.into_iter().map(Element::Node)).collect();
    elements.sort_by_key(|element| element.end());
    elements.into_iter()
}

fn tokens_of<'t>(node: SyntaxNode<'t>) -> impl Iterator<Item = Element<'t>> {
    node.own_tokens().filter_map(move |index| {
        let kind = node.tree().tokens().get(index)?.kind;
        Some(Element::Token { node, index, kind })
    })
}

/// What can begin here in a body, or follow what stands before.
pub(super) fn offers(context: &Context<'_, '_>, body: Body) -> Vec<Offer> {
    if body.has_arrows() && is_behind_lone_name(context, body) {
        return vec![arrow()];
    }
    let block = context.path.find(NodeKind::Block);
    let mut offers = before(context, body, block);
    offers.extend(begun(context, body));
    offers
}

/// What can begin here in a body.
pub(super) fn begun(context: &Context<'_, '_>, body: Body) -> Vec<Offer> {
    let block = context.path.find(NodeKind::Block);
    let given: Vec<TokenKind> =
        block.into_iter().flat_map(SyntaxNode::children).filter_map(SyntaxNode::keyword).collect();
    let of_trigger = body == Body::Step && is_in_step_of_trigger(context.db, &context.path);
    let free = clauses(body).iter().filter(|clause| clause.repeatable || !given.contains(&clause.word));
    let free = free.filter(|clause| !of_trigger || clause.word == TokenKind::PostKeyword);
    let free = free.filter(|clause| !excludes(body, &given, clause.word));
    let offers = free.map(|clause| keyword(context, body, clause));
    let named = match body {
        Body::Flow => names::values(context, Type::Environments),
        Body::Workflow => workflows::steps(context),
        _ => Vec::new(),
    };
    let named = named.into_iter().map(|offer| at_start(context, body, offer));
    let has_chain = block.is_some_and(|block| block.child(NodeKind::Chain).is_some());
    // Without arrows there is no flow: they come first.
    match body {
        Body::Flow if !has_chain => named.chain(offers).collect(),
        _ => offers.chain(named).collect(),
    }
}

/// Clauses that say one thing in several ways: beside one of a group none of the other groups can stand.
const EXCLUSIVE: &[(Body, &[&[TokenKind]])] = &[
    (
        Body::Product,
        &[&[TokenKind::TemplateKeyword], &[TokenKind::VersionKeyword, TokenKind::PromoteKeyword]],
    ),
    (
        Body::WorkflowStep,
        &[
            &[
                TokenKind::ImageKeyword,
                TokenKind::RunKeyword,
                TokenKind::CommandKeyword,
                TokenKind::ArgsKeyword,
                TokenKind::EnvKeyword,
            ],
            &[TokenKind::UsesKeyword],
            &[TokenKind::SuspendKeyword],
        ],
    ),
    (Body::WorkflowStep, &[&[TokenKind::RunKeyword], &[TokenKind::ArgsKeyword]]),
];

/// Whether a clause can't stand beside those that are given.
fn excludes(body: Body, given: &[TokenKind], word: TokenKind) -> bool {
    let mut groups = EXCLUSIVE.iter().filter(|(owner, _)| *owner == body).map(|(_, groups)| groups);
    groups.any(|groups| {
        let is_own = |group: &&&[TokenKind]| group.contains(&word);
        let is_given = |group: &&[TokenKind]| group.iter().any(|other| given.contains(other));
        groups.iter().any(|group| is_own(&group))
            && groups.iter().filter(|group| !is_own(group)).any(is_given)
    })
}

/// The events that the hooks beside the place are for: each has one.
pub(super) fn given_events<'t>(context: &Context<'_, 't>) -> Vec<&'t str> {
    let block = context.path.find(NodeKind::Block);
    let hooks = block.into_iter().flat_map(SyntaxNode::children);
    let hooks = hooks.filter(|clause| clause.keyword() == Some(TokenKind::OnKeyword));
    let words =
        hooks.flat_map(|hook| hook.own_tokens().skip(1).map(move |token| hook.tree().token_text(token)));
    words.collect()
}

/// Whether the marker follows a name that nothing else stands beside: an arrow is what makes a chain of it.
fn is_behind_lone_name(context: &Context<'_, '_>, body: Body) -> bool {
    let Some(item) = context.path.find(NodeKind::UnknownClause) else { return false };
    let first = item.tokens().start;
    let word = item.tree().tokens().get(first).map(|token| token.kind);
    first + 1 == context.path.token && word.is_some_and(|word| body.clause(word).is_none())
}

fn arrow() -> Offer {
    Offer::new("->", CompletionKind::Value)
}

/// A name at the start of a chain: one that is also the word of a clause stands in quotes there.
fn at_start(context: &Context<'_, '_>, body: Body, offer: Offer) -> Offer {
    let is_clause = body.clause(TokenKind::of_word(&offer.label)).is_some();
    if is_clause { offer.in_quotes(context) } else { offer }
}

/// How what stands before the marker can go on.
fn before(context: &Context<'_, '_>, body: Body, block: Option<SyntaxNode<'_>>) -> Vec<Offer> {
    let items = block.into_iter().flat_map(SyntaxNode::children);
    let Some(item) = items.take_while(|item| item.tokens().end <= context.path.token).last() else {
        return Vec::new();
    };
    match item.kind() {
        NodeKind::Chain => vec![arrow()],
        NodeKind::Clause if item.child(NodeKind::Test).is_some() => vec![Offer::keyword("and")],
        NodeKind::Clause => match next_of_clause(body, item, context.path.token) {
            Some(part) if part != Part::Slot(Slot::Test) => of_part(context, part),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The clause that a keyword begins, with a place for what follows where that has signs around it.
fn keyword(context: &Context<'_, '_>, body: Body, clause: &ClauseInfo) -> Offer {
    let word = clause.word.description().trim_matches('`');
    let field = clause.field.map(|field| format!("\n\nSets `{field}`.")).unwrap_or_default();
    let offer = Offer::keyword(word).detail(clause.form);
    let offer = offer.documentation(format!("{}{field}", clause.meaning));
    if context.is_followed() {
        return offer;
    }
    let offer = offer.text(format!("{word} "));
    match (clause.word, parts(body, clause.word)) {
        (TokenKind::RunKeyword, _) => offer.snippet("run \"\"\"\n  $0\n  \"\"\""),
        (_, [Part::Block]) => offer.snippet(format!("{word} {{ $0 }}")),
        (_, [Part::Slot(Slot::Value(Type::String)), ..]) => offer.snippet(format!("{word} \"$0\"")),
        (_, [Part::Slot(Slot::Value(kind))]) if kind.element().is_some() => {
            offer.snippet(format!("{word} [$0]"))
        }
        _ => offer,
    }
}

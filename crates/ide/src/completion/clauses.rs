//! Completion of clauses: which words begin one here, and how the clause before goes on.

use promo_syntax::{Body, ClauseInfo, NodeKind, SyntaxNode, TokenKind, clauses};

use super::{CompletionKind, Context, Offer, names, of_slot, workflows};
use crate::parts::{Part, Slot, parts};
use crate::path::Path;

/// The part of a clause that the marker is in the place of, if it stands directly in one.
pub(super) fn part_of_clause(path: &Path<'_>) -> Option<Part> {
    let (body, clause) = path.clause()?;
    let mut inner = path.outwards().take_while(|node| *node != clause);
    let is_direct = inner.all(|node| node.kind().is_value() || node.kind() == NodeKind::Name);
    let part = next_part(body, clause, path.token)?;
    (is_direct && path.token != clause.keyword_token()?).then_some(part)
}

/// The part of a clause that is due at a token of it, or behind it.
fn next_part(body: Body, clause: SyntaxNode<'_>, token: usize) -> Option<Part> {
    let parts = parts(body, clause.keyword()?);
    let mut next = 0;
    let mut follows_comma = false;
    for element in elements(clause).filter(|element| element.end() <= token) {
        let is_word = |part: &Part| matches!(part, Part::Words(words) if words.contains(&element.text()));
        let rest = parts.get(next..).unwrap_or_default();
        match element {
            Element::Token { kind: TokenKind::Comma, .. } => {
                follows_comma = true;
                continue;
            }
            Element::Token { .. } => next += rest.iter().position(is_word).map_or(0, |skipped| skipped + 1),
            Element::Node(_) => {
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

/// What a clause consists of behind its keyword, in order.
fn elements<'t>(clause: SyntaxNode<'t>) -> impl Iterator<Item = Element<'t>> {
    let own = clause.own_tokens().skip(1).filter_map(move |index| {
        let kind = clause.tree().tokens().get(index)?.kind;
        Some(Element::Token { node: clause, index, kind })
    });
    let mut elements: Vec<_> = own.chain(clause.children().map(Element::Node)).collect();
    elements.sort_by_key(|element| element.end());
    elements.into_iter()
}

/// What can begin here in a body.
pub(super) fn offers(context: &Context<'_, '_>, body: Body) -> Vec<Offer> {
    let block = context.path.find(NodeKind::Block);
    let mut offers = before(context, body, block);
    let given: Vec<TokenKind> =
        block.into_iter().flat_map(SyntaxNode::children).filter_map(SyntaxNode::keyword).collect();
    let free = clauses(body).iter().filter(|clause| clause.repeatable || !given.contains(&clause.word));
    offers.extend(free.map(keyword));
    match body {
        Body::Flow => offers.extend(names::values(context, promo_analysis::value::Type::Environments)),
        Body::Workflow => offers.extend(workflows::steps(context)),
        _ => {}
    }
    offers
}

/// How the clause before the marker can go on.
fn before(context: &Context<'_, '_>, body: Body, block: Option<SyntaxNode<'_>>) -> Vec<Offer> {
    let items = block.into_iter().flat_map(SyntaxNode::children);
    let Some(clause) = items.take_while(|item| item.tokens().end <= context.path.token).last() else {
        return Vec::new();
    };
    if clause.kind() != NodeKind::Clause {
        return Vec::new();
    }
    let ends_in_test = clause.child(NodeKind::Test).is_some();
    match next_part(body, clause, context.path.token) {
        _ if ends_in_test => vec![Offer::new("and", CompletionKind::Keyword)],
        Some(Part::Words(words)) => {
            words.iter().map(|word| Offer::new(*word, CompletionKind::Keyword)).collect()
        }
        Some(Part::Slot(slot) | Part::Slots(slot)) if slot != Slot::Test => of_slot(context, slot),
        _ => Vec::new(),
    }
}

/// The clause that a keyword begins.
fn keyword(clause: &ClauseInfo) -> Offer {
    let word = clause.word.description().trim_matches('`');
    let field = clause.field.map(|field| format!("\n\nSets `{field}`.")).unwrap_or_default();
    let offer = Offer::new(word, CompletionKind::Keyword).detail(clause.form);
    offer.documentation(format!("{}{field}", clause.meaning))
}

/// The words that can stand in a declaration outside of its block.
pub(super) fn words_of_declaration(path: &Path<'_>) -> Vec<Offer> {
    let keyword = path.declaration().and_then(SyntaxNode::keyword);
    let kinds = ["workflow", "flow", "product", "template"];
    match keyword {
        Some(TokenKind::ExternKeyword) => {
            kinds.iter().map(|kind| Offer::new(*kind, CompletionKind::Keyword)).collect()
        }
        _ => Vec::new(),
    }
}

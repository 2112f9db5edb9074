//! Small questions about names and strings as they are written.

use promo_syntax::literal::{Mode, Segment, decode, string_literal};
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};

/// The text of a string in which nothing is interpolated.
pub(crate) fn plain_text(kind: TokenKind, text: &str) -> String {
    let segments = decode(kind, text, Mode::Name).segments;
    let texts = segments.into_iter().map(|segment| match segment {
        Segment::Text(text) => text,
        Segment::Parameter { name, .. } => format!("${{{name}}}"),
    });
    texts.collect()
}

/// The names that stand as `${name}` in a literal.
pub(crate) fn interpolated_names(literal: SyntaxNode<'_>) -> Vec<String> {
    if literal.kind() != NodeKind::Literal || !literal.text().contains("${") {
        return Vec::new();
    }
    let Some(token) = literal.tree().tokens().get(literal.tokens().start) else {
        return Vec::new();
    };
    let segments = decode(token.kind, literal.text(), Mode::Interpolated).segments;
    let names = segments.into_iter().filter_map(|segment| match segment {
        Segment::Parameter { name, .. } => Some(name),
        Segment::Text(_) => None,
    });
    names.collect()
}

/// A name as it is written: in quotes if it can't stand without.
pub fn quote_name(name: &str) -> String {
    let parsed = promo_syntax::parse(&format!("flow {name} {{ }}"));
    let declared = parsed.tree.declarations().next().and_then(|flow| flow.child(NodeKind::Name));
    let stands_alone = declared.is_some_and(|declared| {
        let kind = parsed.tree.tokens().get(declared.tokens().start).map(|token| token.kind);
        declared.text() == name && kind.is_some_and(TokenKind::is_word)
    });
    if stands_alone { name.to_owned() } else { quoted(name) }
}

/// A name as it is written at the beginning of an item of a body, where the word of a clause begins that clause.
pub fn quote_name_in(body: Body, name: &str) -> String {
    if body.clause(TokenKind::of_word(name)).is_some() { quoted(name) } else { quote_name(name) }
}

fn quoted(name: &str) -> String {
    string_literal(name, Mode::Name)
}

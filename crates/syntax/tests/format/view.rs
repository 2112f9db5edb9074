//! What of a text must outlast formatting: its tokens with their values, its nodes, and its comments with
//! their places. Knows that commas in brackets come and go.

use promo_syntax::literal::{Mode, Segment, decode, documentation};
use promo_syntax::trivia::Gap;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind, Tree, parse};

/// What must stay.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct View {
    tokens: Vec<(TokenKind, Vec<String>)>,
    nodes: Vec<(NodeKind, usize, usize)>,
    documentation: Vec<String>,
    comments: Vec<(usize, String)>,
}

/// Views a text without errors.
pub(crate) fn view(text: &str) -> View {
    let parsed = parse(text);
    let tree = &parsed.tree;
    let kept = kept(tree);
    let before = |end: usize| kept[..end].iter().filter(|kept| **kept).count();
    let places = 0..tree.tokens().len();
    let tokens = places.clone().filter(|index| kept[*index]).map(|index| token(tree, index));
    let nodes = tree.root().descendants();
    let nodes = nodes.map(|node| (node.kind(), before(node.tokens().start), before(node.tokens().end)));
    let comments = (0..=places.end).flat_map(|index| {
        let place = before(index);
        Gap::of(tree.gap(index)).comments.into_iter().map(move |comment| (place, comment.text.to_string()))
    });
    View {
        tokens: tokens.collect(),
        nodes: nodes.collect(),
        documentation: tree.declarations().map(documentation).collect(),
        comments: comments.collect(),
    }
}

/// For each token, whether the formatter has to keep it: all but the commas of brackets.
fn kept(tree: &Tree) -> Vec<bool> {
    let mut kept = vec![true; tree.tokens().len()];
    for node in tree.root().descendants().filter(|node| in_brackets(*node)) {
        for index in node.own_tokens() {
            kept[index] &= tree.tokens()[index].kind != TokenKind::Comma;
        }
    }
    kept
}

fn in_brackets(node: SyntaxNode<'_>) -> bool {
    use NodeKind::{Arguments, Block, List, Map, Parameters};
    matches!(node.kind(), Arguments | Block | List | Map | Parameters)
}

/// The kind of a token and its text or, for text blocks, all that it can mean.
fn token(tree: &Tree, index: usize) -> (TokenKind, Vec<String>) {
    let kind = tree.tokens()[index].kind;
    let text = tree.token_text(index);
    let modes = [Mode::Interpolated, Mode::Plain, Mode::Name];
    let value = match kind {
        TokenKind::TextBlock => modes.map(|mode| value(text, mode)).to_vec(),
        _ => vec![text.trim_end().to_string()],
    };
    (kind, value)
}

fn value(text: &str, mode: Mode) -> String {
    let segments = decode(TokenKind::TextBlock, text, mode).segments;
    let segments = segments.into_iter().map(|segment| match segment {
        Segment::Text(text) => format!("{text:?}"),
        Segment::Parameter { name, .. } => format!("${{{name}}}"),
    });
    segments.collect()
}

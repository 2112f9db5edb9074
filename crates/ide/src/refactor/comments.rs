//! The comments of a text: where they stand, and what they say. Knows nothing of what they are about.

use std::ops::Range;

use promo_syntax::trivia::Gap;
use promo_syntax::{SyntaxNode, TokenKind, Tree};

/// Whether there are comments in a gap.
pub fn has_comment(gap: &str) -> bool {
    gap.contains("//")
}

/// Whether there are comments inside of a node.
pub fn holds_comment(node: SyntaxNode<'_>) -> bool {
    is_between(node.tree(), node.tokens())
}

/// Whether there are comments between some tokens.
pub fn is_between(tree: &Tree, tokens: Range<usize>) -> bool {
    (tokens.start + 1..tokens.end).any(|token| has_comment(tree.gap(token)))
}

/// Whether a comment follows on the line on which a gap begins.
pub fn follows_on_line(gap: &str) -> bool {
    gap.split('\n').next().is_some_and(has_comment)
}

/// How much white space a gap begins with.
pub fn white_space(gap: &str) -> usize {
    gap.len() - gap.trim_start().len()
}

/// The comments and doc comments of a text.
pub fn comments(tree: &Tree) -> Vec<&str> {
    let mut comments = Vec::new();
    for index in 0..=tree.tokens().len() {
        comments.extend(Gap::of(tree.gap(index)).comments.iter().map(|comment| comment.text));
        let is_doc = tree.tokens().get(index).is_some_and(|token| token.kind == TokenKind::DocComment);
        comments.extend(is_doc.then(|| tree.token_text(index)));
    }
    comments
}

//! What an edit of a source must keep, though no manifest shows it: comments, each as often as it stands there.

use promo_syntax::trivia::Gap;
use promo_syntax::{Parse, SyntaxNode};
use rustc_hash::FxHashMap;

/// A comment that one text of a source has, and another has not.
pub(super) fn lost_comment(before: &Parse, after: &Parse) -> Option<String> {
    let mut kept: FxHashMap<&str, usize> = FxHashMap::default();
    for comment in all(after) {
        *kept.entry(comment).or_default() += 1;
    }
    let is_lost = |comment: &&str| match kept.get_mut(*comment) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    all(before).find(is_lost).map(str::to_owned)
}

fn all(parsed: &Parse) -> impl Iterator<Item = &str> {
    let tree = &parsed.tree;
    (0..=tree.tokens().len()).flat_map(|token| comments_before(tree.gap(token)))
}

/// The lines of the comments between the tokens of a part of a source.
pub(super) fn comments_inside(tree: &promo_syntax::Tree, tokens: std::ops::Range<usize>) -> String {
    let inner = tokens.skip(1);
    inner.flat_map(|token| comments_before(tree.gap(token))).map(|comment| format!("{comment}\n")).collect()
}

/// The lines of the comments in a node.
pub(super) fn comments_of(node: SyntaxNode<'_>) -> String {
    comments_inside(node.tree(), node.tokens())
}

fn comments_before(gap: &str) -> impl Iterator<Item = &str> {
    Gap::of(gap).comments.into_iter().map(|comment| comment.text)
}

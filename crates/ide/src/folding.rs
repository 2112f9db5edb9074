//! What can be folded away: declarations, blocks and lists, texts of several lines, and comments.

use std::ops::Range;

use promo_analysis::{Db, SourceFile, parse};
use promo_syntax::trivia::{Comment, Gap};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind, Tree};

/// Something that can be folded away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// From the beginning of what stays visible to the end of what doesn't.
    pub range: Range<usize>,
    /// Whether it is a comment.
    pub is_comment: bool,
}

/// What can be folded in a source, in order: at most one thing a line, the longest that begins there.
pub fn folds(db: &dyn Db, file: SourceFile) -> Vec<Fold> {
    let tree = &parse(db, file).tree;
    let comments = (0..=tree.tokens().len()).flat_map(|index| comment_runs(tree, index));
    let nodes = tree.root().descendants().filter_map(of_node);
    let mut found: Vec<Fold> = comments.chain(nodes).chain(texts(tree)).collect();
    found.retain(|fold| lies_on_several_lines(tree.text(), &fold.range));
    found.sort_by_key(|fold| (fold.range.start, std::cmp::Reverse(fold.range.end)));
    found.dedup_by(|later, earlier| {
        let between = tree.text().get(earlier.range.start..later.range.start).unwrap_or_default();
        !between.contains('\n')
    });
    found
}

fn lies_on_several_lines(text: &str, range: &Range<usize>) -> bool {
    text.get(range.clone()).is_some_and(|folded| folded.contains('\n'))
}

fn of_node(node: SyntaxNode<'_>) -> Option<Fold> {
    let tokens = match node.kind() {
        NodeKind::Declaration => node.keyword_token()?..node.tokens().end,
        NodeKind::Clause
        | NodeKind::Block
        | NodeKind::List
        | NodeKind::Map
        | NodeKind::Parameters
        | NodeKind::Arguments => node.tokens(),
        NodeKind::Documentation => {
            return Some(Fold { range: node.text_range(), is_comment: true });
        }
        _ => return None,
    };
    Some(Fold { range: without_closer(node.tree(), tokens), is_comment: false })
}

/// The bytes of some tokens. What closes them stays visible if it has a line of its own.
fn without_closer(tree: &Tree, tokens: Range<usize>) -> Range<usize> {
    let range = tree.text_range(tokens.clone());
    let last = tokens.end.saturating_sub(1);
    let kind = tree.tokens().get(last).map(|token| token.kind);
    let closes =
        matches!(kind, Some(TokenKind::RightBrace | TokenKind::RightBracket | TokenKind::RightParenthesis));
    let gap = tree.gap(last);
    match gap.rfind('\n').filter(|end| closes && gap.get(*end..).is_some_and(|line| line.trim().is_empty())) {
        Some(end) => range.start..line_end(tree.text(), tree.gap_range(last).start + end),
        None => range,
    }
}

/// Where a line ends, from its `\n`.
fn line_end(text: &str, end: usize) -> usize {
    text.get(..end).map_or(end, |before| before.trim_end_matches('\r').len())
}

/// Texts of several lines. Their closing quotes stay visible if they have a line of their own.
fn texts(tree: &Tree) -> impl Iterator<Item = Fold> {
    let blocks = tree.tokens().iter().filter(|token| token.kind == TokenKind::TextBlock);
    blocks.map(|token| {
        let text = tree.text().get(token.range()).unwrap_or_default();
        let end = match text.rfind('\n').filter(|end| text.get(*end..).unwrap_or_default().trim() == "\"\"\"")
        {
            Some(end) => line_end(tree.text(), token.start as usize + end),
            None => token.end as usize,
        };
        Fold { range: token.start as usize..end, is_comment: false }
    })
}

/// Comments between two tokens that follow one another, each on a line of its own.
fn comment_runs(tree: &Tree, index: usize) -> Vec<Fold> {
    if !tree.gap(index).contains("//") {
        return Vec::new();
    }
    let start = tree.gap_range(index).start;
    let comments = Gap::of(tree.gap(index)).comments;
    let is_alone = |comment: &Comment<'_>| comment.line_ends_before > 0 || start == 0;
    let alone: Vec<_> = comments.into_iter().filter(is_alone).collect();
    let runs = alone.chunk_by(|_, later| later.line_ends_before == 1);
    let folds = runs.filter_map(|run| {
        let range = start + run.first()?.range().start..start + run.last()?.range().end;
        Some(Fold { range, is_comment: true })
    });
    folds.collect()
}

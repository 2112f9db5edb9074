//! Looking at the clauses of a block: which there are, and which are there too often.

use std::collections::hash_map::Entry;

use promo_diagnostics::Rule;
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind, clauses};
use rustc_hash::FxHashMap;

use crate::evaluate::Evaluator;
use crate::finding::Finding;

impl<'db> Evaluator<'db, '_> {
    /// The clauses of a block, the repeated ones that may not be left out after an error.
    pub(super) fn clauses_of<'t>(&mut self, block: SyntaxNode<'t>, body: Body) -> Vec<SyntaxNode<'t>> {
        let mut kept: Vec<SyntaxNode<'t>> = Vec::new();
        let mut single: FxHashMap<Head, SyntaxNode<'t>> = FxHashMap::default();
        for clause in block.children().filter(|child| child.kind() == NodeKind::Clause) {
            if is_repeatable(clause, body) {
                kept.push(clause);
                continue;
            }
            match single.entry(head(clause)) {
                Entry::Occupied(earlier) => self.report_repeated(*earlier.get(), clause),
                Entry::Vacant(entry) => {
                    entry.insert(clause);
                    kept.push(clause);
                }
            }
        }
        kept
    }

    fn report_repeated(&mut self, earlier: SyntaxNode<'_>, clause: SyntaxNode<'_>) {
        let words = words(clause);
        let finding =
            Finding::new(Rule::DuplicateClause, self.head_place(clause), format!("`{words}` is given twice"));
        let finding = finding.related(self.head_place(earlier), "it is given here first");
        self.report(finding.help(format!("keep one of the two: `{words}` can be given once")));
    }

    /// The place of the words that a clause begins with.
    pub(super) fn head_place(&self, clause: SyntaxNode<'_>) -> crate::declaration::Place<'db> {
        let keyword = clause.keyword_token().unwrap_or_default();
        let last = if two_words(clause) { keyword + 2 } else { keyword + 1 };
        crate::declaration::Place::tokens(self.declaration, keyword..last)
    }
}

/// Whether a clause's second word is part of what it sets: `on fail`, `version from`.
fn two_words(clause: SyntaxNode<'_>) -> bool {
    match clause.keyword() {
        Some(TokenKind::OnKeyword) => clause.own_tokens().nth(1).is_some(),
        Some(TokenKind::VersionKeyword) => clause.has_token(TokenKind::FromKeyword),
        _ => false,
    }
}

/// What a clause begins with: its keyword, and the second word where that is part of what it sets.
type Head = (Option<TokenKind>, Option<TokenKind>);

fn head(clause: SyntaxNode<'_>) -> Head {
    let second = clause.own_tokens().nth(1).filter(|_| two_words(clause));
    let second = second.and_then(|token| clause.tree().tokens().get(token));
    (clause.keyword(), second.map(|token| token.kind))
}

/// The words that a clause begins with.
fn words(clause: SyntaxNode<'_>) -> String {
    let words = clause.own_tokens().take(if two_words(clause) { 2 } else { 1 });
    let words: Vec<_> = words.map(|token| clause.tree().token_text(token)).collect();
    words.join(" ")
}

/// `on` can be repeated as far as the grammar goes, but each event once.
fn is_repeatable(clause: SyntaxNode<'_>, body: Body) -> bool {
    if clause.keyword() == Some(TokenKind::OnKeyword) {
        return false;
    }
    clauses(body).iter().any(|known| Some(known.word) == clause.keyword() && known.repeatable)
}

/// The first of some clauses with a keyword.
pub(super) fn find<'t>(clauses: &[SyntaxNode<'t>], keyword: TokenKind) -> Option<SyntaxNode<'t>> {
    clauses.iter().copied().find(|clause| clause.keyword() == Some(keyword))
}

/// All of some clauses with a keyword, in order.
pub(super) fn all<'a, 't>(
    clauses: &'a [SyntaxNode<'t>],
    keyword: TokenKind,
) -> impl Iterator<Item = SyntaxNode<'t>> + 'a {
    clauses.iter().copied().filter(move |clause| clause.keyword() == Some(keyword))
}

/// Whether something in a block can't be read, or an arrow lacks one of its sides: what is missing in it may
/// be what was meant.
pub(crate) fn is_broken(block: SyntaxNode<'_>) -> bool {
    block.descendants().any(|node| match node.kind() {
        NodeKind::Junk | NodeKind::UnknownClause => true,
        NodeKind::Chain => lacks_a_side(node),
        _ => false,
    })
}

fn lacks_a_side(chain: SyntaxNode<'_>) -> bool {
    let groups =
        chain.children().filter(|child| child.kind() == NodeKind::Group && !child.tokens().is_empty());
    let tokens = chain.tree().tokens();
    let is_arrow = |token: &usize| tokens.get(*token).is_some_and(|token| token.kind == TokenKind::Arrow);
    let arrows = chain.own_tokens().filter(is_arrow).count();
    arrows == 0 || groups.count() != arrows + 1
}

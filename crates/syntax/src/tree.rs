//! The lossless tree: a flat arena over the significant tokens of a text. It is only syntax; names, types and
//! values are found elsewhere. The text between two tokens is white space and comments (see
//! [`crate::trivia`]).

use std::ops::Range;

use crate::kind::{NodeKind, TokenKind};

/// A significant token: its kind and its bytes in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its first byte.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
}

impl Token {
    /// Its bytes in the text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A node in pre-order: its descendants follow it directly, up to `next`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    /// The first token.
    pub(crate) first: u32,
    /// The token after its last; equal to `first` in an empty node.
    pub(crate) end: u32,
    /// The node after its last descendant.
    pub(crate) next: u32,
}

/// A text with its tokens and nodes. Two trees are equal when text, tokens and nodes are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tree {
    pub(crate) text: Box<str>,
    pub(crate) tokens: Box<[Token]>,
    pub(crate) nodes: Box<[Node]>,
}

impl Tree {
    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The significant tokens, in order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The text of the token at an index; empty past the end.
    pub fn token_text(&self, index: usize) -> &str {
        self.tokens.get(index).and_then(|token| self.text.get(token.range())).unwrap_or_default()
    }

    /// The bytes between the token before an index and the token at it: white space and comments. The index
    /// behind the last token has what ends the text.
    pub fn gap_range(&self, index: usize) -> Range<usize> {
        let before = index.checked_sub(1).and_then(|before| self.tokens.get(before));
        let start = before.map_or(0, |token| token.end as usize);
        let end = self.tokens.get(index).map_or(self.text.len(), |token| token.start as usize);
        start..end
    }

    /// The text between the token before an index and the token at it.
    pub fn gap(&self, index: usize) -> &str {
        self.text.get(self.gap_range(index)).unwrap_or_default()
    }

    /// The node that holds all others.
    pub fn root(&self) -> SyntaxNode<'_> {
        SyntaxNode { tree: self, index: 0 }
    }

    /// The bytes from the first to the last of some tokens; an empty range of tokens stands behind the token
    /// before it.
    pub fn text_range(&self, tokens: Range<usize>) -> Range<usize> {
        let first = self.tokens.get(tokens.start);
        let last = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last));
        match (first, last) {
            (Some(first), Some(last)) if tokens.start < tokens.end => first.start as usize..last.end as usize,
            (_, Some(last)) => last.end as usize..last.end as usize,
            (Some(first), None) => first.start as usize..first.start as usize,
            (None, None) => 0..0,
        }
    }

    /// The declarations of the file in order, known or not.
    pub fn declarations(&self) -> impl Iterator<Item = SyntaxNode<'_>> {
        self.root().children().filter(|node| node.kind() == NodeKind::Declaration)
    }
}

/// A node of a tree.
#[derive(Clone, Copy, Debug)]
pub struct SyntaxNode<'t> {
    tree: &'t Tree,
    index: u32,
}

/// A node is the same as another in the same place of the very same tree: no tree is compared.
impl PartialEq for SyntaxNode<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.index == other.index
    }
}

impl Eq for SyntaxNode<'_> {}

impl<'t> SyntaxNode<'t> {
    fn node(self) -> Node {
        let nothing = Node { kind: NodeKind::Junk, first: 0, end: 0, next: self.index + 1 };
        self.tree.nodes.get(self.index as usize).copied().unwrap_or(nothing)
    }

    /// The tree that it is in.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// What it is.
    pub fn kind(self) -> NodeKind {
        self.node().kind
    }

    /// Its place among the nodes of its tree.
    pub fn index(self) -> usize {
        self.index as usize
    }

    /// The indices of its tokens.
    pub fn tokens(self) -> Range<usize> {
        self.node().first as usize..self.node().end as usize
    }

    /// Its bytes in the text, without the white space and comments around it.
    pub fn text_range(self) -> Range<usize> {
        self.tree.text_range(self.tokens())
    }

    /// Its text.
    pub fn text(self) -> &'t str {
        self.tree.text.get(self.text_range()).unwrap_or_default()
    }

    /// Its children, in order.
    pub fn children(self) -> impl Iterator<Item = SyntaxNode<'t>> {
        let end = self.node().next;
        let mut index = self.index + 1;
        std::iter::from_fn(move || {
            if index >= end {
                return None;
            }
            let child = SyntaxNode { tree: self.tree, index };
            index = child.node().next.max(index + 1);
            Some(child)
        })
    }

    /// Itself and all below it, in order.
    pub fn descendants(self) -> impl Iterator<Item = SyntaxNode<'t>> {
        (self.index..self.node().next).map(move |index| SyntaxNode { tree: self.tree, index })
    }

    /// Its first child of a kind.
    pub fn child(self, kind: NodeKind) -> Option<SyntaxNode<'t>> {
        self.children().find(|child| child.kind() == kind)
    }

    /// Its children that are values.
    pub fn values(self) -> impl Iterator<Item = SyntaxNode<'t>> {
        self.children().filter(|child| child.kind().is_value())
    }

    /// The indices of the tokens that belong to it and to none of its children.
    pub fn own_tokens(self) -> impl Iterator<Item = usize> {
        let mut children = self.children();
        let mut covered = children.next().map(SyntaxNode::tokens);
        let Range { start: mut index, end } = self.tokens();
        std::iter::from_fn(move || {
            while let Some(range) = covered.as_ref().filter(|range| range.start <= index) {
                index = range.end.max(index);
                covered = children.next().map(SyntaxNode::tokens);
            }
            let own = index;
            index += 1;
            (own < end).then_some(own)
        })
    }

    /// The kind of its first own token: the keyword of a declaration or clause.
    pub fn keyword(self) -> Option<TokenKind> {
        self.keyword_token().and_then(|index| self.tree.tokens.get(index)).map(|token| token.kind)
    }

    /// The index of its first own token.
    pub fn keyword_token(self) -> Option<usize> {
        self.own_tokens().next()
    }

    /// Whether one of its own tokens is of a kind.
    pub fn has_token(self, kind: TokenKind) -> bool {
        self.find_token(kind).is_some()
    }

    /// The index of its first own token of a kind.
    pub fn find_token(self, kind: TokenKind) -> Option<usize> {
        self.own_tokens().find(|index| self.tree.tokens.get(*index).is_some_and(|token| token.kind == kind))
    }
}

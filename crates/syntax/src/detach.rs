//! Cutting a declaration out of its file: a tree of its own that holds its tokens without anything between
//! them. Two detached declarations are equal exactly when their tokens are, wherever they stand and however
//! they are laid out and commented; token indices count from the declaration's first token.

use crate::tree::{Node, SyntaxNode, Token, Tree};

impl SyntaxNode<'_> {
    /// The node as a tree of its own, whose text is that of its tokens with nothing between them.
    pub fn detach(self) -> Tree {
        let range = self.tokens();
        let tokens = self.tree().tokens.get(range.clone()).unwrap_or_default();
        let mut text =
            String::with_capacity(tokens.iter().map(|token| (token.end - token.start) as usize).sum());
        let mut moved = Vec::with_capacity(tokens.len());
        for token in tokens {
            let start = text.len() as u32;
            text.push_str(self.tree().text.get(token.range()).unwrap_or_default());
            moved.push(Token { kind: token.kind, start, end: text.len() as u32 });
        }
        Tree { text: text.into(), tokens: moved.into(), nodes: self.detached_nodes(range.start as u32) }
    }

    fn detached_nodes(self, first_token: u32) -> Box<[Node]> {
        let first_node = self.index();
        let last = self.descendants().last().map_or(first_node, SyntaxNode::index);
        let nodes = self.tree().nodes.get(first_node..=last).unwrap_or_default();
        let moved = nodes.iter().map(|node| Node {
            kind: node.kind,
            first: node.first - first_token,
            end: node.end - first_token,
            next: node.next - first_node as u32,
        });
        moved.collect()
    }
}

//! The way from the root of a tree down to a token: what a token means depends on what it stands in.

use promo_analysis::DeclarationKind;
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind, Tree};

/// The nodes that hold a token, the outermost first.
#[derive(Clone, Debug)]
pub struct Path<'t> {
    nodes: Vec<SyntaxNode<'t>>,
    /// The index of the token.
    pub token: usize,
}

impl<'t> Path<'t> {
    /// The path to a token.
    pub fn to_token(tree: &'t Tree, token: usize) -> Path<'t> {
        let mut nodes = vec![tree.root()];
        let mut current = Some(tree.root());
        while let Some(node) = current {
            current = node.children().find(|child| child.tokens().contains(&token));
            nodes.extend(current);
        }
        Path { nodes, token }
    }

    /// Calls a function with the path to each node that has no children, in order.
    pub fn each_leaf(tree: &'t Tree, mut visit: impl FnMut(&Path<'t>)) {
        let mut path = Path { nodes: Vec::new(), token: 0 };
        path.descend(tree.root(), &mut visit);
    }

    fn descend(&mut self, node: SyntaxNode<'t>, visit: &mut impl FnMut(&Path<'t>)) {
        self.nodes.push(node);
        let mut is_leaf = true;
        for child in node.children() {
            is_leaf = false;
            self.descend(child, visit);
        }
        if is_leaf {
            self.token = node.tokens().start;
            visit(self);
        }
        self.nodes.pop();
    }

    /// The innermost node.
    pub fn last(&self) -> Option<SyntaxNode<'t>> {
        self.nodes.last().copied()
    }

    /// The nodes from the innermost outwards.
    pub fn outwards(&self) -> impl Iterator<Item = SyntaxNode<'t>> + Clone {
        self.nodes.iter().rev().copied()
    }

    /// The innermost node of a kind.
    pub fn find(&self, kind: NodeKind) -> Option<SyntaxNode<'t>> {
        self.outwards().find(|node| node.kind() == kind)
    }

    /// The declaration, be it the root of its own tree or part of a file.
    pub fn declaration(&self) -> Option<SyntaxNode<'t>> {
        self.find(NodeKind::Declaration)
    }

    /// The kind of the declaration.
    pub fn declaration_kind(&self) -> Option<DeclarationKind> {
        DeclarationKind::of_keyword(self.declaration()?.keyword()?)
    }

    /// The body whose items stand around the token.
    pub fn body(&self) -> Option<Body> {
        body_of(&self.nodes)
    }

    /// The body at the beginning of one of whose items the token stands, be it of a chain or of what can't be read.
    pub fn begun(&self) -> Option<Body> {
        let is_item = |kind| matches!(kind, NodeKind::Chain | NodeKind::UnknownClause | NodeKind::Junk);
        let item = self.outwards().find(|node| is_item(node.kind()))?;
        (item.tokens().start == self.token).then(|| self.body()).flatten()
    }

    /// The body of which the clause that holds the token is one, and the clause.
    pub fn clause(&self) -> Option<(Body, SyntaxNode<'t>)> {
        let position = self.nodes.iter().rposition(|node| node.kind() == NodeKind::Clause)?;
        let (around, within) = self.nodes.split_at_checked(position)?;
        Some((body_of(around)?, *within.first()?))
    }
}

/// The body of the innermost block among nodes that hold each other.
fn body_of(nodes: &[SyntaxNode<'_>]) -> Option<Body> {
    let mut body = None;
    let mut clause: Option<TokenKind> = None;
    for node in nodes {
        match node.kind() {
            NodeKind::Declaration | NodeKind::Clause => clause = node.keyword(),
            NodeKind::Block => {
                let keyword = clause?;
                body = match body {
                    None => Some(Body::of_declaration(keyword)?),
                    Some(outer) => Some(Body::of_clause(outer, keyword)?),
                };
            }
            _ => {}
        }
    }
    body
}

/// The token at a place of a text: the one that holds it, or ends there, a word before a sign.
pub fn token_at(tree: &Tree, offset: usize) -> Option<usize> {
    let tokens = tree.tokens();
    let after = tokens.partition_point(|token| token.start as usize <= offset);
    let before = after.checked_sub(1)?;
    let touches = |index: usize| tokens.get(index).filter(|token| token.end as usize >= offset);
    let is_text = |index: usize| {
        touches(index).is_some_and(|token| token.kind.is_word() || token.kind == TokenKind::String)
    };
    let earlier = before.checked_sub(1).filter(|earlier| !is_text(before) && is_text(*earlier));
    earlier.or_else(|| touches(before).map(|_| before))
}

/// Whether a place of a text is in a comment, or behind one on its line.
pub fn is_in_comment(tree: &Tree, offset: usize) -> bool {
    let next = tree.tokens().partition_point(|token| (token.start as usize) < offset);
    let before = next.checked_sub(1).and_then(|before| tree.tokens().get(before));
    if let Some(token) = before.filter(|token| token.end as usize >= offset) {
        return token.kind == TokenKind::DocComment;
    }
    let gap = tree.text().get(tree.gap_range(next).start..offset).unwrap_or_default();
    gap.rsplit('\n').next().is_some_and(|line| line.contains("//"))
}

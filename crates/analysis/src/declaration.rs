//! The declarations of a file, cut out of it: equal as long as their tokens are. This is the barrier
//! between a file's text and everything that is found out about its declarations.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use std::ops::Range;
use std::sync::Arc;

use promo_syntax::{NodeKind, Parse, SyntaxError, SyntaxNode, TokenKind, Tree};
use rustc_hash::FxHashMap;

use crate::database::{Db, SourceFile};

/// The kinds of declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeclarationKind {
    /// `environment`.
    Environment,
    /// `let`.
    Constant,
    /// `extern`.
    Extern,
    /// `flow`.
    Flow,
    /// `policy`.
    Policy,
    /// `template`.
    Template,
    /// `product`.
    Product,
    /// `workflow`.
    Workflow,
    /// `application`.
    Application,
}

impl DeclarationKind {
    /// The kind of the declarations that begin with a keyword.
    pub fn of_keyword(keyword: TokenKind) -> Option<DeclarationKind> {
        Some(match keyword {
            TokenKind::EnvironmentKeyword => DeclarationKind::Environment,
            TokenKind::LetKeyword => DeclarationKind::Constant,
            TokenKind::ExternKeyword => DeclarationKind::Extern,
            TokenKind::FlowKeyword => DeclarationKind::Flow,
            TokenKind::PolicyKeyword => DeclarationKind::Policy,
            TokenKind::TemplateKeyword => DeclarationKind::Template,
            TokenKind::ProductKeyword => DeclarationKind::Product,
            TokenKind::WorkflowKeyword => DeclarationKind::Workflow,
            TokenKind::ApplicationKeyword => DeclarationKind::Application,
            _ => return None,
        })
    }
}

/// A declaration of a file. It is the same one as before a change if its kind and first name are.
#[salsa::tracked(debug)]
pub struct Declaration<'db> {
    /// The file it stands in.
    #[returns(copy)]
    pub file: SourceFile,
    /// Its kind.
    #[returns(copy)]
    pub kind: DeclarationKind,
    /// Its first name; empty if it has none.
    #[returns(ref)]
    pub name: Arc<str>,
    /// How many of the same kind and name stand before it in the file.
    #[returns(copy)]
    pub occurrence: u32,
    /// Its tokens and nodes, without its place in the file.
    #[tracked]
    #[returns(ref)]
    pub tree: Arc<Tree>,
    /// The index of its first token in the file.
    #[tracked]
    #[returns(copy)]
    pub first_token: u32,
}

impl<'db> Declaration<'db> {
    /// The node of the declaration in its own tree.
    pub fn node(self, db: &'db dyn Db) -> SyntaxNode<'db> {
        self.tree(db).root()
    }

    /// The names it declares, in order.
    pub fn names(self, db: &'db dyn Db) -> impl Iterator<Item = SyntaxNode<'db>> {
        self.node(db).children().filter(|child| child.kind() == NodeKind::Name)
    }
}

/// The tree of a file, and what is wrong with its syntax.
#[salsa::tracked(returns(ref), no_eq, lru = 512)]
pub fn parse(db: &dyn Db, file: SourceFile) -> Parse {
    promo_syntax::parse(file.text(db))
}

/// What stands at the top of a file.
#[derive(Debug, PartialEq, Eq, salsa::SalsaValue)]
struct Items<'db> {
    declarations: Box<[Declaration<'db>]>,
    broken_words: Box<[Arc<str>]>,
    syntax_errors: Box<[SyntaxError]>,
}

// Parses for itself: the tree of the whole file is needed only where a place is shown, and is not kept in
// memory for every file.
#[salsa::tracked(returns(ref))]
fn items(db: &dyn Db, file: SourceFile) -> Items<'_> {
    let parsed = promo_syntax::parse(file.text(db));
    let mut seen: FxHashMap<(DeclarationKind, Arc<str>), u32> = FxHashMap::default();
    let known = parsed.tree.declarations().filter_map(|node| {
        let kind = node.keyword().and_then(DeclarationKind::of_keyword)?;
        let name: Arc<str> = node.child(NodeKind::Name).map(name_text).unwrap_or_default().into();
        let occurrence = seen.entry((kind, name.clone())).or_default();
        *occurrence += 1;
        let first = node.tokens().start as u32;
        Some(Declaration::new(db, file, kind, name, *occurrence - 1, Arc::new(node.detach()), first))
    });
    Items {
        declarations: known.collect(),
        broken_words: words_of_broken(&parsed.tree),
        syntax_errors: parsed.errors.into(),
    }
}

fn words_of_broken(tree: &Tree) -> Box<[Arc<str>]> {
    let broken = tree
        .root()
        .children()
        .filter(|node| matches!(node.kind(), NodeKind::UnknownDeclaration | NodeKind::Junk));
    let tokens = broken.flat_map(SyntaxNode::tokens);
    tokens.map(|token| Arc::from(tree.token_text(token).trim_matches('"'))).collect()
}

/// What is wrong with the syntax of a file, in order.
pub fn syntax_errors(db: &dyn Db, file: SourceFile) -> &[SyntaxError] {
    &items(db, file).syntax_errors
}

/// The declarations of a file, in order.
pub fn declarations(db: &dyn Db, file: SourceFile) -> &[Declaration<'_>] {
    &items(db, file).declarations
}

/// The words of what can't be read as a declaration: what it would declare can't be known.
pub(crate) fn broken_words(db: &dyn Db, file: SourceFile) -> &[Arc<str>] {
    &items(db, file).broken_words
}

/// The name that a `Name` node gives, without its quotes.
pub fn name_text(node: SyntaxNode<'_>) -> String {
    let token = node.tree().tokens().get(node.tokens().start);
    let text = node.tree().token_text(node.tokens().start);
    match token.map(|token| token.kind) {
        Some(kind @ (TokenKind::String | TokenKind::TextBlock)) => crate::text::plain_text(kind, text),
        _ => text.to_owned(),
    }
}

/// Where something stands, counted in tokens of its declaration, so that it holds wherever the
/// declaration moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub struct Place<'db> {
    /// The declaration it stands in.
    pub declaration: Declaration<'db>,
    /// Its first token.
    pub first: u32,
    /// The token after its last.
    pub end: u32,
    /// The bytes of the first token that are meant, if not all.
    pub inside: Option<(u32, u32)>,
}

impl<'db> Place<'db> {
    /// The place of a node in the tree of a declaration.
    pub fn of(declaration: Declaration<'db>, node: SyntaxNode<'_>) -> Self {
        Place::tokens(declaration, node.tokens())
    }

    /// The place of some tokens of a declaration.
    pub fn tokens(declaration: Declaration<'db>, tokens: Range<usize>) -> Self {
        Place { declaration, first: tokens.start as u32, end: tokens.end as u32, inside: None }
    }

    /// Some bytes of the first token.
    pub fn inside(self, bytes: Range<usize>) -> Self {
        Place { inside: Some((bytes.start as u32, bytes.end as u32)), ..self }
    }

    /// The place of the name in a declaration, or of its keyword if it has none.
    pub fn of_name(db: &'db dyn Db, declaration: Declaration<'db>, index: usize) -> Self {
        let node = declaration.node(db);
        let keyword = node.keyword_token().unwrap_or_default();
        match declaration.names(db).nth(index) {
            Some(name) => Place::of(declaration, name),
            None => Place::tokens(declaration, keyword..keyword + 1),
        }
    }

    /// The bytes in the declaration's file as it is now.
    pub fn bytes(self, db: &'db dyn Db) -> Range<usize> {
        let offset = self.declaration.first_token(db) as usize;
        let tree = &parse(db, self.declaration.file(db)).tree;
        let whole = tree.text_range(self.first as usize + offset..self.end as usize + offset);
        match self.inside {
            Some((start, end)) => whole.start + start as usize..(whole.start + end as usize).min(whole.end),
            None => whole,
        }
    }
}

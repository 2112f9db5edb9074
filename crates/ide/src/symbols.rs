//! The outline of a source.

use std::ops::Range;

use promo_analysis::{Db, DeclarationKind, SourceFile, name_text, parse};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    /// Something of the project.
    Declaration(DeclarationKind),
    /// A step of a flow or workflow.
    Step,
}

/// An entry of an outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// What it is, in a word or two.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of its bytes.
    pub range: Range<usize>,
    /// The bytes of its name.
    pub selection: Range<usize>,
    /// What it holds.
    pub children: Vec<Symbol>,
}

/// The outline of a source, in order.
pub fn document_symbols(db: &dyn Db, file: SourceFile) -> Vec<Symbol> {
    let tree = &parse(db, file).tree;
    tree.declarations().flat_map(declared).collect()
}

/// The declarations of the project whose names hold the letters of a query in its order, whatever their case.
pub fn workspace_symbols(db: &dyn Db, query: &str) -> Vec<(SourceFile, Symbol)> {
    let sources = db.project().sources(db).iter();
    let all = sources.flat_map(|file| document_symbols(db, *file).into_iter().map(|symbol| (*file, symbol)));
    all.filter(|(_, symbol)| holds_in_order(&symbol.name, query)).collect()
}

fn holds_in_order(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|wanted| letters.any(|letter| letter == wanted))
}

fn declared(node: SyntaxNode<'_>) -> Vec<Symbol> {
    let Some(kind) = node.keyword().and_then(DeclarationKind::of_keyword) else { return Vec::new() };
    let names = node.children().filter(|child| child.kind() == NodeKind::Name);
    let symbols = names.map(|name| Symbol {
        name: name_text(name),
        detail: keyword_text(node).to_owned(),
        kind: SymbolKind::Declaration(kind),
        range: node.text_range(),
        selection: name.text_range(),
        children: steps(node),
    });
    symbols.collect()
}

fn keyword_text(node: SyntaxNode<'_>) -> &str {
    node.keyword_token().map(|token| node.tree().token_text(token)).unwrap_or_default()
}

fn steps(declaration: SyntaxNode<'_>) -> Vec<Symbol> {
    let items = declaration.child(NodeKind::Block).into_iter().flat_map(SyntaxNode::children);
    let steps = items.filter(|clause| clause.keyword() == Some(TokenKind::StepKeyword));
    let symbols = steps.filter_map(|step| {
        let mut names =
            step.children().filter(|child| child.kind() == NodeKind::Name || child.kind().is_value());
        let first = names.next()?;
        let last = names.last().unwrap_or(first);
        let selection = first.text_range().start..last.text_range().end;
        Some(Symbol {
            name: step.tree().text().get(selection.clone())?.to_owned(),
            detail: "step".to_owned(),
            kind: SymbolKind::Step,
            range: step.text_range(),
            selection,
            children: Vec::new(),
        })
    });
    symbols.collect()
}

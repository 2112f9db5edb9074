//! The outline of a source, and what the whole project declares.

use std::ops::Range;

use promo_analysis::names::Namespace;
use promo_analysis::{Db, DeclarationKind, SourceFile, knowledge, name_text, parse};
use promo_diagnostics::Place;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

/// Stands in an outline for a name that is not written yet.
const NAMELESS: &str = "…";

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

/// Something that the project declares, in a source or in a hand-written manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceSymbol {
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Where the name stands.
    pub place: Place,
}

/// What the project declares whose names hold the letters of a query in its order, whatever their case.
pub fn workspace_symbols(db: &dyn Db, query: &str) -> Vec<WorkspaceSymbol> {
    let sources = db.project().sources(db).iter();
    let in_sources = sources.flat_map(|file| {
        let symbols = document_symbols(db, *file).into_iter().filter(|symbol| symbol.name != NAMELESS);
        symbols.map(|Symbol { name, kind, selection, .. }| {
            let place = Place { file: file.path(db).clone(), start: selection.start, end: selection.end };
            WorkspaceSymbol { name, kind, place }
        })
    });
    let objects = knowledge::all(db).flat_map(|(_, knowledge)| &knowledge.objects);
    let in_manifests = objects.map(|object| WorkspaceSymbol {
        name: object.name.value.to_string(),
        kind: SymbolKind::Declaration(kind_in(object.namespace)),
        place: object.name.place.file_place(db),
    });
    in_sources.chain(in_manifests).filter(|symbol| holds_in_order(&symbol.name, query)).collect()
}

/// What an object of a namespace is declared as.
fn kind_in(namespace: Namespace) -> DeclarationKind {
    match namespace {
        Namespace::Constants => DeclarationKind::Environment,
        Namespace::Flows => DeclarationKind::Flow,
        Namespace::Policies => DeclarationKind::Policy,
        Namespace::Templates => DeclarationKind::Template,
        Namespace::Products => DeclarationKind::Product,
        Namespace::Workflows => DeclarationKind::Workflow,
        Namespace::Applications => DeclarationKind::Application,
    }
}

fn holds_in_order(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|wanted| letters.any(|letter| letter == wanted))
}

fn declared(node: SyntaxNode<'_>) -> Vec<Symbol> {
    let Some(kind) = node.keyword().and_then(DeclarationKind::of_keyword) else { return Vec::new() };
    let symbol = |name: String, selection: Range<usize>| Symbol {
        name,
        detail: keyword_text(node).to_owned(),
        kind: SymbolKind::Declaration(kind),
        range: node.text_range(),
        selection,
        children: steps(node),
    };
    let names = node.children().filter(|child| child.kind() == NodeKind::Name);
    let named: Vec<Symbol> = names.map(|name| symbol(name_text(name), name.text_range())).collect();
    if !named.is_empty() {
        return named;
    }
    let keyword = node.keyword_token().and_then(|keyword| node.tree().tokens().get(keyword));
    keyword.map(|keyword| symbol(NAMELESS.to_owned(), keyword.range())).into_iter().collect()
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

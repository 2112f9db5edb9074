//! `textDocument/documentSymbol`.

use promo_analysis::DeclarationKind;
use promo_ide::{Symbol, SymbolKind as Kind, document_symbols};
use tower_lsp::ls_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location, SymbolInformation, SymbolKind,
    Uri,
};

use crate::convert::Lines;
use crate::snapshot::Snapshot;

pub(crate) fn answer(
    snapshot: &Snapshot,
    parameters: DocumentSymbolParams,
) -> Option<DocumentSymbolResponse> {
    let file = snapshot.source(&parameters.text_document.uri)?;
    let lines = snapshot.lines(file);
    let symbols = document_symbols(&snapshot.database, file).into_iter();
    if snapshot.client.nested_symbols {
        return Some(DocumentSymbolResponse::Nested(symbols.map(|found| symbol(&lines, found)).collect()));
    }
    let mut all = Vec::new();
    symbols.for_each(|found| flatten(&lines, &parameters.text_document.uri, found, None, &mut all));
    Some(DocumentSymbolResponse::Flat(all))
}

/// Adds a symbol and those in it, each with the name of what it is in.
#[allow(deprecated, reason = "the protocol's type has a field of old")]
fn flatten(
    lines: &Lines<'_>,
    uri: &Uri,
    found: Symbol,
    container: Option<&str>,
    all: &mut Vec<SymbolInformation>,
) {
    all.push(SymbolInformation {
        name: found.name.clone(),
        kind: kind(found.kind),
        tags: None,
        deprecated: None,
        location: Location { uri: uri.clone(), range: lines.range(found.range) },
        container_name: container.map(str::to_owned),
    });
    found.children.into_iter().for_each(|child| flatten(lines, uri, child, Some(&found.name), all));
}

#[allow(deprecated, reason = "the protocol's type has a field of old")]
fn symbol(lines: &Lines<'_>, found: Symbol) -> DocumentSymbol {
    let children: Vec<_> = found.children.into_iter().map(|child| symbol(lines, child)).collect();
    DocumentSymbol {
        name: found.name,
        detail: Some(found.detail),
        kind: kind(found.kind),
        tags: None,
        deprecated: None,
        range: lines.range(found.range),
        selection_range: lines.range(found.selection),
        children: (!children.is_empty()).then_some(children),
    }
}

pub(crate) fn kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Declaration(DeclarationKind::Environment) => SymbolKind::NAMESPACE,
        Kind::Declaration(DeclarationKind::Constant) => SymbolKind::CONSTANT,
        Kind::Declaration(DeclarationKind::Extern) => SymbolKind::INTERFACE,
        Kind::Declaration(DeclarationKind::Flow) => SymbolKind::EVENT,
        Kind::Declaration(DeclarationKind::Policy) => SymbolKind::OPERATOR,
        Kind::Declaration(DeclarationKind::Template) => SymbolKind::STRUCT,
        Kind::Declaration(DeclarationKind::Product) => SymbolKind::CLASS,
        Kind::Declaration(DeclarationKind::Workflow) => SymbolKind::FUNCTION,
        Kind::Declaration(DeclarationKind::Application) => SymbolKind::OBJECT,
        Kind::Step => SymbolKind::FIELD,
    }
}

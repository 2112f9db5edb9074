//! `workspace/symbol`.

use promo_analysis::SourceFile;
use promo_ide::{Symbol, workspace_symbols};
use tower_lsp::ls_types::{Location, OneOf, WorkspaceSymbol, WorkspaceSymbolParams};

use crate::requests::document_symbol::kind;
use crate::snapshot::Snapshot;

pub(crate) fn of_project(snapshot: &Snapshot, parameters: &WorkspaceSymbolParams) -> Vec<WorkspaceSymbol> {
    let found = workspace_symbols(&snapshot.database, &parameters.query).into_iter();
    found.filter_map(|(file, found)| symbol(snapshot, file, found)).collect()
}

fn symbol(snapshot: &Snapshot, file: SourceFile, found: Symbol) -> Option<WorkspaceSymbol> {
    let path = file.path(&snapshot.database);
    let location = Location { uri: snapshot.uri(path)?, range: snapshot.lines(file).range(found.selection) };
    Some(WorkspaceSymbol {
        name: found.name,
        kind: kind(found.kind),
        tags: None,
        container_name: Some(path.to_string()),
        location: OneOf::Left(location),
        data: None,
    })
}

//! `workspace/symbol`.

use promo_ide::{WorkspaceSymbol as Symbol, workspace_symbols};
use tower_lsp::ls_types::{OneOf, WorkspaceSymbol, WorkspaceSymbolParams};

use crate::requests::document_symbol::kind;
use crate::snapshot::Snapshot;

pub(crate) fn of_project(snapshot: &Snapshot, parameters: &WorkspaceSymbolParams) -> Vec<WorkspaceSymbol> {
    let found = workspace_symbols(&snapshot.database, &parameters.query).into_iter();
    found.filter_map(|found| symbol(snapshot, found)).collect()
}

fn symbol(snapshot: &Snapshot, found: Symbol) -> Option<WorkspaceSymbol> {
    Some(WorkspaceSymbol {
        name: found.name,
        kind: kind(found.kind),
        tags: None,
        container_name: Some(found.place.file.to_string()),
        location: OneOf::Left(snapshot.location(&found.place)?),
        data: None,
    })
}

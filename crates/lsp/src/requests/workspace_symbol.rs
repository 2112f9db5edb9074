//! `workspace/symbol`.

use promo_analysis::SourceFile;
use promo_ide::{Symbol, workspace_symbols};
use tower_lsp::ls_types::{Location, OneOf, WorkspaceSymbol, WorkspaceSymbolParams, WorkspaceSymbolResponse};

use crate::requests::document_symbol::kind;
use crate::snapshot::Snapshot;

pub(crate) fn answer(
    snapshots: &[Snapshot],
    parameters: WorkspaceSymbolParams,
) -> Option<WorkspaceSymbolResponse> {
    let all = snapshots.iter().flat_map(|snapshot| {
        let found = workspace_symbols(&snapshot.database, &parameters.query).into_iter();
        found.filter_map(move |(file, found)| symbol(snapshot, file, found))
    });
    Some(WorkspaceSymbolResponse::Nested(all.collect()))
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

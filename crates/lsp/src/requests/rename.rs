//! `textDocument/prepareRename` and `textDocument/rename`.

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};

use crate::requests::edits::workspace_edit;
use crate::snapshot::Snapshot;

pub(crate) fn prepare(
    snapshot: &Snapshot,
    parameters: TextDocumentPositionParams,
) -> Option<Result<PrepareRenameResponse>> {
    let position = snapshot.position(&parameters)?;
    let prepared = promo_ide::prepare_rename(&snapshot.database, position);
    let response = prepared.map(|(bytes, placeholder)| {
        let range = snapshot.lines(position.file).range(bytes);
        PrepareRenameResponse::RangeWithPlaceholder { range, placeholder }
    });
    Some(response.map_err(Error::invalid_params))
}

pub(crate) fn answer(snapshot: &Snapshot, parameters: RenameParams) -> Option<Result<WorkspaceEdit>> {
    let position = snapshot.position(&parameters.text_document_position)?;
    let edits = promo_ide::rename(&snapshot.database, position, &parameters.new_name);
    Some(edits.map(|edits| workspace_edit(snapshot, &edits)).map_err(Error::invalid_params))
}

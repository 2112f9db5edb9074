//! `textDocument/prepareRename` and `textDocument/rename`.

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};

use crate::requests::edits::{Group, annotated_edit};
use crate::snapshot::Snapshot;

const IN_MANIFESTS: &str = "Rename in hand-written manifests";

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
    let renaming = promo_ide::rename(&snapshot.database, position, &parameters.new_name);
    let edit = renaming.map(|renaming| {
        let groups = [
            Group { edits: &renaming.in_sources, label: "Rename in sources", wants_a_look: false },
            Group { edits: &renaming.in_manifests, label: IN_MANIFESTS, wants_a_look: true },
        ];
        annotated_edit(snapshot, &groups)
    });
    Some(edit.map_err(Error::invalid_params))
}

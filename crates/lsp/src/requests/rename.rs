//! `textDocument/prepareRename` and `textDocument/rename`.

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};

use crate::requests::edits::{Group, annotated_edit};
use crate::snapshot::Snapshot;

const IN_MANIFESTS: &str = "Rename in hand-written manifests";
const ELSEWHERE: &str = "Rename what lives elsewhere: it must have its new name there too";

pub(crate) fn prepare(
    snapshot: &Snapshot,
    parameters: TextDocumentPositionParams,
) -> Option<PrepareRenameResponse> {
    let position = snapshot.position(&parameters)?;
    let (bytes, placeholder) = promo_ide::prepare_rename(&snapshot.database, position)?;
    let range = snapshot.lines(position.file).range(bytes);
    Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
}

pub(crate) fn answer(snapshot: &Snapshot, parameters: RenameParams) -> Option<Result<WorkspaceEdit>> {
    let position = snapshot.position(&parameters.text_document_position)?;
    let renaming = promo_ide::rename(&snapshot.database, position, &parameters.new_name);
    let edit = renaming.map(|renaming| {
        let is_elsewhere = renaming.is_declared_elsewhere;
        let label = if is_elsewhere { ELSEWHERE } else { "Rename in sources" };
        let groups = [
            Group { edits: &renaming.in_sources, label, wants_a_look: is_elsewhere },
            Group { edits: &renaming.in_manifests, label: IN_MANIFESTS, wants_a_look: true },
        ];
        annotated_edit(snapshot, &groups)
    });
    Some(edit.map_err(Error::invalid_params))
}

//! `textDocument/definition`.

use tower_lsp::ls_types::{GotoDefinitionParams, GotoDefinitionResponse};

use crate::snapshot::Snapshot;

pub(crate) fn answer(
    snapshot: &Snapshot,
    parameters: GotoDefinitionParams,
) -> Option<GotoDefinitionResponse> {
    let position = snapshot.position(&parameters.text_document_position_params)?;
    let definition = promo_ide::definition(&snapshot.database, position)?;
    let locations = definition.names.iter().filter_map(|place| snapshot.location(place));
    Some(GotoDefinitionResponse::Array(locations.collect()))
}

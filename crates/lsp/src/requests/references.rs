//! `textDocument/references`.

use tower_lsp::ls_types::{Location, ReferenceParams};

use crate::snapshot::Snapshot;

pub(crate) fn answer(snapshot: &Snapshot, parameters: ReferenceParams) -> Option<Vec<Location>> {
    let position = snapshot.position(&parameters.text_document_position)?;
    let with_declarations = parameters.context.include_declaration;
    let found = promo_ide::references(&snapshot.database, position).into_iter();
    let wanted = found.filter(|reference| with_declarations || !reference.declares);
    Some(wanted.filter_map(|reference| snapshot.location(&reference.place)).collect())
}

//! `textDocument/references`.

use tower_lsp::ls_types::{Location, ReferenceParams};

use crate::snapshot::{Locations, Snapshot};

pub(crate) fn answer(snapshot: &Snapshot, parameters: ReferenceParams) -> Option<Vec<Location>> {
    let position = snapshot.position(&parameters.text_document_position)?;
    let with_declarations = parameters.context.include_declaration;
    let found = promo_ide::references(&snapshot.database, position).into_iter();
    let wanted = found.filter(|reference| with_declarations || !reference.declares);
    let mut locations = Locations::of(snapshot);
    Some(wanted.filter_map(|reference| locations.location(&reference.place)).collect())
}

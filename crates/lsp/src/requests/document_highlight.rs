//! `textDocument/documentHighlight`.

use tower_lsp::ls_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};

use crate::snapshot::Snapshot;

pub(crate) fn answer(
    snapshot: &Snapshot,
    parameters: DocumentHighlightParams,
) -> Option<Vec<DocumentHighlight>> {
    let position = snapshot.position(&parameters.text_document_position_params)?;
    let lines = snapshot.lines(position.file);
    let found = promo_ide::highlights(&snapshot.database, position).into_iter();
    let highlights = found.map(|(bytes, declares)| DocumentHighlight {
        range: lines.range(bytes),
        kind: Some(if declares { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ }),
    });
    Some(highlights.collect())
}

//! `textDocument/hover`.

use tower_lsp::ls_types::{Hover, HoverContents, HoverParams};

use crate::requests::markdown::rendered;
use crate::snapshot::Snapshot;

pub(crate) fn answer(snapshot: &Snapshot, parameters: HoverParams) -> Option<Hover> {
    let position = snapshot.position(&parameters.text_document_position_params)?;
    let hover = promo_ide::hover(&snapshot.database, position)?;
    let contents = rendered(snapshot, &hover.markdown, snapshot.client.hover_format);
    let contents = HoverContents::Markup(contents);
    Some(Hover { contents, range: Some(snapshot.lines(position.file).range(hover.range)) })
}

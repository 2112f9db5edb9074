//! `textDocument/hover`.

use tower_lsp::ls_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use crate::requests::markdown::rendered;
use crate::snapshot::Snapshot;

pub(crate) fn answer(snapshot: &Snapshot, parameters: HoverParams) -> Option<Hover> {
    let position = snapshot.position(&parameters.text_document_position_params)?;
    let hover = promo_ide::hover(&snapshot.database, position)?;
    let value = rendered(snapshot, &hover.markdown);
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
    Some(Hover { contents, range: Some(snapshot.lines(position.file).range(hover.range)) })
}

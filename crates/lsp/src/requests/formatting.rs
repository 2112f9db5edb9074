//! `textDocument/formatting`, `…/rangeFormatting` and `…/onTypeFormatting`. promo has one layout: the editor's wishes
//! about it don't count.

use promo_diagnostics::Edit;
use promo_ide::{format, format_range, format_typed};
use tower_lsp::ls_types::{
    DocumentFormattingParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams, TextEdit,
};

use crate::convert::Lines;
use crate::snapshot::Snapshot;

pub(crate) fn of_document(
    snapshot: &Snapshot,
    parameters: DocumentFormattingParams,
) -> Option<Vec<TextEdit>> {
    let file = snapshot.source(&parameters.text_document.uri)?;
    Some(to_protocol(&snapshot.lines(file), format(&snapshot.database, file)))
}

pub(crate) fn of_range(
    snapshot: &Snapshot,
    parameters: DocumentRangeFormattingParams,
) -> Option<Vec<TextEdit>> {
    let file = snapshot.source(&parameters.text_document.uri)?;
    let lines = snapshot.lines(file);
    let edits = format_range(&snapshot.database, file, &lines.bytes(parameters.range));
    Some(to_protocol(&lines, edits))
}

pub(crate) fn on_type(
    snapshot: &Snapshot,
    parameters: DocumentOnTypeFormattingParams,
) -> Option<Vec<TextEdit>> {
    let position = snapshot.position(&parameters.text_document_position)?;
    let typed = parameters.ch.chars().next()?;
    let edits = format_typed(&snapshot.database, position, typed);
    Some(to_protocol(&snapshot.lines(position.file), edits))
}

fn to_protocol(lines: &Lines<'_>, edits: Vec<Edit>) -> Vec<TextEdit> {
    let edits = edits.into_iter();
    edits.map(|edit| TextEdit { range: lines.range(edit.place.range()), new_text: edit.text }).collect()
}

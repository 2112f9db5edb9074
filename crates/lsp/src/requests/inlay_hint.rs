//! `textDocument/inlayHint`.

use promo_ide::{Hint, HintPart, hints};
use tower_lsp::ls_types::{
    InlayHint, InlayHintKind, InlayHintLabel, InlayHintLabelPart, InlayHintLabelPartTooltip, InlayHintParams,
};

use crate::convert::Lines;
use crate::requests::markdown::content;
use crate::snapshot::Snapshot;

pub(crate) fn answer(snapshot: &Snapshot, parameters: InlayHintParams) -> Option<Vec<InlayHint>> {
    if !snapshot.settings.inlay_hints {
        return Some(Vec::new());
    }
    let file = snapshot.source(&parameters.text_document.uri)?;
    let lines = snapshot.lines(file);
    let found = hints(&snapshot.database, file, lines.bytes(parameters.range)).into_iter();
    Some(found.map(|hint| to_protocol(&lines, snapshot, hint)).collect())
}

fn to_protocol(lines: &Lines<'_>, snapshot: &Snapshot, hint: Hint) -> InlayHint {
    let parts = hint.parts.into_iter().map(|part| label_part(snapshot, part));
    InlayHint {
        position: lines.position(hint.offset),
        label: InlayHintLabel::LabelParts(parts.collect()),
        kind: Some(if hint.is_before { InlayHintKind::PARAMETER } else { InlayHintKind::TYPE }),
        text_edits: None,
        tooltip: None,
        padding_left: Some(!hint.is_before),
        padding_right: Some(hint.is_before),
        data: None,
    }
}

fn label_part(snapshot: &Snapshot, part: HintPart) -> InlayHintLabelPart {
    let tooltip = part
        .tooltip
        .map(|value| InlayHintLabelPartTooltip::MarkupContent(content(&value, snapshot.client.hover_format)));
    let location = part.place.and_then(|place| snapshot.location(&place));
    InlayHintLabelPart { value: part.text, tooltip, location, command: None }
}

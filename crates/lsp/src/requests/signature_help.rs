//! `textDocument/signatureHelp`.

use promo_ide::{Signature, signature};
use tower_lsp::ls_types::{
    Documentation, MarkupContent, MarkupKind, ParameterInformation, ParameterLabel, SignatureHelp,
    SignatureHelpParams, SignatureInformation,
};

use crate::snapshot::Snapshot;

pub(crate) fn answer(snapshot: &Snapshot, parameters: SignatureHelpParams) -> Option<SignatureHelp> {
    let position = snapshot.position(&parameters.text_document_position_params)?;
    let found = signature(&snapshot.database, position)?;
    // A number behind the last parameter marks none of them; without a number editors mark the first.
    let active = Some(found.active.unwrap_or(found.parameters.len()) as u32);
    Some(SignatureHelp {
        signatures: vec![to_protocol(found)],
        active_signature: Some(0),
        active_parameter: active,
    })
}

fn to_protocol(found: Signature) -> SignatureInformation {
    // Whatever the encoding of places is, in a label it is UTF-16.
    let units = |bytes: usize| found.label.get(..bytes).unwrap_or_default().encode_utf16().count() as u32;
    let parameters = found.parameters.iter().map(|parameter| ParameterInformation {
        label: ParameterLabel::LabelOffsets([units(parameter.range.start), units(parameter.range.end)]),
        documentation: text(&parameter.documentation),
    });
    SignatureInformation {
        parameters: Some(parameters.collect()),
        documentation: text(&found.documentation),
        active_parameter: None,
        label: found.label,
    }
}

fn text(markdown: &str) -> Option<Documentation> {
    let content = MarkupContent { kind: MarkupKind::Markdown, value: markdown.to_owned() };
    (!markdown.is_empty()).then_some(Documentation::MarkupContent(content))
}

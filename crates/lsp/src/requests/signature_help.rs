//! `textDocument/signatureHelp`.

use promo_ide::{Signature, signature};
use tower_lsp::ls_types::{
    Documentation, ParameterInformation, ParameterLabel, SignatureHelp, SignatureHelpParams,
    SignatureInformation,
};

use crate::client::Format;
use crate::requests::markdown::content;
use crate::snapshot::Snapshot;

pub(crate) fn answer(snapshot: &Snapshot, parameters: SignatureHelpParams) -> Option<SignatureHelp> {
    let position = snapshot.position(&parameters.text_document_position_params)?;
    let found = signature(&snapshot.database, position)?;
    // A number behind the last parameter marks none of them; without a number editors mark the first.
    let active = Some(found.active.unwrap_or(found.parameters.len()) as u32);
    Some(SignatureHelp {
        signatures: vec![to_protocol(snapshot.client.signature_format, found)],
        active_signature: Some(0),
        active_parameter: active,
    })
}

fn to_protocol(format: Format, found: Signature) -> SignatureInformation {
    // Whatever the encoding of places is, in a label it is UTF-16.
    let units = |bytes: usize| found.label.get(..bytes).unwrap_or_default().encode_utf16().count() as u32;
    let parameters = found.parameters.iter().map(|parameter| ParameterInformation {
        label: ParameterLabel::LabelOffsets([units(parameter.range.start), units(parameter.range.end)]),
        documentation: text(format, &parameter.documentation),
    });
    SignatureInformation {
        parameters: Some(parameters.collect()),
        documentation: text(format, &found.documentation),
        active_parameter: None,
        label: found.label,
    }
}

fn text(format: Format, markdown: &str) -> Option<Documentation> {
    (!markdown.is_empty()).then(|| Documentation::MarkupContent(content(markdown, format)))
}

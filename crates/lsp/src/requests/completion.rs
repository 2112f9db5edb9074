//! `textDocument/completion`.

use promo_ide::CompletionKind;
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit, TextEdit,
};

use crate::snapshot::Snapshot;

pub(crate) fn answer(snapshot: &Snapshot, parameters: CompletionParams) -> Option<CompletionResponse> {
    let position = snapshot.position(&parameters.text_document_position)?;
    let lines = snapshot.lines(position.file);
    let items =
        promo_ide::complete(&snapshot.database, position).into_iter().map(|completion| CompletionItem {
            kind: Some(kind(completion.kind)),
            detail: completion.detail,
            text_edit: Some(CompletionTextEdit::Edit(TextEdit {
                range: lines.range(completion.replaced),
                new_text: completion.label.clone(),
            })),
            label: completion.label,
            ..CompletionItem::default()
        });
    Some(CompletionResponse::Array(items.collect()))
}

fn kind(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Keyword => CompletionItemKind::KEYWORD,
        CompletionKind::Name(_) => CompletionItemKind::REFERENCE,
        CompletionKind::Value => CompletionItemKind::ENUM_MEMBER,
    }
}

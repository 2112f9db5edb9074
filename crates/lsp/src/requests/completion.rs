//! `textDocument/completion`.

use promo_ide::{Completion, CompletionKind};
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit,
    Documentation, InsertTextFormat, MarkupContent, MarkupKind, TextEdit,
};

use crate::convert::Lines;
use crate::snapshot::Snapshot;

pub(crate) fn answer(snapshot: &Snapshot, parameters: CompletionParams) -> Option<CompletionResponse> {
    let position = snapshot.position(&parameters.text_document_position)?;
    let lines = snapshot.lines(position.file);
    let found = promo_ide::complete(&snapshot.database, position).into_iter();
    let items = (0..).zip(found).map(|(rank, completion)| item(snapshot, &lines, rank, completion));
    Some(CompletionResponse::Array(items.collect()))
}

fn item(snapshot: &Snapshot, lines: &Lines<'_>, rank: usize, completion: Completion) -> CompletionItem {
    let snippet = completion.snippet.filter(|_| snapshot.client.snippets);
    let format = snippet.is_some().then_some(InsertTextFormat::SNIPPET);
    let new_text = snippet.unwrap_or_else(|| completion.label.clone());
    let edit = TextEdit { range: lines.range(completion.replaced), new_text };
    CompletionItem {
        kind: Some(kind(completion.kind)),
        detail: completion.detail,
        documentation: completion.documentation.map(markdown),
        // Editors sort by the alphabet unless they are told otherwise.
        sort_text: Some(format!("{rank:05}")),
        insert_text_format: format,
        text_edit: Some(CompletionTextEdit::Edit(edit)),
        label: completion.label,
        ..CompletionItem::default()
    }
}

fn markdown(value: String) -> Documentation {
    Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })
}

fn kind(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Keyword => CompletionItemKind::KEYWORD,
        CompletionKind::Snippet => CompletionItemKind::SNIPPET,
        CompletionKind::Name(_) => CompletionItemKind::REFERENCE,
        CompletionKind::Constant => CompletionItemKind::CONSTANT,
        CompletionKind::Parameter => CompletionItemKind::VARIABLE,
        CompletionKind::Step => CompletionItemKind::FIELD,
        CompletionKind::Value => CompletionItemKind::ENUM_MEMBER,
        CompletionKind::File => CompletionItemKind::FILE,
    }
}

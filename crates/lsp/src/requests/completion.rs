//! `textDocument/completion` and `completionItem/resolve`.

use promo_analysis::names::Namespace;
use promo_ide::{Completion, CompletionKind, describe};
use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionResponse,
    CompletionTextEdit, CompletionTriggerKind, Documentation, InsertTextFormat, TextEdit, Uri,
};

use crate::convert::Lines;
use crate::requests::markdown::{content, rendered};
use crate::snapshot::Snapshot;

pub(crate) fn answer(snapshot: &Snapshot, parameters: CompletionParams) -> Option<CompletionResponse> {
    let position = snapshot.position(&parameters.text_document_position)?;
    let lines = snapshot.lines(position.file);
    let typed = typed(&parameters);
    let found = match typed {
        Some(typed) => promo_ide::complete_typed(&snapshot.database, position, typed),
        None => promo_ide::complete(&snapshot.database, position),
    };
    let uri = &parameters.text_document_position.text_document.uri;
    // What follows a quote is sorted out by the text in it, which ends with the next one.
    let is_incomplete = typed == Some('"');
    let items = (0..).zip(found).map(|(rank, mut completion)| {
        let named = completion.named.take().map(|(namespace, name)| Named::new(uri, namespace, name));
        let data = named.and_then(|named| serde_json::to_value(named).ok());
        CompletionItem { data, ..item(snapshot, &lines, rank, completion) }
    });
    let items = items.collect();
    Some(match is_incomplete {
        true => CompletionResponse::List(CompletionList { is_incomplete, items }),
        false => CompletionResponse::Array(items),
    })
}

/// The sign that was typed, if that is why the editor asks.
fn typed(parameters: &CompletionParams) -> Option<char> {
    let context = parameters.context.as_ref()?;
    let is_typed = context.trigger_kind == CompletionTriggerKind::TRIGGER_CHARACTER;
    context.trigger_character.as_ref().filter(|_| is_typed)?.chars().next()
}

/// What an item carries until somebody looks at it: the name that it is, and from where.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Named {
    pub(crate) uri: Uri,
    /// What the name stands for, in a word.
    kind: String,
    name: String,
}

impl Named {
    fn new(uri: &Uri, namespace: Namespace, name: String) -> Named {
        Named { uri: uri.clone(), kind: namespace.noun().to_owned(), name }
    }

    /// What an item carries, if it is a name.
    pub(crate) fn of(item: &CompletionItem) -> Option<Named> {
        serde_json::from_value(item.data.clone()?).ok()
    }
}

/// What there is to tell of a name.
pub(crate) fn documentation(snapshot: &Snapshot, named: Named) -> Option<Documentation> {
    let mut namespaces = [Namespace::Constants].into_iter().chain(Namespace::OF_OBJECTS);
    let namespace = namespaces.find(|namespace| namespace.noun() == named.kind)?;
    let found = describe(&snapshot.database, namespace, &named.name)?;
    Some(Documentation::MarkupContent(rendered(snapshot, &found, snapshot.client.completion_format)))
}

fn item(snapshot: &Snapshot, lines: &Lines<'_>, rank: usize, completion: Completion) -> CompletionItem {
    let is_plain = completion.kind == CompletionKind::Snippet && !snapshot.client.snippets;
    let snippet = completion.snippet.filter(|_| snapshot.client.snippets);
    let format = snippet.is_some().then_some(InsertTextFormat::SNIPPET);
    let new_text = snippet.unwrap_or(completion.text);
    let edit = TextEdit { range: lines.range(completion.replaced), new_text };
    CompletionItem {
        kind: Some(if is_plain { CompletionItemKind::KEYWORD } else { kind(completion.kind) }),
        detail: completion.detail,
        documentation: completion.documentation.map(|text| documented(snapshot, &text)),
        // Editors sort by the alphabet unless they are told otherwise.
        sort_text: Some(format!("{rank:05}")),
        insert_text_format: format,
        text_edit: Some(CompletionTextEdit::Edit(edit)),
        label: completion.label,
        ..CompletionItem::default()
    }
}

fn documented(snapshot: &Snapshot, markdown: &str) -> Documentation {
    Documentation::MarkupContent(content(markdown, snapshot.client.completion_format))
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

//! Changes of texts, as the protocol has them.

use promo_diagnostics::Edit;
use tower_lsp::ls_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit,
    WorkspaceEdit,
};

use crate::snapshot::Snapshot;

/// Edits of files of the project, by file and place. They hold for the versions that the snapshot has.
pub(crate) fn workspace_edit(snapshot: &Snapshot, edits: &[Edit]) -> WorkspaceEdit {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by(|one, other| one.place.cmp(&other.place));
    let by_file = edits.chunk_by(|one, other| one.place.file == other.place.file);
    let changes = by_file.filter_map(|edits| document_edit(snapshot, edits));
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Edits(changes.collect())),
        ..WorkspaceEdit::default()
    }
}

/// Edits of one file.
fn document_edit(snapshot: &Snapshot, edits: &[&Edit]) -> Option<TextDocumentEdit> {
    let path = &edits.first()?.place.file;
    let lines = snapshot.lines_at(path)?;
    let version = snapshot.open.get(path).map(|(_, version)| *version);
    let edits = edits.iter().map(|edit| {
        OneOf::Left(TextEdit { range: lines.range(edit.place.range()), new_text: edit.text.clone() })
    });
    Some(TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri: snapshot.uri(path)?, version },
        edits: edits.collect(),
    })
}

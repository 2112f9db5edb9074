//! Changes of texts, as the protocol has them, and as the client can take them.

use std::collections::HashMap;

use promo_diagnostics::Edit;
use tower_lsp::ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use crate::snapshot::Snapshot;

/// Edits that are for the same reason, and whether somebody should look at them.
pub(crate) struct Group<'e> {
    pub(crate) edits: &'e [Edit],
    pub(crate) label: &'static str,
    pub(crate) wants_a_look: bool,
}

/// Edits of files of the project that need no reason.
pub(crate) fn workspace_edit(snapshot: &Snapshot, edits: &[Edit]) -> WorkspaceEdit {
    let edits = edits.iter().map(|edit| (edit, None)).collect();
    in_files(snapshot, edits)
}

/// Edits of files of the project for several reasons, which are told if the client shows them.
pub(crate) fn annotated_edit(snapshot: &Snapshot, groups: &[Group<'_>]) -> WorkspaceEdit {
    let is_told = snapshot.client.annotated_edits && snapshot.client.versioned_edits;
    let edits = groups
        .iter()
        .flat_map(|group| group.edits.iter().map(move |edit| (edit, is_told.then_some(group.label))));
    let annotations: HashMap<String, ChangeAnnotation> =
        groups.iter().filter(|group| is_told && !group.edits.is_empty()).map(annotation).collect();
    WorkspaceEdit {
        change_annotations: (!annotations.is_empty()).then_some(annotations),
        ..in_files(snapshot, edits.collect())
    }
}

/// An annotation is known by what it says.
fn annotation(group: &Group<'_>) -> (String, ChangeAnnotation) {
    let annotation = ChangeAnnotation {
        label: group.label.to_owned(),
        needs_confirmation: Some(group.wants_a_look),
        description: None,
    };
    (group.label.to_owned(), annotation)
}

/// Edits with their annotations, by file and place. They hold for the versions that the snapshot has, if the client
/// knows versions.
fn in_files(snapshot: &Snapshot, mut edits: Vec<(&Edit, Option<&str>)>) -> WorkspaceEdit {
    edits.sort_by(|(one, _), (other, _)| one.place.cmp(&other.place));
    let by_file = edits.chunk_by(|(one, _), (other, _)| one.place.file == other.place.file);
    if snapshot.client.versioned_edits {
        let changes = by_file.filter_map(|edits| document_edit(snapshot, edits)).collect();
        return WorkspaceEdit {
            document_changes: Some(DocumentChanges::Edits(changes)),
            ..WorkspaceEdit::default()
        };
    }
    let changes: HashMap<Uri, Vec<TextEdit>> = by_file
        .filter_map(|edits| {
            let (first, _) = edits.first()?;
            let texts = edits.iter().filter_map(|(edit, _)| text_edit(snapshot, edit));
            Some((snapshot.uri(&first.place.file)?, texts.collect()))
        })
        .collect();
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}

/// Edits of one file.
fn document_edit(snapshot: &Snapshot, edits: &[(&Edit, Option<&str>)]) -> Option<TextDocumentEdit> {
    let path = &edits.first()?.0.place.file;
    let version = snapshot.open.get(path).map(|(_, version)| *version);
    let edits = edits.iter().filter_map(|(edit, annotation)| {
        let text_edit = text_edit(snapshot, edit)?;
        Some(match annotation {
            Some(label) => OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: (*label).to_owned() }),
            None => OneOf::Left(text_edit),
        })
    });
    Some(TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri: snapshot.uri(path)?, version },
        edits: edits.collect(),
    })
}

fn text_edit(snapshot: &Snapshot, edit: &Edit) -> Option<TextEdit> {
    let lines = snapshot.lines_at(&edit.place.file)?;
    Some(TextEdit { range: lines.range(edit.place.range()), new_text: edit.text.clone() })
}

//! The texts that the editor has open, as it has them.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

use crate::convert::{Encoding, Lines};

/// A text that is open in the editor.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The editor's number of its state.
    pub(crate) version: i32,
    /// The text.
    pub(crate) text: Arc<str>,
}

/// All open texts.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    by_uri: FxHashMap<Uri, Document>,
    /// Those that changed since somebody asked.
    changed: Vec<Uri>,
}

impl Documents {
    pub(crate) fn get(&self, uri: &Uri) -> Option<&Document> {
        self.by_uri.get(uri)
    }

    pub(crate) fn open(&mut self, uri: Uri, version: i32, text: String) {
        self.changed.push(uri.clone());
        self.by_uri.insert(uri, Document { version, text: text.into() });
    }

    /// Changes of a text that isn't open are those of a client that doesn't keep to the protocol: nothing is known of
    /// what they would change.
    pub(crate) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        let Some(document) = self.by_uri.get_mut(uri) else { return };
        let mut text = document.text.to_string();
        for change in changes {
            match change.range {
                Some(range) => {
                    let bytes = Lines::new(&text, encoding).bytes(range);
                    text.replace_range(bytes, &change.text);
                }
                None => text = change.text,
            }
        }
        *document = Document { version, text: text.into() };
        if !self.changed.contains(uri) {
            self.changed.push(uri.clone());
        }
    }

    pub(crate) fn close(&mut self, uri: &Uri) {
        self.by_uri.remove(uri);
    }

    /// Takes all texts for changed.
    pub(crate) fn mark_all_changed(&mut self) {
        self.changed = self.by_uri.keys().cloned().collect();
    }

    /// The texts that changed since this was asked last.
    pub(crate) fn take_changed(&mut self) -> Vec<Uri> {
        std::mem::take(&mut self.changed)
    }
}

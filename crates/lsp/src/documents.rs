//! The texts that the editor has open, as it has them.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use crate::convert::{Encoding, Lines};

/// A text that is open in the editor.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The editor's number of its state.
    pub(crate) version: i32,
    /// The text.
    pub(crate) text: Arc<str>,
    /// Whether it is promo, as the editor or its name says.
    pub(crate) is_promo: bool,
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

    /// All open documents.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Uri, &Document)> {
        self.by_uri.iter()
    }

    pub(crate) fn open(&mut self, document: TextDocumentItem) {
        let TextDocumentItem { uri, language_id, version, text } = document;
        let is_promo = language_id == "promo" || uri.path().as_str().ends_with(".promo");
        self.mark_changed(&uri);
        self.by_uri.insert(uri, Document { version, text: text.into(), is_promo });
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
        document.version = version;
        document.text = text.into();
        self.mark_changed(uri);
    }

    pub(crate) fn close(&mut self, uri: &Uri) {
        self.by_uri.remove(uri);
    }

    /// Takes a text for changed.
    pub(crate) fn mark_changed(&mut self, uri: &Uri) {
        if !self.changed.contains(uri) {
            self.changed.push(uri.clone());
        }
    }

    /// The texts that changed since this was asked last.
    pub(crate) fn take_changed(&mut self) -> Vec<Uri> {
        std::mem::take(&mut self.changed)
    }
}

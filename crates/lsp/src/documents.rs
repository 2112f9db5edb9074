//! The texts that the editor has open, as it has them. They are ropes: a change costs what it touches, however long
//! the text is, and however many come at once.

use std::sync::Arc;

use ropey::Rope;
use rustc_hash::FxHashMap;
use tower_lsp::ls_types::{Position, Range, TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use crate::convert::Encoding;

/// Stands for half a pair of surrogates, which is no character: columns are those of the editor still.
const HALF: &str = "\u{fffd}";

/// A text that is open in the editor.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The editor's number of its state.
    pub(crate) version: i32,
    rope: Rope,
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
        self.by_uri.insert(uri, Document { version, rope: Rope::from_str(&text), is_promo });
    }

    /// Changes of a text that isn't open are those of a client that doesn't keep to the protocol: nothing is known of
    /// what they would change.
    pub(crate) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) {
        let Some(document) = self.by_uri.get_mut(uri) else { return };
        document.version = version;
        for change in changes {
            match change.range {
                Some(range) => replace(&mut document.rope, range, &change.text, encoding),
                None => document.rope = Rope::from_str(&change.text),
            }
        }
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

    /// Takes all texts for changed.
    pub(crate) fn mark_all_changed(&mut self) {
        self.changed = self.by_uri.keys().cloned().collect();
    }

    /// The texts that changed since this was asked last.
    pub(crate) fn take_changed(&mut self) -> Vec<Uri> {
        std::mem::take(&mut self.changed)
    }
}

impl Document {
    /// The text as it is now.
    pub(crate) fn text(&self) -> Arc<str> {
        String::from(&self.rope).into()
    }
}

/// Puts a text in the place of a range, whose ends may be swapped.
fn replace(rope: &mut Rope, range: Range, text: &str, encoding: Encoding) {
    let mut ends = [range.start, range.end].map(|end| Cut::at(rope, end, encoding));
    ends.sort_unstable();
    let [start, end] = ends;
    if start == end && text.is_empty() {
        return;
    }
    let half = |cut: Cut| if cut.is_inside { HALF } else { "" };
    // A character that is cut is gone; the half of it that is left has its own sign.
    let removed = rope.try_remove(start.character..end.character + usize::from(end.is_inside));
    let text = [half(start), text, half(end)].concat();
    let inserted = removed.and_then(|()| rope.try_insert(start.character, &text));
    debug_assert!(inserted.is_ok(), "cuts lie in their text");
}

/// Where an editor cuts a text: before a character, or inside of one that has two units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cut {
    character: usize,
    is_inside: bool,
}

impl Cut {
    /// A place beyond its line is the line's end, one beyond the text the text's.
    fn at(rope: &Rope, position: Position, encoding: Encoding) -> Cut {
        let before = |character| Cut { character, is_inside: false };
        let (line, column) = (position.line as usize, position.character as usize);
        let Some(content) = rope.get_line(line) else { return before(rope.len_chars()) };
        let start = rope.line_to_char(line);
        let end = start + content.len_chars() - line_end(content);
        match encoding {
            Encoding::Utf8 => {
                let byte = rope.char_to_byte(start) + column;
                before(rope.try_byte_to_char(byte).unwrap_or(end).min(end))
            }
            Encoding::Utf32 => before((start + column).min(end)),
            Encoding::Utf16 => {
                let unit = rope.char_to_utf16_cu(start) + column;
                let character = rope.try_utf16_cu_to_char(unit).unwrap_or(end).min(end);
                Cut { character, is_inside: character < end && rope.char_to_utf16_cu(character) < unit }
            }
        }
    }
}

/// The number of characters that end a line.
fn line_end(line: ropey::RopeSlice<'_>) -> usize {
    let last = line.chars_at(line.len_chars()).reversed().take(2).collect::<Vec<_>>();
    match last.as_slice() {
        ['\n', '\r'] => 2,
        ['\n' | '\r', ..] => 1,
        _ => 0,
    }
}

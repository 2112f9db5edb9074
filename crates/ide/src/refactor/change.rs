//! From the edits of a refactoring to those that an editor makes: the declarations that they touch are laid out as
//! the formatter would, all others stay as they are.

use std::ops::Range;

use promo_analysis::{Db, SourceFile};
use promo_diagnostics::Edit;
use promo_syntax::{format, parse};

use crate::edits::{differences, edited};

/// Edits of sources, with the declarations that they touch laid out. Looks at the whole of these sources.
pub fn laid_out(db: &dyn Db, edits: &[Edit]) -> Vec<Edit> {
    let sources = db.project().sources(db).iter();
    sources.flat_map(|file| laid_out_in(db, *file, edits)).collect()
}

fn laid_out_in(db: &dyn Db, file: SourceFile, edits: &[Edit]) -> Vec<Edit> {
    let (path, before) = (file.path(db), file.text(db));
    let line_end = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let own = edits.iter().filter(|edit| edit.place.file == *path);
    let own: Vec<Edit> =
        own.map(|edit| Edit { text: with_line_ends(&edit.text, line_end), ..edit.clone() }).collect();
    let texts = edited(db, &own);
    let Some(after) = texts.get(path) else { return Vec::new() };
    differences(path, before, &with_layout(after, &touched(own), line_end))
}

/// The bytes of the new text that are new, or next to which something is gone.
fn touched(mut edits: Vec<Edit>) -> Vec<Range<usize>> {
    edits.sort_by_key(|edit| (edit.place.start, edit.place.end));
    let (mut added, mut removed) = (0, 0);
    let ranges = edits.into_iter().map(|edit| {
        let start = edit.place.start + added - removed;
        added += edit.text.len();
        removed += edit.place.range().len();
        start..start + edit.text.len()
    });
    ranges.collect()
}

/// A declaration on one line doesn't tell what its line ends are.
fn with_layout(text: &str, touched: &[Range<usize>], line_end: &str) -> String {
    let parsed = parse(text);
    let mut formatted = text.to_owned();
    let declarations: Vec<Range<usize>> = parsed.tree.declarations().map(|node| node.text_range()).collect();
    for bytes in declarations.into_iter().rev() {
        let is_touched = touched.iter().any(|range| range.start <= bytes.end && bytes.start <= range.end);
        let slice = text.get(bytes.clone()).unwrap_or_default();
        if is_touched && let Ok(laid_out) = format(&parse(slice)) {
            formatted.replace_range(bytes, &with_line_ends(laid_out.trim_end(), line_end));
        }
    }
    formatted
}

/// A text may be new, or taken from the source with its line ends.
fn with_line_ends(text: &str, line_end: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', line_end)
}

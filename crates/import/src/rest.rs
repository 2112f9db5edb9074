//! What stays of a text of which only some documents are in the sources now. It knows documents and lines, not what
//! they say.

use std::ops::Range;

use promo_manifest::{Node, documents};

/// The text without some of its documents, which must be taken as a whole and stand on lines of their own. A comment
/// behind one may be about the next, so it stays.
pub(crate) fn without_documents(text: &str, taken: &[Range<usize>]) -> Option<String> {
    let all = documents(text).ok()?;
    let (out, stay): (Vec<Node>, Vec<Node>) =
        all.into_iter().partition(|document| taken.contains(&document.span));
    if out.len() != taken.len() {
        return None;
    }
    let mut rest = String::with_capacity(text.len());
    let mut from = 0;
    for document in &out {
        rest.push_str(text.get(from..start_of(document, text)?)?);
        from = end_of(document, text)?;
    }
    rest.push_str(text.get(from..)?);
    let left = documents(&rest).ok()?;
    let is_same = written(&left, &rest).eq(written(&stay, text));
    is_same.then_some(rest)
}

/// What the documents are written as that say something.
fn written<'t>(documents: &'t [Node], text: &'t str) -> impl Iterator<Item = &'t str> {
    let said = documents.iter().filter(|document| !document.is_null());
    said.filter_map(|document| text.get(document.span.clone())).map(str::trim_end)
}

/// Where the lines of a document begin: with its marker, if it has one.
fn start_of(document: &Node, text: &str) -> Option<usize> {
    let before = text.get(..document.span.start)?;
    let mut start = before.len();
    for line in before.split_inclusive('\n').rev() {
        if line.starts_with("...") || line.starts_with('%') {
            break;
        }
        start -= line.len();
        if line.starts_with("---") {
            break;
        }
    }
    Some(start)
}

/// Where the lines of a document end.
fn end_of(document: &Node, text: &str) -> Option<usize> {
    let end = document.span.end;
    if text.get(..end)?.ends_with('\n') {
        return Some(end);
    }
    let rest = text.get(end..)?;
    Some(end + rest.find('\n').map_or(rest.len(), |line_end| line_end + 1))
}

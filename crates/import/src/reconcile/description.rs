//! An edited description: the doc comment of the declaration.

use promo_diagnostics::Edit;
use promo_syntax::{NodeKind, SyntaxNode};
use serde_json::Value;

use super::candidates::{Rendered, Target, edit};

/// The edit of the doc comment, if the description was edited.
pub(super) fn edit_of(target: &Target<'_>, rendered: &Rendered) -> Option<Edit> {
    let documentation = |node: Option<SyntaxNode<'_>>| {
        node.and_then(|node| node.child(NodeKind::Documentation)).map(|comment| comment.text().to_owned())
    };
    let (before, after) = (documentation(rendered.before()), documentation(rendered.after()));
    if before == after {
        return None;
    }
    let keyword = target.node.keyword_token()?;
    let start = target.node.tree().text_range(keyword..keyword + 1).start;
    match (target.node.child(NodeKind::Documentation), after) {
        (Some(comment), Some(after)) => Some(edit(target, comment.text_range(), after)),
        (Some(comment), None) => {
            // The comments behind it stay.
            let range = comment.text_range();
            let text = target.node.tree().text().get(range.end..start).unwrap_or_default();
            let white = text.len() - text.trim_start().len();
            Some(edit(target, range.start..range.end + white, String::new()))
        }
        (None, Some(after)) => Some(edit(target, start..start, format!("{after}\n"))),
        (None, None) => None,
    }
}

/// A manifest but for its description.
pub(super) fn without(manifest: &Value) -> Value {
    let mut manifest = manifest.clone();
    let Some(metadata) = manifest.get_mut("metadata").and_then(Value::as_object_mut) else { return manifest };
    if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
        annotations.shift_remove("description");
        if annotations.is_empty() {
            metadata.shift_remove("annotations");
        }
    }
    manifest
}

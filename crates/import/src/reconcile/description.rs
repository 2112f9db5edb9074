//! An edited description: the doc comment of the declaration.

use promo_diagnostics::Edit;
use promo_syntax::{NodeKind, SyntaxNode};

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
    let start = target.node.text_range().start;
    match (target.node.child(NodeKind::Documentation), after) {
        (Some(comment), Some(after)) => Some(edit(target, comment.text_range(), after)),
        (Some(comment), None) => {
            let keyword = target.node.keyword_token()?;
            let end = target.node.tree().text_range(keyword..keyword + 1).start;
            Some(edit(target, comment.text_range().start..end, String::new()))
        }
        (None, Some(after)) => Some(edit(target, start..start, format!("{after}\n"))),
        (None, None) => None,
    }
}

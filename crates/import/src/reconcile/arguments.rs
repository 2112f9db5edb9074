//! An edit of a manifest that a pattern makes: a value that is an argument of the use changes there.

use promo_diagnostics::Edit;
use promo_syntax::{NodeKind, SyntaxNode};

use super::candidates::{Target, edit};
use super::values::{Change, written};

/// The edits; none if a value that changed is no argument, or more than one.
pub(super) fn edits(target: &Target<'_>, changes: &[Change]) -> Option<Vec<Edit>> {
    let arguments = target.node.child(NodeKind::Use)?.child(NodeKind::Arguments)?;
    let values: Vec<SyntaxNode<'_>> =
        arguments.children().filter_map(|argument| argument.values().last()).collect();
    let mut edits: Vec<Edit> = Vec::new();
    for change in changes {
        let says_it = |value: &&SyntaxNode<'_>| {
            written(&change.path, value.text(), &change.before).as_deref() == Some(value.text())
        };
        let [value] = values.iter().filter(says_it).collect::<Vec<_>>().try_into().ok()?;
        let new = edit(target, value.text_range(), written(&change.path, value.text(), &change.value)?);
        if !edits.contains(&new) {
            edits.push(new);
        }
    }
    (!edits.is_empty()).then_some(edits)
}

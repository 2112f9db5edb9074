//! The edits of a source that may say what a manifest says now, one for each way to say it.

use promo_analysis::{Db, Declaration};
use promo_diagnostics::{Edit, Place};
use promo_manifest::{Node, documents, without_server_fields};
use promo_syntax::{NodeKind, Parse, SyntaxNode, TokenKind, parse};
use serde_json::Value;

use super::kept::comments_of;
use super::state::State;
use super::values::{Follow, changes};
use super::{Edited, additions, clauses, description, split, values};
use crate::kinds::declaration;
use crate::objects::Object;
use crate::reason::Reason;

/// A way to say an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Values where they stand, as far as names are followed.
    Values(Follow),
    /// More of what a flow has.
    Additions,
    /// Other clauses.
    Clauses,
    /// A step of its own for an environment that shares one.
    Split,
    /// Another body.
    Whole,
}

/// All ways, in the order in which they are tried.
pub(super) const WAYS: [Way; 7] = [
    Way::Values(Follow::ToDefinition),
    Way::Values(Follow::ToArgument),
    Way::Values(Follow::Nothing),
    Way::Additions,
    Way::Clauses,
    Way::Split,
    Way::Whole,
];

/// The declaration that makes a manifest, in the text of its source.
pub(super) struct Target<'t> {
    pub(super) path: &'t str,
    pub(super) node: SyntaxNode<'t>,
}

/// What is compared: the manifest as it is built, as promo would write it from scratch; and as it was edited.
pub(super) struct Rendered {
    before: Parse,
    after: Parse,
}

impl Rendered {
    pub(super) fn of(built: &Value, edited: &Object) -> Result<Rendered, Reason> {
        let after = declaration(&edited.node, edited.kind, &[])?.text;
        let yaml = promo_manifest::to_yaml(built).unwrap_or_default();
        let built: Option<Node> = documents(&yaml).ok().and_then(|mut all| all.pop());
        let before = built.map(|built| declaration(&built, edited.kind, &[])).transpose()?;
        Ok(Rendered {
            before: parse(&before.map(|before| before.text).unwrap_or_default()),
            after: parse(&after),
        })
    }

    pub(super) fn before(&self) -> Option<SyntaxNode<'_>> {
        self.before.tree.declarations().next()
    }

    pub(super) fn after(&self) -> Option<SyntaxNode<'_>> {
        self.after.tree.declarations().next()
    }
}

/// Edits that say it, and that nobody would want.
pub(super) struct Unwanted {
    pub(super) edits: Vec<Edit>,
    /// Why: a sentence without its stop.
    pub(super) why: String,
}

/// The edits by which the source of a manifest says it in a way, or why it is no good way; none if it is no way at all.
pub(super) fn candidate(state: &State, edited: &Edited<'_>, way: Way) -> Option<Result<Vec<Edit>, Unwanted>> {
    let (built, declared) = state.built(&edited.key).zip(state.declaration(&edited.key))?;
    let target = Target { path: &built.source, node: node_of(state, &built.source, declared)? };
    let rendered = edited.rendered.as_ref().ok();
    let described = rendered.and_then(|rendered| description::edit_of(&target, rendered));
    let compared = |manifest: &Value| match described {
        Some(_) => description::without(manifest),
        None => manifest.clone(),
    };
    let (before, after) = (compared(&built.data), compared(&without_server_fields(edited.object.data())));
    let mut why = None;
    let edits = match way {
        Way::Values(follow) => {
            values::edits(state, declared, &built.data, &changes(&before, &after)?, follow)
        }
        Way::Additions => additions::edits(&target, edited.key.0, &before, &after),
        Way::Clauses => clauses::edits(&target, rendered?),
        Way::Split => split::edits(&target, edited.key.0, &before, &after),
        Way::Whole => {
            let (edit, loss) = whole(state, &target, rendered?)?;
            why = loss.map(|loss| format!("it could only be said by writing the body anew, {loss}"));
            Some(vec![edit])
        }
    };
    let mut edits = edits?;
    edits.extend(described);
    match why {
        Some(why) => Some(Err(Unwanted { edits, why })),
        None => (!edits.is_empty()).then_some(Ok(edits)),
    }
}

/// The node of a declaration in the text of its file.
fn node_of<'t>(state: &'t State, path: &str, declared: Declaration<'_>) -> Option<SyntaxNode<'t>> {
    let db: &dyn Db = state.database();
    let start = promo_analysis::Place::of_name(db, declared, 0).bytes(db).start;
    state.parsed(path)?.tree.declarations().find(|node| node.text_range().contains(&start))
}

/// The whole body written anew, and what would be lost by that.
fn whole(state: &State, target: &Target<'_>, rendered: &Rendered) -> Option<(Edit, Option<String>)> {
    let body = [NodeKind::Block, NodeKind::Use].into_iter().find_map(|kind| target.node.child(kind))?;
    let new = rendered.after()?.child(NodeKind::Block)?;
    let mut text = new.text().to_owned();
    let steps = new.children().find(|clause| is_about_steps(*clause));
    let place = steps.map_or(text.len() - 1, |clause| clause.text_range().start - new.text_range().start);
    let kept = comments_of(body) + &kept(body);
    if !kept.is_empty() {
        text.insert_str(place, &format!("\n{kept}"));
    }
    Some((edit(target, body_range(target.node, body), text), loss(state, body, new)))
}

/// What a body that is written anew would lose, though no manifest shows it. Of a use of a pattern, all is lost.
fn loss(state: &State, body: SyntaxNode<'_>, new: SyntaxNode<'_>) -> Option<String> {
    if !comments_of(body).is_empty() {
        return Some("with its comments out of place".to_owned());
    }
    if body.kind() == NodeKind::Use {
        return None;
    }
    let is_default = |node: &SyntaxNode<'_>| node.keyword() == Some(TokenKind::DefaultKeyword);
    if body.children().any(|node| is_default(&node)) && !new.children().any(|node| is_default(&node)) {
        return Some("without its `default`".to_owned());
    }
    let new = names_in(new);
    let name = names_in(body).into_iter().find(|name| state.is_constant(name) && !new.contains(name))?;
    Some(format!("without its constant `{name}`"))
}

/// The names that values have or texts refer to.
fn names_in(node: SyntaxNode<'_>) -> Vec<&str> {
    let values =
        node.descendants().filter(|node| matches!(node.kind(), NodeKind::Reference | NodeKind::Literal));
    let names = values.flat_map(|value| match value.kind() {
        NodeKind::Reference => vec![value.text()],
        _ => value.text().split("${").skip(1).filter_map(|rest| rest.split('}').next()).collect(),
    });
    names.collect()
}

/// The clauses that set no field of the manifest.
fn kept(body: SyntaxNode<'_>) -> String {
    let kept = body.children().filter(|node| node.keyword() == Some(TokenKind::ExportsKeyword));
    kept.map(|clause| format!("{}\n", clause.text())).collect()
}

fn is_about_steps(clause: SyntaxNode<'_>) -> bool {
    clause.kind() == NodeKind::Chain || clause.keyword() == Some(TokenKind::StepKeyword)
}

/// A use stands behind an equals sign, which goes with it.
fn body_range(declaration: SyntaxNode<'_>, body: SyntaxNode<'_>) -> std::ops::Range<usize> {
    let tree = declaration.tree();
    let first = body.tokens().start;
    let is_use = body.kind() == NodeKind::Use;
    let start = if is_use { first.saturating_sub(1) } else { first };
    tree.text_range(start..body.tokens().end)
}

/// New text for a part of the source.
pub(super) fn edit(target: &Target<'_>, range: std::ops::Range<usize>, text: String) -> Edit {
    Edit { place: Place { file: target.path.into(), start: range.start, end: range.end }, text }
}

/// Where a line is put that comes behind a byte: a comment on the rest of the line is about what stands before it.
pub(super) fn behind(target: &Target<'_>, end: usize) -> usize {
    let rest = target.node.tree().text().get(end..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    let is_comment = line.trim_start().starts_with("//");
    if is_comment { end + line.trim_end().len() } else { end }
}

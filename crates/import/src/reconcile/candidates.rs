//! The edits of a source that may say what a manifest says now, the smallest first.

use promo_analysis::Declaration;
use promo_diagnostics::{Edit, Fix, Place};
use promo_manifest::{Node, documents};
use promo_syntax::trivia::Gap;
use promo_syntax::{NodeKind, Parse, SyntaxNode, parse};

use super::state::State;
use super::{Key, additions, arguments, clauses, description, values};
use crate::kinds::declaration;
use crate::objects::Object;
use crate::reason::Reason;

/// An edit, or why what the manifest says now can't be said in promo.
type Candidate = Result<Fix, Reason>;

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
    fn of(built: &Node, edited: &Object) -> Result<Rendered, Reason> {
        let after = declaration(&edited.node, edited.kind, &[])?.text;
        let before = declaration(built, edited.kind, &[])?.text;
        Ok(Rendered { before: parse(&before), after: parse(&after) })
    }

    pub(super) fn before(&self) -> Option<SyntaxNode<'_>> {
        self.before.tree.declarations().next()
    }

    pub(super) fn after(&self) -> Option<SyntaxNode<'_>> {
        self.after.tree.declarations().next()
    }
}

/// The edits of the source of a manifest to be tried, in this order.
pub(super) fn candidates(state: &State, key: &Key, edited: &Object) -> Vec<Candidate> {
    let Some((built, declared)) = state.built(key).zip(state.declaration(key)) else { return Vec::new() };
    let mut candidates: Vec<Candidate> = Vec::new();
    let changes = values::changes(&built.data, edited);
    let by_value = changes.as_ref().and_then(|changes| values::edits(state, declared, changes));
    candidates.extend(by_value.map(|edits| Ok(fix(edits))));
    let parsed = parse(state.text(&built.source));
    let Some(node) = node_of(&parsed, state, declared) else { return candidates };
    let target = Target { path: &built.source, node };
    let by_argument = changes.as_ref().and_then(|changes| arguments::edits(&target, changes));
    candidates.extend(by_argument.map(|edits| Ok(fix(edits))));
    candidates.extend(additions::edits(&target, &built.data, edited).map(|edits| Ok(fix(edits))));
    let yaml = promo_manifest::to_yaml(&built.data).unwrap_or_default();
    let Some(built_node) = documents(&yaml).ok().and_then(|mut all| all.pop()) else { return candidates };
    match Rendered::of(&built_node, edited) {
        Ok(rendered) => {
            let described = description::edit_of(&target, &rendered);
            candidates
                .extend(clauses::edits(&target, &rendered).map(|edits| Ok(fix(with(edits, &described)))));
            candidates.extend(whole(&target, &rendered).map(|edit| Ok(fix(with(vec![edit], &described)))));
        }
        Err(reason) => candidates.push(Err(reason)),
    }
    candidates
}

fn with(mut edits: Vec<Edit>, more: &Option<Edit>) -> Vec<Edit> {
    edits.extend(more.clone());
    edits
}

fn fix(edits: Vec<Edit>) -> Fix {
    Fix { title: "say what the manifest says".to_owned(), safe: true, edits }
}

/// The node of a declaration in the text of its file.
fn node_of<'t>(parsed: &'t Parse, state: &State, declared: Declaration<'_>) -> Option<SyntaxNode<'t>> {
    let db = state.database();
    let start = promo_analysis::Place::of_name(db, declared, 0).bytes(db).start;
    parsed.tree.declarations().find(|node| node.text_range().contains(&start))
}

/// The whole body written anew; the comments in it stand at its beginning then.
fn whole(target: &Target<'_>, rendered: &Rendered) -> Option<Edit> {
    let body = [NodeKind::Block, NodeKind::Use].into_iter().find_map(|kind| target.node.child(kind))?;
    let new = rendered.after()?.child(NodeKind::Block)?;
    let inside = new.text().strip_prefix('{')?.strip_suffix('}')?;
    let comments = comments(body);
    let text = match comments.is_empty() {
        true => new.text().to_owned(),
        false => format!("{{\n{comments}{inside}\n}}"),
    };
    let range = body_range(target.node, body);
    Some(edit(target, range, text))
}

/// A use stands behind an equals sign, which goes with it.
fn body_range(declaration: SyntaxNode<'_>, body: SyntaxNode<'_>) -> std::ops::Range<usize> {
    let tree = declaration.tree();
    let first = body.tokens().start;
    let is_use = body.kind() == NodeKind::Use;
    let start = if is_use { first.saturating_sub(1) } else { first };
    tree.text_range(start..body.tokens().end)
}

fn comments(node: SyntaxNode<'_>) -> String {
    let inner = node.tokens().skip(1);
    let gaps = inner.flat_map(|token| Gap::of(node.tree().gap(token)).comments);
    gaps.map(|comment| format!("{}\n", comment.text)).collect()
}

/// New text for a part of the source.
pub(super) fn edit(target: &Target<'_>, range: std::ops::Range<usize>, text: String) -> Edit {
    Edit { place: Place { file: target.path.into(), start: range.start, end: range.end }, text }
}

//! Takes a list or a string out into a `let`, and writes its name wherever its declaration says the same.

use promo_analysis::names::{Namespace, namespace_of, reference_text, resolve};
use promo_analysis::value::Type;
use promo_analysis::{DeclarationKind, is_string, word};
use promo_diagnostics::Edit;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::comments::is_between;
use super::promise::Promise;
use super::selection::{Selection, beside, fresh_name, is_parameter};
use super::{Offer, RefactoringKind};
use crate::parts::Slot;
use crate::path::Path;
use crate::role::{Role, role};

/// Values that stand side by side, or one value: what a name can stand for.
type Run<'t> = Vec<SyntaxNode<'t>>;

pub(super) fn offer<'a>(at: &'a Selection<'_>) -> Option<Offer<'a>> {
    let declaration = at.node()?;
    namespace_of(at.declaration.kind(at.db), declaration)?;
    if at.declaration.kind(at.db) == DeclarationKind::Constant {
        return None;
    }
    let chosen = chosen_list(at).or_else(|| chosen_string(at))?;
    let is_list = is_list(&chosen);
    let due = due(at, *chosen.first()?)?;
    Some(Offer {
        title: format!("Take the {} out into a `let`", if is_list { "list" } else { "string" }),
        kind: RefactoringKind::Extract,
        promise: Promise::Manifests,
        effort: usize::MAX,
        edits: Box::new(move || Ok(edits(at, declaration, &chosen, due))),
    })
}

fn wanted_name(due: Type, is_list: bool) -> &'static str {
    match (due, is_list) {
        (Type::Environments, _) => "some-environments",
        (Type::Products, _) => "some-products",
        (_, true) => "some-values",
        (_, false) => "some-text",
    }
}

/// Names between arrows or behind `step`, or a list in brackets.
fn chosen_list<'db>(at: &Selection<'db>) -> Option<Run<'db>> {
    let run = at.path.outwards().find_map(run_of).filter(|run| is_list(run))?;
    // Names and strings in one list are no list of anything.
    let mut leaves = run.iter().copied().flat_map(leaves);
    let first = leaves.next()?.kind();
    let is_of_one_kind = leaves.all(|leaf| leaf.kind() == first);
    (is_of_one_kind && can_all_be_constant(at, &run)).then_some(run)
}

/// The values that a node is, or holds side by side.
fn run_of(node: SyntaxNode<'_>) -> Option<Run<'_>> {
    match node.kind() {
        NodeKind::List => Some(vec![node]),
        NodeKind::Group => Some(node.values().collect()),
        NodeKind::Clause if node.keyword() == Some(TokenKind::StepKeyword) => Some(node.values().collect()),
        _ => None,
    }
}

fn is_list(run: &[SyntaxNode<'_>]) -> bool {
    match run {
        [one] => one.kind() == NodeKind::List && one.values().next().is_some(),
        several => several.len() > 1,
    }
}

fn chosen_string<'db>(at: &Selection<'db>) -> Option<Run<'db>> {
    let node = at.path.last().filter(|node| is_string(*node) && node.kind() == NodeKind::Literal)?;
    (due(at, node)? == Type::String && can_be_constant(at, node)).then(|| vec![node])
}

/// The type of the list that is due where a value stands, or of the value itself; none where no constant can stand.
fn due(at: &Selection<'_>, node: SyntaxNode<'_>) -> Option<Type> {
    let path = Path::to_token(at.tree(), leaves(node).next()?.tokens().start);
    // In a script, `${` is the shell's; in a constant it isn't.
    if path.clause().is_some_and(|(_, clause)| clause.keyword() == Some(TokenKind::RunKeyword)) {
        return None;
    }
    match role(at.db, &path)? {
        Role::Value(Type::Environment) if node.kind() == NodeKind::List => Some(Type::Environments),
        Role::Value(Type::Product) if node.kind() == NodeKind::List => Some(Type::Products),
        Role::Value(kind @ (Type::Environments | Type::Products | Type::String | Type::Strings)) => {
            Some(kind)
        }
        Role::Slot(Slot::File) => Some(Type::String),
        _ => None,
    }
}

/// The names and literals that a value is made of.
fn leaves(node: SyntaxNode<'_>) -> impl Iterator<Item = SyntaxNode<'_>> {
    node.descendants().filter(|below| matches!(below.kind(), NodeKind::Reference | NodeKind::Literal))
}

/// Whether values that stand side by side, with nothing said between them, can be one.
fn can_all_be_constant(at: &Selection<'_>, run: &[SyntaxNode<'_>]) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
    !is_between(at.tree(), first.tokens().start..last.tokens().end)
        && run.iter().all(|node| can_be_constant(at, *node))
}

/// Whether all of a value means the same outside of its declaration and of any place in it.
fn can_be_constant(at: &Selection<'_>, node: SyntaxNode<'_>) -> bool {
    let Some(due) = due(at, node) else { return false };
    leaves(node).all(|leaf| means_one_thing(at, leaf, due))
}

fn means_one_thing(at: &Selection<'_>, leaf: SyntaxNode<'_>, due: Type) -> bool {
    let names_things = due.namespace();
    if leaf.kind() == NodeKind::Literal {
        // A string in a constant is a string, and names what it is used for; what it interpolates may be a parameter.
        let is_pattern = at.node().is_some_and(|node| node.child(NodeKind::Parameters).is_some());
        return is_string(leaf) && !(is_pattern && leaf.text().contains("${"));
    }
    let name = reference_text(leaf);
    let meant = Namespace::OF_OBJECTS.into_iter().chain([Namespace::Constants]);
    let meant: Vec<Namespace> =
        meant.filter(|namespace| resolve(at.db, *namespace, &name).is_some()).collect();
    let is_word = word(&name, Type::Action).is_some() || word(&name, Type::Kind).is_some();
    let is_one = match meant.as_slice() {
        [Namespace::Constants] => true,
        [one] => Some(*one) == names_things,
        _ => false,
    };
    is_one && !is_word && !is_parameter(at.db, at.declaration, &name)
}

fn edits(
    at: &Selection<'_>,
    declaration: SyntaxNode<'_>,
    chosen: &[SyntaxNode<'_>],
    due_type: Type,
) -> Vec<Edit> {
    let name = fresh_name(at.db, wanted_name(due_type, is_list(chosen)));
    let wanted = texts(chosen);
    let mut edits = Vec::new();
    for node in declaration.descendants() {
        let single = is_string(node).then(|| vec![node]);
        let Some(run) = run_of(node).or(single) else { continue };
        let is_same = is_list(&run) == is_list(chosen)
            && texts(&run) == wanted
            && run.first().and_then(|first| due(at, *first)) == Some(due_type)
            && can_all_be_constant(at, &run);
        if is_same && let (Some(first), Some(last)) = (run.first(), run.last()) {
            edits.push(at.replace(first.text_range().start..last.text_range().end, name.clone()));
        }
    }
    let value = match chosen {
        [one] => one.text().to_owned(),
        several => {
            let names: Vec<&str> = several.iter().map(|node| node.text()).collect();
            format!("[{}]", names.join(", "))
        }
    };
    let (place, text) = beside(at.tree(), declaration, &format!("let {name} = {value}"));
    edits.push(at.replace(place..place, text));
    edits
}

/// The texts of the leaves, which tell lists from one another however they are laid out.
fn texts<'t>(run: &[SyntaxNode<'t>]) -> Vec<&'t str> {
    let tokens = run.iter().flat_map(|node| node.tokens().map(|token| node.tree().token_text(token)));
    tokens.filter(|text| !["[", "]", ","].contains(text)).collect()
}

//! What a thing can be called: what Kubernetes, Argo and the language take as its name, and what nothing else has.

use promo_analysis::names::{Definition, Namespace, resolve};
use promo_analysis::{Db, DeclarationKind, object_problem, parameter_problem, quote_name, step_problem};
use promo_diagnostics::Place;
use promo_syntax::{NodeKind, SyntaxNode};

use super::shown;
use crate::target::{Target, declared_at, noun, steps};

/// What a workflow of several steps calls the template that runs them.
const MAIN: &str = "main";

/// Whether a thing can be called so.
///
/// # Errors
/// Why not.
pub(super) fn check<'db>(db: &'db dyn Db, target: &Target<'db>, name: &str) -> Result<(), String> {
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err("a name is at least one character, and on one line".to_owned());
    }
    if must_be_plain(db, target) && quote_name(name) != name {
        return Err(format!("`{name}` would need quotes, and in quotes {} is not found", noun(db, target)));
    }
    if let Some(problem) = problem(db, target, name) {
        return Err(format!("`{name}` can't be the name of {}: {problem}", noun(db, target)));
    }
    match taken(db, target, name) {
        Some(place) => {
            let noun = noun(db, &target.with_name(name));
            Err(format!("there is {noun} `{name}` already, in {}", shown(db, &place)))
        }
        None => Ok(()),
    }
}

/// Whether a thing is named without quotes alone: what stands in quotes is never a constant or parameter.
pub(super) fn must_be_plain<'db>(db: &'db dyn Db, target: &Target<'db>) -> bool {
    match target {
        Target::Parameter(..) => true,
        Target::Name(Namespace::Constants, name) => {
            let declared = resolve(db, Namespace::Constants, name).and_then(Definition::declaration);
            declared.is_some_and(|declared| declared.kind(db) == DeclarationKind::Constant)
        }
        _ => false,
    }
}

/// What the name would break outside of promo.
fn problem<'db>(db: &'db dyn Db, target: &Target<'db>, name: &str) -> Option<String> {
    match target {
        Target::Name(Namespace::Constants, _) | Target::Parameter(..) => None,
        // A pattern is never emitted, but by those who use it.
        Target::Name(namespace, own) => match resolve(db, *namespace, own) {
            Some(Definition::Source { pattern: true, .. }) => None,
            _ => object_problem(name),
        },
        Target::Step(workflow, _) => step_problem(name).or_else(|| problem_in_graph(workflow.node(db), name)),
        Target::Template(..) => step_problem(name),
        Target::Input(..) | Target::Output(..) => parameter_problem(name),
    }
}

fn problem_in_graph(workflow: SyntaxNode<'_>, name: &str) -> Option<String> {
    let block = workflow.child(NodeKind::Block)?;
    if name == MAIN && steps(workflow).flat_map(SyntaxNode::children).filter(is_name).count() > 1 {
        return Some("the template that runs the steps is called so".to_owned());
    }
    let has_arrows = block.child(NodeKind::Chain).is_some();
    let begins_with_digit = name.starts_with(|first: char| first.is_ascii_digit());
    (has_arrows && begins_with_digit)
        .then(|| "it begins with a digit, which Argo refuses where there are arrows".to_owned())
}

fn is_name(node: &SyntaxNode<'_>) -> bool {
    node.kind() == NodeKind::Name
}

/// Where something has the name already.
fn taken<'db>(db: &'db dyn Db, target: &Target<'db>, name: &str) -> Option<Place> {
    let places = |target: &Target<'db>| {
        declared_at(db, target).into_iter().map(|site| site.file_place(db)).collect::<Vec<_>>()
    };
    let others = places(&target.with_name(name)).into_iter();
    // Applications may share a name, but not in one file.
    let own = matches!(target, Target::Name(Namespace::Applications, _)).then(|| places(target));
    let mut clashing = others
        .filter(|other| own.as_ref().is_none_or(|own| own.iter().any(|place| place.file == other.file)));
    clashing.next()
}

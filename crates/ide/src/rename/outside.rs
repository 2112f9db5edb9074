//! What is known by its name to others that a renaming can't change: to the platform, to workflows that run before or
//! after, to hand-written manifests, and to expressions, which promo doesn't read.

use promo_analysis::names::{Namespace, names};
use promo_analysis::workflows::{PROMOTION_CONTEXT, facts_of, is_passed_anywhere};
use promo_analysis::{Db, Declaration, DeclarationKind, Place, Site, knowledge};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::shown;
use crate::path::Path;
use crate::references::is_called;
use crate::target::{Target, output_name};

/// Whether nobody else knows a thing by its name.
///
/// # Errors
/// Who does.
pub(super) fn check<'db>(db: &'db dyn Db, target: &Target<'db>, new_name: &str) -> Result<(), String> {
    match target {
        Target::Name(..) | Target::Parameter(..) | Target::Template(..) => Ok(()),
        Target::Step(workflow, name) => check_expressions(db, *workflow, name),
        Target::Input(workflow, step, name) => {
            check_expressions(db, *workflow, name)?;
            match step {
                Some(step) => check_manifests(db, &Target::Step(*workflow, step.clone()), name),
                None => check_passed(db, *workflow, [name, new_name]),
            }
        }
        Target::Output(workflow, step, name) => {
            check_expressions(db, *workflow, name)?;
            check_given(db, *workflow, step.as_deref(), [name, new_name])?;
            let step = step.clone().unwrap_or_default();
            check_manifests(db, &Target::Step(*workflow, step), name)
        }
    }
}

/// The inputs of a workflow are passed by their names.
fn check_passed<'db>(db: &'db dyn Db, workflow: Declaration<'db>, both: [&str; 2]) -> Result<(), String> {
    if workflow.kind(db) == DeclarationKind::Extern {
        return Err(format!(
            "the workflow `{}` lives elsewhere: its inputs are named there",
            workflow.name(db)
        ));
    }
    for name in both {
        if is_passed_anywhere(name) {
            return Err(format!("`{name}` is what the platform passes to workflows under this name"));
        }
        let mut workflows: Vec<&str> = names(db).in_namespace(Namespace::Workflows).collect();
        workflows.sort_unstable();
        let gives = |workflow: &&str| {
            let facts = facts_of(db, workflow);
            [&facts.outputs, &facts.exports]
                .iter()
                .any(|given| given.names.iter().any(|given| **given == *name))
        };
        if let Some(giver) = workflows.into_iter().find(gives) {
            return Err(format!(
                "`{name}` is what the workflow `{giver}` gives to those after it under this name"
            ));
        }
    }
    Ok(())
}

/// What a workflow gives to others is received by its name.
fn check_given<'db>(
    db: &'db dyn Db,
    workflow: Declaration<'db>,
    step: Option<&str>,
    [name, new_name]: [&str; 2],
) -> Result<(), String> {
    if [name, new_name].contains(&PROMOTION_CONTEXT) {
        return Err(format!("an output is called `{PROMOTION_CONTEXT}` to hand a context on to later hooks"));
    }
    let declared = output_name(workflow.node(db), step, name);
    let clause =
        declared.and_then(|node| Path::to_token(node.tree(), node.tokens().start).find(NodeKind::Clause));
    let is_given = step.is_none() || clause.is_some_and(|clause| clause.has_token(TokenKind::GlobalKeyword));
    if is_given {
        return Err(format!(
            "`{name}` is given to other workflows under this name: change it by hand in all of them"
        ));
    }
    Ok(())
}

/// What a manifest passes to a template, and takes from it, has names that promo doesn't read.
fn check_manifests<'db>(db: &'db dyn Db, step: &Target<'db>, name: &str) -> Result<(), String> {
    for (file, known) in knowledge::all(db).filter(|(file, _)| file.text(db).contains(name)) {
        let mut called = known.objects.iter().flat_map(|object| &object.called_templates);
        if called.any(|called| is_called(db, called, step)) {
            return Err(format!(
                "{} runs `{}`, and has `{name}` in it: change both by hand",
                file.path(db),
                step.name()
            ));
        }
    }
    Ok(())
}

/// A name in an expression may be anything there.
fn check_expressions<'db>(db: &'db dyn Db, workflow: Declaration<'db>, name: &str) -> Result<(), String> {
    for node in workflow.node(db).descendants().filter(|node| node.kind() == NodeKind::Literal) {
        if expressions(node).any(|expression| has_word(expression, name)) {
            let place = shown(db, &Site::from(Place::of(workflow, node)).file_place(db));
            return Err(format!(
                "`{name}` stands in an expression in {place}: change it there by hand first"
            ));
        }
    }
    Ok(())
}

/// The expressions that a text is, or has in it as `{{=…}}`.
fn expressions(node: SyntaxNode<'_>) -> impl Iterator<Item = &str> {
    let clause = Path::to_token(node.tree(), node.tokens().start).find(NodeKind::Clause);
    let is_expression = clause.is_some_and(|clause| clause.has_token(TokenKind::ExpressionKeyword));
    let text = node.text();
    let inside = text.split("{{=").skip(1).map(|rest| rest.split("}}").next().unwrap_or(rest));
    is_expression.then_some(text).into_iter().chain(inside)
}

fn has_word(text: &str, name: &str) -> bool {
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    text.match_indices(name).any(|(start, _)| {
        let (before, after) = (text.get(..start), text.get(start + name.len()..));
        !before.is_some_and(|text| text.ends_with(is_of_name))
            && !after.is_some_and(|text| text.starts_with(is_of_name))
    })
}

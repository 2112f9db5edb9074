//! References by `{{…}}` in the texts of a workflow: what one at a place refers to, and which could stand there. What
//! is in reach is one table of the analysis.

use std::ops::Range;

use promo_analysis::argo_references::{Reach, Tag, WorkflowScope, tags};
use promo_analysis::{Db, Declaration, Place};
use promo_syntax::NodeKind;

use crate::FilePosition;
use crate::markdown::code;
use crate::path::Path;
use crate::target::{Target, occurrences_at, path_at};

/// A reference in a text.
pub(crate) struct Reference<'db> {
    /// All of it, as `workflow.parameters.NAME`.
    pub(crate) text: String,
    /// Its bytes in the file.
    pub(crate) range: Range<usize>,
    /// What it refers to, if it has a name.
    pub(crate) target: Option<Target<'db>>,
    /// The step whose name is in it, if the place is there.
    pub(crate) step: Option<String>,
}

/// The reference at a place.
pub(crate) fn reference_at<'db>(db: &'db dyn Db, position: FilePosition) -> Option<Reference<'db>> {
    let (declaration, path) = path_at(db, position)?;
    let literal = path.last().filter(|node| node.kind() == NodeKind::Literal)?;
    let start = Place::of(declaration, literal).bytes(db).start;
    let inside = position.offset.checked_sub(start)?;
    let tag =
        tags(literal.text()).into_iter().find(|tag| tag.range.start <= inside && inside <= tag.range.end)?;
    let range = start + tag.range.start..start + tag.range.end;
    let step = tag.step().filter(|(_, range)| range.start <= inside && inside <= range.end);
    let step = step.map(|(name, _)| name.to_owned());
    let named = occurrences_at(db, declaration, &path).into_iter().filter(|occurrence| {
        let bytes = occurrence.place.bytes(db);
        range.start <= bytes.start && bytes.end <= range.end
    });
    let is_meant = |target: &Target<'db>| step.is_none() || matches!(target, Target::Step(..));
    let target = named.map(|occurrence| occurrence.target).filter(is_meant).last();
    Some(Reference { text: tag.text.to_owned(), range, target, step })
}

/// What a reference is to.
#[derive(Clone, Copy)]
pub(crate) enum Kind<'t> {
    Parameter(&'t str),
    Input(&'t str),
    Output(&'t str),
    TaskOutput(&'t str, &'t str),
    GlobalOutput(&'t str),
    Other,
}

/// What a reference is to, with the name of it and the bytes of that in the text that it was found in.
pub(crate) fn parts_of<'t>(tag: &Tag<'t>) -> Option<(Kind<'t>, &'t str, Range<usize>)> {
    let kind = split(tag.text)?;
    let name = match kind {
        Kind::Parameter(name)
        | Kind::Input(name)
        | Kind::Output(name)
        | Kind::TaskOutput(_, name)
        | Kind::GlobalOutput(name) => name,
        Kind::Other => return None,
    };
    let written =
        tag.text.strip_suffix(".path").filter(|_| matches!(kind, Kind::Output(_))).unwrap_or(tag.text);
    let end = tag.range.start + written.len();
    Some((kind, name, end - name.len()..end))
}

fn split(text: &str) -> Option<Kind<'_>> {
    if let Some(name) = text.strip_prefix("workflow.parameters.") {
        return Some(Kind::Parameter(name));
    }
    if let Some(name) = text.strip_prefix("inputs.parameters.") {
        return Some(Kind::Input(name));
    }
    if let Some(name) = text.strip_prefix("workflow.outputs.parameters.") {
        return Some(Kind::GlobalOutput(name));
    }
    if let Some(name) = text.strip_prefix("outputs.parameters.") {
        return Some(Kind::Output(name.strip_suffix(".path").unwrap_or(name)));
    }
    if let Some((step, field)) = text.strip_prefix("tasks.").and_then(|rest| rest.split_once('.')) {
        return Some(match field.strip_prefix("outputs.parameters.") {
            Some(name) => Kind::TaskOutput(step, name),
            None => Kind::Other,
        });
    }
    text.starts_with("workflow.").then_some(Kind::Other)
}

/// What a reference stands for, in a sentence.
pub(crate) fn meaning(reference: &Reference<'_>) -> Option<String> {
    if let Some(step) = &reference.step {
        return Some(format!("The step {} of this workflow.", code(step)));
    }
    Some(match split(&reference.text)? {
        Kind::Parameter(name) => format!("The value of the parameter {} of the workflow.", code(name)),
        Kind::Input(name) => format!("The value of the input {} of this step.", code(name)),
        Kind::Output(name) => format!("The file that this step's output {} is read from.", code(name)),
        Kind::TaskOutput(step, name) => {
            format!("The output {} of the step {}, which has run by then.", code(name), code(step))
        }
        Kind::GlobalOutput(name) => {
            format!("The output {} that a step gives to the whole workflow.", code(name))
        }
        Kind::Other => format!("A value of Argo's: {}.", code(&reference.text)),
    })
}

/// The references that could stand in a text at a place: those that are in reach there.
pub(crate) fn in_reach(db: &dyn Db, declaration: Declaration<'_>, path: &Path<'_>) -> Vec<String> {
    let Some(scope) = WorkflowScope::of(db, declaration) else { return Vec::new() };
    let mut clauses = path.outwards().filter(|node| node.kind() == NodeKind::Clause);
    let (Some(clause), Some(step)) = (clauses.next(), clauses.next()) else { return Vec::new() };
    Reach::of(step, clause).map(|reach| scope.references(&reach)).unwrap_or_default()
}

//! References by `{{…}}` in the texts of a workflow: what one at a place refers to, and which could stand there. What
//! is in reach is one table of the analysis.

use std::ops::Range;

use promo_analysis::argo_references::{Reach, Tag, WorkflowScope, tags};
use promo_analysis::{Db, Declaration, Place, name_text};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use crate::FilePosition;
use crate::markdown::code;
use crate::path::Path;
use crate::target::{path_at, step_clause};

/// A reference in a text.
pub(crate) struct Reference<'db> {
    /// All of it, as `workflow.parameters.NAME`.
    pub(crate) text: String,
    /// Its bytes in the file.
    pub(crate) range: Range<usize>,
    /// The workflow, and the clause that declares what it refers to, where there is one.
    pub(crate) declared: Option<(Declaration<'db>, SyntaxNode<'db>)>,
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
    let declared = declaring(&path, &tag, step.as_deref()).map(|node| (declaration, node));
    Some(Reference { text: tag.text.to_owned(), range, declared, step })
}

/// The clause that declares what is referred to.
fn declaring<'db>(path: &Path<'db>, tag: &Tag<'_>, step: Option<&str>) -> Option<SyntaxNode<'db>> {
    let workflow = path.declaration()?;
    if let Some(step) = step {
        return step_clause(workflow, step);
    }
    let own_step = path.outwards().find(|node| node.keyword() == Some(TokenKind::StepKeyword));
    let block = workflow.child(NodeKind::Block)?;
    let (scope, name) = match split(tag.text)? {
        Kind::Parameter(name) => (block, (TokenKind::InputKeyword, name)),
        Kind::Input(name) => (own_step?.child(NodeKind::Block)?, (TokenKind::InputKeyword, name)),
        Kind::Output(name) => (own_step?.child(NodeKind::Block)?, (TokenKind::OutputKeyword, name)),
        Kind::TaskOutput(step, name) => {
            (step_clause(workflow, step)?.child(NodeKind::Block)?, (TokenKind::OutputKeyword, name))
        }
        Kind::GlobalOutput(name) => return global_output(block, name),
        Kind::Other => return None,
    };
    clause_of(scope, name.0, name.1)
}

fn global_output<'t>(workflow: SyntaxNode<'t>, name: &str) -> Option<SyntaxNode<'t>> {
    let steps = workflow.children().filter(|clause| clause.keyword() == Some(TokenKind::StepKeyword));
    let blocks = steps.filter_map(|step| step.child(NodeKind::Block));
    let mut outputs = blocks.filter_map(|block| clause_of(block, TokenKind::OutputKeyword, name));
    outputs.find(|output| output.has_token(TokenKind::GlobalKeyword))
}

/// The clause of a block that gives a name.
fn clause_of<'t>(block: SyntaxNode<'t>, keyword: TokenKind, name: &str) -> Option<SyntaxNode<'t>> {
    let mut clauses = block.children().filter(|clause| clause.keyword() == Some(keyword));
    clauses.find(|clause| {
        let names = clause.descendants().filter(|node| node.kind() == NodeKind::Name);
        names.map(name_text).any(|known| known == name)
    })
}

/// The node of the name in a clause that a reference ends in.
pub(crate) fn name_in<'t>(clause: SyntaxNode<'t>, reference: &str) -> Option<SyntaxNode<'t>> {
    let mut names = clause.descendants().filter(|node| node.kind() == NodeKind::Name);
    let text = reference.strip_suffix(".path").unwrap_or(reference);
    names.find(|name| text.ends_with(&format!(".{}", name_text(*name))))
}

/// What a reference is to.
enum Kind<'t> {
    Parameter(&'t str),
    Input(&'t str),
    Output(&'t str),
    TaskOutput(&'t str, &'t str),
    GlobalOutput(&'t str),
    Other,
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

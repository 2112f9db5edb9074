//! The words of a source that may stand for something, each with as what it is looked for there: names, values, and
//! what stands in texts. What they do stand for, `naming` decides.

use std::ops::Range;
use std::sync::Arc;

use promo_analysis::argo_references::tags;
use promo_analysis::names::{Namespace, reference_text};
use promo_analysis::value::Type;
use promo_analysis::{Db, Declaration, DeclarationKind, Place, is_string, name_text};
use promo_syntax::literal::{Mode, Segment, decode};
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};

use crate::naming::{Naming, Sought, workflow_with_steps};
use crate::parts::Slot;
use crate::path::Path;
use crate::placeholders::{Kind, parts_of};
use crate::role::{Role, role, used_pattern};
use crate::target::{Target, first_name, global_output, step_clause};

/// A word that may stand for something.
#[derive(Clone, Debug)]
pub(crate) struct Word<'db> {
    /// The name that it gives.
    pub(crate) text: String,
    /// As what it is looked for.
    pub(crate) sought: Sought<'db>,
    /// Whether that is declared here.
    pub(crate) declares: bool,
    /// Where it stands.
    pub(crate) place: Place<'db>,
    /// The body at the beginning of one of whose items it stands, if it does.
    pub(crate) begins: Option<Body>,
}

/// The words that a node of a declaration is, or has in it where it is a text.
pub(crate) fn words_at<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    path: &Path<'_>,
) -> Vec<Word<'db>> {
    let Some(node) = path.last() else { return Vec::new() };
    let place = Place::of(declaration, node);
    let mut found = Vec::new();
    if let Some(role) = role(db, path)
        && let Some((sought, declares)) = sought(db, declaration, path, node, role)
    {
        let text = if node.kind() == NodeKind::Name { name_text(node) } else { reference_text(node) };
        found.push(Word { text, sought, declares, place, begins: path.begun() });
    }
    let inside = |(text, sought, bytes)| Word {
        text,
        sought,
        declares: false,
        place: place.inside(bytes),
        begins: None,
    };
    found.extend(referred(db, declaration, path, node).into_iter().map(inside));
    let constants = interpolated(path, node).into_iter();
    found.extend(constants.map(|(name, bytes)| inside((name, Sought::ConstantOrParameter, bytes))));
    found
}

fn sought<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    path: &Path<'_>,
    node: SyntaxNode<'_>,
    role: Role<'db>,
) -> Option<(Sought<'db>, bool)> {
    let value = |kind| value(path, node, kind);
    Some(match role {
        Role::Declares(namespace) => (Sought::Only(Target::Name(namespace, name_text(node).into())), true),
        Role::DeclaresParameter => {
            (Sought::Only(Target::Parameter(declaration, name_text(node).into())), true)
        }
        Role::Pattern(namespace) => (Sought::Name(namespace), false),
        Role::ArgumentName(parameter) => {
            let target = Target::Parameter(used_pattern(db, path)?, parameter?.name.clone());
            (Sought::Only(target), false)
        }
        Role::Value(kind) => (value(kind)?, false),
        Role::Constant if node.kind() == NodeKind::Reference => (Sought::ValueOfConstant, false),
        Role::Data if matches!(node.text(), "true" | "false") => return None,
        Role::Data if node.kind() == NodeKind::Reference => (Sought::ConstantOrParameter, false),
        Role::Slot(Slot::File) => (value(Type::String)?, false),
        Role::Slot(Slot::Path) => (value(Type::Path)?, false),
        Role::Slot(Slot::Step) => (Sought::Step(declaration), node.kind() == NodeKind::Name),
        Role::Slot(Slot::WorkflowOrStep) if is_followed_by_step(path) => (value(Type::Workflow)?, false),
        Role::Slot(Slot::WorkflowOrStep) => (Sought::StepOrWorkflow, false),
        Role::Slot(Slot::StepOfWorkflow) => {
            (Sought::StepOf(used_workflow(db, declaration, path.find(NodeKind::Clause)?)?), false)
        }
        Role::Slot(Slot::NewName) if path.clause()?.1.keyword() == Some(TokenKind::OutputKeyword) => {
            let step = step_around(path).and_then(first_name);
            (Sought::Only(Target::Output(declaration, step, name_text(node).into())), true)
        }
        Role::BindingName(TokenKind::InputKeyword) => {
            let step = step_around(path).and_then(first_name);
            (Sought::Only(Target::Input(declaration, step, name_text(node).into())), true)
        }
        Role::BindingName(TokenKind::WithKeyword) => {
            let (workflow, step) = template_of(db, declaration, step_around(path)?)?;
            (Sought::Input(workflow, Some(step)), false)
        }
        _ => return None,
    })
}

/// A value in the place of one of a type. In quotes stands the name of a thing, or a text.
fn value<'db>(path: &Path<'_>, node: SyntaxNode<'_>, kind: Type) -> Option<Sought<'db>> {
    if node.kind() == NodeKind::Literal {
        return kind.namespace().filter(|_| is_string(node)).map(Sought::Name);
    }
    // The default of a parameter knows no other parameter.
    Some(Sought::Value(kind, path.find(NodeKind::Parameter).is_none()))
}

fn is_followed_by_step(path: &Path<'_>) -> bool {
    path.find(NodeKind::Clause).is_some_and(|uses| uses.has_token(TokenKind::StepKeyword))
}

/// The workflow that `uses` names before the name of a step.
fn used_workflow<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    uses: SyntaxNode<'_>,
) -> Option<Arc<str>> {
    let node = uses.values().next()?;
    let sought = match node.kind() {
        NodeKind::Literal => Sought::Name(Namespace::Workflows),
        _ => Sought::Value(Type::Workflow, true),
    };
    match Naming::now(db).stands(declaration, &sought, &reference_text(node)).target()? {
        Target::Name(Namespace::Workflows, workflow) => Some(workflow),
        _ => None,
    }
}

/// The step of a workflow around a place.
fn step_around<'t>(path: &Path<'t>) -> Option<SyntaxNode<'t>> {
    let mut clauses = path.outwards().filter(|node| node.kind() == NodeKind::Clause);
    clauses.find(|clause| clause.keyword() == Some(TokenKind::StepKeyword))
}

/// The workflow and step whose template a step runs: its own, or that which it uses.
fn template_of<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    step: SyntaxNode<'_>,
) -> Option<(Declaration<'db>, Arc<str>)> {
    let clauses = step.child(NodeKind::Block).into_iter().flat_map(SyntaxNode::children);
    let Some(uses) = clauses.into_iter().find(|clause| clause.keyword() == Some(TokenKind::UsesKeyword))
    else {
        return Some((declaration, first_name(step)?));
    };
    let mut values = uses.values().map(reference_text);
    let (workflow, step) = match (values.next()?, values.next()) {
        (step, None) => (declaration, step),
        (_, Some(step)) => {
            let workflow = used_workflow(db, declaration, uses)?;
            (workflow_with_steps(db, &workflow)?, step)
        }
    };
    Some((workflow, first_name(step_clause(workflow.node(db), &step)?)?))
}

/// What the text of a workflow refers to by `{{…}}`: steps, inputs and outputs, with their bytes in it.
fn referred<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    path: &Path<'_>,
    node: SyntaxNode<'_>,
) -> Vec<(String, Sought<'db>, Range<usize>)> {
    let may_refer = node.kind() == NodeKind::Literal && node.text().contains("{{");
    if !may_refer || declaration.kind(db) != DeclarationKind::Workflow {
        return Vec::new();
    }
    let mut found = Vec::new();
    for tag in tags(node.text()) {
        let step = tag.step().filter(|(step, _)| step_clause(declaration.node(db), step).is_some());
        found.extend(step.map(|(step, bytes)| (step.to_owned(), Sought::Step(declaration), bytes)));
        if let Some((kind, name, bytes)) = parts_of(&tag)
            && let Some(sought) = sought_by_tag(db, declaration, path, kind)
        {
            found.push((name.to_owned(), sought, bytes));
        }
    }
    found
}

fn sought_by_tag<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    path: &Path<'_>,
    kind: Kind<'_>,
) -> Option<Sought<'db>> {
    let workflow = declaration.node(db);
    Some(match kind {
        Kind::Parameter(_) => Sought::Input(declaration, None),
        Kind::Input(_) => Sought::Input(declaration, Some(first_name(step_around(path)?)?)),
        Kind::Output(_) => Sought::Output(declaration, first_name(step_around(path)?)?),
        Kind::TaskOutput(step, _) => {
            let (workflow, step) = template_of(db, declaration, step_clause(workflow, step)?)?;
            Sought::Output(workflow, step)
        }
        Kind::GlobalOutput(name) => Sought::Output(declaration, first_name(global_output(workflow, name)?)?),
        Kind::Other => return None,
    })
}

/// The names that stand as `${name}` in a text, with their bytes in it. In a script `${` is the shell's.
pub(crate) fn interpolated(path: &Path<'_>, node: SyntaxNode<'_>) -> Vec<(String, Range<usize>)> {
    let is_script =
        || path.clause().is_some_and(|(_, clause)| clause.keyword() == Some(TokenKind::RunKeyword));
    if node.kind() != NodeKind::Literal || !node.text().contains("${") || is_script() {
        return Vec::new();
    }
    let Some(token) = node.tree().tokens().get(path.token) else { return Vec::new() };
    let segments = decode(token.kind, node.text(), Mode::Interpolated).segments;
    let names = segments.into_iter().filter_map(|segment| match segment {
        Segment::Parameter { name, range } => Some((name, range)),
        Segment::Text(_) => None,
    });
    names.collect()
}

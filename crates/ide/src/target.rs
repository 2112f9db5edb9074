//! What a word in a source stands for: something that is declared in the project, or something that only its own
//! declaration knows, such as a parameter. The same word for the same thing has the same target.

use std::ops::Range;
use std::sync::Arc;

use promo_analysis::argo_references::tags;
use promo_analysis::knowledge;
use promo_analysis::model::Model;
use promo_analysis::names::{Definition, Namespace, reference_text, resolve};
use promo_analysis::value::{Type, Value};
use promo_analysis::{
    Db, Declaration, DeclarationKind, Place, Site, declarations, is_string, name_text, parameters, value_of,
    word,
};
use promo_syntax::literal::{Mode, Segment, decode};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use crate::FilePosition;
use crate::parts::Slot;
use crate::path::{Path, token_at};
use crate::role::{Role, role, used_pattern};

/// What a word stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target<'db> {
    /// What a name of the project stands for.
    Name(Namespace, Arc<str>),
    /// A parameter of a pattern.
    Parameter(Declaration<'db>, Arc<str>),
    /// A step of a workflow.
    Step(Declaration<'db>, Arc<str>),
    /// A template of a workflow that a hand-written manifest declares.
    Template(Arc<str>, Arc<str>),
}

impl Target<'_> {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Target::Name(_, name)
            | Target::Parameter(_, name)
            | Target::Step(_, name)
            | Target::Template(_, name) => name,
        }
    }

    /// What it is, with an article.
    pub fn noun(&self) -> &'static str {
        match self {
            Target::Name(Namespace::Constants, _) => "an environment or constant",
            Target::Name(Namespace::Flows, _) => "a flow",
            Target::Name(Namespace::Policies, _) => "a policy",
            Target::Name(Namespace::Templates, _) => "a template",
            Target::Name(Namespace::Products, _) => "a product",
            Target::Name(Namespace::Workflows, _) => "a workflow",
            Target::Name(Namespace::Applications, _) => "an application",
            Target::Parameter(..) => "a parameter",
            Target::Step(..) => "a step",
            Target::Template(..) => "a template",
        }
    }
}

/// A word that stands for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence<'db> {
    /// What it stands for.
    pub target: Target<'db>,
    /// Whether that is declared here.
    pub declares: bool,
    /// Where it stands.
    pub place: Place<'db>,
}

/// The words of a declaration that stand for something, in order.
pub fn occurrences<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Vec<Occurrence<'db>> {
    let mut found = Vec::new();
    Path::each_leaf(declaration.tree(db), |path| found.extend(occurrences_at(db, declaration, path)));
    found
}

/// What a node of a declaration stands for; several things where it is a text with names in it.
pub fn occurrences_at<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    path: &Path<'_>,
) -> Vec<Occurrence<'db>> {
    let Some(node) = path.last() else { return Vec::new() };
    let place = Place::of(declaration, node);
    let mut found = Vec::new();
    if let Some(role) = role(db, path)
        && let Some((target, declares)) = target_of(db, declaration, path, node, role)
    {
        found.push(Occurrence { target, declares, place });
    }
    for (step, bytes) in tasks(declaration, db, node) {
        found.push(Occurrence {
            target: Target::Step(declaration, step.into()),
            declares: false,
            place: place.inside(bytes),
        });
    }
    for (name, bytes) in interpolated(path, node) {
        if let Some(target) = constant_or_parameter(db, declaration, &name) {
            found.push(Occurrence { target, declares: false, place: place.inside(bytes) });
        }
    }
    found
}

fn target_of<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    path: &Path<'_>,
    node: SyntaxNode<'_>,
    role: Role<'db>,
) -> Option<(Target<'db>, bool)> {
    let name = || Arc::from(reference_text(node));
    Some(match role {
        Role::Declares(namespace) => (Target::Name(namespace, name_text(node).into()), true),
        Role::DeclaresParameter => (Target::Parameter(declaration, name_text(node).into()), true),
        Role::Pattern(namespace) => (named(db, namespace, &reference_text(node))?, false),
        Role::ArgumentName(parameter) => {
            let pattern = used_pattern(db, path)?;
            (Target::Parameter(pattern, parameter?.name.clone()), false)
        }
        Role::Value(kind) => (value_target(db, declaration, node, kind)?, false),
        Role::Constant => (constant_target(db, node)?, false),
        Role::Data if node.kind() == NodeKind::Reference => {
            (constant_or_parameter(db, declaration, &reference_text(node))?, false)
        }
        Role::Slot(Slot::File) => (value_target(db, declaration, node, Type::String)?, false),
        Role::Slot(Slot::Path) => (value_target(db, declaration, node, Type::Path)?, false),
        Role::Slot(Slot::Step) => {
            let declares = node.kind() == NodeKind::Name;
            (Target::Step(declaration, name()), declares)
        }
        Role::Slot(Slot::WorkflowOrStep) => (used_target(db, declaration, node)?, false),
        Role::Slot(Slot::StepOfWorkflow) => (step_of_workflow(db, declaration, node)?, false),
        _ => return None,
    })
}

fn value_target<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    node: SyntaxNode<'_>,
    kind: Type,
) -> Option<Target<'db>> {
    let name = reference_text(node);
    if node.kind() == NodeKind::Literal {
        return named(db, kind.namespace().filter(|_| is_string(node))?, &name);
    }
    if let Some(parameter) = parameter(db, declaration, &name) {
        return Some(parameter);
    }
    if word(&name, kind).is_some() {
        return None;
    }
    let object = kind.namespace().filter(|namespace| *namespace != Namespace::Constants);
    if let Some(target) = object.and_then(|namespace| named(db, namespace, &name)) {
        return Some(target);
    }
    let definition = resolve(db, Namespace::Constants, &name)?;
    // A plain word is itself unless it is the name of a constant that fits.
    let is_itself = kind.takes_any_word()
        && !matches!(value_of(db, definition, &name), Value::String(_) | Value::List(_));
    (!is_itself).then(|| Target::Name(Namespace::Constants, name.into()))
}

/// What the value of a constant stands for: whatever single thing has that name.
fn constant_target<'db>(db: &'db dyn Db, node: SyntaxNode<'_>) -> Option<Target<'db>> {
    if node.kind() != NodeKind::Reference || word(node.text(), Type::Action).is_some() {
        return None;
    }
    let mut namespaces = [Namespace::Constants].into_iter().chain(Namespace::OF_OBJECTS);
    namespaces.find_map(|namespace| named(db, namespace, node.text()))
}

/// What `uses` names: a step of the workflow, unless a step of another workflow follows.
fn used_target<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    node: SyntaxNode<'_>,
) -> Option<Target<'db>> {
    let name = reference_text(node);
    let clause = Path::to_token(node.tree(), node.tokens().start).find(NodeKind::Clause)?;
    if !clause.has_token(TokenKind::StepKeyword) && step_clause(declaration.node(db), &name).is_some() {
        return Some(Target::Step(declaration, name.into()));
    }
    value_target(db, declaration, node, Type::Workflow)
}

fn step_of_workflow<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    node: SyntaxNode<'_>,
) -> Option<Target<'db>> {
    let clause = Path::to_token(node.tree(), node.tokens().start).find(NodeKind::Clause)?;
    let Target::Name(Namespace::Workflows, workflow) =
        value_target(db, declaration, clause.values().next()?, Type::Workflow)?
    else {
        return None;
    };
    let step = reference_text(node);
    let definition = resolve(db, Namespace::Workflows, &workflow)?;
    match definition.declaration() {
        Some(declaration) => {
            let is_there = step_clause(declaration.node(db), &step).is_some();
            is_there.then(|| Target::Step(declaration, step.into()))
        }
        None => template_site(db, definition, &step).map(|_| Target::Template(workflow, step.into())),
    }
}

/// Where the template of a hand-written workflow is declared.
fn template_site<'db>(db: &'db dyn Db, workflow: Definition<'db>, name: &str) -> Option<Site<'db>> {
    let Some(Model::Workflow(workflow)) = workflow.model(db) else { return None };
    let template = workflow.steps.iter().find(|step| *step.name.value == *name)?;
    Some(template.name.place)
}

/// The clause that declares a step of a workflow.
pub fn step_clause<'t>(workflow: SyntaxNode<'t>, name: &str) -> Option<SyntaxNode<'t>> {
    let clauses = workflow.child(NodeKind::Block).into_iter().flat_map(SyntaxNode::children);
    let mut steps = clauses.filter(|clause| clause.keyword() == Some(TokenKind::StepKeyword));
    steps.find(|step| {
        let mut names = step.children().filter(|child| child.kind() == NodeKind::Name);
        names.any(|known| name_text(known) == name)
    })
}

fn named<'db>(db: &'db dyn Db, namespace: Namespace, name: &str) -> Option<Target<'db>> {
    resolve(db, namespace, name).map(|_| Target::Name(namespace, name.into()))
}

fn parameter<'db>(db: &'db dyn Db, declaration: Declaration<'db>, name: &str) -> Option<Target<'db>> {
    let parameters = &parameters(db, declaration).list;
    let parameter = parameters.iter().find(|parameter| *parameter.name == *name)?;
    Some(Target::Parameter(declaration, parameter.name.clone()))
}

fn constant_or_parameter<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    name: &str,
) -> Option<Target<'db>> {
    parameter(db, declaration, name).or_else(|| named(db, Namespace::Constants, name))
}

/// The steps of a workflow that a text of it refers to as `{{tasks.STEP…}}`, with their bytes in it.
fn tasks(declaration: Declaration<'_>, db: &dyn Db, node: SyntaxNode<'_>) -> Vec<(String, Range<usize>)> {
    let may_have = node.kind() == NodeKind::Literal && node.text().contains("{{");
    if !may_have || declaration.kind(db) != DeclarationKind::Workflow {
        return Vec::new();
    }
    let named = tags(node.text()).into_iter().filter_map(|tag| tag.step());
    let own = named.filter(|(step, _)| step_clause(declaration.node(db), step).is_some());
    own.map(|(step, bytes)| (step.to_owned(), bytes)).collect()
}

/// The names that stand as `${name}` in a text, with their bytes in it. In a script `${` is the shell's.
pub fn interpolated(path: &Path<'_>, node: SyntaxNode<'_>) -> Vec<(String, Range<usize>)> {
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

/// Where a target is declared: in a source, or in a manifest.
pub fn declared_at<'db>(db: &'db dyn Db, target: &Target<'db>) -> Vec<Site<'db>> {
    match target {
        Target::Name(namespace, name) => {
            let definitions = promo_analysis::names::names(db).definitions(*namespace, name);
            let sites: Vec<Site<'db>> = definitions.iter().map(|definition| definition.site(db)).collect();
            let is_shared = *namespace == Namespace::Applications;
            let manifests = is_shared.then(|| application_manifests(db, name)).into_iter().flatten();
            let others = manifests.filter(|site| !sites.contains(site)).collect::<Vec<_>>();
            sites.into_iter().chain(others).collect()
        }
        Target::Template(workflow, name) => {
            let workflow = resolve(db, Namespace::Workflows, workflow);
            workflow.and_then(|workflow| template_site(db, workflow, name)).into_iter().collect()
        }
        Target::Parameter(declaration, _) | Target::Step(declaration, _) => {
            let own = occurrences(db, *declaration).into_iter();
            let declaring = own.filter(|occurrence| occurrence.declares && occurrence.target == *target);
            declaring.map(|occurrence| occurrence.place.into()).collect()
        }
    }
}

/// The declaration that holds a place of a source, with the path in it to the token there.
pub fn path_at<'db>(db: &'db dyn Db, position: FilePosition) -> Option<(Declaration<'db>, Path<'db>)> {
    let tree = &promo_analysis::parse(db, position.file).tree;
    let token = token_at(tree, position.offset)?;
    let declaration = declarations(db, position.file).iter().copied().find(|declaration| {
        let first = declaration.first_token(db) as usize;
        (first..first + declaration.tree(db).tokens().len()).contains(&token)
    })?;
    let path = Path::to_token(declaration.tree(db), token - declaration.first_token(db) as usize);
    Some((declaration, path))
}

/// The declaration around a place of a source, white space in it included.
pub fn declaration_around(db: &dyn Db, position: FilePosition) -> Option<Declaration<'_>> {
    declarations(db, position.file).iter().copied().find(|declaration| {
        let tokens = 0..declaration.tree(db).tokens().len();
        let bytes = Place::tokens(*declaration, tokens).bytes(db);
        bytes.start <= position.offset && position.offset <= bytes.end
    })
}

/// Where manifests declare an Application, which a source may declare too.
fn application_manifests<'db>(db: &'db dyn Db, name: &str) -> impl Iterator<Item = Site<'db>> {
    let objects = knowledge::all(db).flat_map(|(_, knowledge)| &knowledge.objects);
    let named =
        objects.filter(move |known| known.namespace == Namespace::Applications && *known.name.value == *name);
    named.map(|known| known.name.place)
}

/// What stands at a place of a source.
pub fn occurrence_at<'db>(db: &'db dyn Db, position: FilePosition) -> Option<Occurrence<'db>> {
    let (declaration, path) = path_at(db, position)?;
    let found = occurrences_at(db, declaration, &path);
    let holds = |occurrence: &Occurrence<'db>| {
        let bytes = occurrence.place.bytes(db);
        bytes.start <= position.offset && position.offset <= bytes.end
    };
    // What stands inside a text is meant before the text itself.
    found.into_iter().rev().find(holds)
}

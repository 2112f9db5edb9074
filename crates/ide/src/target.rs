//! What a word in a source stands for: something that is declared in the project, or something that only its own
//! declaration knows, such as a parameter. The same word for the same thing has the same target.

use std::sync::Arc;

use promo_analysis::knowledge;
use promo_analysis::names::{Definition, Namespace, resolve};
use promo_analysis::{Db, Declaration, DeclarationKind, Place, Site, declarations, name_text};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use crate::FilePosition;
use crate::naming::{Naming, template_site};
use crate::path::{Path, token_at};
use crate::words::{Word, words_at};

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
    /// An input of a workflow, or of the template of one of its steps.
    Input(Declaration<'db>, Option<Arc<str>>, Arc<str>),
    /// An output of a workflow, or of the template of one of its steps.
    Output(Declaration<'db>, Option<Arc<str>>, Arc<str>),
}

impl Target<'_> {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Target::Name(_, name)
            | Target::Parameter(_, name)
            | Target::Step(_, name)
            | Target::Template(_, name)
            | Target::Input(_, _, name)
            | Target::Output(_, _, name) => name,
        }
    }

    /// What is in the same place under another name.
    pub fn with_name(&self, other: &str) -> Self {
        let mut target = self.clone();
        match &mut target {
            Target::Name(_, name)
            | Target::Parameter(_, name)
            | Target::Step(_, name)
            | Target::Template(_, name)
            | Target::Input(_, _, name)
            | Target::Output(_, _, name) => *name = other.into(),
        }
        target
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
            Target::Input(..) => "an input",
            Target::Output(..) => "an output",
        }
    }
}

/// What something is, with an article.
pub(crate) fn noun(db: &dyn Db, target: &Target<'_>) -> &'static str {
    let Target::Name(Namespace::Constants, name) = target else { return target.noun() };
    let declaration = resolve(db, Namespace::Constants, name).and_then(Definition::declaration);
    match declaration.map(|declaration| declaration.kind(db)) {
        Some(DeclarationKind::Constant) => "a constant",
        _ => "an environment",
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
    let words = words_at(db, declaration, path).into_iter();
    words.filter_map(|word| occurrence(db, declaration, &word)).collect()
}

/// What a word of a declaration stands for.
pub(crate) fn occurrence<'db>(
    db: &'db dyn Db,
    declaration: Declaration<'db>,
    word: &Word<'db>,
) -> Option<Occurrence<'db>> {
    let target = Naming::now(db).stands(declaration, &word.sought, &word.text).target()?;
    Some(Occurrence { target, declares: word.declares, place: word.place })
}

/// The clause that declares a step of a workflow.
pub fn step_clause<'t>(workflow: SyntaxNode<'t>, name: &str) -> Option<SyntaxNode<'t>> {
    steps(workflow).find(|step| has_name(*step, name))
}

/// The clauses that declare steps.
pub(crate) fn steps<'t>(workflow: SyntaxNode<'t>) -> impl Iterator<Item = SyntaxNode<'t>> {
    clauses(workflow, TokenKind::StepKeyword)
}

/// The clauses in the block of a declaration or clause that begin with a keyword.
fn clauses<'t>(around: SyntaxNode<'t>, keyword: TokenKind) -> impl Iterator<Item = SyntaxNode<'t>> {
    let clauses = around.child(NodeKind::Block).into_iter().flat_map(SyntaxNode::children);
    clauses.filter(move |clause| clause.kind() == NodeKind::Clause && clause.keyword() == Some(keyword))
}

fn has_name(clause: SyntaxNode<'_>, name: &str) -> bool {
    clause.children().any(|child| child.kind() == NodeKind::Name && name_text(child) == name)
}

/// The first name of a step, by which its block is known.
pub(crate) fn first_name(step: SyntaxNode<'_>) -> Option<Arc<str>> {
    step.child(NodeKind::Name).map(|name| name_text(name).into())
}

/// Where an input of a workflow, or of one of its steps, is declared.
pub(crate) fn input_name<'t>(
    workflow: SyntaxNode<'t>,
    step: Option<&str>,
    name: &str,
) -> Option<SyntaxNode<'t>> {
    name_of_clause(workflow, step, TokenKind::InputKeyword, name)
}

/// Where an output of a workflow, or of one of its steps, is declared.
pub(crate) fn output_name<'t>(
    workflow: SyntaxNode<'t>,
    step: Option<&str>,
    name: &str,
) -> Option<SyntaxNode<'t>> {
    name_of_clause(workflow, step, TokenKind::OutputKeyword, name)
}

fn name_of_clause<'t>(
    workflow: SyntaxNode<'t>,
    step: Option<&str>,
    keyword: TokenKind,
    name: &str,
) -> Option<SyntaxNode<'t>> {
    let around = match step {
        Some(step) => step_clause(workflow, step)?,
        None => workflow,
    };
    let mut names = clauses(around, keyword).flat_map(SyntaxNode::descendants);
    names.find(|node| node.kind() == NodeKind::Name && name_text(*node) == name)
}

/// The step that gives an output to the whole workflow.
pub(crate) fn global_output<'t>(workflow: SyntaxNode<'t>, name: &str) -> Option<SyntaxNode<'t>> {
    let is_global =
        |output: SyntaxNode<'t>| output.has_token(TokenKind::GlobalKeyword) && has_name(output, name);
    steps(workflow).find(|step| clauses(*step, TokenKind::OutputKeyword).any(is_global))
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
        Target::Parameter(declaration, _)
        | Target::Step(declaration, _)
        | Target::Input(declaration, ..)
        | Target::Output(declaration, ..) => {
            let own = occurrences(db, *declaration).into_iter();
            let declaring = own.filter(|occurrence| occurrence.declares && occurrence.target == *target);
            declaring.map(|occurrence| occurrence.place.into()).collect()
        }
    }
}

/// The clause that declares a step, an input or an output, with its declaration.
pub(crate) fn declaring_clause<'db>(
    db: &'db dyn Db,
    target: &Target<'db>,
) -> Option<(Declaration<'db>, SyntaxNode<'db>)> {
    match declared_at(db, target).first()? {
        Site::Source(place) => {
            let path = Path::to_token(place.declaration.tree(db), place.first as usize);
            Some((place.declaration, path.find(NodeKind::Clause)?))
        }
        Site::Manifest { .. } => None,
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

//! The templates that others can use of a workflow, as far as its steps tell by their names and inputs. Knows nothing
//! of what the steps do, so that an edit in one of them is none for those who use it.

use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use crate::chains::is_tangled;
use crate::database::Db;
use crate::declaration::{Declaration, DeclarationKind, name_text};
use crate::lower::is_broken;
use crate::model::{Model, Name};
use crate::names::{Definition, NameKey, Namespace, is_declared_twice, reference_text, resolve};

/// The name of the template that runs the graph of several steps.
pub(crate) const MAIN: &str = "main";

/// What a workflow has under which names.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub(crate) struct Templates {
    /// The templates.
    pub(crate) names: Vec<Name>,
    /// The steps that have none of their own, since they use others.
    pub(crate) users: Vec<Name>,
    /// The inputs of the templates, each with the template's name before it.
    inputs: Vec<(Name, Name)>,
}

impl Templates {
    /// Whether there is one of a name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.iter().chain(&self.users).any(|known| **known == *name)
    }

    /// The inputs of a template.
    pub(crate) fn inputs_of<'t>(&'t self, template: &'t str) -> impl Iterator<Item = &'t Name> {
        self.inputs.iter().filter(move |(owner, _)| **owner == *template).map(|(_, input)| input)
    }
}

/// The templates of a workflow; none if they aren't known.
#[salsa::tracked(returns(as_ref))]
pub(crate) fn templates_of<'db>(db: &'db dyn Db, workflow: NameKey<'db>) -> Option<Templates> {
    let name = workflow.text(db);
    if is_declared_twice(db, Namespace::Workflows, name) || is_tangled(db, Namespace::Workflows, name) {
        return None;
    }
    let definition = resolve(db, Namespace::Workflows, name)?;
    match definition {
        Definition::Source { declaration, .. } => of_declaration(db, declaration),
        Definition::Manifest { .. } => of_manifest(db, definition),
    }
}

/// The names of the templates that others can use of a workflow, as far as they are known.
pub fn step_templates(db: &dyn Db, workflow: &str) -> Vec<Name> {
    let templates = templates_of(db, NameKey::new(db, Namespace::Workflows, workflow));
    templates.map(|templates| templates.names.clone()).unwrap_or_default()
}

/// The inputs of a template of a workflow, as far as they are known.
pub fn template_inputs(db: &dyn Db, workflow: &str, template: &str) -> Vec<Name> {
    let templates = templates_of(db, NameKey::new(db, Namespace::Workflows, workflow));
    templates.map(|templates| templates.inputs_of(template).cloned().collect()).unwrap_or_default()
}

fn of_declaration<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Option<Templates> {
    let node = declaration.node(db);
    if declaration.kind(db) != DeclarationKind::Workflow {
        return None;
    }
    if let Some(pattern) = node.child(NodeKind::Use).and_then(|used| used.values().next()) {
        let key = NameKey::new(db, Namespace::Workflows, reference_text(pattern).as_str());
        return templates_of(db, key).cloned();
    }
    let block = node.child(NodeKind::Block).filter(|block| !is_broken(*block))?;
    let mut templates = Templates::default();
    for step in clauses(block, TokenKind::StepKeyword) {
        let uses = step.child(NodeKind::Block).is_some_and(|body| has_clause(body, TokenKind::UsesKeyword));
        let list = if uses { &mut templates.users } else { &mut templates.names };
        let names = step.children().filter(|child| child.kind() == NodeKind::Name);
        for name in names.map(|name| Name::from(name_text(name))) {
            let inputs = step_inputs(step).map(|input| (name.clone(), Name::from(input)));
            templates.inputs.extend(inputs);
            list.push(name);
        }
    }
    let is_one_template = templates.names.len() == 1 && templates.users.is_empty();
    if !is_one_template && !has_clause(block, TokenKind::EntrypointKeyword) {
        templates.names.push(MAIN.into());
    }
    Some(templates)
}

fn of_manifest<'db>(db: &'db dyn Db, definition: Definition<'db>) -> Option<Templates> {
    let known = definition.known(db).filter(|known| known.is_complete)?;
    let Some(Model::Workflow(workflow)) = &known.model else { return None };
    let names = workflow.steps.iter().map(|step| step.name.value.clone());
    let inputs = workflow
        .steps
        .iter()
        .flat_map(|step| step.inputs.iter().map(|input| (step.name.value.clone(), input.value.name.clone())));
    Some(Templates { names: names.collect(), users: Vec::new(), inputs: inputs.collect() })
}

/// The names of the inputs that a step declares.
pub fn step_inputs(step: SyntaxNode<'_>) -> impl Iterator<Item = String> {
    let block = step.child(NodeKind::Block);
    let inputs = block.into_iter().flat_map(|block| clauses(block, TokenKind::InputKeyword));
    let bindings = inputs.flat_map(SyntaxNode::children).filter_map(|binding| binding.child(NodeKind::Name));
    bindings.map(name_text)
}

fn clauses<'t>(block: SyntaxNode<'t>, keyword: TokenKind) -> impl Iterator<Item = SyntaxNode<'t>> {
    block.children().filter(move |clause| clause.keyword() == Some(keyword))
}

fn has_clause(block: SyntaxNode<'_>, keyword: TokenKind) -> bool {
    clauses(block, keyword).next().is_some()
}

//! What words stand for, by the names that things have, or by those that they would have if one of them were renamed:
//! so that a renaming is judged by the same order of names as everything else.

use std::sync::Arc;

use promo_analysis::model::Model;
use promo_analysis::names::{Definition, Namespace, reference_text, resolve};
use promo_analysis::value::Type;
use promo_analysis::{Db, Declaration, Lookup, Meaning, Site, meaning, meanings_of_constant, parameters};
use promo_syntax::NodeKind;

use crate::target::{Target, input_name, output_name, step_clause};

/// As what a word is looked for, which its place says.
#[derive(Clone, Debug)]
pub(crate) enum Sought<'db> {
    /// It can be nothing else.
    Only(Target<'db>),
    /// A name of a namespace.
    Name(Namespace),
    /// A value of a type; whether parameters are in reach.
    Value(Type, bool),
    /// The value of a constant.
    ValueOfConstant,
    /// A constant or parameter.
    ConstantOrParameter,
    /// A step of a workflow.
    Step(Declaration<'db>),
    /// A step of the same workflow, or else a workflow.
    StepOrWorkflow,
    /// A step or template of the workflow of a name.
    StepOf(Arc<str>),
    /// An input of a workflow, or of one of its steps.
    Input(Declaration<'db>, Option<Arc<str>>),
    /// An output of a step of a workflow.
    Output(Declaration<'db>, Arc<str>),
}

/// What a word stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stands<'db> {
    /// Nothing that is known, or nothing for certain.
    ForNothing,
    /// For itself: the value or text that it is, with its article.
    ForItself(&'static str),
    /// For something that has a name.
    For(Target<'db>),
    /// For one of several things, which is an error.
    ForOneOf(Vec<Stands<'db>>),
}

impl<'db> Stands<'db> {
    /// The thing, if it is one.
    pub(crate) fn target(self) -> Option<Target<'db>> {
        match self {
            Stands::For(target) => Some(target),
            Stands::ForNothing | Stands::ForItself(_) | Stands::ForOneOf(_) => None,
        }
    }
}

impl<'db> From<Option<Target<'db>>> for Stands<'db> {
    fn from(target: Option<Target<'db>>) -> Self {
        target.map_or(Stands::ForNothing, Stands::For)
    }
}

/// The names that things have.
#[derive(Clone, Copy)]
pub(crate) struct Naming<'a, 'db> {
    db: &'db dyn Db,
    /// What has another name than now, and that name.
    renamed: Option<(&'a Target<'db>, &'a str)>,
}

impl<'a, 'db> Naming<'a, 'db> {
    /// As it is.
    pub(crate) fn now(db: &'db dyn Db) -> Self {
        Naming { db, renamed: None }
    }

    /// As it would be.
    pub(crate) fn renamed(db: &'db dyn Db, target: &'a Target<'db>, name: &'a str) -> Self {
        Naming { db, renamed: Some((target, name)) }
    }

    /// What a word of a declaration stands for; always the target as it is called now.
    pub(crate) fn stands(
        &self,
        declaration: Declaration<'db>,
        sought: &Sought<'db>,
        word: &str,
    ) -> Stands<'db> {
        let names = Names { naming: *self, declaration, has_parameters: true };
        match sought {
            Sought::Only(target) => Stands::For(target.clone()),
            Sought::Name(namespace) => self.name(*namespace, word).into(),
            Sought::Value(kind, has_parameters) => {
                let names = Names { has_parameters: *has_parameters, ..names };
                meaning(self.db, word, *kind, &names)
                    .map_or(Stands::ForNothing, |found| names.stands(&found, word))
            }
            Sought::ValueOfConstant => self.value_of_constant(&names, word),
            Sought::ConstantOrParameter => {
                names.parameter(word).or_else(|| self.name(Namespace::Constants, word)).into()
            }
            Sought::Step(workflow) => self.called_now(Target::Step(*workflow, word.into())).into(),
            Sought::StepOrWorkflow => match self.step(declaration, word) {
                Some(step) => Stands::For(step),
                None => self.stands(declaration, &Sought::Value(Type::Workflow, true), word),
            },
            Sought::StepOf(workflow) => self.step_of(workflow, word).into(),
            Sought::Input(workflow, step) => self.input(*workflow, step.as_ref(), word).into(),
            Sought::Output(workflow, step) => self.output(*workflow, step, word).into(),
        }
    }

    /// What is called so now, if something would have this name.
    fn called_now(&self, would_be: Target<'db>) -> Option<Target<'db>> {
        match self.renamed {
            Some((target, name)) if would_be == target.with_name(name) => Some(target.clone()),
            Some((target, _)) if would_be == *target => None,
            _ => Some(would_be),
        }
    }

    fn name(&self, namespace: Namespace, word: &str) -> Option<Target<'db>> {
        let target = self.called_now(Target::Name(namespace, word.into()))?;
        resolve(self.db, namespace, target.name()).map(|_| target)
    }

    /// Of several things that a constant may be, an editor leads to the first. After a renaming it would be in doubt.
    fn value_of_constant(&self, names: &Names<'_, 'db>, word: &str) -> Stands<'db> {
        let found = meanings_of_constant(word, names);
        let named = found.iter().find(|found| matches!(found, Meaning::Name(..)));
        match named.or(found.first()) {
            None => Stands::ForNothing,
            Some(_) if found.len() > 1 && self.renamed.is_some() => {
                Stands::ForOneOf(found.iter().map(|found| names.stands(found, word)).collect())
            }
            Some(found) => names.stands(found, word),
        }
    }

    fn step(&self, workflow: Declaration<'db>, word: &str) -> Option<Target<'db>> {
        let target = self.called_now(Target::Step(workflow, word.into()))?;
        step_clause(workflow.node(self.db), target.name()).map(|_| target)
    }

    fn step_of(&self, workflow: &Arc<str>, word: &str) -> Option<Target<'db>> {
        if let Some(declaration) = workflow_with_steps(self.db, workflow) {
            return self.step(declaration, word);
        }
        let definition = resolve(self.db, Namespace::Workflows, workflow)?;
        let target = self.called_now(Target::Template(workflow.clone(), word.into()))?;
        template_site(self.db, definition, target.name()).map(|_| target)
    }

    fn input(&self, workflow: Declaration<'db>, step: Option<&Arc<str>>, word: &str) -> Option<Target<'db>> {
        let target = self.called_now(Target::Input(workflow, step.cloned(), word.into()))?;
        input_name(workflow.node(self.db), step.map(AsRef::as_ref), target.name()).map(|_| target)
    }

    fn output(&self, workflow: Declaration<'db>, step: &Arc<str>, word: &str) -> Option<Target<'db>> {
        let target = self.called_now(Target::Output(workflow, Some(step.clone()), word.into()))?;
        output_name(workflow.node(self.db), Some(step), target.name()).map(|_| target)
    }
}

/// The names that a declaration sees.
struct Names<'a, 'db> {
    naming: Naming<'a, 'db>,
    declaration: Declaration<'db>,
    has_parameters: bool,
}

impl<'db> Names<'_, 'db> {
    fn parameter(&self, word: &str) -> Option<Target<'db>> {
        let target = self.naming.called_now(Target::Parameter(self.declaration, word.into()))?;
        let mut own = parameters(self.naming.db, self.declaration).list.iter();
        own.any(|parameter| *parameter.name == *target.name()).then_some(target)
    }

    fn stands(&self, meaning: &Meaning<'db>, word: &str) -> Stands<'db> {
        match meaning {
            Meaning::Parameter => self.parameter(word).into(),
            Meaning::Word(value) => Stands::ForItself(value.noun()),
            Meaning::Itself => Stands::ForItself("the text that it is"),
            Meaning::Name(namespace, _) => self.naming.name(*namespace, word).into(),
        }
    }
}

impl<'db> Lookup<'db> for Names<'_, 'db> {
    fn is_parameter(&self, name: &str) -> bool {
        self.has_parameters && self.parameter(name).is_some()
    }

    fn find(&self, namespace: Namespace, name: &str) -> Option<Definition<'db>> {
        let target = self.naming.name(namespace, name)?;
        resolve(self.naming.db, namespace, target.name())
    }
}

/// Patterns are not followed further than this.
const LONGEST_CHAIN: usize = 64;

/// The declaration whose steps a workflow of the sources has: its own, or that of the pattern that it uses.
pub(crate) fn workflow_with_steps<'db>(db: &'db dyn Db, workflow: &str) -> Option<Declaration<'db>> {
    let mut name = workflow.to_owned();
    for _ in 0..LONGEST_CHAIN {
        let declaration = resolve(db, Namespace::Workflows, &name)?.declaration()?;
        match declaration.node(db).child(NodeKind::Use).and_then(|used| used.values().next()) {
            Some(pattern) => name = reference_text(pattern),
            None => return Some(declaration),
        }
    }
    None
}

/// Where the template of a hand-written workflow is declared.
pub(crate) fn template_site<'db>(
    db: &'db dyn Db,
    workflow: Definition<'db>,
    name: &str,
) -> Option<Site<'db>> {
    let Some(Model::Workflow(workflow)) = workflow.model(db) else { return None };
    let template = workflow.steps.iter().find(|step| *step.name.value == *name)?;
    Some(template.name.place)
}

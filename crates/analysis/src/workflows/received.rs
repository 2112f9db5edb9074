//! What a workflow receives in a run, and where each value comes from: the platform, a workflow before it, or its own
//! defaults.

use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use super::facts::{Given, facts_of};
use super::position::{Position, is_passed_anywhere};
use crate::database::Db;
use crate::model::{Input, Name, Sourced};

/// What workflows before give to one: to a workflow after the action, the outputs of the one before it; to a hook, the
/// contexts of the hooks before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandedOn {
    /// What is given for certain, with the workflow that gives it.
    by_name: IndexMap<Name, Name>,
    /// What may be given, or not.
    possible: FxHashSet<Name>,
    may_have_others: bool,
}

impl HandedOn {
    /// With the possibility of more than is known.
    pub fn or_others(mut self, may_have_others: bool) -> HandedOn {
        self.may_have_others |= may_have_others;
        self
    }

    /// Adds what a workflow gives; the newest wins.
    pub fn add(&mut self, given: &Given, by: &Name) {
        self.may_have_others |= given.may_have_others;
        self.by_name.extend(given.names.iter().map(|name| (name.clone(), by.clone())));
    }

    /// Adds what a workflow gives under one name.
    pub(super) fn add_one(&mut self, name: &Name, by: &Name) {
        self.by_name.insert(name.clone(), by.clone());
    }

    /// Adds what may be given, or not.
    pub(super) fn add_possible(&mut self, name: &Name) {
        self.possible.insert(name.clone());
    }

    /// Whether something is given for certain.
    pub(super) fn has(&self, name: &Name) -> bool {
        self.by_name.contains_key(name)
    }

    /// Whether something may be given. Nobody gives another workflow, under its name, what the platform passes
    /// elsewhere, unless it says so.
    fn may_have(&self, name: &Name) -> bool {
        self.possible.contains(name) || (self.may_have_others && !is_passed_anywhere(name))
    }

    /// What is known, with the workflow that gives it.
    pub fn known(&self) -> impl Iterator<Item = (&Name, &Name)> {
        self.by_name.iter()
    }
}

/// A parameter of a run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Where its value comes from.
    pub source: Source,
    /// Whether the workflow asks for it, as far as that is known.
    pub is_asked_for: bool,
}

/// Where the value of a parameter comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The platform passes it.
    Platform,
    /// It is an output of this workflow, which runs before the action.
    Output(Name),
    /// It is in the context that this hook exports.
    Context(Name),
    /// Nobody passes it, and it has a value of its own.
    Default(Arc<str>),
    /// It is not known whether anybody passes it.
    Unknown,
    /// Nobody passes it, and the run fails.
    Missing,
}

/// What a workflow is passed in a position, and what it asks for besides.
pub fn received(db: &dyn Db, workflow: &str, position: Position, handed_on: &HandedOn) -> Vec<Parameter> {
    let facts = facts_of(db, workflow);
    let asked_for: Option<FxHashSet<&Name>> =
        facts.inputs.as_ref().map(|inputs| inputs.iter().map(|input| &input.value.name).collect());
    let asks_for = |name: &Name| asked_for.as_ref().is_none_or(|names| names.contains(name));
    let platform = position.passes().map(|name| (Name::from(name), Source::Platform));
    let others = handed_on.known().map(|(name, by)| {
        let source = if position.is_hook() { Source::Context } else { Source::Output };
        (name.clone(), source(by.clone()))
    });
    let mut all: IndexMap<Name, Source> = platform.collect();
    for (name, source) in others {
        all.entry(name).or_insert(source);
    }
    for Sourced { value: input, .. } in facts.inputs.iter().flatten() {
        all.entry(input.name.clone()).or_insert_with(|| otherwise(input, handed_on));
    }
    let parameters =
        all.into_iter().map(|(name, source)| Parameter { is_asked_for: asks_for(&name), name, source });
    parameters.collect()
}

/// The value of a parameter that nobody is known to pass.
fn otherwise(input: &Input, handed_on: &HandedOn) -> Source {
    match &input.default {
        Some(value) => Source::Default(value.value.clone()),
        None if handed_on.may_have(&input.name) => Source::Unknown,
        None => Source::Missing,
    }
}

/// The parameters that a workflow requires and nobody passes to it, for certain.
pub fn missing<'db>(
    db: &'db dyn Db,
    workflow: &str,
    position: Position,
    handed_on: &HandedOn,
) -> Vec<&'db Sourced<'db, Input<'db>>> {
    let required = facts_of(db, workflow).required();
    let missing = required.filter(|input| {
        let name = &input.value.name;
        !position.passes().any(|passed| *passed == **name)
            && !handed_on.has(name)
            && !handed_on.may_have(name)
    });
    missing.collect()
}

//! What a state of a project knows of the names of a namespace. Of a name that nothing is known of for certain nothing
//! is said to differ.

use std::collections::{BTreeMap, BTreeSet};

use promo_analysis::DeclarationKind;
use promo_analysis::model::{Environments, Flow, Model, Product, Template};
use promo_analysis::names::{Definition, Namespace, is_in_doubt};
use promo_analysis::policies::defined;

use super::Side;

/// The things of one kind, by name; none in the place of one of which too little is known.
pub(super) struct Known<'a, T> {
    side: Side<'a>,
    things: BTreeMap<&'a str, Option<&'a T>>,
}

/// The environments of a project.
pub(super) fn environments<'a>(side: Side<'a>) -> Known<'a, Environments<'a>> {
    known(side, Namespace::Constants, |model| match model {
        Model::Environments(environments) => Some(environments),
        _ => None,
    })
}

/// The flows of a project.
pub(super) fn flows<'a>(side: Side<'a>) -> Known<'a, Flow<'a>> {
    known(side, Namespace::Flows, |model| match model {
        Model::Flow(flow) => Some(flow),
        _ => None,
    })
}

/// The products of a project.
pub(super) fn products<'a>(side: Side<'a>) -> Known<'a, Product<'a>> {
    known(side, Namespace::Products, |model| match model {
        Model::Product(product) => Some(product),
        _ => None,
    })
}

/// The templates of a project.
pub(super) fn templates<'a>(side: Side<'a>) -> Known<'a, Template<'a>> {
    known(side, Namespace::Templates, |model| match model {
        Model::Template(template) => Some(template),
        _ => None,
    })
}

/// What lives elsewhere is not there, and a constant is nothing by itself.
fn known<'a, T>(
    side: Side<'a>,
    namespace: Namespace,
    thing: impl Fn(&'a Model<'a>) -> Option<&'a T>,
) -> Known<'a, T> {
    let is_constant = |definition: Definition<'_>| {
        let kind = definition.declaration().map(|declaration| declaration.kind(side.db));
        kind == Some(DeclarationKind::Constant)
    };
    let things = defined(side.db, namespace).filter(|(_, definition)| !is_constant(*definition));
    let all = things.filter_map(|(name, definition)| match definition.model(side.db) {
        Some(Model::Extern(_)) => None,
        model => Some((name, model.and_then(&thing))),
    });
    Known { side, things: all.collect() }
}

impl<'a, T> Known<'a, T> {
    /// The thing of a name, if there is one of which enough is known.
    pub(super) fn get(&self, name: &str) -> Option<&'a T> {
        self.things.get(name).copied().flatten()
    }

    /// Whether it is known of a name what it stands for, and also whether it stands for anything.
    pub(super) fn is_certain(&self, name: &str) -> bool {
        match self.things.get(name) {
            Some(thing) => thing.is_some(),
            None => self.side.is_whole && !is_in_doubt(self.side.db, name),
        }
    }

    /// Whether enough is known of all.
    pub(super) fn is_complete(&self) -> bool {
        self.side.is_whole && self.things.values().all(Option::is_some)
    }

    /// All of which enough is known.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a T> {
        self.things.values().copied().flatten()
    }
}

/// A thing before and after, by the name that it has in both states.
pub(super) type Pair<'b, 'a, B, A> = (&'b str, Option<&'b B>, Option<&'a A>);

/// The names of two states with what they stand for in each, as far as both are certain.
pub(super) fn pairs<'x, B, A>(
    before: &'x Known<'x, B>,
    after: &'x Known<'x, A>,
) -> impl Iterator<Item = Pair<'x, 'x, B, A>> {
    let names: BTreeSet<&'x str> = before.things.keys().chain(after.things.keys()).copied().collect();
    let certain = names.into_iter().filter(|name| before.is_certain(name) && after.is_certain(name));
    certain.map(|name| (name, before.get(name), after.get(name)))
}

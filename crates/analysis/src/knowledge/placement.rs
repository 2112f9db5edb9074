//! Which Applications run a product, and in which environments: those that sources declare, and those of
//! hand-written manifests, which are in an environment by their destination. Knows no flow and no rule.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::places::{Astray, Places};
use super::{KnownModel, all};
use crate::database::Db;
use crate::lower::is_whole;
use crate::model::{Application, Deployment, Model, Name, Sourced};
use crate::names::{Definition, NameKey, Namespace, names};
use crate::site::Site;

/// The Applications of a project.
#[derive(Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct Applications<'db> {
    /// Every one of which something is known: those of sources by name, then the others by path and place.
    pub known: Vec<ApplicationFact<'db>>,
    /// Where Applications may come from of which nothing is known, such as an ApplicationSet that asks a
    /// cluster.
    pub unknown: Vec<Site<'db>>,
    by_product: FxHashMap<Name, Vec<u32>>,
    /// Whether there are some that may be of any product.
    has_strays: bool,
    /// The environments whose clusters are declared.
    located: FxHashSet<Name>,
}

/// What is known of an Application.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct ApplicationFact<'db> {
    /// Its name.
    pub name: Name,
    /// The product it belongs to.
    pub product: Option<Sourced<'db, Name>>,
    /// The environments it runs in, by name; none where that is not known.
    pub environments: Vec<Name>,
    /// What is known of its destination if that is certainly in no environment whose clusters are declared.
    pub astray: Option<Arc<Astray>>,
    /// Where its name is given: in the source if it has both a source and a manifest.
    pub site: Site<'db>,
    /// What its manifest says, if it has one.
    pub deployment: Option<Arc<Deployment<'db>>>,
    /// Whether all that its declaration and its manifest say, if it has them, was understood.
    pub is_complete: bool,
}

impl<'db> Applications<'db> {
    /// The Applications of a product.
    pub fn of(&self, product: &str) -> impl Iterator<Item = &ApplicationFact<'db>> {
        let numbers = self.by_product.get(product).into_iter().flatten();
        numbers.filter_map(|number| self.known.get(*number as usize))
    }

    /// Whether the project has any Application, known or not.
    pub fn is_any(&self) -> bool {
        !self.known.is_empty() || !self.unknown.is_empty()
    }

    /// Whether all Applications of a product in an environment are known: if not, nothing should be concluded
    /// from the absence of one. An Application that is in no environment may be meant for one that its destination is
    /// nearly in.
    pub fn is_certain(&self, product: &str, environment: &str) -> bool {
        let is_located = self.located.contains(environment);
        let is_settled = |fact: &ApplicationFact<'_>| {
            let is_elsewhere = match &fact.astray {
                Some(astray) => is_located && !astray.meant.iter().any(|meant| **meant == *environment),
                None => !fact.environments.is_empty() && (is_located || fact.deployment.is_none()),
            };
            fact.is_complete && is_elsewhere
        };
        self.unknown.is_empty() && !self.has_strays && self.of(product).all(is_settled)
    }
}

/// The Applications of the project.
#[salsa::tracked(returns(ref))]
pub fn applications(db: &dyn Db) -> Applications<'_> {
    let places = Places::new(db);
    let mut manifests = of_manifests(db, &places);
    let declared = declared(db).map(|(application, is_known)| {
        let fact = join(application, &mut manifests);
        ApplicationFact { is_complete: fact.is_complete && is_known, ..fact }
    });
    let mut known: Vec<ApplicationFact<'_>> = declared.collect();
    known.extend(manifests.in_order.into_iter().flatten());
    let mut by_product: FxHashMap<Name, Vec<u32>> = FxHashMap::default();
    for (number, fact) in known.iter().enumerate() {
        if let Some(product) = &fact.product {
            by_product.entry(product.value.clone()).or_default().push(number as u32);
        }
    }
    let has_strays = known.iter().any(|fact| fact.product.is_none() && !fact.is_complete);
    Applications { known, unknown: unknown(db), by_product, has_strays, located: places.located() }
}

/// Whether the project has any Application, known or not.
#[salsa::tracked(returns(copy))]
pub(crate) fn has_applications(db: &dyn Db) -> bool {
    applications(db).is_any()
}

/// Whether it is certain that no Application of a product runs in an environment.
#[salsa::tracked(returns(copy))]
pub(crate) fn is_absent<'db>(db: &'db dyn Db, product: NameKey<'db>, environment: NameKey<'db>) -> bool {
    let (product, environment) = (product.text(db), environment.text(db));
    let all = applications(db);
    all.is_certain(product, environment)
        && !all.of(product).any(|fact| fact.environments.contains(environment))
}

/// The Applications of a product: between all Applications and whoever looks at one product.
#[salsa::tracked(returns(deref))]
pub(crate) fn applications_of<'db>(db: &'db dyn Db, product: NameKey<'db>) -> Box<[ApplicationFact<'db>]> {
    applications(db).of(product.text(db)).cloned().collect()
}

/// What may be Applications of manifests, and the declarations of which too much is wrong.
fn unknown(db: &dyn Db) -> Vec<Site<'_>> {
    let unknown = all(db).flat_map(|(_, knowledge)| &knowledge.unknown);
    let may_be = unknown.filter(|unknown| unknown.kind.starts_with("Application"));
    let broken = declarations_of_applications(db).filter(|definition| definition.model(db).is_none());
    may_be.map(|unknown| unknown.site).chain(broken.map(|definition| definition.site(db))).collect()
}

/// The Applications that sources declare, by name, path and place, each with whether all of it is known.
fn declared(db: &dyn Db) -> impl Iterator<Item = (&Application<'_>, bool)> {
    declarations_of_applications(db).filter_map(|definition| match definition.model(db) {
        Some(Model::Application(application)) => {
            let is_known = definition.declaration().is_some_and(|declaration| is_whole(db, declaration));
            Some((application, is_known))
        }
        _ => None,
    })
}

fn declarations_of_applications(db: &dyn Db) -> impl Iterator<Item = Definition<'_>> {
    let mut all: Vec<&str> = names(db).in_namespace(Namespace::Applications).collect();
    all.sort_unstable();
    all.into_iter().flat_map(|name| names(db).definitions(Namespace::Applications, name)).copied()
}

/// The Applications of manifests, until a source that declares one takes it.
struct Unjoined<'db> {
    in_order: Vec<Option<ApplicationFact<'db>>>,
    by_name: FxHashMap<Name, Vec<usize>>,
}

fn of_manifests<'db>(db: &'db dyn Db, places: &Places<'db>) -> Unjoined<'db> {
    let objects = all(db).flat_map(|(_, knowledge)| &knowledge.objects);
    let facts: Vec<_> = objects.filter_map(|object| fact(object, places)).collect();
    let mut by_name: FxHashMap<Name, Vec<usize>> = FxHashMap::default();
    for (number, fact) in facts.iter().enumerate() {
        by_name.entry(fact.name.clone()).or_default().push(number);
    }
    Unjoined { in_order: facts.into_iter().map(Some).collect(), by_name }
}

fn fact<'db>(object: &KnownModel<'db>, places: &Places<'db>) -> Option<ApplicationFact<'db>> {
    let Some(Model::Application(Application { name, product, deployment: Some(deployment), .. })) =
        &object.model
    else {
        return None;
    };
    Some(ApplicationFact {
        name: name.value.clone(),
        product: product.clone(),
        astray: places.astray(&deployment.destination).map(Arc::new),
        environments: places.environments(&deployment.destination),
        site: name.place,
        deployment: Some(Arc::new(deployment.clone())),
        is_complete: object.is_complete,
    })
}

/// An Application of a source with what a manifest of the same name says besides. One that says that it is of another
/// product, or in another environment, is another Application: they may share a name.
fn join<'db>(declared: &Application<'db>, manifests: &mut Unjoined<'db>) -> ApplicationFact<'db> {
    let name = &declared.name.value;
    let agrees = |fact: &ApplicationFact<'_>| {
        let products = fact.product.as_ref().zip(declared.product.as_ref());
        let environment = declared.environment.as_ref();
        products.is_none_or(|(left, right)| left.value == right.value)
            && (fact.environments.is_empty()
                || environment.is_none_or(|declared| fact.environments.contains(&declared.value)))
    };
    let mut same_name = manifests.by_name.get(name).into_iter().flatten().copied();
    let number = same_name.find(|number| {
        let fact = manifests.in_order.get(*number).and_then(Option::as_ref);
        fact.is_some_and(agrees)
    });
    let manifest = number.and_then(|number| manifests.in_order.get_mut(number)?.take());
    let environment = declared.environment.as_ref().map(|environment| vec![environment.value.clone()]);
    let (product, environments, astray, deployment, is_complete) = match manifest {
        Some(fact) => (fact.product, fact.environments, fact.astray, fact.deployment, fact.is_complete),
        None => (None, Vec::new(), None, None, true),
    };
    ApplicationFact {
        name: name.clone(),
        product: declared.product.clone().or(product),
        astray: astray.filter(|_| environment.is_none()),
        environments: environment.unwrap_or(environments),
        site: declared.name.place,
        deployment,
        is_complete,
    }
}

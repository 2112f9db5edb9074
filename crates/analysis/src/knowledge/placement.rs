//! Which Applications run a product, and in which environments: those that sources declare, and those of
//! hand-written manifests, which are in an environment by their destination. Knows no flow and no rule.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{KnownModel, all};
use crate::database::Db;
use crate::lower::is_whole;
use crate::model::{Application, Cluster, Deployment, Destination, Environments, Model, Name, Sourced};
use crate::names::{Definition, NameKey, Namespace, names};
use crate::site::Site;

/// What Argo CD calls the cluster that it runs in, and the URL by which a destination may give it instead.
const OWN_CLUSTER: &str = "in-cluster";
const OWN_CLUSTER_URL: &str = "https://kubernetes.default.svc";

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
    /// from the absence of one.
    pub fn is_certain(&self, product: &str, environment: &str) -> bool {
        let is_settled = |fact: &ApplicationFact<'_>| {
            let has_place = self.located.contains(environment) || fact.deployment.is_none();
            fact.is_complete && !fact.environments.is_empty() && has_place
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
    Applications { known, unknown: unknown(db), by_product, has_strays, located: places.located }
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

/// The clusters of the declared environments.
#[derive(Default)]
struct Places<'db> {
    /// By cluster, the environments that have a part of it.
    by_cluster: FxHashMap<&'db str, Vec<(&'db str, &'db Cluster)>>,
    located: FxHashSet<Name>,
}

impl<'db> Places<'db> {
    fn new(db: &'db dyn Db) -> Self {
        let mut places = Places::default();
        for (name, environments) in declared_environments(db) {
            for cluster in &environments.clusters {
                let of_cluster = places.by_cluster.entry(cluster_key(&cluster.name)).or_default();
                of_cluster.push((name, cluster));
                places.located.insert(Name::from(name));
            }
        }
        places
    }

    /// The environments that a destination is in, by name.
    fn environments(&self, destination: &Destination<'_>) -> Vec<Name> {
        let clusters = [&destination.cluster, &destination.server].into_iter().flatten();
        let matching = clusters.filter_map(|cluster| self.by_cluster.get(cluster_key(&cluster.value)));
        let matching = matching.flatten().filter(|(_, cluster)| {
            let namespace = destination.namespace.as_ref().map(|namespace| &namespace.value);
            cluster.namespaces.is_empty()
                || namespace.is_some_and(|namespace| cluster.namespaces.contains(namespace))
        });
        let mut names: Vec<Name> = matching.map(|(name, _)| Name::from(*name)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// What stands for a cluster, however it is given.
fn cluster_key(cluster: &str) -> &str {
    let cluster = cluster.trim_end_matches('/');
    if cluster == OWN_CLUSTER_URL { OWN_CLUSTER } else { cluster }
}

/// The names of the declared environments, with what their declarations say.
fn declared_environments(db: &dyn Db) -> impl Iterator<Item = (&str, &Environments<'_>)> {
    let all = names(db).in_namespace(Namespace::Constants);
    all.filter_map(|name| {
        let definition = names(db).definitions(Namespace::Constants, name).first()?;
        match definition.model(db) {
            Some(Model::Environments(environments)) => Some((name, environments)),
            _ => None,
        }
    })
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
    let (product, environments, deployment, is_complete) = match manifest {
        Some(fact) => (fact.product, fact.environments, fact.deployment, fact.is_complete),
        None => (None, Vec::new(), None, true),
    };
    ApplicationFact {
        name: name.clone(),
        product: declared.product.clone().or(product),
        environments: environment.unwrap_or(environments),
        site: declared.name.place,
        deployment,
        is_complete,
    }
}

//! Which declared environments the destination of an Application is in, and which it is nearly in. Knows no product.

use promo_diagnostics::nearest;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::database::Db;
use crate::model::{Cluster, Destination, Environments, Model, Name};
use crate::names::{Namespace, names};

/// What Argo CD calls the cluster that it runs in, and the URL by which a destination may give it instead.
const OWN_CLUSTER: &str = "in-cluster";
const OWN_CLUSTER_URL: &str = "https://kubernetes.default.svc";

/// A destination that is certainly in no environment whose clusters are declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Astray {
    /// What of it is in no environment.
    pub part: Part,
    /// What stands there where environments are, by name.
    pub possible: Vec<Name>,
    /// Those of the possible that are much like what stands there, the nearest first.
    pub near: Vec<Name>,
    /// The environments that may be meant: those where one of the near stands.
    pub meant: Vec<Name>,
    /// Whether each environment of the project says which clusters it is made of.
    pub is_outside_all: bool,
}

/// A part of a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// No environment is in its cluster.
    Cluster,
    /// Environments are in its cluster, and none in its namespace.
    Namespace,
}

/// The clusters of the declared environments.
#[derive(Default)]
pub(super) struct Places<'db> {
    /// By cluster, the environments that have a part of it.
    by_cluster: FxHashMap<&'db str, Vec<(&'db str, &'db Cluster)>>,
    /// Whether an environment doesn't say which clusters it is made of.
    is_any_unlocated: bool,
}

impl<'db> Places<'db> {
    pub(super) fn new(db: &'db dyn Db) -> Self {
        let mut places = Places::default();
        for (name, environments) in declared_environments(db) {
            places.is_any_unlocated |= environments.clusters.is_empty();
            for cluster in &environments.clusters {
                let of_cluster = places.by_cluster.entry(cluster_key(&cluster.name)).or_default();
                of_cluster.push((name, cluster));
            }
        }
        places
    }

    /// The environments whose clusters are declared.
    pub(super) fn located(&self) -> FxHashSet<Name> {
        self.by_cluster.values().flatten().map(|(name, _)| Name::from(*name)).collect()
    }

    /// The environments that a destination is in, by name.
    pub(super) fn environments(&self, destination: &Destination<'_>) -> Vec<Name> {
        let clusters = [&destination.cluster, &destination.server].into_iter().flatten();
        let matching = clusters.filter_map(|cluster| self.by_cluster.get(cluster_key(&cluster.value)));
        let matching = matching.flatten().filter(|(_, cluster)| {
            let namespace = destination.namespace.as_ref().map(|namespace| &namespace.value);
            cluster.namespaces.is_empty()
                || namespace.is_some_and(|namespace| cluster.namespaces.contains(namespace))
        });
        sorted(matching.map(|(name, _)| *name))
    }

    /// What is known of a destination that is certainly in none of the environments: one cluster can have both a name
    /// and a URL, and a manifest can give the namespace in place of the destination.
    pub(super) fn astray(&self, destination: &Destination<'_>) -> Option<Astray> {
        let cluster = match (&destination.cluster, &destination.server) {
            (Some(cluster), None) | (None, Some(cluster)) => cluster_key(&cluster.value),
            _ => return None,
        };
        let are_comparable = self.by_cluster.keys().all(|known| are_comparable(known, cluster));
        if self.by_cluster.is_empty() || !are_comparable || !self.environments(destination).is_empty() {
            return None;
        }
        let (part, written, possible) = match self.by_cluster.get(cluster) {
            None => (Part::Cluster, cluster, self.clusters()),
            Some(here) => (Part::Namespace, &*destination.namespace.as_ref()?.value, namespaces(here)),
        };
        let near = nearest(written, possible.iter().map(|(_, text)| *text));
        let meant = possible.iter().filter(|(_, text)| near.contains(text)).map(|(name, _)| *name);
        Some(Astray {
            part,
            meant: sorted(meant),
            possible: sorted(possible.iter().map(|(_, text)| *text)),
            is_outside_all: !self.is_any_unlocated,
            near: near.into_iter().map(Name::from).collect(),
        })
    }

    /// The environments, each with every cluster of it.
    fn clusters(&self) -> Vec<(&'db str, &'db str)> {
        let by_cluster = self.by_cluster.iter();
        by_cluster.flat_map(|(cluster, here)| here.iter().map(|(name, _)| (*name, *cluster))).collect()
    }
}

/// The environments of a cluster, each with every namespace that it has there.
fn namespaces<'db>(here: &[(&'db str, &'db Cluster)]) -> Vec<(&'db str, &'db str)> {
    let of_one = |(name, cluster): &(&'db str, &'db Cluster)| {
        let name = *name;
        cluster.namespaces.iter().map(move |namespace| (name, &**namespace)).collect::<Vec<_>>()
    };
    here.iter().flat_map(of_one).collect()
}

/// Names in order, each once.
fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Name> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(Name::from).collect()
}

/// What stands for a cluster, however it is given.
fn cluster_key(cluster: &str) -> &str {
    let cluster = cluster.trim_end_matches('/');
    if cluster == OWN_CLUSTER_URL { OWN_CLUSTER } else { cluster }
}

/// Whether two clusters are one exactly if they are written alike. The one that Argo CD runs in may have any name.
fn are_comparable(left: &str, right: &str) -> bool {
    let is_any_own = left == OWN_CLUSTER || right == OWN_CLUSTER;
    left == right || !is_any_own && left.contains("://") == right.contains("://")
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

//! What is known of an environment: its kind, where it is, and which flows go through it.

use promo_analysis::Db;
use promo_analysis::model::{Cluster, Environments, Flow};
use promo_analysis::names::Namespace;
use promo_analysis::policies::{defined, flow_named};

use crate::markdown::{Markdown, code, names};

/// How many flows are named.
const MOST_FLOWS: usize = 8;

/// Adds what is known of an environment.
pub(super) fn add(db: &dyn Db, markdown: &mut Markdown, environments: &Environments<'_>, name: &str) {
    let mut facts = vec![format!("A {} environment", environments.kind.name())];
    if !environments.clusters.is_empty() {
        let clusters: Vec<String> = environments.clusters.iter().map(cluster).collect();
        facts.push(format!("in {}", clusters.join(", ")));
    }
    if !environments.tags.is_empty() {
        facts.push(format!("with the tags {}", names(&environments.tags, usize::MAX)));
    }
    markdown.paragraph(format!("{}.", facts.join(", ")));
    let flows = flows_through(db, name);
    match flows.as_slice() {
        [] => markdown.paragraph("No flow goes through it."),
        flows => markdown.paragraph(format!("Flows through it: {}.", names(flows, MOST_FLOWS))),
    }
}

fn cluster(cluster: &Cluster) -> String {
    let name = code(&cluster.name);
    match cluster.namespaces.as_slice() {
        [] => format!("the cluster {name}"),
        namespaces => format!("the cluster {name}, namespaces {}", names(namespaces, usize::MAX)),
    }
}

/// The flows that go through an environment, by name.
fn flows_through<'db>(db: &'db dyn Db, environment: &str) -> Vec<&'db str> {
    let goes_through = |flow: &Flow<'_>| {
        *flow.trigger.value == *environment
            || flow.steps.iter().any(|step| *step.environment.value == *environment)
    };
    let all = defined(db, Namespace::Flows).map(|(name, _)| name);
    let mut flows: Vec<&str> = all.filter(|name| flow_named(db, name).is_some_and(goes_through)).collect();
    flows.sort_unstable();
    flows
}

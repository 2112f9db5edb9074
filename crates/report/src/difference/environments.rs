//! What there is to say of the environments that the sources declare: their kind above all, since policies match by it.

use promo_analysis::model::{Cluster, Environments};

use super::Side;
use super::change::{Change, Fact, Said, change};
use super::known::{environments, pairs};

/// The environments that differ, by name.
pub(super) fn changes(before: Side<'_>, after: Side<'_>) -> Vec<Change> {
    let (before, after) = (environments(before), environments(after));
    let pairs = pairs(&before, &after);
    pairs.filter_map(|(name, before, after)| change(name, before.map(facts), after.map(facts))).collect()
}

fn facts(environments: &Environments<'_>) -> Vec<Fact> {
    let mut facts = vec![Fact::new("kind", environments.kind.name())];
    let clusters = sorted(environments.clusters.iter().map(cluster));
    let tags = sorted(environments.tags.iter().map(ToString::to_string));
    facts.extend(clusters.map(|clusters| Fact::new("clusters", Said::List(clusters))));
    facts.extend(tags.map(|tags| Fact::new("tags", Said::List(tags))));
    facts
}

fn sorted(texts: impl Iterator<Item = String>) -> Option<Vec<String>> {
    let mut texts: Vec<String> = texts.collect();
    texts.sort_unstable();
    (!texts.is_empty()).then_some(texts)
}

fn cluster(cluster: &Cluster) -> String {
    match sorted(cluster.namespaces.iter().map(ToString::to_string)) {
        Some(namespaces) => format!("{} ({})", cluster.name, namespaces.join(", ")),
        None => cluster.name.to_string(),
    }
}

//! From lists of what depends on what to chains of arrows, as short as a person would write them.

use std::collections::BTreeSet;

/// Something that depends on others.
#[derive(Clone, Debug)]
pub(crate) struct Dependent<'n> {
    pub(crate) name: &'n str,
    pub(crate) depends_on: Vec<&'n str>,
}

/// Chains of arrows that say the same: each a list of stages, every one of which depends on the one before. What
/// depends on nothing is in no chain by itself.
pub(crate) fn chains<'n>(dependents: &[Dependent<'n>]) -> Vec<Vec<Vec<&'n str>>> {
    let mut edges = edges(dependents);
    let mut chains = Vec::new();
    while !edges.is_empty() {
        let first = edges.remove(0);
        let mut chain = vec![first.from, first.to];
        while let Some(next) =
            edges.iter().position(|edge| chain.last().is_some_and(|last| is_same(last, &edge.from)))
        {
            chain.push(edges.remove(next).to);
        }
        chains.push(chain);
    }
    chains
}

/// Everything that depends on the same things.
struct Edge<'n> {
    from: Vec<&'n str>,
    to: Vec<&'n str>,
}

fn edges<'n>(dependents: &[Dependent<'n>]) -> Vec<Edge<'n>> {
    let mut edges: Vec<Edge<'n>> = Vec::new();
    for dependent in dependents.iter().filter(|dependent| !dependent.depends_on.is_empty()) {
        match edges.iter_mut().find(|edge| is_same(&edge.from, &dependent.depends_on)) {
            Some(edge) => edge.to.push(dependent.name),
            None => edges.push(Edge { from: dependent.depends_on.clone(), to: vec![dependent.name] }),
        }
    }
    edges
}

/// Whether two stages hold the same, in whatever order.
fn is_same(one: &[&str], other: &[&str]) -> bool {
    one.len() == other.len() && {
        let one: BTreeSet<_> = one.iter().collect();
        other.iter().all(|name| one.contains(name))
    }
}

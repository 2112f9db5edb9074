//! From lists of what depends on what to chains of arrows, as short as a person would write them.

use rustc_hash::FxHashMap;

/// Something that depends on others.
#[derive(Clone, Debug)]
pub(crate) struct Dependent<'n> {
    pub(crate) name: &'n str,
    pub(crate) depends_on: Vec<&'n str>,
}

/// A chain of arrows: stages, every one of which depends on the one before.
pub(crate) type Chain<'n> = Vec<Vec<&'n str>>;

/// Chains of arrows that say the same, the first of what comes first. What depends on nothing is in no chain by itself.
pub(crate) fn chains<'n>(dependents: &[Dependent<'n>]) -> Vec<Chain<'n>> {
    let arrows = Arrows::of(dependents);
    let mut is_used = vec![false; arrows.all.len()];
    let mut chains = Vec::new();
    for first in 0..arrows.all.len() {
        let mut chain = Chain::new();
        let mut next = Some(first);
        while let Some(index) = next {
            let (Some(arrow), Some(is_used)) = (arrows.all.get(index), is_used.get_mut(index)) else { break };
            if std::mem::replace(is_used, true) {
                break;
            }
            if chain.is_empty() {
                chain.push(arrow.from.clone());
            }
            chain.push(arrow.to.clone());
            next = arrows.from(&arrow.to);
        }
        if !chain.is_empty() {
            chains.push(chain);
        }
    }
    chains
}

/// An arrow to everything that depends on the same things.
struct Arrow<'n> {
    from: Vec<&'n str>,
    to: Vec<&'n str>,
}

/// Arrows, no two of which begin with the same.
struct Arrows<'n> {
    all: Vec<Arrow<'n>>,
    /// Their indices by what they begin with, in alphabetical order.
    by_beginning: FxHashMap<Vec<&'n str>, usize>,
}

impl<'n> Arrows<'n> {
    fn of(dependents: &[Dependent<'n>]) -> Arrows<'n> {
        let mut arrows = Arrows { all: Vec::new(), by_beginning: FxHashMap::default() };
        for dependent in dependents.iter().filter(|dependent| !dependent.depends_on.is_empty()) {
            arrows.add(dependent);
        }
        arrows
    }

    fn add(&mut self, dependent: &Dependent<'n>) {
        let next = self.all.len();
        let index = *self.by_beginning.entry(sorted(&dependent.depends_on)).or_insert(next);
        match self.all.get_mut(index) {
            Some(arrow) => arrow.to.push(dependent.name),
            None => self.all.push(Arrow { from: dependent.depends_on.clone(), to: vec![dependent.name] }),
        }
    }

    fn from(&self, stage: &[&'n str]) -> Option<usize> {
        self.by_beginning.get(&sorted(stage)).copied()
    }
}

fn sorted<'n>(stage: &[&'n str]) -> Vec<&'n str> {
    let mut sorted = stage.to_vec();
    sorted.sort_unstable();
    sorted
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{Chain, Dependent, chains};

    const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

    /// Who depends on whom, read from arrows.
    fn edges<'n>(chains: &[Chain<'n>]) -> BTreeSet<(&'n str, &'n str)> {
        let mut edges = BTreeSet::new();
        for chain in chains {
            for pair in chain.windows(2) {
                for from in &pair[0] {
                    edges.extend(pair[1].iter().map(|to| (*from, *to)));
                }
            }
        }
        edges
    }

    proptest! {
        #[test]
        fn arrows_say_exactly_what_depends_on_what(
            lists in prop::collection::vec(prop::collection::btree_set(0..NAMES.len(), 0..4), NAMES.len()),
            reversed in any::<bool>(),
        ) {
            let dependents = lists.iter().enumerate().map(|(index, depends_on)| {
                let mut depends_on: Vec<&str> = depends_on.iter().map(|index| NAMES[*index]).collect();
                if reversed && index % 2 == 0 {
                    depends_on.reverse();
                }
                Dependent { name: NAMES[index], depends_on }
            });
            let dependents: Vec<Dependent<'_>> = dependents.collect();
            let expected = dependents.iter().flat_map(|one| one.depends_on.iter().map(|from| (*from, one.name)));
            let found = chains(&dependents);
            prop_assert_eq!(edges(&found), expected.collect::<BTreeSet<_>>());
            prop_assert!(found.iter().all(|chain| chain.len() > 1 && chain.iter().all(|stage| !stage.is_empty())));
            let lists: BTreeSet<BTreeSet<&str>> =
                dependents.iter().map(|one| one.depends_on.iter().copied().collect()).collect();
            let arrows: usize = found.iter().map(|chain| chain.len() - 1).sum();
            prop_assert!(arrows <= lists.len(), "{} arrows for {} lists", arrows, lists.len());
        }
    }
}

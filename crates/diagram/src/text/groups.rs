//! Environments that are shown as one: each by itself, or all together that depend on the same, lead to the same and
//! have the same settings. Knows nothing of what is drawn.

use super::notes::{Notes, setting_lines};
use crate::diagram::{Diagram, Node};

/// Environments that are shown as one.
pub(super) struct Group {
    /// Their names, with what only words can say.
    pub(super) names: Vec<String>,
    /// What happens in each of them.
    pub(super) settings: Vec<String>,
    /// Whether they are production.
    pub(super) is_production: bool,
}

impl Group {
    fn new(node: &Node, notes: &Notes<'_>) -> Self {
        Group {
            names: vec![titled(node)],
            settings: setting_lines(node, notes),
            is_production: node.is_production,
        }
    }

    fn is_like(&self, other: &Group) -> bool {
        self.settings == other.settings && self.is_production == other.is_production
    }
}

/// Groups with what each depends on: groups before it.
pub(super) struct Groups {
    pub(super) groups: Vec<Group>,
    pub(super) dependencies: Vec<Vec<usize>>,
}

impl Groups {
    /// A group for each environment.
    pub(super) fn of_one(diagram: &Diagram, notes: &Notes<'_>) -> Self {
        let groups = diagram.nodes.iter().map(|node| Group::new(node, notes));
        Groups { groups: groups.collect(), dependencies: diagram.dependencies() }
    }

    /// A group for all environments that are alike.
    pub(super) fn of_alike(diagram: &Diagram, notes: &Notes<'_>) -> Self {
        let dependencies: Vec<Vec<usize>> = diagram.dependencies().into_iter().map(sorted).collect();
        let dependents = dependents(&dependencies);
        let mut groups: Vec<Group> = Vec::new();
        // The first environment of each group, and the group of each environment.
        let mut firsts: Vec<usize> = Vec::new();
        let mut group_of: Vec<usize> = Vec::new();
        for (number, node) in diagram.nodes.iter().enumerate() {
            let group = Group::new(node, notes);
            let has_same_neighbours = |first: usize| {
                dependencies.get(first) == dependencies.get(number)
                    && dependents.get(first) == dependents.get(number)
            };
            let mut known = groups.iter().zip(&firsts);
            let known = known.position(|(known, first)| known.is_like(&group) && has_same_neighbours(*first));
            group_of.push(known.unwrap_or(groups.len()));
            match known.and_then(|known| groups.get_mut(known)) {
                Some(known) => known.names.extend(group.names),
                None => {
                    groups.push(group);
                    firsts.push(number);
                }
            }
        }
        let groups_of = |nodes: &Vec<usize>| {
            sorted(nodes.iter().filter_map(|node| group_of.get(*node).copied()).collect())
        };
        let dependencies =
            firsts.iter().filter_map(|first| dependencies.get(*first)).map(groups_of).collect();
        Groups { groups, dependencies }
    }
}

fn sorted(mut numbers: Vec<usize>) -> Vec<usize> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// What depends on each node.
fn dependents(dependencies: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut dependents = vec![Vec::new(); dependencies.len()];
    for (node, from) in dependencies.iter().enumerate() {
        for from in from {
            if let Some(list) = dependents.get_mut(*from) {
                list.push(node);
            }
        }
    }
    dependents
}

/// The name of an environment, with what the frame doesn't say.
fn titled(node: &Node) -> String {
    let start = if node.is_trigger { " (start)" } else { "" };
    format!("{}{start}", node.environment)
}

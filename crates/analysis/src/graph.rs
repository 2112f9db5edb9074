//! Directed graphs of things that depend on one another: the environments of a flow, the steps of a
//! workflow, chains of definitions.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use promo_diagnostics::Rule;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::finding::Finding;
use crate::model::{Name, Sourced};
use crate::site::Site;

/// How many steps the search for redundant dependencies may take, so that a huge graph costs no more than a big one.
const LONGEST_SEARCH: usize = 1_000_000;

/// A graph whose nodes are numbered in order of mention.
#[derive(Debug, Default)]
pub(crate) struct Graph<'db> {
    /// The nodes at their first mention.
    pub nodes: Vec<Sourced<'db, Name>>,
    /// For each node those it depends on, in order of mention.
    pub dependencies: Vec<Vec<Dependency<'db>>>,
    index: FxHashMap<Name, usize>,
    /// Each dependency that there is: the node, and one that it depends on.
    known: FxHashSet<(usize, usize)>,
}

/// That a node depends on another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dependency<'db> {
    /// The number of the other.
    pub from: usize,
    /// Where the other is named.
    pub place: Site<'db>,
    /// Where the arrow from it leads.
    pub arrow: Site<'db>,
}

impl<'db> Graph<'db> {
    /// The number of a node.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// Mentions a node.
    pub(crate) fn mention(&mut self, name: &Sourced<'db, Name>) -> usize {
        if let Some(index) = self.index.get(&name.value) {
            return *index;
        }
        self.index.insert(name.value.clone(), self.nodes.len());
        self.nodes.push(name.clone());
        self.dependencies.push(Vec::new());
        self.nodes.len() - 1
    }

    /// Adds what a chain of arrows says: each node on the right of an arrow depends on all on its left.
    pub(crate) fn add_chain(&mut self, groups: &[Vec<Sourced<'db, Name>>], findings: &mut Vec<Finding<'db>>) {
        for group in groups {
            for name in group {
                self.mention(name);
            }
        }
        for pair in groups.windows(2) {
            if let [left, right] = pair {
                self.add_arrow(left, right, findings);
            }
        }
    }

    fn add_arrow(
        &mut self,
        left: &[Sourced<'db, Name>],
        right: &[Sourced<'db, Name>],
        findings: &mut Vec<Finding<'db>>,
    ) {
        let sources: Vec<usize> = left.iter().map(|name| self.mention(name)).collect();
        for to in right {
            let target = self.mention(to);
            for (from, source) in left.iter().zip(&sources) {
                if *source == target {
                    let message = format!("an arrow leads from `{}` to itself", to.value);
                    let finding = Finding::new(Rule::SelfDependency, to.place, message);
                    let finding = finding.help(format!("write `{}` on one side of an arrow alone", to.value));
                    findings.push(finding.related(from.place, "the arrow starts here"));
                } else {
                    let dependency = Dependency { from: *source, place: from.place, arrow: to.place };
                    self.add_dependency(target, dependency);
                }
            }
        }
    }

    /// Says that a node depends on another.
    pub(crate) fn add_dependency(&mut self, target: usize, dependency: Dependency<'db>) {
        if let Some(dependencies) = self.dependencies.get_mut(target)
            && self.known.insert((target, dependency.from))
        {
            dependencies.push(dependency);
        }
    }

    /// The nodes that depend on nothing.
    pub(crate) fn roots(&self) -> impl Iterator<Item = usize> {
        self.dependencies
            .iter()
            .enumerate()
            .filter(|(_, dependencies)| dependencies.is_empty())
            .map(|(node, _)| node)
    }

    /// The names of the nodes that a node depends on, in order of mention.
    pub(crate) fn dependency_names(&self, node: usize) -> Vec<Sourced<'db, Name>> {
        let dependencies = self.dependencies.get(node).into_iter().flatten();
        let names = dependencies.filter_map(|dependency| {
            let name = self.nodes.get(dependency.from)?.value.clone();
            Some(Sourced::new(name, dependency.place))
        });
        names.collect()
    }

    /// Every node after those it depends on; of those that could come next, the first mentioned. Nodes in
    /// or behind a cycle are missing.
    pub(crate) fn in_order(&self) -> Vec<usize> {
        let mut dependents = vec![Vec::new(); self.nodes.len()];
        let mut waiting: Vec<usize> = self.dependencies.iter().map(Vec::len).collect();
        for (node, dependencies) in self.dependencies.iter().enumerate() {
            for dependency in dependencies {
                if let Some(list) = dependents.get_mut(dependency.from) {
                    list.push(node);
                }
            }
        }
        let mut ready: BinaryHeap<Reverse<usize>> = self.roots().map(Reverse).collect();
        let mut order = Vec::new();
        while let Some(Reverse(node)) = ready.pop() {
            order.push(node);
            for dependent in dependents.get(node).into_iter().flatten() {
                if let Some(count) = waiting.get_mut(*dependent) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push(Reverse(*dependent));
                    }
                }
            }
        }
        order
    }

    /// The dependencies that follow from others, each as what is depended on and what depends on it, of a graph
    /// without cycles. Where there are too many ways to look at, none.
    pub(crate) fn redundant(&self) -> FxHashSet<(usize, usize)> {
        let mut budget = LONGEST_SEARCH;
        let mut found = FxHashSet::default();
        for (node, dependencies) in self.dependencies.iter().enumerate().filter(|(_, list)| list.len() > 1) {
            let Some(further) =
                self.ancestors(dependencies.iter().map(|dependency| dependency.from), &mut budget)
            else {
                return FxHashSet::default();
            };
            let implied = dependencies.iter().map(|dependency| dependency.from);
            found.extend(implied.filter(|from| further.contains(from)).map(|from| (from, node)));
        }
        found
    }

    /// All that some nodes depend on; none once the budget of steps is spent.
    fn ancestors(&self, of: impl Iterator<Item = usize>, budget: &mut usize) -> Option<FxHashSet<usize>> {
        let mut found: FxHashSet<usize> = FxHashSet::default();
        let mut waiting: Vec<usize> = of.collect();
        while let Some(node) = waiting.pop() {
            for dependency in self.dependencies.get(node).into_iter().flatten() {
                *budget = budget.checked_sub(1)?;
                if found.insert(dependency.from) {
                    waiting.push(dependency.from);
                }
            }
        }
        Some(found)
    }

    /// The longest way by arrows from one node to another of a graph without cycles, by name; empty if there is
    /// none.
    pub(crate) fn path(&self, from: &str, to: &str) -> Vec<&str> {
        let (Some(from), Some(to)) = (self.find(from), self.find(to)) else { return Vec::new() };
        // For each node that is reached, how far it is, and what comes before it.
        let mut best: Vec<Option<(usize, usize)>> = vec![None; self.nodes.len()];
        for node in self.in_order() {
            let dependencies = self.dependencies.get(node).into_iter().flatten();
            let before = dependencies.filter_map(|dependency| {
                let before = dependency.from;
                let far = if before == from { 0 } else { (*best.get(before)?)?.0 };
                Some((far + 1, before))
            });
            let longest = before.max_by_key(|(far, _)| *far);
            set(&mut best, node, longest);
        }
        let mut path = vec![to];
        while let Some((_, before)) =
            path.last().filter(|node| **node != from).and_then(|node| *best.get(*node)?)
        {
            path.push(before);
        }
        path.iter().rev().filter_map(|node| self.nodes.get(*node)).map(|node| &*node.value).collect()
    }

    /// Reports each cycle once, with its path spelled out. Whether there are any.
    pub(crate) fn report_cycles(&self, noun: &str, findings: &mut Vec<Finding<'db>>) -> bool {
        let cycles = self.cycles();
        for cycle in &cycles {
            findings.extend(self.cycle_finding(cycle, noun));
        }
        !cycles.is_empty()
    }

    /// The cycles, each as the nodes in the order in which they depend on one another.
    pub(crate) fn cycles(&self) -> Vec<Vec<usize>> {
        let edges = self.dependencies.iter();
        let edges = edges.map(|list| list.iter().map(|dependency| dependency.from).collect());
        cycles(&edges.collect::<Vec<_>>())
    }

    fn cycle_finding(&self, cycle: &[usize], noun: &str) -> Option<Finding<'db>> {
        // A cycle lists what each node depends on; read backwards, it follows the arrows.
        let mut path: Vec<usize> = cycle.iter().rev().copied().collect();
        let first = path.iter().enumerate().min_by_key(|(_, node)| **node).map(|(position, _)| position)?;
        path.rotate_left(first);
        path.push(*path.first()?);
        let names: Vec<&str> =
            path.iter().filter_map(|node| self.nodes.get(*node)).map(|node| &*node.value).collect();
        let places: Vec<Site<'db>> = path.windows(2).filter_map(|pair| self.arrow_place(pair)).collect();
        let (last, others) = places.split_last()?;
        let start = last.words("the arrows lead round in a circle", "these environments wait for each other");
        let message = format!("{start}: {}", promo_diagnostics::path(&names));
        let finding = Finding::new(Rule::DependencyCycle, *last, message);
        let what = last.words("out one of these arrows", "one of these out of `dependsOn`");
        let finding = finding.help(format!("take {what}, so that every {noun} can start at some time"));
        let arrows = others.iter().zip(names.windows(2));
        Some(arrows.fold(finding, |finding, (place, pair)| finding.related(*place, pair.join(" -> "))))
    }

    fn arrow_place(&self, arrow: &[usize]) -> Option<Site<'db>> {
        let [from, to] = arrow else { return None };
        let mut dependencies = self.dependencies.get(*to)?.iter();
        dependencies.find(|dependency| dependency.from == *from).map(|dependency| dependency.arrow)
    }
}

/// The cycles of a graph, given for each node those it leads to: each as the nodes in the order in which
/// they lead to one another. No two of them share a node; a node that is only in cycles that share a node
/// with a cycle found before is in none of them.
pub(crate) fn cycles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; edges.len()];
    let mut in_cycle = vec![false; edges.len()];
    let mut found = Vec::new();
    for start in 0..edges.len() {
        if states.get(start) != Some(&State::New) {
            continue;
        }
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        set(&mut states, start, State::Open);
        while let Some((node, next)) = path.last_mut() {
            let Some(target) = edges.get(*node).and_then(|targets| targets.get(*next)).copied() else {
                set(&mut states, *node, State::Done);
                path.pop();
                continue;
            };
            *next += 1;
            match states.get(target).copied() {
                Some(State::New) => {
                    set(&mut states, target, State::Open);
                    path.push((target, 0));
                }
                Some(State::Open) => {
                    let nodes = path.iter().rev().map(|(node, _)| *node);
                    found.extend(new_cycle(nodes, target, &mut in_cycle));
                }
                _ => {}
            }
        }
    }
    found
}

/// The cycle that ends where a path does, given from its end, and began at a target; none if it shares a
/// node with another. Each node is marked, so that none is passed twice.
fn new_cycle(path: impl Iterator<Item = usize>, target: usize, in_cycle: &mut [bool]) -> Option<Vec<usize>> {
    let mut cycle = Vec::new();
    for node in path {
        if in_cycle.get(node) == Some(&true) {
            return None;
        }
        set(in_cycle, node, true);
        cycle.push(node);
        if node == target {
            break;
        }
    }
    cycle.reverse();
    Some(cycle)
}

fn set<T>(list: &mut [T], index: usize, value: T) {
    if let Some(slot) = list.get_mut(index) {
        *slot = value;
    }
}

//! Constants that are defined by constants, patterns that use patterns: such a chain must end, and not be too long.
//! Decided on the summaries alone, before anything is evaluated.

use std::sync::Arc;

use promo_diagnostics::Rule;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::database::Db;
use crate::finding::Finding;
use crate::graph::cycles;
use crate::names::{Entry, NameKey, Namespace, is_declared_twice, names};

/// How many definitions can refer to one another in a chain. Each costs some stack.
const LONGEST_CHAIN: usize = 128;

/// The names whose definitions can't be followed to an end.
#[derive(Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct Tangles<'db> {
    names: FxHashSet<(Namespace, Arc<str>)>,
    /// What is wrong.
    pub findings: Vec<Finding<'db>>,
}

/// Whether the definition of a name can't be followed to an end; that is reported by itself.
pub fn is_tangled(db: &dyn Db, namespace: Namespace, name: &Arc<str>) -> bool {
    tangled_name(db, NameKey::new(db, namespace, &**name))
}

#[salsa::tracked(returns(copy))]
fn tangled_name<'db>(db: &'db dyn Db, key: NameKey<'db>) -> bool {
    tangles(db).names.contains(&(key.namespace(db), key.text(db).clone()))
}

/// Every chain of definitions that has no end, or is too long.
#[salsa::tracked(returns(ref))]
pub fn tangles(db: &dyn Db) -> Tangles<'_> {
    let chained = names(db).chained();
    let mut numbers = FxHashMap::default();
    for (number, entry) in chained.iter().enumerate() {
        numbers.entry((entry.namespace, entry.name.clone())).or_insert(number);
    }
    let edges: Vec<Vec<usize>> = chained
        .iter()
        .map(|entry| entry.needs.iter().filter_map(|need| numbers.get(need).copied()).collect())
        .collect();
    let mut tangles = Tangles::default();
    for cycle in cycles(&edges) {
        let members: Vec<&Entry<'_>> = cycle.iter().filter_map(|number| chained.get(*number)).collect();
        // Of a name that is declared twice, which definition was meant can't be known.
        if !members.iter().any(|member| is_declared_twice(db, member.namespace, &member.name)) {
            tangles.findings.extend(cycle_finding(db, &members));
        }
    }
    for (number, too_deep) in endless(&edges).into_iter().enumerate() {
        let Some(entry) = chained.get(number).filter(|_| too_deep != Depth::Fine) else {
            continue;
        };
        tangles.names.insert((entry.namespace, entry.name.clone()));
        if too_deep == Depth::JustTooDeep {
            tangles.findings.extend(too_deep_finding(db, entry));
        }
    }
    tangles
}

#[derive(Clone, Copy, PartialEq)]
enum Depth {
    Fine,
    JustTooDeep,
    Endless,
}

/// How deep each node is: peeled off from the ends of the chains, so that what is left leads into a cycle.
fn endless(edges: &[Vec<usize>]) -> Vec<Depth> {
    let mut waiting: Vec<usize> = edges.iter().map(Vec::len).collect();
    let mut users = vec![Vec::new(); edges.len()];
    for (node, targets) in edges.iter().enumerate() {
        for target in targets {
            if let Some(list) = users.get_mut(*target) {
                list.push(node);
            }
        }
    }
    let mut result = vec![Depth::Endless; edges.len()];
    let mut layer: Vec<usize> = (0..edges.len()).filter(|node| waiting.get(*node) == Some(&0)).collect();
    let mut depth = 1;
    while !layer.is_empty() {
        let mut next = Vec::new();
        for node in layer {
            if let Some(slot) = result.get_mut(node) {
                *slot = match depth.cmp(&LONGEST_CHAIN) {
                    std::cmp::Ordering::Less => Depth::Fine,
                    std::cmp::Ordering::Equal => Depth::JustTooDeep,
                    std::cmp::Ordering::Greater => Depth::Endless,
                };
            }
            for user in users.get(node).into_iter().flatten() {
                if let Some(count) = waiting.get_mut(*user) {
                    *count -= 1;
                    if *count == 0 {
                        next.push(*user);
                    }
                }
            }
        }
        layer = next;
        depth += 1;
    }
    result
}

fn cycle_finding<'db>(db: &'db dyn Db, members: &[&Entry<'db>]) -> Option<Finding<'db>> {
    let first = members.first()?;
    let mut path: Vec<&str> = members.iter().map(|entry| &*entry.name).collect();
    path.push(&first.name);
    let (rule, what, help) = match first.namespace {
        Namespace::Constants => (
            Rule::CyclicConstant,
            "constants are defined by each other",
            "give one of them a value that needs none of the others",
        ),
        _ => (Rule::CyclicPattern, "patterns use each other", "write a body in braces for one of them"),
    };
    let finding =
        Finding::new(rule, first.definition.site(db), format!("{what}: {}", promo_diagnostics::path(&path)));
    let finding = finding.help(help);
    let others = members.iter().skip(1);
    Some(others.fold(finding, |finding, entry| {
        finding.related(entry.definition.site(db), format!("`{}` is part of the circle", entry.name))
    }))
}

fn too_deep_finding<'db>(db: &'db dyn Db, entry: &Entry<'db>) -> Option<Finding<'db>> {
    let message =
        format!("`{}` stands at the end of a chain of more than {LONGEST_CHAIN} definitions", entry.name);
    let finding = Finding::new(Rule::DefinitionTooDeep, entry.definition.site(db), message);
    Some(finding.help("define it by something nearer to the beginning of the chain"))
}

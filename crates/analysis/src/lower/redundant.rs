//! `redundant-dependency`: an arrow of a flow says what others say already.

use promo_diagnostics::{Rule, path};
use promo_syntax::SyntaxNode;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::declaration::Place;
use crate::evaluate::Evaluator;
use crate::finding::{Finding, Repair, Replacement};
use crate::graph::Graph;
use crate::model::{Name, Sourced};
use crate::site::Site;

/// How many dependencies of one flow are told.
const MOST_TOLD: usize = 200;

/// A chain of arrows with what stands between them.
pub(super) struct Chain<'t, 'db> {
    /// The chain.
    pub(super) node: SyntaxNode<'t>,
    /// The sides of its arrows, in order.
    pub(super) sides: Vec<Side<'t, 'db>>,
}

/// One side of an arrow.
pub(super) struct Side<'t, 'db> {
    /// The group of names.
    pub(super) group: SyntaxNode<'t>,
    /// The environments that they stand for.
    pub(super) environments: Vec<Sourced<'db, Name>>,
}

impl<'db> Side<'_, 'db> {
    /// The names of the group, each with the environments that it stands for.
    fn names(&self) -> impl Iterator<Item = &[Sourced<'db, Name>]> {
        self.environments.chunk_by(|left, right| left.place == right.place)
    }
}

/// That one environment depends on another, as one arrow says.
#[derive(Clone, Copy)]
struct Edge<'a, 'db> {
    from: &'a Sourced<'db, Name>,
    to: &'a Sourced<'db, Name>,
    /// Which arrow of the flow.
    arrow: usize,
}

/// The numbers of what is depended on and of what depends on it.
type Pair = (usize, usize);

/// Something that could be left out if others say all of it.
struct Part<'a, 'db> {
    edges: Vec<Edge<'a, 'db>>,
    place: Site<'db>,
    repair: Option<Replacement<'db>>,
}

impl<'db> Evaluator<'db, '_> {
    /// Reports what the arrows of a graph without cycles say in vain. Of very much the first: each is told with its
    /// way round, and that may be as long as the flow.
    pub(super) fn check_redundant(&mut self, graph: &Graph<'db>, chains: &[Chain<'_, 'db>]) {
        let implied = graph.redundant();
        let mentioned: usize = chains.iter().map(Chain::size).sum();
        let distinct: usize = graph.dependencies.iter().map(Vec::len).sum();
        if implied.is_empty() && mentioned == distinct {
            return;
        }
        let mut first_arrow = 0;
        let mut parts: Vec<Vec<Part<'_, 'db>>> = Vec::new();
        for chain in chains {
            parts.push(chain.parts(self, first_arrow));
            first_arrow += chain.sides.len();
        }
        for finding in Superfluous::new(graph, implied, &parts).findings(&parts) {
            self.report(finding);
        }
    }
}

/// What the arrows of a flow say in vain.
struct Superfluous<'g, 'a, 'db> {
    graph: &'g Graph<'db>,
    /// What follows from other arrows.
    implied: FxHashSet<Pair>,
    /// What says each dependency, but for what was told.
    mentions: FxHashMap<Pair, Vec<Edge<'a, 'db>>>,
    /// The dependencies that were told, each with the arrow that says so.
    told: FxHashSet<(usize, Pair)>,
}

impl<'g, 'a, 'db> Superfluous<'g, 'a, 'db> {
    fn new(graph: &'g Graph<'db>, implied: FxHashSet<Pair>, parts: &[Vec<Part<'a, 'db>>]) -> Self {
        let mut mentions: FxHashMap<Pair, Vec<Edge<'a, 'db>>> = FxHashMap::default();
        for edge in parts.iter().filter_map(|of_chain| of_chain.first()).flat_map(|whole| &whole.edges) {
            if let Some(pair) = pair(graph, edge) {
                mentions.entry(pair).or_default().push(*edge);
            }
        }
        Superfluous { graph, implied, mentions, told: FxHashSet::default() }
    }

    /// What can be taken out by an edit comes first. Of several arrows that say the same the last is told.
    fn findings(mut self, parts: &[Vec<Part<'a, 'db>>]) -> Vec<Finding<'db>> {
        let mut found = Vec::new();
        for has_repair in [true, false] {
            // Chains that begin alike say it in the usual way; a whole chain that others say is one too many.
            let chains = parts.iter().rev().filter_map(|of_chain| of_chain.first());
            let candidates = chains.filter(|chain| chain.repair.is_some() == has_repair);
            found.extend(candidates.filter_map(|part| self.repeated(part)));
        }
        for has_repair in [true, false] {
            let candidates = parts.iter().flatten().filter(|part| part.repair.is_some() == has_repair);
            found.extend(candidates.filter_map(|part| self.follows(part)));
        }
        let edges = parts.iter().filter_map(|of_chain| of_chain.first()).flat_map(|whole| &whole.edges);
        let alone = edges.map(|edge| Part { edges: vec![*edge], place: edge.to.place, repair: None });
        found.extend(alone.filter_map(|part| self.follows(&part)));
        found
    }

    /// A chain that says something that another arrow says too, and nothing that is said nowhere else.
    fn repeated(&mut self, part: &Part<'a, 'db>) -> Option<Finding<'db>> {
        let pairs = self.new_pairs(part)?;
        let is_repeated = |pair: &Pair| self.mentions.get(pair).is_some_and(|mentions| mentions.len() > 1);
        let first = pairs.iter().position(|pair| is_repeated(pair) && !self.implied.contains(pair))?;
        if !pairs.iter().all(|pair| is_repeated(pair) || self.implied.contains(pair)) {
            return None;
        }
        let (edge, pair) = (part.edges.get(first)?, pairs.get(first)?);
        let other = self.mentions.get(pair)?.iter().find(|other| other.arrow != edge.arrow)?.to.place;
        self.tell(part, &pairs);
        let message =
            format!("another arrow says too that `{}` comes after `{}`", edge.to.value, edge.from.value);
        let finding = part.finding(message).related(other, "the other arrow leads here");
        Some(finding.help("take one of the two out: an arrow that stands twice says nothing more"))
    }

    /// A part of which everything follows from other arrows.
    fn follows(&mut self, part: &Part<'a, 'db>) -> Option<Finding<'db>> {
        let pairs = self.new_pairs(part)?;
        let edge = part.edges.first().filter(|_| pairs.iter().all(|pair| self.implied.contains(pair)))?;
        self.tell(part, &pairs);
        let way = path(&self.graph.path(&edge.from.value, &edge.to.value));
        let message = format!("`{}` comes after `{}` anyway: {way}", edge.to.value, edge.from.value);
        let help = "take the arrow out: an environment waits for all that those before it wait for";
        Some(part.finding(message).help(help))
    }

    /// What a part says, if nothing of it was told, and not too much besides.
    fn new_pairs(&self, part: &Part<'a, 'db>) -> Option<Vec<Pair>> {
        let pairs: Vec<Pair> = part.edges.iter().map(|edge| pair(self.graph, edge)).collect::<Option<_>>()?;
        let mut all = part.edges.iter().zip(&pairs);
        let is_new = all.all(|(edge, pair)| !self.told.contains(&(edge.arrow, *pair)));
        Some(pairs).filter(|_| is_new && self.told.len() < MOST_TOLD)
    }

    fn tell(&mut self, part: &Part<'a, 'db>, pairs: &[Pair]) {
        for (edge, pair) in part.edges.iter().zip(pairs) {
            self.told.insert((edge.arrow, *pair));
            if let Some(mentions) = self.mentions.get_mut(pair) {
                mentions.retain(|mention| mention.arrow != edge.arrow);
            }
        }
    }
}

fn pair(graph: &Graph<'_>, edge: &Edge<'_, '_>) -> Option<Pair> {
    graph.find(&edge.from.value).zip(graph.find(&edge.to.value))
}

impl<'db> Part<'_, 'db> {
    fn finding(&self, message: String) -> Finding<'db> {
        let mut finding = Finding::new(Rule::RedundantDependency, self.place, message);
        let edit = self.repair.iter().cloned();
        let repair =
            edit.map(|edit| Repair { title: "take it out".to_owned(), safe: true, edits: vec![edit] });
        finding.fixes.extend(repair);
        finding
    }
}

impl<'t, 'db> Chain<'t, 'db> {
    /// How many dependencies its arrows say.
    fn size(&self) -> usize {
        let pairs = self.sides.iter().zip(self.sides.iter().skip(1));
        pairs.map(|(left, right)| left.environments.len() * right.environments.len()).sum()
    }

    /// What could be left out: the whole chain, then each name on each side of its arrows. Of the last arrows alone a
    /// name on the right can be taken out, of the first a name on the left: others need it there.
    fn parts(&self, evaluator: &Evaluator<'db, '_>, first_arrow: usize) -> Vec<Part<'_, 'db>> {
        let place = evaluator.place(self.node);
        let mut parts =
            vec![Part { edges: Vec::new(), place: place.into(), repair: self.without(place, String::new()) }];
        let arrows = self.sides.iter().zip(self.sides.iter().skip(1));
        for (arrow, (left, right)) in (first_arrow..).zip(arrows) {
            for names in right.names() {
                let repair = self.without_right(evaluator, left, right, names);
                parts.extend(part(edges(&left.environments, names, arrow), names, repair));
            }
            for names in left.names() {
                let repair = self.without_left(evaluator, left, right, names);
                parts.extend(part(edges(names, &right.environments, arrow), names, repair));
            }
            if let Some(whole) = parts.first_mut() {
                whole.edges.extend(edges(&left.environments, &right.environments, arrow));
            }
        }
        parts
    }

    /// The edit that takes a name out of the left side of the first arrow; where it is alone there, the arrow goes
    /// with it, unless the chain has no other.
    fn without_left(
        &self,
        evaluator: &Evaluator<'db, '_>,
        left: &Side<'t, 'db>,
        right: &Side<'t, 'db>,
        name: &[Sourced<'db, Name>],
    ) -> Option<Replacement<'db>> {
        let is_first = self.node.children().next() == Some(left.group);
        let rest = rest(evaluator, left.group, name);
        let tokens = left.group.tokens().start..right.group.tokens().start;
        match rest.is_empty() {
            _ if !is_first => None,
            true if self.sides.len() == 2 => None,
            true => self.without(Place::tokens(evaluator.declaration, tokens), String::new()),
            false => self.without(evaluator.place(left.group), rest),
        }
    }

    /// The same for the right side of the last.
    fn without_right(
        &self,
        evaluator: &Evaluator<'db, '_>,
        left: &Side<'t, 'db>,
        right: &Side<'t, 'db>,
        name: &[Sourced<'db, Name>],
    ) -> Option<Replacement<'db>> {
        let is_last = self.node.children().last() == Some(right.group);
        let rest = rest(evaluator, right.group, name);
        let tokens = left.group.tokens().end..right.group.tokens().end;
        match rest.is_empty() {
            _ if !is_last => None,
            true if self.sides.len() == 2 => None,
            true => self.without(Place::tokens(evaluator.declaration, tokens), String::new()),
            false => self.without(evaluator.place(right.group), rest),
        }
    }

    /// An edit in the chain, unless a comment could be lost.
    fn without(&self, place: Place<'db>, text: String) -> Option<Replacement<'db>> {
        let has_comment = self.node.text().contains("//");
        (!has_comment).then(|| Replacement { place: place.into(), text, is_verbatim: false })
    }
}

fn part<'a, 'db>(
    edges: Vec<Edge<'a, 'db>>,
    names: &[Sourced<'db, Name>],
    repair: Option<Replacement<'db>>,
) -> Option<Part<'a, 'db>> {
    Some(Part { edges, place: names.first()?.place, repair })
}

fn edges<'a, 'db>(
    left: &'a [Sourced<'db, Name>],
    right: &'a [Sourced<'db, Name>],
    arrow: usize,
) -> Vec<Edge<'a, 'db>> {
    left.iter().flat_map(|from| right.iter().map(move |to| Edge { from, to, arrow })).collect()
}

/// The other names of a group, as they are written.
fn rest<'db>(evaluator: &Evaluator<'db, '_>, group: SyntaxNode<'_>, name: &[Sourced<'db, Name>]) -> String {
    let is_meant = |value: &SyntaxNode<'_>| {
        let place = Site::Source(evaluator.place(*value));
        name.iter().any(|environment| environment.place == place)
    };
    let rest = group.values().filter(|value| !is_meant(value));
    rest.map(SyntaxNode::text).collect::<Vec<_>>().join(", ")
}

//! `redundant-dependency`: an arrow of a flow says what others say already.

use promo_diagnostics::{Rule, path};
use promo_syntax::SyntaxNode;
use rustc_hash::FxHashSet;

use crate::declaration::Place;
use crate::evaluate::Evaluator;
use crate::finding::{Finding, Repair, Replacement};
use crate::graph::Graph;
use crate::model::{Name, Sourced};
use crate::site::Site;

/// How many dependencies of one flow are told.
const MOST_TOLD: usize = 200;

/// An arrow with what stands on its two sides.
pub(super) struct Arrow<'t, 'db> {
    /// The arrow's chain.
    pub(super) chain: SyntaxNode<'t>,
    /// What stands before it.
    pub(super) left: Side<'t, 'db>,
    /// What stands after it.
    pub(super) right: Side<'t, 'db>,
}

/// One side of an arrow.
#[derive(Clone)]
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

impl<'db> Evaluator<'db, '_> {
    /// Reports the dependencies of a graph without cycles that follow from others. Of very many the first: each is
    /// told with its way round, and that may be as long as the flow.
    pub(super) fn check_redundant(&mut self, graph: &Graph<'db>, arrows: &[Arrow<'_, 'db>]) {
        let redundant = graph.redundant();
        if redundant.is_empty() {
            return;
        }
        let is_redundant = |from: &Name, to: &Name| {
            graph.find(from).zip(graph.find(to)).is_some_and(|edge| redundant.contains(&edge))
        };
        let mut told: FxHashSet<(Name, Name)> = FxHashSet::default();
        for arrow in arrows {
            for left in arrow.left.names() {
                let edges = pairs(left, &arrow.right.environments);
                if edges.iter().all(|(from, to)| is_redundant(&from.value, &to.value)) {
                    self.report_redundant(graph, &edges, &mut told, arrow.without_left(self, left));
                }
            }
            for right in arrow.right.names() {
                let edges = pairs(&arrow.left.environments, right);
                if edges.iter().all(|(from, to)| is_redundant(&from.value, &to.value)) {
                    self.report_redundant(graph, &edges, &mut told, arrow.without_right(self, right));
                }
            }
            for edge in pairs(&arrow.left.environments, &arrow.right.environments) {
                if is_redundant(&edge.0.value, &edge.1.value) {
                    self.report_redundant(graph, &[edge], &mut told, None);
                }
            }
        }
    }

    fn report_redundant(
        &mut self,
        graph: &Graph<'db>,
        edges: &[Edge<'_, 'db>],
        told: &mut FxHashSet<(Name, Name)>,
        repair: Option<(Place<'db>, String)>,
    ) {
        let names = |(from, to): &Edge<'_, 'db>| (from.value.clone(), to.value.clone());
        let new: Vec<_> = edges.iter().filter(|edge| told.insert(names(edge))).collect();
        let Some((from, to)) = new.first().filter(|_| told.len() <= MOST_TOLD) else { return };
        let way = path(&graph.path(&from.value, &to.value));
        let message = format!("`{}` comes after `{}` anyway: {way}", to.value, from.value);
        // In a group the name that could be left out is the one that all these dependencies share.
        let place: Site<'db> =
            if edges.iter().all(|edge| edge.0.place == from.place) { from.place } else { to.place };
        let mut finding = Finding::new(Rule::RedundantDependency, place, message)
            .help("take the arrow out: an environment waits for all that those before it wait for");
        if let Some((place, text)) = repair {
            let edits = vec![Replacement { place: place.into(), text }];
            finding.fixes.push(Repair { title: "take it out".to_owned(), safe: true, edits });
        }
        self.report(finding);
    }
}

/// Two environments of which the second depends on the first.
type Edge<'a, 'db> = (&'a Sourced<'db, Name>, &'a Sourced<'db, Name>);

fn pairs<'a, 'db>(left: &'a [Sourced<'db, Name>], right: &'a [Sourced<'db, Name>]) -> Vec<Edge<'a, 'db>> {
    left.iter().flat_map(|from| right.iter().map(move |to| (from, to))).collect()
}

impl<'t, 'db> Arrow<'t, 'db> {
    /// The arrows of a chain.
    pub(super) fn of_chain(chain: SyntaxNode<'t>, sides: &[Side<'t, 'db>]) -> Vec<Self> {
        let pairs = sides.iter().zip(sides.iter().skip(1));
        pairs.map(|(left, right)| Arrow { chain, left: left.clone(), right: right.clone() }).collect()
    }

    /// The edit that takes a name out of the left side; none where another arrow needs it there, or a comment would
    /// be lost.
    fn without_left(
        &self,
        evaluator: &Evaluator<'db, '_>,
        name: &[Sourced<'db, Name>],
    ) -> Option<(Place<'db>, String)> {
        let is_first = self.chain.children().next() == Some(self.left.group);
        let is_last = self.chain.children().last() == Some(self.right.group);
        let rest = self.left.group.values().filter(|value| !is_at(evaluator, *value, name));
        let rest: Vec<&str> = rest.map(SyntaxNode::text).collect();
        if !is_first || self.has_comment() {
            return None;
        }
        Some(match (rest.is_empty(), is_last) {
            (true, true) => (evaluator.place(self.chain), String::new()),
            (true, false) => {
                let tokens = self.left.group.tokens().start..self.right.group.tokens().start;
                (Place::tokens(evaluator.declaration, tokens), String::new())
            }
            (false, _) => (evaluator.place(self.left.group), rest.join(", ")),
        })
    }

    /// The same for the right side.
    fn without_right(
        &self,
        evaluator: &Evaluator<'db, '_>,
        name: &[Sourced<'db, Name>],
    ) -> Option<(Place<'db>, String)> {
        let is_last = self.chain.children().last() == Some(self.right.group);
        let rest = self.right.group.values().filter(|value| !is_at(evaluator, *value, name));
        let rest: Vec<&str> = rest.map(SyntaxNode::text).collect();
        if !is_last || self.has_comment() {
            return None;
        }
        Some(match rest.is_empty() {
            true => {
                let tokens = self.left.group.tokens().end..self.right.group.tokens().end;
                (Place::tokens(evaluator.declaration, tokens), String::new())
            }
            false => (evaluator.place(self.right.group), rest.join(", ")),
        })
    }

    fn has_comment(&self) -> bool {
        self.chain.text().contains("//")
    }
}

fn is_at<'db>(evaluator: &Evaluator<'db, '_>, value: SyntaxNode<'_>, name: &[Sourced<'db, Name>]) -> bool {
    let place = Site::Source(evaluator.place(value));
    name.iter().any(|environment| environment.place == place)
}

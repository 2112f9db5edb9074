//! Flows: the graph of environments, what triggers it, and the settings of each.

use promo_diagnostics::{Rule, listed};
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};
use rustc_hash::FxHashMap;

use super::clauses::{all, find, is_broken};
use super::metadata::Heading;
use super::redundant::{Chain, Side};
use super::values;
use crate::evaluate::{Due, Evaluator};
use crate::finding::Finding;
use crate::graph::Graph;
use crate::model::{Flow, Hooks, Name, Settings, Sourced, Step};
use crate::names::Namespace;
use crate::site::Site;
use crate::text::quote_name;
use crate::value::Type;

/// What the step blocks say of one environment.
#[derive(Default)]
struct StepSettings<'db> {
    settings: Settings<'db>,
    hooks: Hooks<'db>,
}

/// What the arrows of a flow make.
struct Drawn<'db> {
    graph: Graph<'db>,
    /// Whether all environments in it are known, so that none of them is a parameter of the pattern.
    is_complete: bool,
}

/// The environments that the `step` blocks name, with what they say. The environments that are not known
/// here are left out.
type Steps<'db> = FxHashMap<Name, StepSettings<'db>>;

impl<'db> Evaluator<'db, '_> {
    /// The flow of a block.
    pub(super) fn flow(&mut self, block: SyntaxNode<'_>, heading: &Heading<'db>) -> Option<Flow<'db>> {
        let clauses = self.clauses_of(block, Body::Flow);
        let metadata = self.metadata(&clauses, heading, Namespace::Flows);
        let drawn = self.flow_graph(block);
        let explicit = find(&clauses, TokenKind::TriggerKeyword);
        let explicit_name = explicit.map(|clause| self.clause_name(clause, Type::Environment));
        let hooks = self.hooks(&clauses);
        let timeout_minutes =
            find(&clauses, TokenKind::TimeoutKeyword).and_then(|clause| self.minutes(clause));
        let trigger = match (&drawn, explicit_name) {
            (Some(drawn), Some(Some(name))) => self.check_trigger(drawn, name, explicit, heading),
            (Some(drawn), None) if drawn.is_complete => self.inferred_trigger(block, &drawn.graph),
            _ => None,
        };
        let graph = drawn.filter(|drawn| drawn.is_complete).map(|drawn| drawn.graph);
        let known = graph.as_ref().zip(trigger.as_ref());
        let (mut steps, complete) = self.steps(&clauses, known);
        let defaults = self.defaults(&clauses);
        let (graph, trigger) = (graph?, trigger?);
        let post_trigger = steps.remove(&trigger.value).and_then(|step| step.settings.post);
        let steps = ordered_steps(&graph, &trigger.value, steps, &defaults);
        if steps.is_empty() && complete {
            self.report_no_steps(&trigger.value);
        }
        let defaults = defaults.settings;
        Some(Flow { metadata, trigger, post_trigger, defaults, steps, hooks, timeout_minutes })
    }

    /// The graph that the arrows make; none if something in it is wrong. In the definition of a pattern its
    /// parameters stand in it for what they will be given, so that what is wrong whatever that is shows there.
    fn flow_graph(&mut self, block: SyntaxNode<'_>) -> Option<Drawn<'db>> {
        let mut graph = Graph::default();
        let mut is_known = true;
        let mut is_complete = true;
        let mut chains = Vec::new();
        for chain in block.children().filter(|child| child.kind() == NodeKind::Chain) {
            let due = Due {
                kind: Type::Environments,
                owner: "a flow".to_owned(),
                place: self.place(chain),
                strict_list: false,
            };
            let groups = chain.children().filter(|child| child.kind() == NodeKind::Group);
            let sides: Vec<Option<Side<'_, 'db>>> = groups
                .map(|group| {
                    let due = Due { place: self.place(group), ..due.clone() };
                    let named = self.environments_or_parameters(&values(group), &due)?;
                    is_complete &= !named.has_parameters;
                    Some(Side { group, environments: named.names })
                })
                .collect();
            let Some(sides) = sides.into_iter().collect::<Option<Vec<_>>>() else {
                is_known = false;
                continue;
            };
            let groups: Vec<_> = sides.iter().map(|side| side.environments.clone()).collect();
            graph.add_chain(&groups, &mut self.findings);
            chains.push(Chain { node: chain, sides });
        }
        let leads_to_itself = self.findings.iter().any(|found| found.rule == Rule::SelfDependency);
        // What can't be read may hold the very arrow that is missing.
        let is_known = is_known && !is_broken(block) && !leads_to_itself;
        if !is_known || graph.report_cycles("environment", &mut self.findings) {
            return None;
        }
        self.check_redundant(&graph, &chains);
        Some(Drawn { graph, is_complete })
    }

    fn inferred_trigger(&mut self, block: SyntaxNode<'_>, graph: &Graph<'db>) -> Option<Sourced<'db, Name>> {
        let roots: Vec<_> = graph.roots().filter_map(|root| graph.nodes.get(root)).collect();
        match roots.as_slice() {
            [] => {
                let message = "no arrow and no `trigger` says where this flow begins";
                let help = "write the way of a change with arrows, such as `dev -> qa -> prod`";
                self.report(Finding::new(Rule::MissingTrigger, self.name_place(), message).help(help));
                None
            }
            [root] => Some(Sourced::clone(root)),
            [first, others @ ..] => {
                let names: Vec<_> = roots.iter().map(|root| &root.value).collect();
                let message =
                    format!("no arrow leads to {}, so each could be the trigger", listed(&names, "or"));
                let finding = Finding::new(Rule::AmbiguousTrigger, first.place, message);
                let help = "a flow starts in one environment: draw an arrow to each of the others";
                let beside = others.iter().find_map(|other| self.name_before(block, other));
                let help = match beside {
                    Some(names) => {
                        format!("{help}, or put a comma between those that stand side by side: `{names}`")
                    }
                    None => help.to_owned(),
                };
                self.report(others.iter().fold(finding.help(help), |finding, other| {
                    finding.related(other.place, format!("no arrow leads to `{}` either", other.value))
                }));
                None
            }
        }
    }

    /// An environment with the one that ends the arrows right before it, as they are written with a comma.
    fn name_before(&self, block: SyntaxNode<'_>, name: &Sourced<'db, Name>) -> Option<String> {
        let Site::Source(place) = name.place else { return None };
        let mut chains = block.children().filter(|child| child.kind() == NodeKind::Chain);
        let chain = chains.find(|chain| chain.tokens().end == place.first as usize)?;
        let last = chain.children().last().and_then(|group| group.children().last())?;
        Some(format!("{}, {}", last.text(), quote_name(&name.value)))
    }

    fn check_trigger(
        &mut self,
        drawn: &Drawn<'db>,
        trigger: Sourced<'db, Name>,
        clause: Option<SyntaxNode<'_>>,
        heading: &Heading<'db>,
    ) -> Option<Sourced<'db, Name>> {
        let graph = &drawn.graph;
        let node = graph.find(&trigger.value);
        let incoming = node.and_then(|node| graph.dependencies.get(node)).and_then(|list| list.first());
        if let Some(incoming) = incoming {
            let message = format!("`{}` is the trigger, and an arrow leads to it", trigger.value);
            let finding = Finding::new(Rule::TriggerHasDependency, trigger.place, message);
            let help =
                "the trigger environment depends on no other: take out the arrow, or name another trigger";
            self.report(finding.related(incoming.arrow, "this arrow leads to the trigger").help(help));
            return None;
        }
        if !drawn.is_complete {
            return None;
        }
        let others: Vec<_> = graph.roots().filter(|root| Some(*root) != node).collect();
        for unreachable in others.iter().filter_map(|other| graph.nodes.get(*other)) {
            let message =
                format!("`{}` can't be reached from the trigger `{}`", unreachable.value, trigger.value);
            let finding = Finding::new(Rule::UnreachableEnvironment, unreachable.place, message);
            let help = format!("draw an arrow to it, such as `{} -> {}`", trigger.value, unreachable.value);
            self.report(finding.related(trigger.place, "this is the trigger").help(help));
        }
        if !others.is_empty() {
            return None;
        }
        if let Some(clause) = clause.filter(|_| node.is_some() && heading.is_own_body && !heading.is_pattern)
        {
            let message = format!("the arrows say already that `{}` is the trigger", trigger.value);
            let finding = Finding::new(Rule::RedundantTrigger, self.place(clause), message);
            self.report(finding.replace_safely("take the clause out", self.place(clause), ""));
        }
        Some(trigger)
    }

    /// What the `step` blocks say, and whether all that they name is known.
    fn steps(
        &mut self,
        clauses: &[SyntaxNode<'_>],
        known: Option<(&Graph<'db>, &Sourced<'db, Name>)>,
    ) -> (Steps<'db>, bool) {
        let mut steps = Steps::default();
        let mut complete = true;
        for clause in all(clauses, TokenKind::StepKeyword) {
            let due = self.due_after(clause, Type::Environments);
            let environments = self.environments(&values(clause), &due);
            let body = clause
                .child(NodeKind::Block)
                .map(|block| self.clauses_of(block, Body::Step))
                .unwrap_or_default();
            let settings = self.settings(&body);
            let hooks = self.hooks(&body);
            let Some(environments) = environments else {
                complete = false;
                continue;
            };
            for environment in environments {
                if let Some((graph, trigger)) = known
                    && !self.check_step(graph, &trigger.value, &environment, &body)
                {
                    continue;
                }
                let step = steps.entry(environment.value.clone()).or_default();
                self.merge(step, &settings, &hooks, &environment.value);
            }
        }
        (steps, complete)
    }

    /// Whether a step block may name an environment, with these clauses.
    fn check_step(
        &mut self,
        graph: &Graph<'db>,
        trigger: &Name,
        environment: &Sourced<'db, Name>,
        body: &[SyntaxNode<'_>],
    ) -> bool {
        let name = &environment.value;
        if name == trigger {
            for clause in body.iter().filter(|clause| clause.keyword() != Some(TokenKind::PostKeyword)) {
                let message = format!("`{name}` is the trigger environment, which has only `post`");
                let finding = Finding::new(Rule::TriggerSetting, self.head_place(*clause), message);
                let help = "a change is already there when the release starts: nothing is promoted to the trigger \
                            environment, and hooks of the release stand directly in the flow";
                self.report(finding.related(environment.place, format!("`{name}` is named here")).help(help));
            }
        } else if graph.find(name).is_none() {
            let message = format!("`{name}` is in no arrow of this flow");
            let names: Vec<&str> = graph.nodes.iter().map(|node| &*node.value).collect();
            let finding = Finding::new(Rule::StepOutsideFlow, environment.place, message);
            let help = format!("draw an arrow to it, or name another: {}", listed(&names, "or"));
            self.report(finding.help(help));
            return false;
        }
        true
    }

    fn merge(
        &mut self,
        step: &mut StepSettings<'db>,
        settings: &Settings<'db>,
        hooks: &Hooks<'db>,
        name: &Name,
    ) {
        self.set(&mut step.settings.pre, &settings.pre, "pre", name);
        self.set(&mut step.settings.action, &settings.action, "action", name);
        self.set(&mut step.settings.post, &settings.post, "post", name);
        self.set(&mut step.hooks.start, &hooks.start, "on start", name);
        self.set(&mut step.hooks.success, &hooks.success, "on success", name);
        self.set(&mut step.hooks.fail, &hooks.fail, "on fail", name);
    }

    fn set<T: Clone>(
        &mut self,
        slot: &mut Option<Sourced<'db, T>>,
        value: &Option<Sourced<'db, T>>,
        field: &str,
        environment: &Name,
    ) {
        let Some(value) = value else { return };
        match slot {
            Some(earlier) => {
                let message = format!("`{field}` of `{environment}` is set twice");
                let finding = Finding::new(Rule::DuplicateSetting, value.place, message);
                let help =
                    "several `step` blocks may name an environment, but each setting stands in one of them";
                self.report(finding.related(earlier.place, "it is set here first").help(help));
            }
            None => *slot = Some(value.clone()),
        }
    }

    fn defaults(&mut self, clauses: &[SyntaxNode<'_>]) -> StepSettings<'db> {
        let block = find(clauses, TokenKind::DefaultKeyword).and_then(|clause| clause.child(NodeKind::Block));
        let body = block.map(|block| self.clauses_of(block, Body::Step)).unwrap_or_default();
        StepSettings { settings: self.settings(&body), hooks: self.hooks(&body) }
    }

    fn minutes(&mut self, clause: SyntaxNode<'_>) -> Option<Sourced<'db, u64>> {
        let due = self.due_after(clause, Type::Duration);
        let Sourced { value: seconds, place } = self.duration_value(clause.values().next()?, &due)?;
        if seconds > 0 && seconds % 60 == 0 {
            return Some(Sourced::new(seconds / 60, place));
        }
        let message = "a timeout is a number of whole minutes";
        let rounded = crate::value::duration_text(seconds.div_ceil(60).max(1).saturating_mul(60));
        let finding = Finding::new(Rule::InvalidDuration, place, message);
        self.report(finding.help(format!("the platform counts timeouts in minutes: write `{rounded}`, say")));
        None
    }

    fn report_no_steps(&mut self, trigger: &Name) {
        let message =
            format!("nothing is promoted: the flow has the trigger `{trigger}` and no other environment");
        let finding = Finding::new(Rule::EmptyFlow, self.name_place(), message);
        self.report(finding.help(format!("add an arrow, such as `{trigger} -> qa`")));
    }
}

fn ordered_steps<'db>(
    graph: &Graph<'db>,
    trigger: &Name,
    mut steps: Steps<'db>,
    defaults: &StepSettings<'db>,
) -> Vec<Step<'db>> {
    let nodes = graph.in_order().into_iter().filter_map(|node| Some((node, graph.nodes.get(node)?.clone())));
    nodes
        .filter(|(_, environment)| environment.value != *trigger)
        .map(|(node, environment)| {
            let own = steps.remove(&environment.value).unwrap_or_default();
            Step {
                depends_on: graph.dependency_names(node),
                settings: own.settings,
                hooks: Hooks {
                    start: own.hooks.start.or_else(|| defaults.hooks.start.clone()),
                    success: own.hooks.success.or_else(|| defaults.hooks.success.clone()),
                    fail: own.hooks.fail.or_else(|| defaults.hooks.fail.clone()),
                },
                environment,
            }
        })
        .collect()
}

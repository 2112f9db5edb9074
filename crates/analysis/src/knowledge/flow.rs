//! Hand-written PromotionFlows. One whose steps can't be put in an order says nothing that a model could
//! hold, as in a source.

use promo_diagnostics::{Rule, listed, nearest, path};
use promo_manifest::known::{self, FlowStep, Spanned};
use rustc_hash::FxHashSet;

use super::reader::Reader;
use crate::finding::Finding;
use crate::graph::{Dependency, Graph};
use crate::model::{Flow, Hooks, Name, Settings, Sourced, Step};
use crate::value::Action;

const ACTIONS: [(&str, Action); 3] =
    [("commit", Action::Commit), ("pr", Action::PullRequest), ("none", Action::None)];

/// How many dependencies of one flow are told that say nothing.
const MOST_TOLD: usize = 200;

impl<'db> Reader<'db, '_> {
    pub(super) fn flow(&mut self, flow: &known::Flow) -> Option<Flow<'db>> {
        let trigger = self.filled(&flow.trigger_environment);
        let steps: Vec<_> = flow.steps.iter().map(|step| self.step(step)).collect();
        let steps: Option<Vec<_>> = steps.into_iter().collect();
        let trigger = trigger?;
        let steps = self.ordered(&trigger, steps?, &flow.steps)?;
        if steps.is_empty() && self.is_complete {
            self.report_no_steps(flow, &trigger.value);
        }
        Some(Flow {
            metadata: self.metadata(&flow.header),
            trigger,
            post_trigger: self.filled(&flow.post_trigger),
            defaults: Settings::default(),
            steps,
            hooks: self.hooks(&flow.hooks),
            timeout_minutes: flow
                .timeout_minutes
                .as_ref()
                .map(|minutes| self.sourced(minutes, |count| *count)),
        })
    }

    fn report_no_steps(&mut self, flow: &known::Flow, trigger: &Name) {
        let message =
            format!("nothing is promoted: the flow has the trigger `{trigger}` and no other environment");
        let finding = Finding::new(Rule::EmptyFlow, self.site(&flow.header.name.span), message);
        self.problems.push(finding.help("add a step under `spec.steps`, with `environment` and `dependsOn`"));
    }

    fn step(&mut self, step: &FlowStep) -> Option<Step<'db>> {
        let settings = self.settings(&step.settings);
        let hooks = self.hooks(&step.hooks);
        // Nobody knows when it starts; the schema has told that already.
        if step.depends_on.is_empty() {
            self.is_complete = false;
            return None;
        }
        let mut seen = FxHashSet::default();
        let depends_on = step.depends_on.iter().filter(|written| seen.insert(&written.value));
        let depends_on = depends_on.map(|written| self.name(written)).collect();
        let environment = self.filled(&step.environment)?;
        Some(Step { environment, depends_on, settings: settings?, hooks })
    }

    /// The settings of a step or policy; none if one can't be understood, which is something else than not set.
    pub(super) fn settings(&mut self, written: &known::Settings) -> Option<Settings<'db>> {
        let action = match written.action.as_ref().filter(|action| !action.value.is_empty()) {
            Some(action) => Some(self.word(action, "action", &ACTIONS)?),
            None => None,
        };
        Some(Settings {
            pre: self.filled(&written.pre_action),
            action,
            post: self.filled(&written.post_action),
        })
    }

    fn hooks(&self, written: &known::Hooks) -> Hooks<'db> {
        Hooks {
            start: self.filled(&written.on_start),
            success: self.filled(&written.on_success),
            fail: self.filled(&written.on_fail),
        }
    }

    /// The steps, each after those it depends on; none if there is no such order.
    fn ordered(
        &mut self,
        trigger: &Sourced<'db, Name>,
        steps: Vec<Step<'db>>,
        written: &[FlowStep],
    ) -> Option<Vec<Step<'db>>> {
        let mut graph = Graph::default();
        let mut is_possible = true;
        for (number, (step, written)) in steps.iter().zip(written).enumerate() {
            is_possible &= self.check_environment(trigger, step);
            if graph.mention(&step.environment) != number {
                self.report_second_step(step, &steps, written);
                return None;
            }
        }
        // The trigger comes last: the others are numbered as the steps are.
        graph.mention(trigger);
        for (number, (step, written)) in steps.iter().zip(written).enumerate() {
            let is_trigger = step.environment.value == trigger.value;
            for dependency in written.depends_on.iter().filter(|_| !is_trigger) {
                is_possible &= self.add_dependency(&mut graph, number, dependency);
            }
        }
        is_possible &= !self.report_cycles(&graph);
        if is_possible {
            self.check_redundant(&graph, written);
        }
        is_possible.then(|| in_order(&graph, steps))
    }

    fn report_second_step(&mut self, step: &Step<'db>, steps: &[Step<'db>], written: &FlowStep) {
        let name = &step.environment.value;
        let place = written.environment.as_ref().map_or(&written.span, |environment| &environment.span);
        let message = format!("`{name}` has another step already");
        let finding = Finding::new(Rule::DuplicateSetting, self.site(place), message);
        let first = steps.iter().find(|step| step.environment.value == *name);
        let finding = finding.related(first.map(|first| first.environment.place), "its first step is here");
        self.hide_finding(finding.help("write all that concerns an environment into one step"));
    }

    fn check_environment(&mut self, trigger: &Sourced<'db, Name>, step: &Step<'db>) -> bool {
        if step.environment.value != trigger.value {
            return true;
        }
        let message = format!("`{}` is the trigger environment, to which nothing is promoted", trigger.value);
        let finding = Finding::new(Rule::TriggerHasDependency, step.environment.place, message);
        let help = "take the step out, or name another `triggerEnvironment`; what runs after a change in the trigger \
                    is `postTrigger`";
        self.hide_finding(finding.related(trigger.place, "it is the trigger here").help(help));
        false
    }

    fn add_dependency(&mut self, graph: &mut Graph<'db>, step: usize, written: &Spanned<String>) -> bool {
        let Some(from) = graph.find(&written.value) else {
            self.report_unreachable(graph, step, written);
            return false;
        };
        let site = self.site(&written.span);
        if from == step {
            let message = format!("`{}` waits for itself, so that it never starts", written.value);
            let finding = Finding::new(Rule::SelfDependency, site, message);
            self.hide_finding(finding.help("name another environment of this flow, such as its trigger"));
            return false;
        }
        graph.add_dependency(step, Dependency { from, place: site, arrow: site });
        true
    }

    fn report_unreachable(&mut self, graph: &Graph<'db>, step: usize, written: &Spanned<String>) {
        let waiting = graph.nodes.get(step).map(|node| node.value.clone()).unwrap_or_default();
        let message = format!(
            "`{waiting}` waits for `{}`, which is no environment of this flow, so that it never starts",
            written.value
        );
        let names: Vec<&str> = graph.nodes.iter().map(|node| &*node.value).collect();
        let finding = Finding::new(Rule::UnreachableEnvironment, self.site(&written.span), message);
        let finding = finding.help(format!("it can wait for {}", listed(&names, "or")));
        let others = names.iter().filter(|name| ***name != *waiting).copied();
        self.hide_finding(finding.did_you_mean(&nearest(&written.value, others)));
    }

    fn report_cycles(&mut self, graph: &Graph<'db>) -> bool {
        let mut found = Vec::new();
        let is_any = graph.report_cycles("environment", &mut found);
        found.into_iter().for_each(|finding| self.hide_finding(finding));
        is_any
    }

    /// Reports what steps wait for in vain: they wait for something that waits for it.
    fn check_redundant(&mut self, graph: &Graph<'db>, written: &[FlowStep]) {
        let implied = graph.redundant();
        let mut told = 0;
        for (number, step) in written.iter().enumerate() {
            let mut seen = FxHashSet::default();
            for dependency in &step.depends_on {
                let Some(from) = graph.find(&dependency.value).filter(|_| told < MOST_TOLD) else { continue };
                if !seen.insert(from) {
                    let message = format!("the step waits for `{}` already", dependency.value);
                    self.report_redundant(dependency, message);
                    told += 1;
                } else if implied.contains(&(from, number)) {
                    self.report_redundant(dependency, way_round(graph, from, number));
                    told += 1;
                }
            }
        }
    }

    /// What is redundant in one step may be needed in another that an alias refers to.
    fn report_redundant(&mut self, dependency: &Spanned<String>, message: String) {
        let site = self.site(&dependency.span);
        let finding = Finding::new(Rule::RedundantDependency, site, message);
        let finding = finding.help("take it out: an environment waits for all that those before it wait for");
        self.problems.push(match self.shared.holds(&dependency.span) {
            true => finding,
            false => finding.replace_safely("take it out", site, ""),
        });
    }
}

fn way_round(graph: &Graph<'_>, from: usize, to: usize) -> String {
    let name = |node: usize| graph.nodes.get(node).map(|node| node.value.clone()).unwrap_or_default();
    let (from, to) = (name(from), name(to));
    let way = path(&graph.path(&from, &to));
    format!("`{to}` comes after `{from}` anyway: {way}")
}

fn in_order<'db>(graph: &Graph<'db>, steps: Vec<Step<'db>>) -> Vec<Step<'db>> {
    let mut steps: Vec<Option<Step<'db>>> = steps.into_iter().map(Some).collect();
    graph.in_order().into_iter().filter_map(|number| steps.get_mut(number)?.take()).collect()
}

//! Hand-written PromotionFlows. One whose steps can't be put in an order says nothing that a model could
//! hold, as in a source.

use promo_diagnostics::listed;
use promo_manifest::known::{self, FlowStep, Spanned};
use rustc_hash::FxHashSet;

use super::reader::Reader;
use crate::graph::{Dependency, Graph};
use crate::model::{Flow, Hooks, Name, Settings, Sourced, Step};
use crate::value::Action;

const ACTIONS: [(&str, Action); 3] =
    [("commit", Action::Commit), ("pr", Action::PullRequest), ("none", Action::None)];

impl<'db> Reader<'db> {
    pub(super) fn flow(&mut self, flow: &known::Flow) -> Option<Flow<'db>> {
        let trigger = self.filled(&flow.trigger_environment);
        let steps: Vec<_> = flow.steps.iter().map(|step| self.step(step)).collect();
        let steps: Option<Vec<_>> = steps.into_iter().collect();
        let trigger = trigger?;
        let steps = self.ordered(&trigger.value, steps?, &flow.steps)?;
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
        trigger: &Name,
        steps: Vec<Step<'db>>,
        written: &[FlowStep],
    ) -> Option<Vec<Step<'db>>> {
        let mut graph = Graph::default();
        let mut is_possible = true;
        for (number, (step, written)) in steps.iter().zip(written).enumerate() {
            is_possible &= self.check_environment(trigger, step, written);
            if graph.mention(&step.environment) != number {
                self.hide(&written.span, format!("`{}` has another step already", step.environment.value));
                return None;
            }
        }
        for (number, written) in written.iter().enumerate() {
            for dependency in written.depends_on.iter().filter(|name| *name.value != **trigger) {
                is_possible &= self.add_dependency(&mut graph, number, dependency);
            }
        }
        (is_possible && !self.report_cycles(&graph)).then(|| in_order(&graph, steps))
    }

    fn check_environment(&mut self, trigger: &Name, step: &Step<'db>, written: &FlowStep) -> bool {
        if step.environment.value != *trigger {
            return true;
        }
        let message = format!("`{trigger}` is the trigger environment, to which nothing is promoted");
        let place = written.environment.as_ref().map_or(&written.span, |environment| &environment.span);
        self.hide(place, message);
        false
    }

    fn add_dependency(&mut self, graph: &mut Graph<'db>, step: usize, written: &Spanned<String>) -> bool {
        let Some(from) = graph.find(&written.value) else {
            let message =
                format!("`{}` is no environment of this flow, so that this step never starts", written.value);
            self.hide(&written.span, message);
            return false;
        };
        let site = self.site(&written.span);
        if let Some(dependencies) = graph.dependencies.get_mut(step)
            && !dependencies.iter().any(|known| known.from == from)
        {
            dependencies.push(Dependency { from, place: site, arrow: site });
        }
        true
    }

    fn report_cycles(&mut self, graph: &Graph<'db>) -> bool {
        let cycles = graph.cycles();
        for cycle in &cycles {
            let members: Vec<&Sourced<'db, Name>> =
                cycle.iter().filter_map(|node| graph.nodes.get(*node)).collect();
            let Some(first) = members.first() else { continue };
            let names: Vec<&Name> = members.iter().map(|member| &member.value).collect();
            let message = match names.as_slice() {
                [name] => format!("`{name}` waits for itself, so that it never starts"),
                names => {
                    format!("{} wait for each other, so that none of them starts", listed(names, "and"))
                }
            };
            self.hide_at(first.place, message);
        }
        !cycles.is_empty()
    }
}

fn in_order<'db>(graph: &Graph<'db>, steps: Vec<Step<'db>>) -> Vec<Step<'db>> {
    let mut steps: Vec<Option<Step<'db>>> = steps.into_iter().map(Some).collect();
    graph.in_order().into_iter().filter_map(|number| steps.get_mut(number)?.take()).collect()
}

//! The contexts that the hooks of a flow export: which of them a later hook receives for certain, and which it may
//! receive. The rules ask before anything runs; a release that is told knows besides which hooks have run.

use std::cell::OnceCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::{Given, facts_of};
use super::position::Position;
use super::received::HandedOn;
use super::step_order::StepOrder;
use crate::database::Db;
use crate::model::{Flow, Hooks, Name, Sourced};

/// How many keys are listed of those that a hook receives and, as far as is known, doesn't ask for: so that what is
/// told of many hooks with many keys has an end.
const MOST_UNASKED: usize = 50;

/// How many keys are looked at for that, since many hooks may export the same ones.
const MOST_LOOKED_AT: usize = 1_000;

/// A hook of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HookPlace {
    /// The number of the step; none for a hook of the release.
    pub step: Option<usize>,
    /// At which event it runs.
    pub position: Position,
}

/// The hooks of a flow in the order in which they may run.
pub fn hooks_of<'a, 'db>(flow: &'a Flow<'db>) -> impl Iterator<Item = (HookPlace, &'a Sourced<'db, Name>)> {
    let of_steps = flow.steps.iter().enumerate().flat_map(|(step, all)| hooks_at(Some(step), &all.hooks));
    let (start, end): (Vec<_>, Vec<_>) =
        hooks_at(None, &flow.hooks).partition(|(hook, _)| hook.position == Position::Start);
    start.into_iter().chain(of_steps).chain(end)
}

fn hooks_at<'a, 'db>(
    step: Option<usize>,
    hooks: &'a Hooks<'db>,
) -> impl Iterator<Item = (HookPlace, &'a Sourced<'db, Name>)> {
    let all =
        [(Position::Start, &hooks.start), (Position::Success, &hooks.success), (Position::Fail, &hooks.fail)];
    all.into_iter().filter_map(move |(position, hook)| Some((HookPlace { step, position }, hook.as_ref()?)))
}

/// When a hook runs that exports a context, as seen from another one.
#[derive(Clone, Copy, PartialEq)]
enum Timing {
    /// It has always succeeded by then.
    Before,
    /// By then it has run if it ever does.
    BeforeIfAtAll,
    /// It runs side by side with it, so that it may be over by then.
    Beside,
    /// It runs afterwards, or where one of the two runs the other doesn't.
    Never,
}

/// Whether a hook receives something.
#[derive(Clone, Copy, PartialEq)]
enum Chance {
    Certain,
    Possible,
    None,
}

/// A hook that exports something, or may.
struct Exporter<'a, 'db> {
    hook: HookPlace,
    workflow: &'a Sourced<'db, Name>,
    exports: &'db Given,
}

/// The contexts of a flow.
pub struct Contexts<'a, 'db> {
    flow: &'a Flow<'db>,
    /// In the order in which they may run.
    exporters: Vec<Exporter<'a, 'db>>,
    /// Their numbers.
    all: Vec<usize>,
    /// For each key, the numbers of those that export it.
    by_key: FxHashMap<&'db str, Vec<usize>>,
    /// The numbers of those that may export more than is known.
    unknown: Vec<usize>,
    order: OnceCell<StepOrder>,
}

impl<'a, 'db> Contexts<'a, 'db> {
    /// What the hooks of a flow are meant to export: that one doesn't is told where it stands, and not where another
    /// one asks for it.
    pub fn of(db: &'db dyn Db, flow: &'a Flow<'db>) -> Self {
        Contexts::of_hooks(db, flow, hooks_of(flow))
    }

    /// What the hooks of a flow export in a release.
    pub fn in_release(db: &'db dyn Db, flow: &'a Flow<'db>) -> Self {
        let exporting = hooks_of(flow).filter(|(_, workflow)| !facts_of(db, &workflow.value).keeps_context);
        Contexts::of_hooks(db, flow, exporting)
    }

    fn of_hooks(
        db: &'db dyn Db,
        flow: &'a Flow<'db>,
        hooks: impl Iterator<Item = (HookPlace, &'a Sourced<'db, Name>)>,
    ) -> Self {
        let all = hooks.map(|(hook, workflow)| Exporter {
            hook,
            workflow,
            exports: &facts_of(db, &workflow.value).exports,
        });
        let exporters: Vec<_> = all.filter(|exporter| *exporter.exports != Given::NOTHING).collect();
        let mut by_key: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        let mut unknown = Vec::new();
        for (number, Exporter { exports, .. }) in exporters.iter().enumerate() {
            exports.names.iter().for_each(|key| by_key.entry(key).or_default().push(number));
            unknown.extend(exports.may_have_others.then_some(number));
        }
        let all = (0..exporters.len()).collect();
        Contexts { flow, exporters, all, by_key, unknown, order: OnceCell::new() }
    }

    /// The hooks that export a key, with the workflows that run there.
    pub fn exporting(&self, key: &str) -> impl Iterator<Item = (HookPlace, &'a Sourced<'db, Name>)> {
        let exporters = self.by_key.get(key).map(Vec::as_slice).unwrap_or_default();
        self.numbered(exporters).map(|exporter| (exporter.hook, exporter.workflow))
    }

    /// What the hooks before one export to it: all that it asks for, and besides at most so many of the newest keys.
    /// Which hooks have exported theirs by then may be known.
    pub fn before(
        &self,
        db: &'db dyn Db,
        hook: HookPlace,
        workflow: &str,
        exported: Option<&FxHashSet<HookPlace>>,
    ) -> HandedOn {
        let before = Before { contexts: self, hook, exported };
        let mut contexts = HandedOn::default().or_others(before.may_receive_of(&self.unknown));
        before.newest().into_iter().rev().for_each(|(key, by)| contexts.add_one(key, by));
        for input in facts_of(db, workflow).inputs.iter().flatten() {
            before.add(&input.value.name, &mut contexts);
        }
        contexts
    }

    fn numbered<'s>(&'s self, numbers: &'s [usize]) -> impl Iterator<Item = &'s Exporter<'a, 'db>> {
        numbers.iter().filter_map(|number| self.exporters.get(*number))
    }

    /// The place of an exporter in the order of the flow: that of its step.
    fn rank(&self, exporter: usize) -> usize {
        match self.exporters.get(exporter).map(|exporter| exporter.hook) {
            Some(HookPlace { step: Some(step), .. }) => step + 1,
            Some(HookPlace { step: None, position: Position::Start }) => 0,
            _ => usize::MAX,
        }
    }

    fn timing(&self, exporter: HookPlace, hook: HookPlace) -> Timing {
        use Position::{Fail, Start, Success};
        match (exporter.step, hook.step) {
            // Nothing runs before the first hook of the release, and nothing after its last ones.
            (_, None) if hook.position == Start => Timing::Never,
            (None, _) if exporter.position != Start => Timing::Never,
            // It may have been this hook that failed.
            (None, None) if hook.position == Fail => Timing::BeforeIfAtAll,
            (None, _) => Timing::Before,
            (Some(_), None) if hook.position == Fail => Timing::BeforeIfAtAll,
            // Nothing has failed.
            (Some(_), None) if exporter.position == Fail => Timing::Never,
            (Some(_), None) => Timing::Before,
            (Some(own), Some(step)) if own == step => match (exporter.position, hook.position) {
                (Start, Success) => Timing::Before,
                (Start, Fail) => Timing::BeforeIfAtAll,
                _ => Timing::Never,
            },
            (Some(other), Some(step)) if self.order().is_before(other, step) => match exporter.position {
                // A step starts when all that it depends on has succeeded.
                Start | Success => Timing::Before,
                _ => Timing::Never,
            },
            (Some(other), Some(step)) if self.order().is_before(step, other) => Timing::Never,
            (Some(_), Some(_)) => Timing::Beside,
        }
    }

    fn order(&self) -> &StepOrder {
        self.order.get_or_init(|| StepOrder::of(self.flow, |step| !step.hooks.is_empty()))
    }
}

/// What is before one hook.
struct Before<'s, 'a, 'db> {
    contexts: &'s Contexts<'a, 'db>,
    hook: HookPlace,
    exported: Option<&'s FxHashSet<HookPlace>>,
}

impl<'s, 'a, 'db> Before<'s, 'a, 'db> {
    fn chance(&self, exporter: &Exporter<'a, 'db>) -> Chance {
        match (self.contexts.timing(exporter.hook, self.hook), self.exported) {
            (Timing::Before, _) => Chance::Certain,
            (Timing::BeforeIfAtAll, Some(exported)) if exported.contains(&exporter.hook) => Chance::Certain,
            (Timing::BeforeIfAtAll, None) | (Timing::Beside, _) => Chance::Possible,
            (Timing::BeforeIfAtAll, Some(_)) | (Timing::Never, _) => Chance::None,
        }
    }

    /// Of some exporters in order, those that may be certain, the newest first: what stands between the hook's own
    /// step and the last that is over by then runs side by side with it.
    fn candidates(&self, exporters: &'s [usize]) -> impl Iterator<Item = &'s Exporter<'a, 'db>> {
        let up_to = |rank: usize| exporters.partition_point(|number| self.contexts.rank(*number) <= rank);
        let (own, before) = match self.hook.step {
            None => (0..0, exporters.len()),
            Some(step) => {
                let last = self.contexts.order().last_before(step);
                (up_to(step)..up_to(step + 1), up_to(last.map_or(0, |last| last + 1)))
            }
        };
        let lists = [exporters.get(own), exporters.get(..before)];
        let numbers = lists.into_iter().flatten().flat_map(|list| list.iter().rev());
        numbers.filter_map(|number| self.contexts.exporters.get(*number))
    }

    fn certain(&self, exporters: &'s [usize]) -> impl Iterator<Item = &'s Exporter<'a, 'db>> {
        self.candidates(exporters).filter(|exporter| self.chance(exporter) == Chance::Certain)
    }

    /// The newest keys that it receives for certain, each with the workflow that exports it, the newest first.
    fn newest(&self) -> Vec<(&'db Name, &'a Name)> {
        let keys = self.certain(&self.contexts.all).flat_map(|exporter| {
            exporter.exports.names.iter().rev().map(|key| (key, &exporter.workflow.value))
        });
        let mut seen = FxHashSet::default();
        let new = keys.take(MOST_LOOKED_AT).filter(|(key, _)| seen.insert(*key));
        new.take(MOST_UNASKED).collect()
    }

    /// Adds a key, if it is exported to the hook or may be. The newest wins.
    fn add(&self, key: &Name, contexts: &mut HandedOn) {
        let Some(exporters) = self.contexts.by_key.get(&**key).filter(|_| !contexts.has(key)) else { return };
        if let Some(newest) = self.certain(exporters).next() {
            contexts.add_one(key, &newest.workflow.value);
        } else if self.may_receive_of(exporters) {
            contexts.add_possible(key);
        }
    }

    fn may_receive_of(&self, exporters: &'s [usize]) -> bool {
        self.contexts.numbered(exporters).any(|exporter| self.chance(exporter) != Chance::None)
    }
}

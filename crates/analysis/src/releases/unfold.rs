//! What happens in a release, environment after environment. What runs side by side is told in waves: an environment is
//! in the first one after all that it depends on.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::database::Db;
use crate::knowledge::{ApplicationFact, applications_of, has_applications, is_absent};
use crate::model::{Flow, Name, Step};
use crate::names::{NameKey, Namespace};
use crate::policies::{Decision, Effective, effective, trigger_post};
use crate::value::Action;
use crate::workflows::{
    Contexts, HandedOn, HookPlace, Parameter, Position, Source, facts_of, hooks_of, received,
};

/// A release from its start to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// What runs before the first environment.
    pub before: Vec<Run>,
    /// The environments that run side by side, wave after wave; the trigger environment is the first.
    pub waves: Vec<Vec<Environment>>,
    /// What runs after the last.
    pub after: Vec<Run>,
    /// Whether everything succeeds.
    pub succeeds: bool,
}

/// What happens in an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Its name.
    pub name: Name,
    /// How it ends.
    pub state: EnvironmentState,
    /// What happens, in order.
    pub runs: Vec<Run>,
    /// The Applications of the product in it, as far as they are known.
    pub applications: Vec<Name>,
    /// Why it fails or is skipped, if so.
    pub reason: Option<String>,
}

/// How an environment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EnvironmentState {
    /// Everything in it succeeds.
    Succeeded,
    /// Something in it fails.
    Failed,
    /// It is never started, since something that it depends on does not succeed.
    Skipped,
}

/// Something that happens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Run {
    /// When.
    pub phase: Phase,
    /// The workflow that runs, if it is one.
    pub workflow: Option<Name>,
    /// The action, if it is one and it is known.
    pub action: Option<Action>,
    /// What the workflow receives.
    pub parameters: Vec<Parameter>,
    /// Why it fails, if it does.
    pub failure: Option<String>,
}

/// When something happens in an environment or a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The hook at the start.
    OnStart,
    /// The workflow before the action.
    Pre,
    /// The action.
    Action,
    /// Argo CD brings the Application to what the repository says.
    Sync,
    /// The workflow after the action.
    Post,
    /// The hook after success.
    OnSuccess,
    /// The hook after failure.
    OnFail,
}

impl Phase {
    /// Whether a hook runs then.
    pub fn is_hook(self) -> bool {
        matches!(self, Phase::OnStart | Phase::OnSuccess | Phase::OnFail)
    }
}

/// Why something fails where nothing is wrong.
const AS_ASKED: &str = "as asked";

/// The release of a product by a flow. Some environments fail in it, whatever is set: when they are synced.
pub fn unfold<'db>(db: &'db dyn Db, product: &Name, flow: &Flow<'db>, failing: &[&str]) -> Release {
    let unfolding = Unfolding {
        db,
        product,
        flow,
        failing: failing.iter().copied().collect(),
        hooks: hooks_of(flow).map(|(hook, workflow)| (hook, &workflow.value)).collect(),
        contexts: Contexts::in_release(db, flow),
        exported: FxHashSet::default(),
        states: FxHashMap::default(),
    };
    unfolding.run()
}

struct Unfolding<'a, 'db> {
    db: &'db dyn Db,
    product: &'a Name,
    flow: &'a Flow<'db>,
    failing: FxHashSet<&'a str>,
    hooks: FxHashMap<HookPlace, &'a Name>,
    contexts: Contexts<'a, 'db>,
    /// The hooks that have succeeded so far, and so have exported their contexts.
    exported: FxHashSet<HookPlace>,
    states: FxHashMap<&'a str, EnvironmentState>,
}

impl<'a, 'db> Unfolding<'a, 'db> {
    fn run(mut self) -> Release {
        let mut before = Course::default();
        self.hook(&mut before, Phase::OnStart, None);
        let waves = match before.failure {
            None => self.waves(),
            Some(_) => self.nothing(),
        };
        let mut after = Course::default();
        // Whatever does not succeed has a reason.
        after.fail_if(waves.iter().flatten().find_map(|environment| environment.reason.clone()));
        self.last_hooks(&mut after, None);
        let succeeds = after.failure.is_none();
        Release { before: before.runs, waves, after: after.runs, succeeds }
    }

    fn waves(&mut self) -> Vec<Vec<Environment>> {
        let mut waves = vec![vec![self.trigger()]];
        for wave in waves_of(self.flow) {
            waves.push(wave.into_iter().map(|(number, step)| self.environment(number, step)).collect());
        }
        waves
    }

    /// Every environment of a release that fails before the first one.
    fn nothing(&self) -> Vec<Vec<Environment>> {
        let reason = "the release fails before it";
        let trigger = vec![vec![self.skipped(&self.flow.trigger.value, reason.to_owned())]];
        let waves = waves_of(self.flow).into_iter().map(|wave| {
            let environments = wave.into_iter().map(|(_, step)| &step.environment.value);
            environments.map(|name| self.skipped(name, reason.to_owned())).collect()
        });
        trigger.into_iter().chain(waves).collect()
    }

    fn skipped(&self, name: &Name, reason: String) -> Environment {
        Environment {
            name: name.clone(),
            state: EnvironmentState::Skipped,
            runs: Vec::new(),
            applications: self.applications(name),
            reason: Some(reason),
        }
    }

    /// In the trigger environment the change is there already: nothing is promoted, and no hook runs.
    fn trigger(&mut self) -> Environment {
        let name = &self.flow.trigger.value;
        let mut course = Course::default();
        course.fail_if(self.lacks_application(name));
        course.run(Some(self.sync(name)));
        let post = trigger_post(self.db, self.product, self.flow).winner;
        let post = post
            .map(|post| self.workflow(Phase::Post, post.value, Position::PostTrigger, &HandedOn::default()));
        course.run(post);
        self.ended(name, course)
    }

    fn environment(&mut self, number: usize, step: &'a Step<'db>) -> Environment {
        let name = &step.environment.value;
        if let Some(reason) = step.depends_on.iter().find_map(|other| self.obstacle(&other.value)) {
            self.states.insert(name, EnvironmentState::Skipped);
            return self.skipped(name, reason);
        }
        let mut course = Course::default();
        self.hook(&mut course, Phase::OnStart, Some(number));
        self.promote(name, &effective(self.db, self.product, self.flow, step), &mut course);
        self.last_hooks(&mut course, Some(number));
        self.ended(name, course)
    }

    /// Why what depends on an environment isn't started, if so.
    fn obstacle(&self, name: &Name) -> Option<String> {
        match self.states.get(&**name)? {
            EnvironmentState::Succeeded => None,
            EnvironmentState::Failed => Some(format!("`{name}` fails")),
            EnvironmentState::Skipped => Some(format!("`{name}` is skipped")),
        }
    }

    /// What happens for each Application.
    fn promote(&self, name: &Name, settings: &Effective<'db>, course: &mut Course) {
        course.fail_if(self.lacks_application(name));
        course.fail_if(unable(settings));
        let pre = settings.pre.winner.as_ref().map(|pre| &pre.value);
        course
            .run(pre.map(|pre| self.workflow(Phase::Pre, pre.clone(), Position::Pre, &HandedOn::default())));
        let action = settings.action.winner.as_ref().map(|action| action.value);
        course.run(Some(Run { action, ..Run::new(Phase::Action) }));
        course.run(Some(self.sync(name)));
        let post = settings.post.winner.as_ref().map(|post| &post.value);
        course.run(post.map(|post| {
            let position = action.map_or(Position::PostAny, Position::Post);
            self.workflow(Phase::Post, post.clone(), position, &self.outputs(&settings.pre))
        }));
    }

    /// What the workflow before the action hands on.
    fn outputs(&self, pre: &Decision<'db, Name>) -> HandedOn {
        let mut outputs = HandedOn::default().or_others(pre.is_uncertain);
        if let Some(pre) = &pre.winner {
            outputs.add(&facts_of(self.db, &pre.value).outputs, &pre.value);
        }
        outputs
    }

    fn ended(&mut self, name: &'a Name, course: Course) -> Environment {
        let state = match course.failure {
            Some(_) => EnvironmentState::Failed,
            None => EnvironmentState::Succeeded,
        };
        self.states.insert(name, state);
        let applications = self.applications(name);
        Environment { name: name.clone(), state, runs: course.runs, applications, reason: course.failure }
    }

    fn sync(&self, name: &Name) -> Run {
        let failure = self.failing.contains(&**name).then(|| AS_ASKED.to_owned());
        Run { failure, ..Run::new(Phase::Sync) }
    }

    /// Why there is nothing to promote to, if so. Where no Application is known at all, they are elsewhere.
    fn lacks_application(&self, name: &Name) -> Option<String> {
        let key = |namespace, name: &Name| NameKey::new(self.db, namespace, &**name);
        let (product, environment) =
            (key(Namespace::Products, self.product), key(Namespace::Constants, name));
        let is_missing = has_applications(self.db) && is_absent(self.db, product, environment);
        is_missing.then(|| format!("no Application of `{}` is in it", self.product))
    }

    fn applications(&self, environment: &Name) -> Vec<Name> {
        let here = self.all_applications().iter().filter(|fact| fact.environments.contains(environment));
        here.map(|fact| fact.name.clone()).collect()
    }

    fn all_applications(&self) -> &'db [ApplicationFact<'db>] {
        applications_of(self.db, NameKey::new(self.db, Namespace::Products, &**self.product))
    }

    /// The hook after success, if there is success; then the one after failure, unless there still is.
    fn last_hooks(&mut self, course: &mut Course, step: Option<usize>) {
        self.hook(course, Phase::OnSuccess, step);
        if let Some(failure) = course.failure.take() {
            self.hook(course, Phase::OnFail, step);
            course.failure = Some(failure);
        }
    }

    /// A hook of a step or of the release, unless something failed before.
    fn hook(&mut self, course: &mut Course, phase: Phase, step: Option<usize>) {
        let position = match phase {
            Phase::OnStart => Position::Start,
            Phase::OnFail => Position::Fail,
            _ => Position::Success,
        };
        let hook = HookPlace { step, position };
        let Some(workflow) = self.hooks.get(&hook).copied().filter(|_| course.failure.is_none()) else {
            return;
        };
        let contexts = self.contexts.before(self.db, hook, workflow, Some(&self.exported));
        let run = self.workflow(phase, workflow.clone(), position, &contexts);
        if run.failure.is_none() {
            self.exported.insert(hook);
        }
        course.run(Some(run));
    }

    fn workflow(&self, phase: Phase, name: Name, position: Position, handed_on: &HandedOn) -> Run {
        let parameters = received(self.db, &name, position, handed_on);
        let missing = parameters.iter().filter(|parameter| parameter.source == Source::Missing);
        let missing: Vec<String> = missing.map(|parameter| format!("`{}`", parameter.name)).collect();
        let failure = (!missing.is_empty())
            .then(|| format!("`{name}` requires {}, and nobody passes it", missing.join(", ")));
        Run { workflow: Some(name), parameters, failure, ..Run::new(phase) }
    }
}

/// Why nothing can be promoted by some settings, if so.
fn unable(settings: &Effective<'_>) -> Option<String> {
    if settings.action.is_missing() {
        return Some("nothing sets an action".to_owned());
    }
    let is_idle = settings.action.is(&Action::None) && settings.pre.is_missing();
    is_idle.then(|| "the action is `none`, and no workflow before it makes the change".to_owned())
}

/// What happens one after the other, until something fails.
#[derive(Default)]
struct Course {
    runs: Vec<Run>,
    failure: Option<String>,
}

impl Course {
    /// Something happens, unless something failed before.
    fn run(&mut self, run: Option<Run>) {
        if self.failure.is_none()
            && let Some(run) = run
        {
            self.failure.clone_from(&run.failure);
            self.runs.push(run);
        }
    }

    /// Here it fails, if there is a reason and nothing failed before.
    fn fail_if(&mut self, reason: Option<String>) {
        if self.failure.is_none() {
            self.failure = reason;
        }
    }
}

impl Run {
    fn new(phase: Phase) -> Self {
        Run { phase, workflow: None, action: None, parameters: Vec::new(), failure: None }
    }
}

/// The steps of a flow, with their numbers, that can run side by side, each in the first wave after all that it
/// depends on.
fn waves_of<'a, 'db>(flow: &'a Flow<'db>) -> Vec<Vec<(usize, &'a Step<'db>)>> {
    let mut waves: Vec<Vec<(usize, &Step<'db>)>> = Vec::new();
    let mut waves_of_steps: FxHashMap<&str, usize> = FxHashMap::default();
    for (number, step) in flow.steps.iter().enumerate() {
        let before = step.depends_on.iter().filter_map(|name| waves_of_steps.get(&*name.value));
        let own = before.max().map_or(0, |last| last + 1);
        waves_of_steps.insert(&step.environment.value, own);
        if waves.len() <= own {
            waves.resize_with(own + 1, Vec::new);
        }
        if let Some(wave) = waves.get_mut(own) {
            wave.push((number, step));
        }
    }
    waves
}

//! What happens in a release, environment after environment. What runs side by side is told in waves: an environment is
//! in the first one after all that it depends on.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::database::Db;
use crate::knowledge::{ApplicationFact, applications_of, has_applications, is_absent};
use crate::model::{Flow, Hooks, Name, Sourced, Step};
use crate::names::{NameKey, Namespace};
use crate::policies::{Decision, Effective, effective, trigger_post};
use crate::value::Action;
use crate::workflows::{HandedOn, Parameter, Position, Source, facts_of, received};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvironmentState {
    /// Everything in it succeeds.
    Succeeded,
    /// Something in it fails.
    Failed,
    /// It is never started, since something that it depends on does not succeed.
    Skipped,
}

/// Something that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        contexts: HandedOn::default(),
        states: FxHashMap::default(),
    };
    unfolding.run()
}

struct Unfolding<'a, 'db> {
    db: &'db dyn Db,
    product: &'a Name,
    flow: &'a Flow<'db>,
    failing: FxHashSet<&'a str>,
    /// What the hooks so far have exported.
    contexts: HandedOn,
    states: FxHashMap<&'a str, EnvironmentState>,
}

impl<'a, 'db> Unfolding<'a, 'db> {
    fn run(mut self) -> Release {
        let mut before = Course::default();
        before.run(self.hook(Phase::OnStart, &self.flow.hooks, &self.contexts));
        export(self.db, &mut self.contexts, &before.runs);
        let waves = match before.failure {
            None => self.waves(),
            Some(_) => self.nothing(),
        };
        let mut after = Course::default();
        // Whatever does not succeed has a reason.
        after.fail_if(waves.iter().flatten().find_map(|environment| environment.reason.clone()));
        after.run(self.hook(Phase::OnSuccess, &self.flow.hooks, &self.contexts));
        let succeeds = after.failure.is_none();
        if !succeeds {
            after.runs.extend(self.hook(Phase::OnFail, &self.flow.hooks, &self.contexts));
        }
        Release { before: before.runs, waves, after: after.runs, succeeds }
    }

    fn waves(&mut self) -> Vec<Vec<Environment>> {
        let mut waves = vec![vec![self.trigger()]];
        for wave in waves_of(self.flow) {
            let environments: Vec<Environment> = wave.iter().map(|step| self.environment(step)).collect();
            // What runs side by side doesn't see what the others export.
            for environment in &environments {
                export(self.db, &mut self.contexts, &environment.runs);
            }
            waves.push(environments);
        }
        waves
    }

    /// Every environment of a release that fails before the first one.
    fn nothing(&self) -> Vec<Vec<Environment>> {
        let reason = "the release fails before it";
        let trigger = vec![vec![self.skipped(&self.flow.trigger, reason.to_owned())]];
        let waves = waves_of(self.flow).into_iter().map(|wave| {
            let environments = wave.into_iter().map(|step| &step.environment.value);
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
        let name = &self.flow.trigger;
        let mut course = Course::default();
        course.fail_if(self.lacks_application(name));
        course.run(Some(self.sync(name)));
        let post = trigger_post(self.db, self.product, self.flow).winner;
        let post = post
            .map(|post| self.workflow(Phase::Post, post.value, Position::PostTrigger, &HandedOn::default()));
        course.run(post);
        self.ended(name, course)
    }

    fn environment(&mut self, step: &'a Step<'db>) -> Environment {
        let name = &step.environment.value;
        if let Some(reason) = step.depends_on.iter().find_map(|other| self.obstacle(other)) {
            self.states.insert(name, EnvironmentState::Skipped);
            return self.skipped(name, reason);
        }
        let mut course = Course::default();
        course.run(self.hook(Phase::OnStart, &step.hooks, &self.contexts));
        // The other hooks of the environment see what its first one exports.
        let mut contexts = self.contexts.clone();
        export(self.db, &mut contexts, &course.runs);
        self.promote(name, &effective(self.db, self.product, self.flow, step), &mut course);
        course.run(self.hook(Phase::OnSuccess, &step.hooks, &contexts));
        if course.failure.is_some() {
            course.runs.extend(self.hook(Phase::OnFail, &step.hooks, &contexts));
        }
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

    fn hook(&self, phase: Phase, hooks: &Hooks<'db>, contexts: &HandedOn) -> Option<Run> {
        let (hook, position): (&Option<Sourced<'db, Name>>, Position) = match phase {
            Phase::OnStart => (&hooks.start, Position::Start),
            Phase::OnFail => (&hooks.fail, Position::Fail),
            _ => (&hooks.success, Position::Success),
        };
        hook.as_ref().map(|hook| self.workflow(phase, hook.value.clone(), position, contexts))
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

/// Adds what the hooks among some runs export.
fn export(db: &dyn Db, contexts: &mut HandedOn, runs: &[Run]) {
    let succeeding = runs.iter().filter(|run| run.phase.is_hook() && run.failure.is_none());
    for workflow in succeeding.filter_map(|run| run.workflow.as_ref()) {
        contexts.add(&facts_of(db, workflow).exports, workflow);
    }
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

/// The steps of a flow that can run side by side, each in the first wave after all that it depends on.
fn waves_of<'a, 'db>(flow: &'a Flow<'db>) -> Vec<Vec<&'a Step<'db>>> {
    let mut waves: Vec<Vec<&Step<'db>>> = Vec::new();
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    for step in &flow.steps {
        let before = step.depends_on.iter().filter_map(|name| numbers.get(&**name));
        let number = before.max().map_or(0, |last| last + 1);
        numbers.insert(&step.environment.value, number);
        if waves.len() <= number {
            waves.resize_with(number + 1, Vec::new);
        }
        if let Some(wave) = waves.get_mut(number) {
            wave.push(step);
        }
    }
    waves
}

//! How the policies fare in each flow: which of them match anywhere in it, which decide something there, and which
//! can't be told apart. One flow at a time, so that a change is worked out again only where it counts; and once for
//! all products that no policy names, so that many of them cost no more than one.

use rustc_hash::{FxHashMap, FxHashSet};

use super::evaluation::{Evaluation, evaluate_flow};
use super::flows::{defined, flow_named, product_named};
use super::index::{are_all_certain, environment_facts, has_unknown, named_product};
use super::merge::{Candidate, Effective, Origin, effective_for};
use crate::database::Db;
use crate::model::{Flow, Name, Step};
use crate::names::{NameKey, Namespace};
use crate::site::Site;
use crate::workflows::Position;

/// How policies fare in a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct Standing<'db> {
    /// The policies that decide a field in some environment, by name.
    pub deciding: FxHashSet<Name>,
    /// What decides where a policy that sets a field does not: by policy, the first such place.
    pub overriding: FxHashMap<Name, Overriding<'db>>,
    /// Policies that set one field differently at the same priority, and nothing better does: by policy, for each
    /// other one the first such place.
    pub ties: FxHashMap<Name, Vec<Tie<'db>>>,
    tied: FxHashSet<(Name, Name)>,
    /// By policy, the runs of its `post` that differ in what the workflow receives. Where a policy of which not
    /// everything is known may decide instead, or policies of one priority disagree, there are none.
    pub post_runs: FxHashMap<Name, Vec<PostRun<'db>>>,
    /// Where a policy leaves the change to a workflow and there is none, for certain, so that no other policy may
    /// decide either of the two: by policy, in the order of the flow.
    pub idle: FxHashMap<Name, Vec<Idle<'db>>>,
    /// Whether nothing sets the action of some environment into which it is promoted.
    pub lacks_action: bool,
    /// Whether all that could match is known.
    pub is_certain: bool,
}

/// A setting of a policy that another setting overrides.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Overriding<'db> {
    /// The environment.
    pub environment: Name,
    /// What decides there.
    pub by: Origin<'db>,
    /// Where that is written.
    pub site: Site<'db>,
}

/// A run of the workflow that a policy names after the action.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct PostRun<'db> {
    /// The first environment in which it is so.
    pub environment: Name,
    /// After what it runs.
    pub position: Position,
    /// The workflow before the action, if there is one.
    pub pre: Option<Name>,
    /// Where the action is set.
    pub action: Option<Site<'db>>,
}

/// An environment of a flow where nobody makes the change.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Idle<'db> {
    /// The flow.
    pub flow: Name,
    /// The environment.
    pub environment: Name,
    /// Where the flow mentions it.
    pub site: Site<'db>,
}

/// Two policies of equal priority that set one field differently in one environment.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Tie<'db> {
    /// The field: `pre`, `action` or `post`.
    pub field: &'static str,
    /// The environment.
    pub environment: Name,
    /// The two policies, by name, each with what it sets and where.
    pub policies: [(Name, String, Site<'db>); 2],
}

/// How policies fare in a flow, for a product that some policy names, or for all that none names.
#[salsa::tracked(returns(ref))]
fn standing_in<'db>(db: &'db dyn Db, flow: NameKey<'db>, product: Option<NameKey<'db>>) -> Standing<'db> {
    let Some(flow) = flow_named(db, flow.text(db)) else { return Standing::default() };
    let is_certain = are_places_known(db, flow) && !has_unknown(db, product);
    let mut standing = Standing { is_certain, ..Standing::default() };
    let are_policies_known = are_all_certain(db, product);
    // The trigger environment comes first, and is no step.
    let steps = std::iter::once(None).chain(flow.steps.iter().map(Some));
    for (settings, step) in evaluate_flow(db, flow, product.map(|product| product.text(db))).iter().zip(steps)
    {
        standing.add(settings);
        if are_policies_known {
            standing.add_post_run(settings);
        }
        if let Some(step) = step.filter(|_| settings.is_idle()) {
            standing.add_idle(flow, step, &effective_for(db, product, flow, step));
        }
    }
    standing
}

/// Whether the kinds of the environments of a flow are known.
fn are_places_known(db: &dyn Db, flow: &Flow<'_>) -> bool {
    let is_known = |environment: &Name| {
        let key = NameKey::new(db, Namespace::Constants, &**environment);
        environment_facts(db, key).kind.is_some()
    };
    is_known(&flow.trigger.value) && flow.steps.iter().all(|step| is_known(&step.environment.value))
}

/// Where nothing is known.
#[salsa::tracked(returns(ref))]
fn unknown_standing(_db: &dyn Db) -> Standing<'_> {
    Standing::default()
}

/// How policies fare for a product, by flow. Of a product without a flow it isn't known yet where it will go.
pub fn standings_for<'db>(db: &'db dyn Db, product: &Name) -> Vec<&'db Standing<'db>> {
    let courses = courses_of(db, product);
    match courses.is_empty() {
        true => vec![unknown_standing(db)],
        false => courses.into_iter().map(|(flow, product)| standing_in(db, flow, product)).collect(),
    }
}

/// A flow with a product that some policy names, or with all that none names.
type Course<'db> = (NameKey<'db>, Option<NameKey<'db>>);

/// The flows of a product.
fn courses_of<'db>(db: &'db dyn Db, product: &Name) -> Vec<Course<'db>> {
    let flows = product_named(db, product).into_iter().flat_map(|product| &product.flows);
    let named = named_product(db, product);
    flows.map(|choice| (NameKey::new(db, Namespace::Flows, &*choice.flow.value), named)).collect()
}

/// The flows of all products, each once for all products that policies treat alike, with the first of them by name.
/// A product without a flow has none.
#[salsa::tracked(returns(deref))]
fn all_courses(db: &dyn Db) -> Box<[(Name, Option<Course<'_>>)]> {
    let mut products: Vec<Name> = defined(db, Namespace::Products).map(|(name, _)| name.into()).collect();
    products.sort_unstable();
    let mut seen: FxHashSet<Option<Course<'_>>> = FxHashSet::default();
    let mut all = Vec::new();
    for product in products {
        let courses = courses_of(db, &product);
        let none = courses.is_empty().then_some(None);
        let new = courses.into_iter().map(Some).chain(none).filter(|course| seen.insert(*course));
        all.extend(new.map(|course| (product.clone(), course)));
    }
    all.into()
}

/// How policies fare for all products, each with the first product of which it holds.
pub(crate) fn all_standings<'db>(db: &'db dyn Db) -> impl Iterator<Item = (&'db Name, &'db Standing<'db>)> {
    all_courses(db).iter().map(|(example, course)| match course {
        Some((flow, product)) => (example, standing_in(db, *flow, *product)),
        None => (example, unknown_standing(db)),
    })
}

impl<'db> Standing<'db> {
    fn add(&mut self, settings: &Evaluation<'db>) {
        self.lacks_action |= !settings.is_trigger && settings.action.is_empty();
        self.add_field("pre", &settings.environment, &settings.pre, |name| name.to_string());
        self.add_field("action", &settings.environment, &settings.action, |action| action.name().to_owned());
        self.add_field("post", &settings.environment, &settings.post, |name| name.to_string());
    }

    fn add_field<T: PartialEq>(
        &mut self,
        field: &'static str,
        environment: &Name,
        candidates: &[Candidate<'db, T>],
        text: impl Fn(&T) -> String,
    ) {
        let Some((winner, others)) = candidates.split_first() else { return };
        let best = match &winner.origin {
            Origin::Policy { name, priority, .. } => {
                self.deciding.insert(name.clone());
                Some((name, *priority))
            }
            Origin::Step | Origin::Default => None,
        };
        for other in others {
            let Origin::Policy { name, priority, .. } = &other.origin else { continue };
            match best.filter(|(_, best)| best == priority) {
                Some((first, _)) => {
                    // Which of the two decides is not documented.
                    self.deciding.insert(name.clone());
                    if other.value != winner.value {
                        let mut policies = [
                            (first.clone(), text(&winner.value), winner.site),
                            (name.clone(), text(&other.value), other.site),
                        ];
                        policies.sort_by(|left, right| left.0.cmp(&right.0));
                        self.add_tie(Tie { field, environment: environment.clone(), policies });
                    }
                }
                None => self.add_overriding(name, environment, winner),
            }
        }
    }

    fn add_post_run(&mut self, settings: &Evaluation<'db>) {
        let Some(Candidate { origin: Origin::Policy { name, .. }, .. }) = settings.post.first() else {
            return;
        };
        if !settings.undecided().is_empty() {
            return;
        }
        let action = settings.action.first();
        let run = PostRun {
            environment: settings.environment.clone(),
            position: match action {
                _ if settings.is_trigger => Position::PostTrigger,
                Some(action) => Position::Post(action.value),
                None => Position::PostAny,
            },
            pre: settings.pre.first().map(|pre| pre.value.clone()),
            action: action.map(|action| action.site),
        };
        let runs = self.post_runs.entry(name.clone()).or_default();
        if !runs.iter().any(|known| known.position == run.position && known.pre == run.pre) {
            runs.push(run);
        }
    }

    fn add_idle(&mut self, flow: &Flow<'db>, step: &Step<'db>, effective: &Effective<'db>) {
        if !effective.is_idle() {
            return;
        }
        let Some(Candidate { origin: Origin::Policy { name, .. }, .. }) = &effective.action.winner else {
            return;
        };
        self.idle.entry(name.clone()).or_default().push(Idle {
            flow: flow.metadata.name.clone(),
            environment: step.environment.value.clone(),
            site: step.environment.place,
        });
    }

    fn add_overriding<T>(&mut self, policy: &Name, environment: &Name, winner: &Candidate<'db, T>) {
        if !self.overriding.contains_key(policy) {
            let (environment, by) = (environment.clone(), winner.origin.clone());
            self.overriding.insert(policy.clone(), Overriding { environment, by, site: winner.site });
        }
    }

    /// Keeps the first tie of two policies, with both of them.
    fn add_tie(&mut self, tie: Tie<'db>) {
        let [left, right] = &tie.policies;
        if !self.tied.insert((left.0.clone(), right.0.clone())) {
            return;
        }
        for policy in [left.0.clone(), right.0.clone()] {
            self.ties.entry(policy).or_default().push(tie.clone());
        }
    }
}

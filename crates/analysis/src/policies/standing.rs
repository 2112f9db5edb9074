//! How the policies fare for each product: which of them match anywhere in its flows, which decide something there,
//! and which can't be told apart. One product at a time, so that a change is worked out again only where it counts.

use rustc_hash::{FxHashMap, FxHashSet};

use super::evaluation::{Evaluation, evaluate};
use super::flows::{flow_named, product_named};
use super::index::{are_all_certain, environment_facts, has_unknown};
use super::merge::{Candidate, Origin};
use crate::database::Db;
use crate::model::Name;
use crate::names::{NameKey, Namespace};
use crate::site::Site;
use crate::workflows::Position;

/// How policies fare for a product.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct Standing<'db> {
    /// The policies that decide a field in some environment, by name.
    pub deciding: FxHashSet<Name>,
    /// What decides where a policy that sets a field does not: the first such place of each policy.
    pub overriding: Vec<Overriding<'db>>,
    /// Pairs of policies that set one field differently at the same priority, and nothing better does.
    pub ties: Vec<Tie<'db>>,
    /// By policy, the runs of its `post` that differ in what the workflow receives. Where a policy of which not
    /// everything is known may decide instead, there are none.
    pub post_runs: FxHashMap<Name, Vec<PostRun<'db>>>,
    /// Whether nothing sets the action of some environment into which it is promoted.
    pub lacks_action: bool,
    /// Whether all that could match the product is known.
    pub is_certain: bool,
}

/// A setting of a policy that another setting overrides.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Overriding<'db> {
    /// The policy that is overridden.
    pub policy: Name,
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

/// How policies fare for a product.
#[salsa::tracked(returns(ref))]
pub fn standing_for<'db>(db: &'db dyn Db, product: NameKey<'db>) -> Standing<'db> {
    let name = product.text(db);
    let mut standing = Standing { is_certain: is_certain(db, name), ..Standing::default() };
    let are_policies_known = are_all_certain(db, name);
    for settings in evaluate(db, name).into_iter().flatten() {
        standing.add(&settings);
        if are_policies_known {
            standing.add_post_run(&settings);
        }
    }
    standing
}

/// Whether each flow of a product, the kinds of its environments, and every policy for it are known. Of a product
/// without a flow it isn't known yet where it will go.
fn is_certain(db: &dyn Db, name: &Name) -> bool {
    let Some(product) = product_named(db, name) else { return false };
    let is_known = |environment: &Name| {
        let key = NameKey::new(db, Namespace::Constants, &**environment);
        environment_facts(db, key).kind.is_some()
    };
    let are_flows_known = product.flows.iter().all(|choice| {
        flow_named(db, &choice.flow.value).is_some_and(|flow| {
            is_known(&flow.trigger) && flow.steps.iter().all(|step| is_known(&step.environment.value))
        })
    });
    are_flows_known && !product.flows.is_empty() && !has_unknown(db, name)
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
                        self.ties.push(Tie { field, environment: environment.clone(), policies });
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

    fn add_overriding<T>(&mut self, policy: &Name, environment: &Name, winner: &Candidate<'db, T>) {
        if !self.overriding.iter().any(|known| known.policy == *policy) {
            self.overriding.push(Overriding {
                policy: policy.clone(),
                environment: environment.clone(),
                by: winner.origin.clone(),
                site: winner.site,
            });
        }
    }
}

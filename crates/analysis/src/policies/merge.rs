//! The settings that hold for a product in an environment: field by field, what the step says itself, else
//! the flow's `default`, else the best policy that matches and sets the field (`domain.md`, PromotionPolicy).

use crate::database::Db;
use crate::model::{Flow, Name, Settings, Sourced, Step};
use crate::names::{Definition, NameKey, Namespace};
use crate::policies::index::{
    RankedPolicy, environment_facts, general_for, matches_environment, policy_index,
};
use crate::site::Site;
use crate::value::Action;

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub enum Origin<'db> {
    /// The step itself.
    Step,
    /// The flow's `default`.
    Default,
    /// A policy.
    Policy {
        /// Its name.
        name: Name,
        /// Where it stands.
        definition: Definition<'db>,
        /// Its priority.
        priority: i64,
    },
}

impl<'db> Origin<'db> {
    /// A policy.
    pub(super) fn of_policy(ranked: &RankedPolicy<'db>) -> Origin<'db> {
        Origin::Policy { name: ranked.name.clone(), definition: ranked.definition, priority: ranked.priority }
    }
}

/// A value with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Candidate<'db, T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub site: Site<'db>,
    /// What says it.
    pub origin: Origin<'db>,
}

/// What holds for one field.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Decision<'db, T> {
    /// The best of what sets the field.
    pub winner: Option<Candidate<'db, T>>,
    /// Whether a policy of which not everything is known could decide the field instead: one that selects by
    /// a product's tags, say.
    pub is_uncertain: bool,
}

impl<T: PartialEq> Decision<'_, T> {
    /// Whether nothing sets the field, for certain.
    pub fn is_missing(&self) -> bool {
        self.winner.is_none() && !self.is_uncertain
    }

    /// Whether the field has a value, for certain.
    pub fn is(&self, value: &T) -> bool {
        !self.is_uncertain && self.winner.as_ref().is_some_and(|winner| winner.value == *value)
    }
}

impl<T> Decision<'_, T> {
    /// The decision where there may be policies of which nothing is known.
    fn beside_unknown(self, has_unknown: bool) -> Self {
        let origin = self.winner.as_ref().map(|winner| &winner.origin);
        let is_inline = matches!(origin, Some(Origin::Step | Origin::Default));
        Decision { is_uncertain: self.is_uncertain || (has_unknown && !is_inline), ..self }
    }
}

/// The settings that hold in an environment.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Effective<'db> {
    /// The workflow before the action.
    pub pre: Decision<'db, Name>,
    /// The action.
    pub action: Decision<'db, Action>,
    /// The workflow after it.
    pub post: Decision<'db, Name>,
}

/// One field of the settings.
type Field<T> = for<'a, 'db> fn(&'a Settings<'db>) -> &'a Option<Sourced<'db, T>>;

/// The field `pre`.
pub const PRE: Field<Name> = |settings| &settings.pre;
/// The field `action`.
pub const ACTION: Field<Action> = |settings| &settings.action;
/// The field `post`.
pub const POST: Field<Name> = |settings| &settings.post;

/// The settings of a step of a flow, for a product.
pub fn effective<'db>(db: &'db dyn Db, product: &str, flow: &Flow<'db>, step: &Step<'db>) -> Effective<'db> {
    let policies = matching(db, product, &step.environment.value);
    let has_unknown = policy_index(db).has_unknown;
    Effective {
        pre: decide(flow, step, &policies, PRE).beside_unknown(has_unknown),
        action: decide(flow, step, &policies, ACTION).beside_unknown(has_unknown),
        post: decide(flow, step, &policies, POST).beside_unknown(has_unknown),
    }
}

fn decide<'db, T: Clone>(
    flow: &Flow<'db>,
    step: &Step<'db>,
    policies: &[&RankedPolicy<'db>],
    field: Field<T>,
) -> Decision<'db, T> {
    let mut is_uncertain = false;
    for (origin, settings) in sources(flow, step, policies) {
        let Some(setting) = field(settings) else { continue };
        if origin.is_certain() {
            let candidate =
                Candidate { value: setting.value.clone(), site: setting.place, origin: origin.into() };
            return Decision { winner: Some(candidate), is_uncertain };
        }
        is_uncertain = true;
    }
    Decision { winner: None, is_uncertain }
}

/// Everything that sets a field in an environment of a flow for a product: what holds, then what that
/// overrides, the best first. Policies of which it isn't known whether they match are left out.
pub fn candidates<'db, T: Clone>(
    flow: &Flow<'db>,
    step: &Step<'db>,
    policies: &[&RankedPolicy<'db>],
    field: Field<T>,
) -> Vec<Candidate<'db, T>> {
    let all = sources(flow, step, policies).filter(|(source, _)| source.is_certain());
    let set = all.filter_map(|(source, settings)| {
        let setting = field(settings).as_ref()?;
        Some(Candidate { value: setting.value.clone(), site: setting.place, origin: source.into() })
    });
    set.collect()
}

/// What can set something.
#[derive(Clone, Copy)]
enum Source<'a, 'db> {
    Step,
    Default,
    Policy(&'a RankedPolicy<'db>),
}

impl Source<'_, '_> {
    fn is_certain(self) -> bool {
        match self {
            Source::Step | Source::Default => true,
            Source::Policy(ranked) => ranked.is_certain(),
        }
    }
}

impl<'db> From<Source<'_, 'db>> for Origin<'db> {
    fn from(source: Source<'_, 'db>) -> Origin<'db> {
        match source {
            Source::Step => Origin::Step,
            Source::Default => Origin::Default,
            Source::Policy(ranked) => Origin::of_policy(ranked),
        }
    }
}

/// All that can set something in a step, the best first.
fn sources<'a, 'db>(
    flow: &'a Flow<'db>,
    step: &'a Step<'db>,
    policies: &'a [&'a RankedPolicy<'db>],
) -> impl Iterator<Item = (Source<'a, 'db>, &'a Settings<'db>)> {
    let inline = [(Source::Step, &step.settings), (Source::Default, &flow.defaults)];
    let policies = policies.iter().map(|ranked| (Source::Policy(ranked), &ranked.policy.settings));
    inline.into_iter().chain(policies)
}

/// The policies that match a product in an environment, the best first.
pub fn matching<'db>(db: &'db dyn Db, product: &str, environment: &Name) -> Vec<&'db RankedPolicy<'db>> {
    let index = policy_index(db);
    let key = NameKey::new(db, Namespace::Constants, environment.clone());
    let mut numbers: Vec<u32> = general_for(db, key).to_vec();
    let naming = index.naming(product);
    if !naming.is_empty() {
        let facts = environment_facts(db, key);
        numbers.extend(naming.iter().copied().filter(|number| {
            let ranked = index.policies.get(*number as usize);
            ranked.is_some_and(|ranked| matches_environment(&ranked.policy.selector, environment, facts))
        }));
        numbers.sort_unstable();
    }
    numbers.into_iter().filter_map(|number| index.policies.get(number as usize)).collect()
}

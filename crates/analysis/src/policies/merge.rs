//! The settings that hold for a product in an environment: field by field, what the flow says itself, the step
//! before its `default`, else the best policy that matches and sets the field (`domain.md`, PromotionPolicy).

use std::fmt;

use super::index::{RankedPolicy, environment_facts, has_unknown, matching, named_product};
use crate::database::Db;
use crate::model::{Flow, Name, Settings, Sourced, Step};
use crate::names::{Definition, NameKey, Namespace};
use crate::site::Site;
use crate::value::Action;

/// Where a setting comes from. A policy is shown with its priority.
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

impl fmt::Display for Origin<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Step => formatter.write_str("step"),
            Origin::Default => formatter.write_str("default"),
            Origin::Policy { name, priority, .. } => write!(formatter, "policy {name} ({priority})"),
        }
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

impl<'db, T: Clone> Candidate<'db, T> {
    pub(super) fn new(setting: &Sourced<'db, T>, origin: Origin<'db>) -> Self {
        Candidate { value: setting.value.clone(), site: setting.place, origin }
    }
}

impl<T: PartialEq> Candidate<'_, T> {
    /// Whether it says something else than the one that holds, with the same right: both are of policies of one
    /// priority, and nothing says which of them decides.
    pub fn ties_with(&self, holding: &Self) -> bool {
        match (&self.origin, &holding.origin) {
            (Origin::Policy { priority: own, .. }, Origin::Policy { priority: best, .. }) => {
                own == best && self.value != holding.value
            }
            _ => false,
        }
    }
}

/// What holds for one field.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Decision<'db, T> {
    /// The best of what sets the field.
    pub winner: Option<Candidate<'db, T>>,
    /// Whether another policy could decide the field instead: one of which not everything is known, since it selects
    /// by a product's tags, say, or one of the same priority that sets something else.
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

impl Effective<'_> {
    /// Whether nobody makes the change, for certain: the action leaves it to a workflow, and there is none.
    pub fn is_idle(&self) -> bool {
        self.action.is(&Action::None) && self.pre.is_missing()
    }
}

/// One field of the settings.
pub(super) type Field<T> = for<'a, 'db> fn(&'a Settings<'db>) -> &'a Option<Sourced<'db, T>>;

/// The field `pre`.
pub(super) const PRE: Field<Name> = |settings| &settings.pre;
/// The field `action`.
pub(super) const ACTION: Field<Action> = |settings| &settings.action;
/// The field `post`.
pub(super) const POST: Field<Name> = |settings| &settings.post;

/// The settings of a step of a flow, for a product.
pub fn effective<'db>(db: &'db dyn Db, product: &Name, flow: &Flow<'db>, step: &Step<'db>) -> Effective<'db> {
    effective_for(db, named_product(db, product), flow, step)
}

/// The settings of a step of a flow, for any product that no policy names.
pub fn effective_for_any<'db>(db: &'db dyn Db, flow: &Flow<'db>, step: &Step<'db>) -> Effective<'db> {
    effective_for(db, None, flow, step)
}

/// The settings of a step of a flow, for a product that some policy names, or for all that none names.
pub(super) fn effective_for<'db>(
    db: &'db dyn Db,
    product: Option<NameKey<'db>>,
    flow: &Flow<'db>,
    step: &Step<'db>,
) -> Effective<'db> {
    let policies = matching(db, product.map(|product| product.text(db)), &step.environment.value);
    let environment = NameKey::new(db, Namespace::Constants, &*step.environment.value);
    let has_unknown = has_unknown(db, product) || environment_facts(db, environment).is_unknown;
    Effective {
        pre: decide(said(flow, step, PRE), &policies, has_unknown, PRE),
        action: decide(said(flow, step, ACTION), &policies, has_unknown, ACTION),
        post: decide(said(flow, step, POST), &policies, has_unknown, POST),
    }
}

/// The workflow that runs after the change in the environment that a flow starts in, for a product: the flow's own or
/// a policy's.
pub fn trigger_post<'db>(db: &'db dyn Db, product: &Name, flow: &Flow<'db>) -> Decision<'db, Name> {
    let own = flow.post_trigger.iter().map(|post| Candidate::new(post, Origin::Step));
    let product = named_product(db, product);
    let policies = matching(db, product.map(|product| product.text(db)), &flow.trigger.value);
    decide(own, &policies, has_unknown(db, product), POST)
}

/// What the flow itself says of a field in a step, the best first.
pub(super) fn said<'db, T: Clone>(
    flow: &Flow<'db>,
    step: &Step<'db>,
    field: Field<T>,
) -> impl Iterator<Item = Candidate<'db, T>> {
    let of_step = field(&step.settings).as_ref().map(|setting| Candidate::new(setting, Origin::Step));
    let of_default = field(&flow.defaults).as_ref().map(|setting| Candidate::new(setting, Origin::Default));
    of_step.into_iter().chain(of_default)
}

/// What some policies, the best first, say of a field, each with its priority; nothing in the place of one of which
/// it isn't known whether it matches.
fn by_policies<'a, 'db, T: Clone>(
    policies: &'a [&'a RankedPolicy<'db>],
    field: Field<T>,
) -> impl Iterator<Item = (i64, Option<Candidate<'db, T>>)> + use<'a, 'db, T> {
    policies.iter().filter_map(move |ranked| {
        let setting = field(&ranked.policy.settings).as_ref()?;
        let RankedPolicy { name, definition, priority, .. } = *ranked;
        let origin = Origin::Policy { name: name.clone(), definition: *definition, priority: *priority };
        Some((*priority, ranked.is_certain().then(|| Candidate::new(setting, origin))))
    })
}

fn decide<'db, T: Clone + PartialEq>(
    mut said: impl Iterator<Item = Candidate<'db, T>>,
    policies: &[&RankedPolicy<'db>],
    has_unknown: bool,
    field: Field<T>,
) -> Decision<'db, T> {
    if let Some(said) = said.next() {
        return Decision { winner: Some(said), is_uncertain: false };
    }
    let mut is_uncertain = has_unknown;
    let mut claims = by_policies(policies, field);
    while let Some((best, claim)) = claims.next() {
        let Some(winner) = claim else {
            is_uncertain = true;
            continue;
        };
        let mut equal = claims.take_while(|(priority, _)| *priority == best);
        is_uncertain |= equal.any(|(_, claim)| claim.is_none_or(|claim| claim.value != winner.value));
        return Decision { winner: Some(winner), is_uncertain };
    }
    Decision { winner: None, is_uncertain }
}

/// Everything that sets a field: what holds, then what that overrides, the best first. Policies of which it
/// isn't known whether they match are left out.
pub(super) fn candidates<'db, T: Clone>(
    said: impl Iterator<Item = Candidate<'db, T>>,
    policies: &[&RankedPolicy<'db>],
    field: Field<T>,
) -> Vec<Candidate<'db, T>> {
    said.chain(by_policies(policies, field).filter_map(|(_, claim)| claim)).collect()
}

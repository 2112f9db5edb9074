//! The policies of a project, best first, found by product and by environment without a look at the others.

use std::borrow::Borrow;
use std::sync::Arc;

use crate::config::PolicyPriority;
use crate::database::Db;
use crate::knowledge;
use crate::lower::{checked, is_whole};
use crate::model::{Model, Name, Policy, PolicySelector};
use crate::names::{Definition, NameKey, Namespace, is_anything_broken, resolve};
use crate::policies::flows::defined;
use crate::policies::mentions::{policies_for_any, policies_mentioning};
use crate::unknown_names::is_whole_in_manifest;
use crate::value::EnvironmentKind;
use rustc_hash::FxHashSet;

/// Some policies of a project.
#[derive(Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct Policies<'db> {
    /// Those that are known, the best first; those of equal priority by name.
    pub ranked: Vec<RankedPolicy<'db>>,
    /// Whether there may be others, of which not everything is known.
    pub has_unknown: bool,
}

/// A policy and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct RankedPolicy<'db> {
    /// Its name.
    pub name: Name,
    /// Where it stands.
    pub definition: Definition<'db>,
    /// Its priority.
    pub priority: i64,
    /// What it says.
    pub policy: Arc<Policy<'db>>,
}

impl RankedPolicy<'_> {
    /// Whether it is known for which products it is. What a selector of product tags selects is not
    /// documented.
    pub fn is_certain(&self) -> bool {
        self.policy.selector.product_tags.is_none()
    }
}

/// The policies that may be for any product.
#[salsa::tracked(returns(ref))]
pub fn general_policies(db: &dyn Db) -> Policies<'_> {
    let Policies { ranked, has_unknown } = ranked(db, policies_for_any(db));
    let has_unknown = has_unknown || is_anything_broken(db) || has_unknown_manifest(db);
    Policies { ranked, has_unknown }
}

/// The policies that name a product.
#[salsa::tracked(returns(ref))]
pub fn policies_naming<'db>(db: &'db dyn Db, product: NameKey<'db>) -> Policies<'db> {
    ranked(db, policies_mentioning(db, product))
}

/// Whether there is a policy of which not everything is known: it may say anything.
pub fn is_any_policy_unknown(db: &dyn Db) -> bool {
    let mut all = defined(db, Namespace::Policies);
    all.any(|(_, definition)| is_unknown(db, &definition)) || has_unknown_manifest(db)
}

fn is_unknown<'db>(db: &'db dyn Db, definition: &Definition<'db>) -> bool {
    definition.declaration().is_some_and(|declaration| !is_whole(db, declaration))
}

fn ranked<'db>(db: &'db dyn Db, candidates: &[Definition<'db>]) -> Policies<'db> {
    let mut ranked: Vec<_> = candidates.iter().filter_map(|candidate| known(db, *candidate)).collect();
    sort(db, &mut ranked);
    Policies { ranked, has_unknown: candidates.iter().any(|candidate| is_unknown(db, candidate)) }
}

/// A policy, if enough of it is known and it is what its name stands for.
fn known<'db>(db: &'db dyn Db, definition: Definition<'db>) -> Option<RankedPolicy<'db>> {
    let Some(Model::Policy(policy)) = definition.model(db) else { return None };
    let name = policy.metadata.name.clone();
    let is_meant = resolve(db, Namespace::Policies, &name) == Some(definition);
    is_meant.then(|| RankedPolicy {
        name,
        definition,
        priority: policy.priority.value,
        policy: Arc::new(policy.clone()),
    })
}

/// The best first; those of equal priority by name.
pub(super) fn sort<'db, P: Borrow<RankedPolicy<'db>>>(db: &'db dyn Db, policies: &mut [P]) {
    let best_first = db.project().config(db).policy_priority;
    policies.sort_by(|left, right| {
        let (left, right) = (left.borrow(), right.borrow());
        let by_priority = match best_first {
            PolicyPriority::LowestFirst => left.priority.cmp(&right.priority),
            PolicyPriority::HighestFirst => right.priority.cmp(&left.priority),
        };
        by_priority.then_with(|| left.name.cmp(&right.name))
    });
}

fn has_unknown_manifest(db: &dyn Db) -> bool {
    knowledge::all(db).any(|(file, knowledge)| {
        let mut objects = knowledge.objects.iter().enumerate();
        let mut unknown = knowledge.unknown.iter();
        objects.any(|(index, object)| {
            object.namespace == Namespace::Policies && !is_whole_in_manifest(db, file, index)
        }) || unknown.any(|object| &*object.kind == "PromotionPolicy")
    })
}

/// What selectors ask of an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvironmentFacts {
    /// Its kind; none if the environment isn't declared, or something is wrong with its declaration.
    pub kind: Option<EnvironmentKind>,
    /// Its tags.
    pub tags: Vec<Arc<str>>,
    /// Whether something is wrong with its declaration, so that any policy may be meant for it.
    pub is_unknown: bool,
}

/// What is known of an environment.
#[salsa::tracked(returns(ref))]
pub fn environment_facts<'db>(db: &'db dyn Db, environment: NameKey<'db>) -> EnvironmentFacts {
    let definition = resolve(db, Namespace::Constants, environment.text(db));
    let declaration = definition.and_then(Definition::declaration);
    let Some(declaration) = declaration else { return EnvironmentFacts::default() };
    match &checked(db, declaration).model {
        _ if !is_whole(db, declaration) => {
            EnvironmentFacts { is_unknown: true, ..EnvironmentFacts::default() }
        }
        Some(Model::Environments(environments)) => EnvironmentFacts {
            kind: Some(environments.kind),
            tags: environments.tags.clone(),
            is_unknown: false,
        },
        _ => EnvironmentFacts::default(),
    }
}

/// The policies that may be for any product and match an environment, the best first.
#[salsa::tracked(returns(deref))]
fn general_in<'db>(db: &'db dyn Db, environment: NameKey<'db>) -> Box<[RankedPolicy<'db>]> {
    let facts = environment_facts(db, environment);
    let all = general_policies(db).ranked.iter();
    let matching =
        all.filter(|ranked| matches_environment(&ranked.policy.selector, environment.text(db), facts));
    matching.cloned().collect()
}

/// The policies that match a product, or one that no policy names, in an environment, the best first.
pub(super) fn matching<'db>(
    db: &'db dyn Db,
    product: Option<&Name>,
    environment: &Name,
) -> Vec<&'db RankedPolicy<'db>> {
    let key = NameKey::new(db, Namespace::Constants, &**environment);
    let general = general_in(db, key).iter();
    let Some(product) = product else {
        return general.filter(|ranked| ranked.policy.selector.products.is_none()).collect();
    };
    let mut all: Vec<_> =
        general.filter(|ranked| matches_product(&ranked.policy.selector, product)).collect();
    let naming = &policies_naming(db, NameKey::new(db, Namespace::Products, &**product)).ranked;
    if !naming.is_empty() {
        let facts = environment_facts(db, key);
        all.extend(naming.iter().filter(|ranked| {
            let selector = &ranked.policy.selector;
            matches_product(selector, product) && matches_environment(selector, environment, facts)
        }));
        sort(db, &mut all);
    }
    all
}

/// A product as policies see it: none for one that no policy names, which all of them treat like any other such.
pub(super) fn named_product<'db>(db: &'db dyn Db, product: &Name) -> Option<NameKey<'db>> {
    let key = NameKey::new(db, Namespace::Products, &**product);
    let naming = policies_naming(db, key);
    let is_named = !naming.ranked.is_empty() || naming.has_unknown || named_by_general(db).contains(product);
    is_named.then_some(key)
}

/// The products that are named by policies of which that can't be told from their words.
#[salsa::tracked(returns(ref))]
fn named_by_general(db: &dyn Db) -> FxHashSet<Name> {
    let policies = general_policies(db).ranked.iter();
    let named = policies.filter_map(|ranked| ranked.policy.selector.products.as_ref()).flatten();
    named.map(|product| product.value.clone()).collect()
}

/// Whether there may be policies for a product, or for one that no policy names, of which not everything is known.
pub(super) fn has_unknown<'db>(db: &'db dyn Db, product: Option<NameKey<'db>>) -> bool {
    has_general_unknown(db) || product.is_some_and(|product| policies_naming(db, product).has_unknown)
}

/// Whether there may be policies for any product of which not everything is known: between those policies and
/// whoever asks for no more.
#[salsa::tracked(returns(copy))]
fn has_general_unknown(db: &dyn Db) -> bool {
    general_policies(db).has_unknown
}

/// Whether all policies for a product, or for one that no policy names, are known, and that they are for it.
pub(super) fn are_all_certain<'db>(db: &'db dyn Db, product: Option<NameKey<'db>>) -> bool {
    let naming = product.map(|product| &policies_naming(db, product).ranked);
    let ranked = general_policies(db).ranked.iter().chain(naming.into_iter().flatten());
    !has_unknown(db, product) && ranked.into_iter().all(RankedPolicy::is_certain)
}

/// Whether a selector matches a product, as far as names go.
fn matches_product(selector: &PolicySelector, product: &str) -> bool {
    selector.products.as_ref().is_none_or(|names| names.iter().any(|known| *known.value == *product))
}

/// Whether a selector matches an environment: names and kinds and tags must hold, each if it is there.
fn matches_environment(selector: &PolicySelector, name: &str, facts: &EnvironmentFacts) -> bool {
    let names = selector.environments.as_ref();
    let names = names.is_none_or(|names| names.iter().any(|known| *known.value == *name));
    let kinds = selector.environment_kinds.as_ref();
    let kinds = kinds.is_none_or(|kinds| kinds.iter().any(|kind| facts.kind == Some(kind.value)));
    let tags = selector.environment_tags.as_ref();
    names && kinds && tags.is_none_or(|tags| tags.iter().any(|tag| facts.tags.contains(&tag.value)))
}

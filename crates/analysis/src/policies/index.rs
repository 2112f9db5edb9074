//! The policies of a project, best first, found by product and by environment without a look at the others.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::config::PolicyPriority;
use crate::database::Db;
use crate::knowledge;
use crate::lower::{checked, is_whole};
use crate::model::{Model, Name, Policy, PolicySelector};
use crate::names::{Definition, NameKey, Namespace, is_anything_broken, names, resolve};
use crate::policies::flows::declared;
use crate::value::EnvironmentKind;

/// The policies of a project.
#[derive(Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct PolicyIndex<'db> {
    /// Every policy, the best first; those of equal priority by name.
    pub policies: Vec<RankedPolicy<'db>>,
    /// The policies that name a product, as indices of `policies`, in order.
    by_product: FxHashMap<Name, Vec<u32>>,
    /// The policies that name no product.
    general: Vec<u32>,
    /// Whether there is a policy of which not everything is known: it may match anywhere.
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

impl PolicyIndex<'_> {
    /// The policies that name a product, as indices, in order.
    pub fn naming(&self, product: &str) -> &[u32] {
        self.by_product.get(product).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The policies of the project.
#[salsa::tracked(returns(ref))]
pub fn policy_index(db: &dyn Db) -> PolicyIndex<'_> {
    let (policies, has_unknown) = (ranked(db), has_unknown(db));
    let mut index = PolicyIndex { policies, has_unknown, ..PolicyIndex::default() };
    for (number, ranked) in index.policies.iter().enumerate() {
        match &ranked.policy.selector.products {
            None => index.general.push(number as u32),
            Some(products) => {
                for product in products {
                    let list = index.by_product.entry(product.clone()).or_default();
                    if list.last() != Some(&(number as u32)) {
                        list.push(number as u32);
                    }
                }
            }
        }
    }
    index
}

fn ranked(db: &dyn Db) -> Vec<RankedPolicy<'_>> {
    let all = names(db).in_namespace(Namespace::Policies);
    let known = all.filter_map(|name| {
        let definition = *names(db).definitions(Namespace::Policies, name).first()?;
        let Some(Model::Policy(policy)) = definition.model(db) else { return None };
        let policy = Arc::new(policy.clone());
        Some(RankedPolicy { name: Name::from(name), definition, priority: policy.priority, policy })
    });
    let mut ranked: Vec<RankedPolicy<'_>> = known.collect();
    ranked.sort_by(|left, right| left.name.cmp(&right.name));
    match db.project().config(db).policy_priority {
        PolicyPriority::LowestFirst => ranked.sort_by_key(|ranked| ranked.priority),
        PolicyPriority::HighestFirst => ranked.sort_by_key(|ranked| std::cmp::Reverse(ranked.priority)),
    }
    ranked
}

fn has_unknown(db: &dyn Db) -> bool {
    has_unknown_source(db) || has_unknown_manifest(db)
}

fn has_unknown_source(db: &dyn Db) -> bool {
    let mut policies = declared(db, Namespace::Policies);
    is_anything_broken(db) || policies.any(|(_, declaration)| !is_whole(db, declaration))
}

fn has_unknown_manifest(db: &dyn Db) -> bool {
    knowledge::all(db).any(|(_, knowledge)| {
        let mut objects = knowledge.objects.iter();
        let mut unknown = knowledge.unknown.iter();
        objects.any(|object| object.namespace == Namespace::Policies && !object.is_complete)
            || unknown.any(|object| &*object.kind == "PromotionPolicy")
    })
}

/// What selectors ask of an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvironmentFacts {
    /// Its kind; none if the environment isn't declared.
    pub kind: Option<EnvironmentKind>,
    /// Its tags.
    pub tags: Vec<Arc<str>>,
}

/// What is known of an environment.
#[salsa::tracked(returns(ref))]
pub fn environment_facts<'db>(db: &'db dyn Db, environment: NameKey<'db>) -> EnvironmentFacts {
    let definition = resolve(db, Namespace::Constants, environment.text(db));
    let declaration = definition.and_then(Definition::declaration);
    match declaration.and_then(|declaration| checked(db, declaration).model.as_ref()) {
        Some(Model::Environments(environments)) => {
            EnvironmentFacts { kind: Some(environments.kind), tags: environments.tags.clone() }
        }
        _ => EnvironmentFacts::default(),
    }
}

/// The policies that name no product and match an environment, as indices, in order.
#[salsa::tracked(returns(deref))]
pub(super) fn general_for<'db>(db: &'db dyn Db, environment: NameKey<'db>) -> Box<[u32]> {
    let index = policy_index(db);
    let facts = environment_facts(db, environment);
    let name = environment.text(db);
    let matching = index.general.iter().copied().filter(|number| {
        let ranked = index.policies.get(*number as usize);
        ranked.is_some_and(|ranked| matches_environment(&ranked.policy.selector, name, facts))
    });
    matching.collect()
}

/// Whether a selector matches an environment: names and kinds and tags must hold, each if it is there.
pub(super) fn matches_environment(selector: &PolicySelector, name: &str, facts: &EnvironmentFacts) -> bool {
    let names = selector.environments.as_ref().is_none_or(|names| names.iter().any(|known| **known == *name));
    let kinds = selector.environment_kinds.as_ref();
    let kinds = kinds.is_none_or(|kinds| facts.kind.is_some_and(|kind| kinds.contains(&kind)));
    let tags = selector.environment_tags.as_ref();
    names && kinds && tags.is_none_or(|tags| tags.iter().any(|tag| facts.tags.contains(tag)))
}

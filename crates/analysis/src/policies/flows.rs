//! The settings that hold in every environment of a flow, for every product that can take it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::index::named_product;
use super::mentions::products_mentioning;
use super::merge::{Effective, effective_for};
use crate::database::Db;
use crate::model::{Flow, Model, Name, Product};
use crate::names::{Definition, NameKey, Namespace, names, resolve};

/// The settings of some products, which no policy tells apart, in an environment of a flow.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct StepSettings<'db> {
    /// The products, by name; none where no product takes the flow.
    pub products: Arc<[Name]>,
    /// Which step of the flow.
    pub step: usize,
    /// What holds.
    pub effective: Effective<'db>,
}

/// What the names of a namespace stand for, in sources or manifests, in no order: all but patterns.
pub fn defined<'db>(
    db: &'db dyn Db,
    namespace: Namespace,
) -> impl Iterator<Item = (&'db str, Definition<'db>)> {
    let all = names(db).in_namespace(namespace);
    all.filter_map(move |name| match names(db).definitions(namespace, name).first()? {
        Definition::Source { pattern: true, .. } => None,
        definition => Some((name, *definition)),
    })
}

/// The flow of a name, from a source or a manifest.
pub fn flow_named<'db>(db: &'db dyn Db, name: &str) -> Option<&'db Flow<'db>> {
    match resolve(db, Namespace::Flows, name)?.model(db) {
        Some(Model::Flow(flow)) => Some(flow),
        _ => None,
    }
}

/// The product of a name, from a source or a manifest.
pub fn product_named<'db>(db: &'db dyn Db, name: &str) -> Option<&'db Product<'db>> {
    match resolve(db, Namespace::Products, name)?.model(db) {
        Some(Model::Product(product)) => Some(product),
        _ => None,
    }
}

/// The products that can take a flow, by name.
#[salsa::tracked(returns(deref))]
pub fn users_of<'db>(db: &'db dyn Db, flow: NameKey<'db>) -> Box<[Name]> {
    let candidates = products_mentioning(db, flow).iter();
    let users = candidates.filter_map(|definition| match definition.model(db)? {
        Model::Product(product) => takes(db, product, flow).then(|| product.metadata.name.clone()),
        _ => None,
    });
    let users: BTreeSet<Name> = users.collect();
    users.into_iter().collect()
}

fn takes<'db>(db: &'db dyn Db, product: &Product<'db>, flow: NameKey<'db>) -> bool {
    product.flows.iter().any(|choice| choice.flow.value == *flow.text(db))
}

/// The settings in every environment of a flow for every product that can take it, by step, then by the first of the
/// products.
pub fn settings_in_flow<'db>(db: &'db dyn Db, flow: &Flow<'db>, users: &[Name]) -> Vec<StepSettings<'db>> {
    let groups = groups(db, users);
    (0..flow.steps.len()).flat_map(|step| in_step(db, flow, &groups, step)).collect()
}

/// The settings in one environment of a flow, by the first of the products; of a flow that no product takes, those
/// that hold for any.
pub fn settings_in_step<'db>(
    db: &'db dyn Db,
    flow: &Flow<'db>,
    users: &[Name],
    step: usize,
) -> Vec<StepSettings<'db>> {
    match users {
        [] => in_step(db, flow, &[(None, Arc::default())], step),
        users => in_step(db, flow, &groups(db, users), step),
    }
}

/// Products that no policy tells apart, with the one that some name.
type Group<'db> = (Option<NameKey<'db>>, Arc<[Name]>);

fn groups<'db>(db: &'db dyn Db, users: &[Name]) -> Vec<Group<'db>> {
    let mut groups: Vec<Group<'db>> = Vec::new();
    let mut alike = Vec::new();
    for product in users {
        match named_product(db, product) {
            Some(key) => groups.push((Some(key), Arc::from([product.clone()]))),
            None => alike.push(product.clone()),
        }
    }
    if !alike.is_empty() {
        groups.push((None, alike.into()));
    }
    groups.sort_by(|(_, left), (_, right)| left.first().cmp(&right.first()));
    groups
}

fn in_step<'db>(
    db: &'db dyn Db,
    flow: &Flow<'db>,
    groups: &[Group<'db>],
    step: usize,
) -> Vec<StepSettings<'db>> {
    let Some(said) = flow.steps.get(step) else { return Vec::new() };
    let settings = groups.iter().map(|(product, products)| StepSettings {
        products: products.clone(),
        step,
        effective: effective_for(db, *product, flow, said),
    });
    settings.collect()
}

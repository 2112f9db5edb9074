//! What the checks of a policy begin with: how it fares for every product that it may be for.

use crate::database::Db;
use crate::model::{Name, Policy};
use crate::names::{NameKey, Namespace};
use crate::policies::{Standing, defined, standing_for};

/// A policy with how it fares.
pub(super) struct CheckedPolicy<'db> {
    pub(super) policy: &'db Policy<'db>,
    /// How policies fare for each product that this one may be for, by the name of the product.
    standings: Vec<(Name, &'db Standing<'db>)>,
}

impl<'db> CheckedPolicy<'db> {
    pub(super) fn new(db: &'db dyn Db, policy: &'db Policy<'db>) -> Self {
        let products: Vec<Name> = match &policy.selector.products {
            Some(products) => products.clone(),
            None => {
                let mut names: Vec<Name> =
                    defined(db, Namespace::Products).map(|(name, _)| name.into()).collect();
                names.sort_unstable();
                names
            }
        };
        let standings = products.into_iter().map(|product| {
            let key = NameKey::new(db, Namespace::Products, &*product);
            (product, standing_for(db, key))
        });
        CheckedPolicy { policy, standings: standings.collect() }
    }

    pub(super) fn name(&self) -> &Name {
        &self.policy.metadata.name
    }

    /// How policies fare for each product that this one may be for.
    pub(super) fn standings(&self) -> impl Iterator<Item = (&Name, &'db Standing<'db>)> {
        self.standings.iter().map(|(product, standing)| (product, *standing))
    }

    /// Whether the policy decides nothing, for certain.
    pub(super) fn decides_nothing(&self) -> bool {
        let selects_tags = self.policy.selector.product_tags.is_some();
        let knows_all =
            !self.standings.is_empty() && self.standings().all(|(_, standing)| standing.is_certain);
        knows_all
            && !selects_tags
            && !self.standings().any(|(_, standing)| standing.deciding.contains(self.name()))
    }
}

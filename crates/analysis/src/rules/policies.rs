//! What the checks of a policy begin with: how it fares in every flow of the products that it may be for.

use crate::database::Db;
use crate::model::{Name, Policy};
use crate::policies::{Standing, all_standings, standings_for};

/// A policy with how it fares.
pub(super) struct CheckedPolicy<'db> {
    pub(super) policy: &'db Policy<'db>,
    /// How policies fare in each flow of the products that this one may be for, with the name of such a product.
    standings: Vec<(&'db Name, &'db Standing<'db>)>,
}

impl<'db> CheckedPolicy<'db> {
    pub(super) fn new(db: &'db dyn Db, policy: &'db Policy<'db>) -> Self {
        let standings = match &policy.selector.products {
            Some(products) => {
                let each =
                    |product| standings_for(db, product).into_iter().map(move |standing| (product, standing));
                products.iter().map(|product| &product.value).flat_map(each).collect()
            }
            None => all_standings(db).collect(),
        };
        CheckedPolicy { policy, standings }
    }

    pub(super) fn name(&self) -> &Name {
        &self.policy.metadata.name
    }

    /// How policies fare in each flow of the products that this one may be for, with the name of such a product.
    pub(super) fn standings(&self) -> impl Iterator<Item = (&'db Name, &'db Standing<'db>)> {
        self.standings.iter().copied()
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

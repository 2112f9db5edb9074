//! What the checks of a product begin with.

use promo_diagnostics::Rule;

use super::{message_without_wildcard, unreachable_flow};
use crate::database::Db;
use crate::declaration::{Declaration, Place};
use crate::finding::Finding;
use crate::lower::{checked, is_whole};
use crate::model::{Model, Product};
use crate::site::Site;

/// A product in its project.
pub(super) struct CheckedProduct<'db> {
    db: &'db dyn Db,
    /// The declaration of the product, or of the use of a pattern that is one.
    declaration: Declaration<'db>,
    pub(super) product: &'db Product<'db>,
}

const CHECKS: &[for<'db> fn(&CheckedProduct<'db>) -> Vec<Finding<'db>>] =
    &[unreachable_flow::check, message_without_wildcard::check];

/// What is wrong with a product in its project.
#[salsa::tracked(returns(deref))]
pub fn of_product<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Box<[Finding<'db>]> {
    let Some(Model::Product(product)) = &checked(db, declaration).model else { return Box::default() };
    if !is_whole(db, declaration) {
        return Box::default();
    }
    let product = CheckedProduct { db, declaration, product };
    CHECKS.iter().flat_map(|check| check(&product)).collect()
}

impl<'db> CheckedProduct<'db> {
    /// A finding in the product. In the use of a pattern it stands at the use, with a note at the definition.
    pub(super) fn finding(&self, rule: Rule, site: Site<'db>, message: String) -> Finding<'db> {
        if site.declaration() == Some(self.declaration) {
            return Finding::new(rule, site, message);
        }
        let place = Place::of_name(self.db, self.declaration, 0);
        Finding::new(rule, place, message).related(site, "this is meant, in the pattern")
    }
}

//! The checks that look beyond one declaration, one file each. What a declaration says by itself is
//! checked where it is lowered.

pub mod chains;
pub mod duplicate_declaration;
mod flows;
mod message_without_wildcard;
mod missing_action;
mod none_without_pre;
mod unreachable_flow;

use promo_diagnostics::Rule;

use crate::database::Db;
use crate::declaration::{Declaration, Place};
use crate::finding::Finding;
use crate::lower::{checked, is_whole};
use crate::model::{Model, Product};
use crate::site::Site;
use flows::CheckedFlow;

/// The checks of a flow.
const OF_FLOW: &[for<'db> fn(Subject<'db>, &CheckedFlow<'db>) -> Vec<Finding<'db>>] =
    &[missing_action::check, none_without_pre::check];

/// The checks of a product.
const OF_PRODUCT: &[for<'db> fn(Subject<'db>, &Product<'db>) -> Vec<Finding<'db>>] =
    &[unreachable_flow::check, message_without_wildcard::check];

/// What is wrong with the names of the project, in no order.
pub(crate) fn of_names(db: &dyn Db) -> impl Iterator<Item = &Finding<'_>> {
    duplicate_declaration::duplicates(db).iter().chain(&chains::tangles(db).findings)
}

/// What is wrong with a declaration in its project. All of it stands in the declaration, so that nobody has to
/// look at the others to know what is wrong in one file.
#[salsa::tracked(returns(deref))]
pub(crate) fn of_declaration<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Box<[Finding<'db>]> {
    if !is_whole(db, declaration) {
        return Box::default();
    }
    let subject = Subject { db, declaration };
    match &checked(db, declaration).model {
        Some(Model::Flow(flow)) => {
            let flow = CheckedFlow::new(db, flow);
            OF_FLOW.iter().flat_map(|check| check(subject, &flow)).collect()
        }
        Some(Model::Product(product)) => {
            OF_PRODUCT.iter().flat_map(|check| check(subject, product)).collect()
        }
        _ => Box::default(),
    }
}

/// The declaration that is checked.
#[derive(Clone, Copy)]
struct Subject<'db> {
    db: &'db dyn Db,
    declaration: Declaration<'db>,
}

impl<'db> Subject<'db> {
    /// A finding in the declaration. In the use of a pattern it stands at the use, with a note at the
    /// definition.
    fn finding(self, rule: Rule, site: Site<'db>, message: String) -> Finding<'db> {
        if site.declaration() == Some(self.declaration) {
            return Finding::new(rule, site, message);
        }
        let place = Place::of_name(self.db, self.declaration, 0);
        Finding::new(rule, place, message).related(site, "this is meant, in the pattern")
    }
}

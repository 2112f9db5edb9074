//! The checks that look beyond one declaration, one file each. What a declaration says by itself is
//! checked where it is lowered.

pub mod chains;
pub mod duplicate_declaration;
pub mod flows;
mod message_without_wildcard;
mod missing_action;
mod none_without_pre;
pub mod products;
mod unreachable_flow;

use crate::database::Db;
use crate::finding::Finding;
use crate::names::Namespace;
use crate::policies::declared;

/// What the checks of the whole project find, in no order.
pub(crate) fn project_findings(db: &dyn Db) -> Vec<&Finding<'_>> {
    let mut found: Vec<&Finding<'_>> = Vec::new();
    found.extend(duplicate_declaration::duplicates(db));
    found.extend(&chains::tangles(db).findings);
    let flows = declared(db, Namespace::Flows);
    found.extend(flows.flat_map(|(_, declaration)| flows::of_flow(db, declaration)));
    let products = declared(db, Namespace::Products);
    found.extend(products.flat_map(|(_, declaration)| products::of_product(db, declaration)));
    found
}

//! `product-without-flow`: a product names no flow, so that no release of it ever begins.

use promo_diagnostics::Rule;

use super::Subject;
use crate::finding::Finding;
use crate::model::Product;
use crate::names::{Namespace, names};

/// The product, if it names no flow. A project without any flow may have them elsewhere.
pub(super) fn check<'db>(subject: Subject<'db>, product: &Product<'db>) -> Vec<Finding<'db>> {
    if !product.flows.is_empty() || names(subject.db).in_namespace(Namespace::Flows).next().is_none() {
        return Vec::new();
    }
    let message =
        format!("the product `{}` takes no flow, so that nothing of it is promoted", product.metadata.name);
    let finding = subject.finding_in_name(Rule::ProductWithoutFlow, message);
    let place = subject.definition.site(subject.db);
    vec![finding.help(place.words(
        "name the flow that its releases take: `flow NAME`",
        "name the flow that its releases take under `spec.promotionFlows`: `- name: NAME`",
    ))]
}

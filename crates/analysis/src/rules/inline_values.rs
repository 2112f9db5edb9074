//! `inline-values`: Helm values stand in an Application of a product itself, where no promotion reaches them.

use promo_diagnostics::Rule;

use super::{Subject, applications::called};
use crate::finding::Finding;
use crate::model::Application;

/// The sources of an Application of a product with values of their own.
pub(super) fn check<'db>(_: Subject<'db>, application: &Application<'db>) -> Vec<Finding<'db>> {
    let (Some(product), Some(deployment)) = (&application.product, &application.deployment) else {
        return Vec::new();
    };
    let inline = deployment.sources.iter().filter_map(|source| source.inline_values);
    let found = inline.map(|site| {
        let message = format!("{} has Helm values in itself, which are not promoted", called(application));
        let finding = Finding::new(Rule::InlineValues, site, message);
        let finding =
            finding.related(product.place, format!("it belongs to the product `{}`", product.value));
        finding.help("move them into a file in its folder, and name that under `helm.valueFiles`")
    });
    found.collect()
}

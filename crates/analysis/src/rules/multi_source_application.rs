//! `multi-source-application`: an Application of a product has several sources, with which it can't be promoted.

use promo_diagnostics::Rule;

use super::{Subject, applications::called};
use crate::finding::Finding;
use crate::model::Application;

/// The Application, if it belongs to a product and has several sources.
pub(super) fn check<'db>(_: Subject<'db>, application: &Application<'db>) -> Vec<Finding<'db>> {
    let sources = application.deployment.as_ref().and_then(|deployment| deployment.multi_source);
    let (Some(product), Some(sources)) = (&application.product, sources) else { return Vec::new() };
    let message = format!("{} has several sources, and can't be promoted so", called(application));
    let finding = Finding::new(Rule::MultiSourceApplication, sources, message);
    let finding = finding.related(product.place, format!("it belongs to the product `{}`", product.value));
    vec![finding.help(
        "give it one `source`: what comes from elsewhere can be a dependency of the chart in its folder",
    )]
}

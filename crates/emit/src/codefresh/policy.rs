//! PromotionPolicy (`codefresh.io/v1beta1`).

use promo_analysis::config::Config;
use promo_analysis::model::{Policy, PolicySelector};
use promo_analysis::value::EnvironmentKind;
use promo_manifest as manifest;

use crate::origins::Field;

pub(super) fn manifest<'db>(
    at: &Field<'_, 'db>,
    policy: &Policy<'db>,
    config: &Config,
) -> manifest::PromotionPolicy {
    let spec = at.field("spec");
    manifest::PromotionPolicy {
        metadata: super::metadata(at, &policy.metadata, &[], config),
        spec: manifest::PromotionPolicySpec {
            priority: *spec.value("priority", &policy.priority),
            selector: selector(&spec.field("selector"), &policy.selector),
            policy: super::flow::settings(&spec, &policy.settings),
        },
        ..Default::default()
    }
}

fn selector<'db>(at: &Field<'_, 'db>, selector: &PolicySelector<'db>) -> manifest::PolicySelector {
    let (product, environment) = (at.field("product"), at.field("targetEnvironment"));
    let kinds = environment.list("types", selector.environment_kinds.as_deref().unwrap_or_default());
    manifest::PolicySelector {
        product: manifest::ProductSelector {
            names: super::texts(product.list("names", selector.products.as_deref().unwrap_or_default())),
            tags: super::texts(product.list("tags", selector.product_tags.as_deref().unwrap_or_default())),
        },
        target_environment: manifest::EnvironmentSelector {
            names: super::texts(
                environment.list("names", selector.environments.as_deref().unwrap_or_default()),
            ),
            types: kinds.map(|kind| kind_name(*kind).to_owned()).collect(),
            tags: super::texts(
                environment.list("tags", selector.environment_tags.as_deref().unwrap_or_default()),
            ),
        },
    }
}

/// `selector.targetEnvironment.types`, as the platform writes them.
fn kind_name(kind: EnvironmentKind) -> &'static str {
    match kind {
        EnvironmentKind::Production => "PROD",
        EnvironmentKind::NonProduction => "NON_PROD",
    }
}

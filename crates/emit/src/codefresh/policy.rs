//! PromotionPolicy (`codefresh.io/v1beta1`).

use promo_analysis::config::Config;
use promo_analysis::model::{Name, Policy, PolicySelector};
use promo_analysis::value::EnvironmentKind;
use promo_manifest as manifest;

pub(super) fn manifest(policy: &Policy<'_>, config: &Config) -> manifest::PromotionPolicy {
    manifest::PromotionPolicy {
        metadata: super::metadata(&policy.metadata, &[], config),
        spec: manifest::PromotionPolicySpec {
            priority: policy.priority,
            selector: selector(&policy.selector),
            policy: super::flow::settings(&policy.settings),
        },
        ..Default::default()
    }
}

fn selector(selector: &PolicySelector) -> manifest::PolicySelector {
    let names = |list: &Option<Vec<Name>>| super::texts(list.as_deref().unwrap_or_default());
    let kinds = selector.environment_kinds.as_deref().unwrap_or_default();
    manifest::PolicySelector {
        product: manifest::ProductSelector {
            names: names(&selector.products),
            tags: names(&selector.product_tags),
        },
        target_environment: manifest::EnvironmentSelector {
            names: names(&selector.environments),
            types: kinds.iter().map(|kind| kind_name(*kind).to_owned()).collect(),
            tags: names(&selector.environment_tags),
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

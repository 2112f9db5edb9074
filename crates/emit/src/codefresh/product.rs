//! Product (`codefresh.io/v1beta2`, or `v1beta1` where the project asks for it).

use promo_analysis::config::{Config, ProductApi};
use promo_analysis::model::{FlowChoice, GitCondition, GitSubject, Product};
use promo_analysis::value::Concurrency;
use promo_manifest as manifest;

use super::template::{promoted_files, version_source};

pub(super) fn manifest(product: &Product<'_>, config: &Config) -> manifest::Product {
    let inline = (!product.promotion.is_empty()).then(|| manifest::InlineTemplate {
        version_source: version_source(&product.promotion),
        promotion: promoted_files(&product.promotion),
    });
    manifest::Product {
        api_version: match config.product_api {
            ProductApi::V1beta1 => manifest::ProductApiVersion::V1Beta1,
            ProductApi::V1beta2 => manifest::ProductApiVersion::V1Beta2,
        },
        metadata: super::metadata(&product.metadata, &[], config),
        spec: manifest::ProductSpec {
            concurrency: product.concurrency.map(|concurrency| match concurrency {
                Concurrency::Queue => manifest::Concurrency::Queue,
                Concurrency::Terminate => manifest::Concurrency::Terminate,
            }),
            promotion_template_ref: product.template.as_ref().map(|template| template.value.to_string()),
            promotion_template: inline,
            promotion_flows: product.flows.iter().map(flow).collect(),
        },
        ..Default::default()
    }
}

fn flow(choice: &FlowChoice<'_>) -> manifest::ProductFlow {
    manifest::ProductFlow {
        name: choice.flow.value.to_string(),
        git_trigger_selectors: choice.conditions.iter().map(selector).collect(),
    }
}

fn selector(condition: &GitCondition) -> manifest::GitTriggerSelector {
    manifest::GitTriggerSelector {
        key: match condition.subject {
            GitSubject::Message => manifest::GitTriggerKey::CommitMessage,
            GitSubject::Revision => manifest::GitTriggerKey::GitRevision,
        },
        operator: if condition.negated { manifest::GitOperator::NotIn } else { manifest::GitOperator::In },
        values: super::texts(&condition.globs),
    }
}

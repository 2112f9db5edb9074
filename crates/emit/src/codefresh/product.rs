//! Product (`codefresh.io/v1beta2`, or `v1beta1` where the project asks for it).

use promo_analysis::config::{Config, ProductApi};
use promo_analysis::model::{FlowChoice, GitCondition, GitSubject, Product};
use promo_analysis::value::Concurrency;
use promo_manifest as manifest;

use super::template::{promoted_files, version_source};
use crate::origins::Field;

pub(super) fn manifest<'db>(
    at: &Field<'_, 'db>,
    product: &Product<'db>,
    config: &Config,
) -> manifest::Product {
    let spec = at.field("spec");
    let inline = spec.field("promotionTemplate");
    let inline = (!product.promotion.is_empty()).then(|| manifest::InlineTemplate {
        version_source: version_source(&inline, &product.promotion),
        promotion: promoted_files(&inline, &product.promotion),
    });
    manifest::Product {
        api_version: match config.product_api {
            ProductApi::V1beta1 => manifest::ProductApiVersion::V1Beta1,
            ProductApi::V1beta2 => manifest::ProductApiVersion::V1Beta2,
        },
        metadata: super::metadata(at, &product.metadata, &[], config),
        spec: manifest::ProductSpec {
            concurrency: spec.optional("concurrency", &product.concurrency).map(|concurrency| {
                match concurrency {
                    Concurrency::Queue => manifest::Concurrency::Queue,
                    Concurrency::Terminate => manifest::Concurrency::Terminate,
                }
            }),
            promotion_template_ref: spec
                .optional("promotionTemplateRef", &product.template)
                .map(|template| template.to_string()),
            promotion_template: inline,
            promotion_flows: spec.each("promotionFlows", &product.flows, flow),
        },
        ..Default::default()
    }
}

fn flow<'db>(at: &Field<'_, 'db>, choice: &FlowChoice<'db>) -> manifest::ProductFlow {
    at.follows_from(choice.flow.place);
    manifest::ProductFlow {
        name: at.value("name", &choice.flow).to_string(),
        git_trigger_selectors: at.each("gitTriggerSelectors", &choice.conditions, selector),
    }
}

fn selector<'db>(at: &Field<'_, 'db>, condition: &GitCondition<'db>) -> manifest::GitTriggerSelector {
    at.follows_from(condition.subject.place);
    manifest::GitTriggerSelector {
        key: match at.value("key", &condition.subject) {
            GitSubject::Message => manifest::GitTriggerKey::CommitMessage,
            GitSubject::Revision => manifest::GitTriggerKey::GitRevision,
        },
        operator: match at.value("operator", &condition.negated) {
            true => manifest::GitOperator::NotIn,
            false => manifest::GitOperator::In,
        },
        values: super::texts(at.list("values", &condition.globs)),
    }
}

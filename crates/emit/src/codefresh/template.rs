//! PromotionTemplate (`codefresh.io/v1beta1`).

use promo_analysis::config::Config;
use promo_analysis::model::{LabelCondition, LabelOperator, LabelSubject, Promotion, Template};
use promo_manifest::keys::{ENVIRONMENT, PRODUCT};
use promo_manifest::{self as manifest, OrderedMap};

pub(super) fn manifest(template: &Template<'_>, config: &Config) -> manifest::PromotionTemplate {
    manifest::PromotionTemplate {
        metadata: super::metadata(&template.metadata, &[], config),
        spec: manifest::PromotionTemplateSpec {
            application_source_selector: selector(&template.selector),
            priority: template.priority,
            version_source: version_source(&template.promotion),
            promotion: promoted_files(&template.promotion),
        },
        ..Default::default()
    }
}

fn selector(conditions: &[LabelCondition<'_>]) -> manifest::LabelSelector {
    let mut selector = manifest::LabelSelector::default();
    for condition in conditions {
        let key = label_key(&condition.subject);
        let (operator, values) = match &condition.operator {
            LabelOperator::Equals(value) => {
                selector.match_labels.insert(key, value.to_string());
                continue;
            }
            LabelOperator::In(values) => ("In", values.as_slice()),
            LabelOperator::NotIn(values) => ("NotIn", values.as_slice()),
            LabelOperator::Exists => ("Exists", [].as_slice()),
            LabelOperator::DoesNotExist => ("DoesNotExist", [].as_slice()),
        };
        selector.match_expressions.push(manifest::LabelExpression {
            key,
            operator: operator.to_owned(),
            values: super::texts(values),
        });
    }
    selector
}

fn label_key(subject: &LabelSubject) -> String {
    match subject {
        LabelSubject::Product => PRODUCT.to_owned(),
        LabelSubject::Environment => ENVIRONMENT.to_owned(),
        LabelSubject::Label(key) => key.clone(),
    }
}

pub(super) fn version_source(promotion: &Promotion<'_>) -> Option<manifest::VersionSource> {
    let version = promotion.version.as_ref()?;
    Some(manifest::VersionSource {
        file: version.file.value.to_string(),
        json_path: version.path.value.to_string(),
    })
}

pub(super) fn promoted_files(promotion: &Promotion<'_>) -> OrderedMap<manifest::PromotedFile> {
    let files = promotion.files.iter().map(|promoted| {
        let paths = promoted.paths.iter().map(|path| path.value.to_string());
        (promoted.file.value.to_string(), manifest::PromotedFile { json_paths: paths.collect() })
    });
    files.collect()
}

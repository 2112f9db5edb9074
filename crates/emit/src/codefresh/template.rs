//! PromotionTemplate (`codefresh.io/v1beta1`).

use promo_analysis::config::Config;
use promo_analysis::model::{LabelCondition, LabelOperator, Promotion, Template};
use promo_manifest::{self as manifest, OrderedMap};

pub(super) fn manifest(template: &Template, config: &Config) -> manifest::PromotionTemplate {
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

fn selector(conditions: &[LabelCondition]) -> manifest::LabelSelector {
    let mut selector = manifest::LabelSelector::default();
    for condition in conditions {
        let (operator, values) = match &condition.operator {
            LabelOperator::Equals(value) => {
                selector.match_labels.insert(condition.key.clone(), value.to_string());
                continue;
            }
            LabelOperator::In(values) => ("In", values.as_slice()),
            LabelOperator::NotIn(values) => ("NotIn", values.as_slice()),
            LabelOperator::Exists => ("Exists", [].as_slice()),
            LabelOperator::DoesNotExist => ("DoesNotExist", [].as_slice()),
        };
        selector.match_expressions.push(manifest::LabelExpression {
            key: condition.key.clone(),
            operator: operator.to_owned(),
            values: super::texts(values),
        });
    }
    selector
}

pub(super) fn version_source(promotion: &Promotion) -> Option<manifest::VersionSource> {
    let (file, path) = promotion.version.as_ref()?;
    Some(manifest::VersionSource { file: file.to_string(), json_path: path.to_string() })
}

pub(super) fn promoted_files(promotion: &Promotion) -> OrderedMap<manifest::PromotedFile> {
    let files = promotion.files.iter();
    files
        .map(|(file, paths)| (file.to_string(), manifest::PromotedFile { json_paths: super::texts(paths) }))
        .collect()
}

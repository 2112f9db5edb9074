//! PromotionTemplate (`codefresh.io/v1beta1`).

use promo_analysis::config::Config;
use promo_analysis::model::{LabelCondition, LabelOperator, LabelSubject, PromotedFile, Promotion, Template};
use promo_manifest::keys::{ENVIRONMENT, PRODUCT};
use promo_manifest::{self as manifest, OrderedMap};

use crate::origins::Field;

pub(super) fn manifest<'db>(
    at: &Field<'_, 'db>,
    template: &Template<'db>,
    config: &Config,
) -> manifest::PromotionTemplate {
    let spec = at.field("spec");
    manifest::PromotionTemplate {
        metadata: super::metadata(at, &template.metadata, &[], config),
        spec: manifest::PromotionTemplateSpec {
            application_source_selector: selector(
                &spec.field("applicationSourceSelector"),
                &template.selector,
            ),
            priority: *spec.value("priority", &template.priority),
            version_source: version_source(&spec, &template.promotion),
            promotion: promoted_files(&spec, &template.promotion),
        },
        ..Default::default()
    }
}

fn selector<'db>(at: &Field<'_, 'db>, conditions: &[LabelCondition<'db>]) -> manifest::LabelSelector {
    at.follows_from_declaration();
    let expressions = at.field("matchExpressions");
    let mut selector = manifest::LabelSelector::default();
    for condition in conditions {
        if let LabelOperator::Equals(value) = &condition.operator {
            let key = label_key(&condition.subject.value);
            let value = at.field("matchLabels").value(key, value).to_string();
            selector.match_labels.insert(key, value);
        } else {
            let at = expressions.item(selector.match_expressions.len());
            selector.match_expressions.push(expression(&at, condition));
        }
    }
    selector
}

fn expression<'db>(at: &Field<'_, 'db>, condition: &LabelCondition<'db>) -> manifest::LabelExpression {
    at.follows_from(condition.place);
    at.field("operator").follows_from(condition.place);
    let (operator, values) = match &condition.operator {
        LabelOperator::Equals(value) => ("In", std::slice::from_ref(value)),
        LabelOperator::In(values) => ("In", values.as_slice()),
        LabelOperator::NotIn(values) => ("NotIn", values.as_slice()),
        LabelOperator::Exists => ("Exists", [].as_slice()),
        LabelOperator::DoesNotExist => ("DoesNotExist", [].as_slice()),
    };
    manifest::LabelExpression {
        key: label_key(at.value("key", &condition.subject)).to_owned(),
        operator: operator.to_owned(),
        values: super::texts(at.list("values", values)),
    }
}

fn label_key(subject: &LabelSubject) -> &str {
    match subject {
        LabelSubject::Product => PRODUCT,
        LabelSubject::Environment => ENVIRONMENT,
        LabelSubject::Label(key) => key,
    }
}

pub(super) fn version_source<'db>(
    at: &Field<'_, 'db>,
    promotion: &Promotion<'db>,
) -> Option<manifest::VersionSource> {
    let version = promotion.version.as_ref()?;
    let source = at.field("versionSource");
    Some(manifest::VersionSource {
        file: source.value("file", &version.file).to_string(),
        json_path: source.value("jsonPath", &version.path).to_string(),
    })
}

pub(super) fn promoted_files<'db>(
    at: &Field<'_, 'db>,
    promotion: &Promotion<'db>,
) -> OrderedMap<manifest::PromotedFile> {
    let files = at.field("promotion");
    promotion.files.iter().map(|promoted| promoted_file(&files, promoted)).collect()
}

fn promoted_file<'db>(
    files: &Field<'_, 'db>,
    promoted: &PromotedFile<'db>,
) -> (String, manifest::PromotedFile) {
    let file = &promoted.file;
    let at = files.field(&file.value);
    at.follows_from(file.place);
    // Without a path the whole file is promoted, which no place of its own says.
    let is_whole = promoted.paths.iter().any(|path| path.place == file.place);
    let json_paths = match is_whole {
        true => {
            at.field("jsonPaths").item(0).follows_from(file.place);
            promoted.paths.iter().map(|path| path.value.to_string()).collect()
        }
        false => super::texts(at.list("jsonPaths", &promoted.paths)),
    };
    (file.value.to_string(), manifest::PromotedFile { json_paths })
}

//! Hand-written PromotionTemplates, and what products say in their place.

use promo_manifest::keys::{ENVIRONMENT, PRODUCT};
use promo_manifest::known::{self, LabelExpression, PromotedFile, VersionSource};

use super::reader::{Reader, texts};
use crate::model::{LabelCondition, LabelOperator, LabelSubject, Name, Promotion, Template};

/// The operators of conditions on labels.
#[derive(Clone, Copy, PartialEq)]
enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
}

const OPERATORS: [(&str, Operator); 4] = [
    ("In", Operator::In),
    ("NotIn", Operator::NotIn),
    ("Exists", Operator::Exists),
    ("DoesNotExist", Operator::DoesNotExist),
];

/// What the label with a key says.
pub(crate) fn label_subject(key: &str) -> LabelSubject {
    match key {
        PRODUCT => LabelSubject::Product,
        ENVIRONMENT => LabelSubject::Environment,
        _ => LabelSubject::Label(key.to_owned()),
    }
}

impl Reader<'_> {
    pub(super) fn template(&mut self, template: &known::Template) -> Option<Template> {
        let equal = template.selector.match_labels.iter().map(|entry| LabelCondition {
            subject: label_subject(&entry.key.value),
            operator: LabelOperator::Equals(Name::from(entry.value.value.as_str())),
        });
        let mut selector: Vec<LabelCondition> = equal.collect();
        for written in &template.selector.match_expressions {
            let condition = self.label_condition(written);
            self.is_complete &= condition.is_some();
            selector.extend(condition);
        }
        let promotion = self.promotion(&template.version_source, &template.promotion);
        let priority = template.priority.as_ref()?.value;
        Some(Template { metadata: self.metadata(&template.header), priority, selector, promotion })
    }

    fn label_condition(&mut self, written: &LabelExpression) -> Option<LabelCondition> {
        let spanned = written.operator.as_ref()?;
        let operator = self.word(spanned, "operator", &OPERATORS)?.value;
        let takes_values = matches!(operator, Operator::In | Operator::NotIn);
        if takes_values == written.values.is_empty() {
            let what = if takes_values { "needs `values`" } else { "takes no `values`" };
            self.hide(&spanned.span, format!("`{}` {what}", spanned.value));
            return None;
        }
        let values = texts(&written.values);
        let operator = match operator {
            Operator::In => LabelOperator::In(values),
            Operator::NotIn => LabelOperator::NotIn(values),
            Operator::Exists => LabelOperator::Exists,
            Operator::DoesNotExist => LabelOperator::DoesNotExist,
        };
        Some(LabelCondition { subject: label_subject(&written.key.as_ref()?.value), operator })
    }

    /// What is promoted.
    pub(super) fn promotion(&mut self, version: &Option<VersionSource>, files: &[PromotedFile]) -> Promotion {
        let text = |written: &known::Spanned<String>| Name::from(written.value.as_str());
        let place = version.as_ref().and_then(|version| {
            Some((version.file.as_ref().map(text)?, version.json_path.as_ref().map(text)?))
        });
        self.is_complete &= place.is_some() == version.is_some();
        let files = files.iter().map(|file| (text(&file.file), texts(&file.json_paths)));
        Promotion { version: place, files: files.collect() }
    }
}

//! Hand-written PromotionTemplates, and what products say in their place.

use promo_manifest::keys::{ENVIRONMENT, PRODUCT};
use promo_manifest::known::{self, LabelExpression, PromotedFile, Spanned, VersionSource};

use super::reader::Reader;
use crate::jsonpath;
use crate::model::{self, LabelCondition, LabelOperator, LabelSubject, Name, Promotion, Sourced, Template};
use crate::paths::{self, PathRole};

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

impl<'db> Reader<'db> {
    pub(super) fn template(&mut self, template: &known::Template) -> Option<Template<'db>> {
        let equal = template.selector.match_labels.iter().map(|entry| LabelCondition {
            subject: self.sourced(&entry.key, |key| label_subject(key)),
            operator: LabelOperator::Equals(self.name(&entry.value)),
            place: self.site(&entry.key.span),
        });
        let mut selector: Vec<LabelCondition<'db>> = equal.collect();
        for written in &template.selector.match_expressions {
            let condition = self.label_condition(written);
            self.is_complete &= condition.is_some();
            selector.extend(condition);
        }
        let promotion = self.promotion(&template.version_source, &template.promotion);
        let priority = self.sourced(template.priority.as_ref()?, |priority| *priority);
        Some(Template { metadata: self.metadata(&template.header), priority, selector, promotion })
    }

    fn label_condition(&mut self, written: &LabelExpression) -> Option<LabelCondition<'db>> {
        let spanned = written.operator.as_ref()?;
        let operator = self.word(spanned, "operator", &OPERATORS)?.value;
        let takes_values = matches!(operator, Operator::In | Operator::NotIn);
        if takes_values == written.values.is_empty() {
            let what = if takes_values { "needs `values`" } else { "takes no `values`" };
            self.hide(&spanned.span, format!("`{}` {what}", spanned.value));
            return None;
        }
        let values = self.names(&written.values);
        let operator = match operator {
            Operator::In => LabelOperator::In(values),
            Operator::NotIn => LabelOperator::NotIn(values),
            Operator::Exists => LabelOperator::Exists,
            Operator::DoesNotExist => LabelOperator::DoesNotExist,
        };
        let subject = self.sourced(written.key.as_ref()?, |key| label_subject(key));
        Some(LabelCondition { subject, operator, place: self.site(&written.span) })
    }

    /// What is promoted.
    pub(super) fn promotion(
        &mut self,
        version: &Option<VersionSource>,
        files: &[PromotedFile],
    ) -> Promotion<'db> {
        let place = version.as_ref().and_then(|version| self.version(version));
        self.is_complete &= place.is_some() == version.is_some();
        Promotion { version: place, files: files.iter().map(|file| self.promoted_file(file)).collect() }
    }

    fn version(&mut self, written: &VersionSource) -> Option<model::VersionSource<'db>> {
        let file = written.file.as_ref().map(|file| self.file(file));
        let path = written.json_path.as_ref().map(|path| self.path(path, PathRole::Version));
        Some(model::VersionSource { file: file?, path: path? })
    }

    fn promoted_file(&mut self, written: &PromotedFile) -> model::PromotedFile<'db> {
        let file = self.file(&written.file);
        let paths = written.json_paths.iter();
        model::PromotedFile { file, paths: paths.map(|path| self.path(path, PathRole::Promoted)).collect() }
    }

    fn file(&mut self, written: &Spanned<String>) -> Sourced<'db, Name> {
        let file = self.name(written);
        let mistake = paths::check_file(&file.value);
        self.problems.extend(mistake.map(|mistake| mistake.at(file.place)));
        file
    }

    fn path(&mut self, written: &Spanned<String>, role: PathRole) -> Sourced<'db, Name> {
        let path = self.name(written);
        match jsonpath::check_written(&path.value) {
            Ok(()) => {
                let mistake = paths::check(&path.value, role);
                self.problems.extend(mistake.map(|mistake| mistake.at(path.place)));
            }
            Err(message) => self.report(&written.span, message),
        }
        path
    }
}

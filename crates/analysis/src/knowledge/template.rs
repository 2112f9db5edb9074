//! Hand-written PromotionTemplates, and what products say in their place.

use promo_diagnostics::Rule;
use promo_manifest::keys::{ENVIRONMENT, PRODUCT};
use promo_manifest::known::{self, LabelExpression, PromotedFile, Spanned, VersionSource};
use rustc_hash::FxHashSet;

use super::reader::Reader;
use crate::finding::Finding;
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

impl<'db> Reader<'db, '_> {
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
        if self.is_complete {
            self.check_said(template);
        }
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
        self.check_repeated(written);
        let paths = written.json_paths.iter();
        model::PromotedFile { file, paths: paths.map(|path| self.path(path, PathRole::Promoted)).collect() }
    }

    fn file(&mut self, written: &Spanned<String>) -> Sourced<'db, Name> {
        let file = self.name(written);
        let finding = match paths::file_problem(&file.value) {
            Some(problem) => Some(paths::invalid_file(file.place, problem)),
            None => paths::check_file(&file.value).map(|mistake| mistake.at(file.place)),
        };
        self.problems.extend(finding);
        file
    }

    fn path(&mut self, written: &Spanned<String>, role: PathRole) -> Sourced<'db, Name> {
        let path = self.name(written);
        let (finding, instead) = match jsonpath::check_written(&path.value) {
            Ok(()) => {
                let Some(mistake) = paths::check(&path.value, role) else { return path };
                let instead = mistake.instead();
                (mistake.at(path.place), instead)
            }
            Err(problem) => {
                let message = format!("`{}` is no JSONPath: {}", path.value, problem.message);
                let finding = Finding::new(Rule::InvalidPath, path.place, message);
                (finding.help(paths::DIALECT), problem.instead)
            }
        };
        self.problems.push(match instead {
            Some(instead) => self.replace(finding, format!("write `{instead}`"), written, instead),
            None => finding,
        });
        path
    }

    /// Reports the paths of a file that stand there twice.
    fn check_repeated(&mut self, file: &PromotedFile) {
        let mut seen = FxHashSet::default();
        for path in file.json_paths.iter().filter(|path| !seen.insert(path.value.as_str())) {
            let message = format!("`{}` of `{}` is promoted twice", path.value, file.file.value);
            let site = self.site(&path.span);
            let finding = Finding::new(Rule::DuplicateKey, site, message).help("name each path once");
            self.problems.push(match self.shared.holds(&path.span) {
                true => finding,
                false => finding.replace_safely("take it out", site, ""),
            });
        }
    }

    /// Reports what a template leaves to chance: for which Applications it is, and what it promotes.
    fn check_said(&mut self, template: &known::Template) {
        let place = self.site(&template.header.name.span);
        let selector = &template.selector;
        let selects_all = selector.match_labels.is_empty() && selector.match_expressions.is_empty();
        if selects_all && template.has_selector {
            let message =
                "this template has an empty `applicationSourceSelector`, so it is for every application";
            let finding = Finding::new(Rule::SelectsEverything, place, message);
            self.problems.push(finding.help("say which: `matchLabels: {codefresh.io/product: NAME}`"));
        }
        if template.promotion.is_empty() {
            let message = "this template has no `promotion`, so every file of an application is promoted";
            let finding = Finding::new(Rule::PromotesEverything, place, message);
            let help = "say which files and paths: `promotion: {values.yaml: {jsonPaths: [$.image.tag]}}`";
            self.problems.push(finding.help(help));
        }
    }
}

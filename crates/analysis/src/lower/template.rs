//! Templates: which applications they are for, and what of them is promoted.

use promo_diagnostics::Rule;
use promo_syntax::{Body, SyntaxNode, TokenKind};
use rustc_hash::FxHashMap;

use super::clauses::find;
use super::metadata::Heading;
use super::when::{Condition, Operator, Tests, text};
use crate::declaration::Place;
use crate::evaluate::Evaluator;
use crate::finding::Finding;
use crate::knowledge::label_subject;
use crate::model::{LabelCondition, LabelOperator, LabelSubject, Sourced, Template};
use crate::names::{Namespace, reference_text};
use crate::value::{Type, Value};

pub(super) static TESTS: Tests = Tests {
    owner: "a template",
    subjects: &[
        ("product", Type::Product, Type::Products),
        ("environment", Type::Environment, Type::Environments),
        ("label", Type::String, Type::Strings),
    ],
    operators: &[
        Operator::Equal,
        Operator::NotEqual,
        Operator::In,
        Operator::NotIn,
        Operator::Exists,
        Operator::NotExists,
    ],
    instead_of_or: "the conditions of a selector must all hold: ask for several values with `in [A, B]`, or write \
                    a second template for the other case",
    repeats: true,
};

impl<'db> Evaluator<'db, '_> {
    /// The template of a block.
    pub(super) fn template(
        &mut self,
        block: SyntaxNode<'_>,
        heading: &Heading<'db>,
    ) -> Option<Template<'db>> {
        let clauses = self.clauses_of(block, Body::Template);
        let metadata = self.metadata(&clauses, heading, Namespace::Templates);
        let priority = self.priority(&clauses, block, "template");
        let selector = match find(&clauses, TokenKind::WhenKeyword) {
            Some(clause) => self.label_conditions(clause),
            None => {
                let message = "this template has no `when`, so it is for every application";
                let finding = Finding::new(Rule::SelectsEverything, self.name_place(), message);
                self.report(
                    finding.help("say which: `when product == NAME`, `when label \"KEY\" == \"VALUE\"`"),
                );
                Some(Vec::new())
            }
        };
        let promotion = self.promotion(&clauses);
        if find(&clauses, TokenKind::PromoteKeyword).is_none() {
            let message = "this template has no `promote`, so every file of an application is promoted";
            let finding = Finding::new(Rule::PromotesEverything, self.name_place(), message);
            self.report(finding.help("say which files and paths: `promote \"values.yaml\" $.image.tag`"));
        }
        Some(Template { metadata, priority: priority?, selector: selector?, promotion: promotion? })
    }

    fn label_conditions(&mut self, clause: SyntaxNode<'_>) -> Option<Vec<LabelCondition<'db>>> {
        let conditions = self.conditions(clause, &TESTS)?;
        let mut labels: Vec<LabelCondition<'db>> = Vec::new();
        // A label can equal one value only.
        let mut equal: FxHashMap<LabelSubject, Place<'db>> = FxHashMap::default();
        for condition in conditions {
            let label = label_condition(&condition)?;
            if matches!(label.operator, LabelOperator::Equals(_)) {
                if let Some(earlier) = equal.get(&label.subject.value) {
                    self.report_repeated_subject(&condition, *earlier);
                    continue;
                }
                equal.insert(label.subject.value.clone(), condition.place);
            }
            labels.push(label);
        }
        Some(labels)
    }

    /// Checks the key of a `label` in a test, and the values that it is compared with.
    pub(super) fn check_label_test(
        &mut self,
        condition: SyntaxNode<'_>,
        key: SyntaxNode<'_>,
        values: &[Value],
    ) {
        self.check_key(&reference_text(key), self.place(key), "a label");
        let Some(written) = condition.values().next() else { return };
        let elements: Vec<SyntaxNode<'_>> = written.values().collect();
        for (index, value) in values.iter().filter_map(text).enumerate() {
            // An element may be the name of a list.
            let node = elements.get(index).filter(|_| elements.len() == values.len()).unwrap_or(&written);
            self.check_label(&value, self.place(*node));
        }
    }
}

fn label_condition<'db>(condition: &Condition<'db>) -> Option<LabelCondition<'db>> {
    let subject = match (condition.subject.as_str(), &condition.key) {
        ("product", _) => LabelSubject::Product,
        ("environment", _) => LabelSubject::Environment,
        (_, key) => label_subject(key.as_deref()?),
    };
    let mut values = condition.each_once(text);
    let operator = match condition.operator {
        Operator::Equal => LabelOperator::Equals(values.pop()?),
        Operator::In => LabelOperator::In(values),
        Operator::NotEqual | Operator::NotIn => LabelOperator::NotIn(values),
        Operator::Exists => LabelOperator::Exists,
        Operator::NotExists => LabelOperator::DoesNotExist,
        Operator::Matches | Operator::NotMatches => return None,
    };
    let subject = Sourced::new(subject, condition.subject_place);
    Some(LabelCondition { subject, operator, place: condition.place.into() })
}

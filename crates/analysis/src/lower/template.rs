//! Templates: which applications they are for, and what of them is promoted.

use promo_diagnostics::Rule;
use promo_syntax::{Body, SyntaxNode, TokenKind};

use super::clauses::find;
use super::metadata::Heading;
use super::policy::unique;
use super::when::{Condition, Operator, Tests, texts};
use crate::evaluate::Evaluator;
use crate::finding::Finding;
use crate::model::{LabelCondition, LabelOperator, Template};
use crate::names::Namespace;
use crate::value::Type;

const TESTS: Tests = Tests {
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
    pub(super) fn template(&mut self, block: SyntaxNode<'_>, heading: &Heading<'db>) -> Option<Template> {
        let clauses = self.clauses_of(block, Body::Template);
        let metadata = self.metadata(&clauses, heading, Namespace::Templates);
        let priority = self.priority(&clauses, "template");
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

    fn label_conditions(&mut self, clause: SyntaxNode<'_>) -> Option<Vec<LabelCondition>> {
        let conditions = self.conditions(clause, &TESTS)?;
        let mut labels: Vec<(LabelCondition, Condition<'db>)> = Vec::new();
        for condition in conditions {
            let label = label_condition(&condition)?;
            let earlier = labels
                .iter()
                .find(|(earlier, _)| excludes(earlier, &label))
                .map(|(_, earlier)| earlier.place);
            match earlier {
                Some(earlier) => self.report_repeated_subject(&condition, earlier),
                None => labels.push((label, condition)),
            }
        }
        Some(labels.into_iter().map(|(label, _)| label).collect())
    }
}

/// One key can equal one value only.
fn excludes(left: &LabelCondition, right: &LabelCondition) -> bool {
    let both_equal =
        matches!((&left.operator, &right.operator), (LabelOperator::Equals(_), LabelOperator::Equals(_)));
    both_equal && left.key == right.key
}

fn label_condition(condition: &Condition<'_>) -> Option<LabelCondition> {
    let key = match (condition.subject.as_str(), &condition.key) {
        ("product", _) => "codefresh.io/product".to_owned(),
        ("environment", _) => "codefresh.io/environment".to_owned(),
        (_, key) => key.clone()?,
    };
    let mut values = unique(texts(&condition.values));
    let operator = match condition.operator {
        Operator::Equal => LabelOperator::Equals(values.pop()?),
        Operator::In => LabelOperator::In(values),
        Operator::NotEqual | Operator::NotIn => LabelOperator::NotIn(values),
        Operator::Exists => LabelOperator::Exists,
        Operator::NotExists => LabelOperator::DoesNotExist,
        Operator::Matches | Operator::NotMatches => return None,
    };
    Some(LabelCondition { key, operator })
}

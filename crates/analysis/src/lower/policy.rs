//! Policies: a priority, a selector and settings.

use promo_diagnostics::Rule;
use promo_syntax::{Body, SyntaxNode, TokenKind};

use super::clauses::{find, is_broken};
use super::metadata::Heading;
use super::undocumented_tags;
use super::when::{Operator, Tests, text};
use crate::evaluate::Evaluator;
use crate::finding::Finding;
use crate::model::{Name, Policy, PolicySelector, Sourced};
use crate::names::Namespace;
use crate::value::{EnvironmentKind, Type, Value};

pub(super) static TESTS: Tests = Tests {
    owner: "a policy",
    subjects: &[
        ("product", Type::Product, Type::Products),
        ("product.tag", Type::Tag, Type::Tags),
        ("environment", Type::Environment, Type::Environments),
        ("environment.kind", Type::Kind, Type::Kinds),
        ("environment.tag", Type::Tag, Type::Tags),
    ],
    operators: &[Operator::Equal, Operator::In],
    instead_of_or: "the conditions of a selector must all hold: ask for several values with `in [A, B]`, or write \
                    a second policy for the other case",
    repeats: false,
};

impl<'db> Evaluator<'db, '_> {
    /// The policy of a block.
    pub(super) fn policy(&mut self, block: SyntaxNode<'_>, heading: &Heading<'db>) -> Option<Policy<'db>> {
        let clauses = self.clauses_of(block, Body::Policy);
        let metadata = self.metadata(&clauses, heading, Namespace::Policies);
        let priority = self.priority(&clauses, block, "policy");
        let when = find(&clauses, TokenKind::WhenKeyword);
        let selector = match when {
            Some(clause) => self.policy_selector(clause),
            None => Some(PolicySelector::default()),
        };
        let settings = self.settings(&clauses);
        let sets_something = [TokenKind::PreKeyword, TokenKind::ActionKeyword, TokenKind::PostKeyword]
            .into_iter()
            .any(|keyword| find(&clauses, keyword).is_some());
        if !sets_something && !is_broken(block) {
            let finding = Finding::new(Rule::MissingClause, self.name_place(), "this policy sets nothing");
            self.report(
                finding.help(
                    "write at least one of `pre WORKFLOW`, `action commit|pr|none` and `post WORKFLOW`",
                ),
            );
        }
        Some(Policy { metadata, priority: priority?, selector: selector?, settings })
    }

    /// The priority that a declaration must have.
    pub(super) fn priority(
        &mut self,
        clauses: &[SyntaxNode<'_>],
        block: SyntaxNode<'_>,
        noun: &str,
    ) -> Option<Sourced<'db, i64>> {
        let Some(clause) = find(clauses, TokenKind::PriorityKeyword) else {
            if is_broken(block) {
                return None;
            }
            let message = format!("this {noun} has no `priority`");
            let finding = Finding::new(Rule::MissingClause, self.name_place(), message);
            self.report(
                finding.help("add one, such as `priority 10`: it decides which of several that match wins"),
            );
            return None;
        };
        self.clause_integer(clause)
    }

    fn policy_selector(&mut self, clause: SyntaxNode<'_>) -> Option<PolicySelector<'db>> {
        let mut selector = PolicySelector::default();
        for condition in self.conditions(clause, &TESTS)? {
            match condition.subject.as_str() {
                "product" => selector.products = Some(condition.each_once(name)),
                "environment" => selector.environments = Some(condition.each_once(name)),
                "environment.kind" => selector.environment_kinds = Some(condition.each_once(kind)),
                subject => {
                    self.report(undocumented_tags::finding(subject, condition.place));
                    let tags = Some(condition.each_once(text));
                    match subject {
                        "product.tag" => selector.product_tags = tags,
                        _ => selector.environment_tags = tags,
                    }
                }
            }
        }
        Some(selector)
    }
}

fn name(value: &Value) -> Option<Name> {
    match value {
        Value::Reference(_, name) => Some(name.clone()),
        _ => None,
    }
}

fn kind(value: &Value) -> Option<EnvironmentKind> {
    match value {
        Value::Kind(kind) => Some(*kind),
        _ => None,
    }
}

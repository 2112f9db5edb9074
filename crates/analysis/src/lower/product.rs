//! Products: what is promoted, and by which flows.

use promo_diagnostics::Rule;
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};

use super::clauses::{all, find};
use super::metadata::Heading;
use super::when::{Condition, Operator, Tests, text};
use crate::config::ProductApi;
use crate::evaluate::Evaluator;
use crate::finding::Finding;
use crate::model::{FlowChoice, GitCondition, GitSubject, Product, Sourced};
use crate::names::Namespace;
use crate::value::{Concurrency, Type, Value};

pub(super) static TESTS: Tests = Tests {
    owner: "the flow of a product",
    subjects: &[("message", Type::String, Type::Strings), ("revision", Type::String, Type::Strings)],
    operators: &[Operator::Matches, Operator::NotMatches],
    instead_of_or: "one of several globs: `message matches [\"*a*\", \"*b*\"]`; for different subjects, name the flow \
                    in a second `flow` clause",
    repeats: true,
};

impl<'db> Evaluator<'db, '_> {
    /// The product of a block.
    pub(super) fn product(&mut self, block: SyntaxNode<'_>, heading: &Heading<'db>) -> Option<Product<'db>> {
        let clauses = self.clauses_of(block, Body::Product);
        let metadata = self.metadata(&clauses, heading, Namespace::Products);
        let template_clause = find(&clauses, TokenKind::TemplateKeyword);
        let template = template_clause.map(|clause| self.clause_name(clause, Type::Template));
        let promotion = self.promotion(&clauses);
        if let Some(clause) = template_clause {
            self.check_one_template(clause, &clauses);
        }
        let concurrency =
            find(&clauses, TokenKind::ConcurrencyKeyword).map(|clause| self.concurrency(clause));
        let flows: Vec<_> =
            all(&clauses, TokenKind::FlowKeyword).map(|clause| self.flow_choice(clause)).collect();
        let flows: Option<Vec<_>> = flows.into_iter().collect();
        let template = match template {
            Some(template) => Some(template?),
            None => None,
        };
        let concurrency = match concurrency {
            Some(concurrency) => Some(concurrency?),
            None => None,
        };
        Some(Product { metadata, template, promotion: promotion?, concurrency, flows: flows? })
    }

    fn check_one_template(&mut self, template: SyntaxNode<'_>, clauses: &[SyntaxNode<'_>]) {
        let version =
            all(clauses, TokenKind::VersionKeyword).find(|clause| clause.has_token(TokenKind::FromKeyword));
        let Some(inline) = version.or_else(|| find(clauses, TokenKind::PromoteKeyword)) else {
            return;
        };
        let message = "a product names a template or says itself what is promoted, not both";
        let finding = Finding::new(Rule::ConflictingClauses, self.head_place(inline), message);
        let finding = finding.related(self.place(template), "the template is named here");
        self.report(finding.help("take out `template`, or move what is said here into the template"));
    }

    fn concurrency(&mut self, clause: SyntaxNode<'_>) -> Option<Sourced<'db, Concurrency>> {
        let Sourced { value: Value::Concurrency(concurrency), place } =
            self.clause_value(clause, Type::Concurrency)?
        else {
            return None;
        };
        if self.db.project().config(self.db).product_api == ProductApi::V1beta1 {
            let message =
                "`concurrency` needs version v1beta2 of the Product CRD, and `promo.toml` asks for v1beta1";
            let finding = Finding::new(Rule::ConflictingClauses, self.place(clause), message);
            self.report(
                finding.help("set `product-api = \"v1beta2\"` under `[codefresh]`, or take the clause out"),
            );
            return None;
        }
        Some(Sourced::new(concurrency, place))
    }

    fn flow_choice(&mut self, clause: SyntaxNode<'_>) -> Option<FlowChoice<'db>> {
        let flow = self.clause_name(clause, Type::Flow);
        if clause.child(NodeKind::Test).is_none() {
            return Some(FlowChoice { flow: flow?, conditions: Vec::new() });
        }
        let conditions = self.conditions(clause, &TESTS)?;
        let conditions = conditions.iter().map(git_condition).collect();
        Some(FlowChoice { flow: flow?, conditions })
    }
}

fn git_condition<'db>(condition: &Condition<'db>) -> GitCondition<'db> {
    let subject = if condition.subject == "message" { GitSubject::Message } else { GitSubject::Revision };
    GitCondition {
        subject: Sourced::new(subject, condition.subject_place),
        negated: Sourced::new(condition.operator == Operator::NotMatches, condition.operator_place),
        globs: condition.each_once(text),
    }
}

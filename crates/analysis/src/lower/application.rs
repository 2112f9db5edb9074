//! Applications: which product runs in which environment.

use promo_diagnostics::Rule;
use promo_syntax::{Body, SyntaxNode, TokenKind};

use super::clauses::{find, is_broken};
use crate::evaluate::Evaluator;
use crate::finding::Finding;
use crate::model::{Application, Name, Sourced};
use crate::names::Namespace;
use crate::value::Type;

impl<'db> Evaluator<'db, '_> {
    /// The application of a block.
    pub(super) fn application(
        &mut self,
        node: SyntaxNode<'_>,
        block: SyntaxNode<'_>,
    ) -> Option<Application<'db>> {
        let clauses = self.clauses_of(block, Body::Application);
        let name = self.declared_names(node).into_iter().next()?;
        self.check_object_name(&name.value, name.place, Namespace::Applications);
        let product = self.needed(&clauses, block, TokenKind::ProductKeyword, Type::Product, &name);
        let environment =
            self.needed(&clauses, block, TokenKind::EnvironmentKeyword, Type::Environment, &name);
        Some(Application { name, product, environment, deployment: None })
    }

    fn needed(
        &mut self,
        clauses: &[SyntaxNode<'_>],
        block: SyntaxNode<'_>,
        keyword: TokenKind,
        kind: Type,
        name: &Sourced<'db, Name>,
    ) -> Option<Sourced<'db, Name>> {
        if let Some(clause) = find(clauses, keyword) {
            return self.clause_name(clause, kind);
        }
        if is_broken(block) {
            return None;
        }
        let word = keyword.description();
        let finding =
            Finding::new(Rule::MissingClause, name.place, format!("this application has no {word}"));
        let help = "an application belongs to a product and runs in an environment: \
                    `product NAME  environment NAME`";
        self.report(finding.help(help));
        None
    }
}

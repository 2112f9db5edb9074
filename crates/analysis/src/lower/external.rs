//! `extern`: what lives elsewhere, and what is known of it.

use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};

use super::clauses::{all, find};
use super::metadata::Given;
use super::object_names;
use crate::declaration::name_text;
use crate::evaluate::Evaluator;
use crate::model::{Extern, Input, Name, Sourced};
use crate::names::extern_namespace;
use crate::value::Type;

impl<'db> Evaluator<'db, '_> {
    /// What an `extern` declares.
    pub(super) fn external(&mut self, node: SyntaxNode<'_>, block: Option<SyntaxNode<'_>>) -> Extern<'db> {
        let names = self.declared_names(node);
        if let Some(namespace) = extern_namespace(node) {
            names.iter().for_each(|name| self.check_object_name(&name.value, name.place, namespace));
        }
        let clauses = block.map(|block| self.clauses_of(block, Body::Extern)).unwrap_or_default();
        let inputs = find(&clauses, TokenKind::InputKeyword).map(|_| self.inputs(&clauses));
        let service_account =
            find(&clauses, TokenKind::ServiceAccountKeyword).and_then(|clause| self.account_name(clause));
        Extern {
            names,
            inputs,
            outputs: self.given_names(&clauses, TokenKind::OutputKeyword, "output"),
            exports: self.given_names(&clauses, TokenKind::ExportsKeyword, "key"),
            service_account: service_account.map(|account| account.value),
        }
    }

    /// The parameters that `input` clauses declare, each once.
    pub(super) fn inputs(&mut self, clauses: &[SyntaxNode<'_>]) -> Vec<Sourced<'db, Input<'db>>> {
        let mut inputs = Vec::new();
        let mut given = Given::default();
        for clause in all(clauses, TokenKind::InputKeyword) {
            let due = self.due_after(clause, Type::String);
            for binding in clause.children().filter(|child| child.kind() == NodeKind::Binding) {
                let Some(name_node) = binding.child(NodeKind::Name) else {
                    continue;
                };
                let name: Name = name_text(name_node).into();
                let place = self.place(name_node);
                if !self.is_new(&mut given, "input", &name, place) {
                    continue;
                }
                self.check_name(&name, place, &object_names::PARAMETER);
                let default = binding.values().next();
                let default = default.map(|value| self.text_or_nothing(value, &due));
                inputs.push(Sourced::new(Input { name, default }, place));
            }
        }
        inputs
    }

    /// The names that the clauses with a keyword give, each once.
    pub(super) fn given_names(
        &mut self,
        clauses: &[SyntaxNode<'_>],
        keyword: TokenKind,
        noun: &str,
    ) -> Vec<Name> {
        let mut names = Vec::new();
        let mut given = Given::default();
        for node in all(clauses, keyword).flat_map(name_nodes) {
            let name = Name::from(name_text(node));
            if self.is_new(&mut given, noun, &name, self.place(node)) {
                if keyword == TokenKind::OutputKeyword {
                    self.check_name(&name, self.place(node), &object_names::OUTPUT);
                }
                names.push(name);
            }
        }
        names
    }

    /// The name of a service account: a plain word or a string.
    pub(super) fn account_name(&mut self, clause: SyntaxNode<'_>) -> Option<Sourced<'db, Name>> {
        let due = self.due_after(clause, Type::ClusterName);
        self.cluster_name(clause.values().next()?, &due, &object_names::SERVICE_ACCOUNT)
    }
}

/// The names that a clause gives.
pub(super) fn name_nodes<'t>(clause: SyntaxNode<'t>) -> impl Iterator<Item = SyntaxNode<'t>> {
    clause.children().filter(|child| child.kind() == NodeKind::Name)
}

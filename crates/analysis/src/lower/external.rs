//! `extern`: what lives elsewhere, and what is known of it.

use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};

use super::clauses::{all, find};
use crate::declaration::name_text;
use crate::evaluate::Evaluator;
use crate::model::{Extern, Input, Name};
use crate::value::Type;

impl<'db> Evaluator<'db, '_> {
    /// What an `extern` declares.
    pub(super) fn external(&mut self, node: SyntaxNode<'_>, block: Option<SyntaxNode<'_>>) -> Extern<'db> {
        let names = self.declared_names(node);
        let clauses = block.map(|block| self.clauses_of(block, Body::Extern)).unwrap_or_default();
        let inputs = find(&clauses, TokenKind::InputKeyword).map(|_| self.inputs(&clauses));
        let service_account =
            find(&clauses, TokenKind::ServiceAccountKeyword).and_then(|clause| self.account_name(clause));
        Extern {
            names,
            inputs: inputs.map(|inputs| inputs.into_iter().map(|input| input.value).collect()),
            outputs: all(&clauses, TokenKind::OutputKeyword).flat_map(given_names).collect(),
            exports: all(&clauses, TokenKind::ExportsKeyword).flat_map(given_names).collect(),
            service_account,
        }
    }

    /// The parameters that `input` clauses declare, each once.
    pub(super) fn inputs(&mut self, clauses: &[SyntaxNode<'_>]) -> Vec<crate::model::Sourced<'db, Input>> {
        let mut inputs: Vec<crate::model::Sourced<'db, Input>> = Vec::new();
        for clause in all(clauses, TokenKind::InputKeyword) {
            let due = self.due_after(clause, Type::String);
            for binding in clause.children().filter(|child| child.kind() == NodeKind::Binding) {
                let Some(name_node) = binding.child(NodeKind::Name) else {
                    continue;
                };
                let name: Name = name_text(name_node).into();
                let place = self.place(name_node);
                if let Some(earlier) = inputs.iter().find(|input| input.value.name == name) {
                    let earlier = earlier.place;
                    self.report_duplicate_key(&name, place, Some(earlier));
                    continue;
                }
                let default = binding.values().next().and_then(|value| self.text_value(value, &due));
                inputs.push(crate::model::Sourced { value: Input { name, default }, place });
            }
        }
        inputs
    }

    /// The name of a service account: a plain word or a string.
    pub(super) fn account_name(&mut self, clause: SyntaxNode<'_>) -> Option<std::sync::Arc<str>> {
        let node = clause.values().next()?;
        let due = self.due_after(clause, Type::Tag);
        match self.value(node, &due)? {
            crate::value::Value::String(text) => Some(text),
            _ => None,
        }
    }
}

/// The names that a clause gives.
pub(super) fn given_names(clause: SyntaxNode<'_>) -> Vec<Name> {
    let names = clause.children().filter(|child| child.kind() == NodeKind::Name);
    names.map(|name| Name::from(name_text(name))).collect()
}

//! Environments: nothing is emitted for them, everything else refers to them.

use std::sync::Arc;

use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};

use super::clauses::{all, find};
use super::values;
use crate::declaration::name_text;
use crate::evaluate::Evaluator;
use crate::model::{Cluster, Environments, Name, Sourced};
use crate::value::{Type, Value};

impl<'db> Evaluator<'db, '_> {
    /// The environments of a declaration.
    pub(super) fn environments_declaration(
        &mut self,
        node: SyntaxNode<'_>,
        block: Option<SyntaxNode<'_>>,
    ) -> Environments<'db> {
        let clauses = block.map(|block| self.clauses_of(block, Body::Environment)).unwrap_or_default();
        let kind =
            find(&clauses, TokenKind::KindKeyword).and_then(|clause| self.clause_value(clause, Type::Kind));
        Environments {
            names: self.declared_names(node),
            kind: match kind.map(|kind| kind.value) {
                Some(Value::Kind(kind)) => kind,
                _ => Default::default(),
            },
            clusters: all(&clauses, TokenKind::ClusterKeyword)
                .filter_map(|clause| self.cluster(clause))
                .collect(),
            tags: find(&clauses, TokenKind::TagsKeyword).map(|clause| self.tags(clause)).unwrap_or_default(),
        }
    }

    /// The names that a declaration gives.
    pub(super) fn declared_names(&self, node: SyntaxNode<'_>) -> Vec<Sourced<'db, Name>> {
        let names = node.children().filter(|child| child.kind() == NodeKind::Name);
        names.map(|name| Sourced::new(name_text(name).into(), self.place(name))).collect()
    }

    fn cluster(&mut self, clause: SyntaxNode<'_>) -> Option<Cluster> {
        let nodes = values(clause);
        let due = self.due_after(clause, Type::String);
        let node = *nodes.first()?;
        let name = self.string_value(node, &due);
        if name.as_ref().is_some_and(|name| name.value.trim().is_empty()) {
            self.report_empty("the name or URL of a cluster", self.place(node));
        }
        let mut due = self.due_after(clause, Type::Strings);
        due.owner = "`namespaces`".to_owned();
        let namespaces = nodes.get(1).and_then(|node| {
            let namespaces = self.strings_value(*node, &due);
            if namespaces.iter().flatten().any(|namespace| namespace.value.trim().is_empty()) {
                self.report_empty("the name of a namespace", self.place(*node));
            }
            namespaces
        });
        Some(Cluster { name: name?.value, namespaces: namespaces.map(texts).unwrap_or_default() })
    }

    fn tags(&mut self, clause: SyntaxNode<'_>) -> Vec<Arc<str>> {
        let due = self.due_after(clause, Type::Tags);
        let nodes = values(clause);
        let tags = nodes.first().and_then(|node| self.strings_value(*node, &due));
        tags.map(texts).unwrap_or_default()
    }
}

fn texts(texts: Vec<Sourced<'_, Arc<str>>>) -> Vec<Arc<str>> {
    texts.into_iter().map(|text| text.value).collect()
}

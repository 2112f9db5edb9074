//! What several kinds of declaration have: single values after a keyword, settings of an environment, hooks.

use std::sync::Arc;

use promo_diagnostics::Rule;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};
use rustc_hash::FxHashSet;

use crate::declaration::Place;
use crate::evaluate::{Due, Evaluator};
use crate::finding::Finding;
use crate::model::{Hooks, Name, Settings, Sourced};
use crate::names::{Namespace, resolve};
use crate::value::{Action, Type, Value};

/// What some values name where environments are listed.
pub(super) struct EnvironmentNames<'db> {
    /// The environments, and the parameters that stand for some.
    pub(super) names: Vec<Sourced<'db, Name>>,
    /// Whether there are parameters among them.
    pub(super) has_parameters: bool,
}

impl<'db> Evaluator<'db, '_> {
    /// The first value of a clause.
    pub(super) fn clause_value(&mut self, clause: SyntaxNode<'_>, kind: Type) -> Option<Sourced<'db, Value>> {
        let due = self.due_after(clause, kind);
        let node = clause.values().next()?;
        self.value(node, &due).map(|value| Sourced::new(value, self.place(node)))
    }

    /// The name that a clause refers to.
    pub(super) fn clause_name(&mut self, clause: SyntaxNode<'_>, kind: Type) -> Option<Sourced<'db, Name>> {
        let Sourced { value, place } = self.clause_value(clause, kind)?;
        match value {
            Value::Reference(_, name) => Some(Sourced::new(name, place)),
            _ => None,
        }
    }

    /// The string that a clause gives.
    pub(super) fn clause_string(&mut self, clause: SyntaxNode<'_>) -> Option<Sourced<'db, Arc<str>>> {
        let due = self.due_after(clause, Type::String);
        self.string_value(clause.values().next()?, &due)
    }

    /// The integer that a clause gives.
    pub(super) fn clause_integer(&mut self, clause: SyntaxNode<'_>) -> Option<Sourced<'db, i64>> {
        let Sourced { value, place } = self.clause_value(clause, Type::Integer)?;
        match value {
            Value::Integer(number) => Some(Sourced::new(number, place)),
            _ => None,
        }
    }

    /// The seconds of a duration that is due in a node.
    pub(super) fn duration_value(
        &mut self,
        node: SyntaxNode<'_>,
        due: &Due<'db>,
    ) -> Option<Sourced<'db, u64>> {
        match self.value(node, due)? {
            Value::Duration(seconds) => Some(Sourced::new(seconds, self.place(node))),
            _ => None,
        }
    }

    /// A string that is due in a node.
    pub(super) fn string_value(
        &mut self,
        node: SyntaxNode<'_>,
        due: &Due<'db>,
    ) -> Option<Sourced<'db, Arc<str>>> {
        match self.value(node, &Due { kind: Type::String, ..due.clone() })? {
            Value::String(text) => Some(Sourced::new(text, self.place(node))),
            _ => None,
        }
    }

    /// The strings of a list.
    pub(super) fn strings_value(
        &mut self,
        node: SyntaxNode<'_>,
        due: &Due<'db>,
    ) -> Option<Vec<Sourced<'db, Arc<str>>>> {
        match self.value(node, due)? {
            Value::List(items) => {
                let texts: Vec<Arc<str>> = items.iter().filter_map(text_of).collect();
                Some(self.placed(texts, node, due.kind.element().unwrap_or(due.kind)))
            }
            Value::String(text) => Some(vec![Sourced::new(text, self.place(node))]),
            _ => None,
        }
    }

    /// The values of a list, each where it is written: itself, or the name of a list that holds it.
    pub(super) fn placed<T>(
        &self,
        values: Vec<T>,
        list: SyntaxNode<'_>,
        element: Type,
    ) -> Vec<Sourced<'db, T>> {
        let places = self.places_of(list, element).into_iter().chain(std::iter::repeat(self.place(list)));
        values.into_iter().zip(places).map(|(value, place)| Sourced::new(value, place)).collect()
    }

    /// The action that a clause gives.
    pub(super) fn clause_action(&mut self, clause: SyntaxNode<'_>) -> Option<Sourced<'db, Action>> {
        let Sourced { value, place } = self.clause_value(clause, Type::Action)?;
        match value {
            Value::Action(action) => Some(Sourced::new(action, place)),
            _ => None,
        }
    }

    /// The environments that some values name, each once; none if some can't be known here.
    pub(super) fn environments(
        &mut self,
        nodes: &[SyntaxNode<'_>],
        due: &Due<'db>,
    ) -> Option<Vec<Sourced<'db, Name>>> {
        let named = self.environments_or_parameters(nodes, due)?;
        (!named.has_parameters).then_some(named.names)
    }

    /// The environments that some values name, each once. In the definition of a pattern a parameter stands for what
    /// it will be given. None if some can't be known here for another reason.
    pub(super) fn environments_or_parameters(
        &mut self,
        nodes: &[SyntaxNode<'_>],
        due: &Due<'db>,
    ) -> Option<EnvironmentNames<'db>> {
        let mut complete = true;
        let mut has_parameters = false;
        let mut known: FxHashSet<Name> = FxHashSet::default();
        let mut names: Vec<Sourced<'db, Name>> = Vec::new();
        for node in nodes {
            let before = self.findings.len();
            let given = match self.value(*node, due) {
                Some(value) => references(&value),
                None if self.findings.len() == before && self.is_unknown_parameter(*node) => {
                    has_parameters = true;
                    vec![Name::from(node.text())]
                }
                None => {
                    complete = false;
                    continue;
                }
            };
            for value in given {
                if known.insert(value.clone()) {
                    names.push(Sourced::new(value, self.place(*node)));
                }
            }
        }
        match (names.first(), nodes.first().zip(nodes.last())) {
            (None, Some((first, last))) if complete => {
                let place = Place::tokens(self.declaration, first.tokens().start..last.tokens().end);
                let finding = Finding::new(Rule::EmptyList, place, "no environment is named here");
                self.report(finding.help("name at least one environment"));
                None
            }
            _ => complete.then_some(EnvironmentNames { names, has_parameters }),
        }
    }

    /// Whether a node is a parameter of which nothing but its type is known. One with the name of an environment is
    /// left out, so that the two can't be taken for one another.
    fn is_unknown_parameter(&self, node: SyntaxNode<'_>) -> bool {
        let binding = self.scope.get(node.text()).filter(|_| node.kind() == NodeKind::Reference);
        binding.is_some_and(|binding| matches!(binding.value, Value::Unknown(_)))
            && resolve(self.db, Namespace::Constants, node.text()).is_none()
    }

    /// The settings that some clauses give.
    pub(super) fn settings(&mut self, clauses: &[SyntaxNode<'_>]) -> Settings<'db> {
        let mut settings = Settings::default();
        for clause in clauses {
            match clause.keyword() {
                Some(TokenKind::PreKeyword) => settings.pre = self.clause_name(*clause, Type::Workflow),
                Some(TokenKind::ActionKeyword) => settings.action = self.clause_action(*clause),
                Some(TokenKind::PostKeyword) => settings.post = self.clause_name(*clause, Type::Workflow),
                _ => {}
            }
        }
        settings
    }

    /// The hooks that some clauses give.
    pub(super) fn hooks(&mut self, clauses: &[SyntaxNode<'_>]) -> Hooks<'db> {
        let mut hooks = Hooks::default();
        for clause in clauses.iter().filter(|clause| clause.keyword() == Some(TokenKind::OnKeyword)) {
            match event(*clause) {
                Some(TokenKind::StartKeyword) => hooks.start = self.clause_name(*clause, Type::Workflow),
                Some(TokenKind::SuccessKeyword) => hooks.success = self.clause_name(*clause, Type::Workflow),
                Some(TokenKind::FailKeyword) => hooks.fail = self.clause_name(*clause, Type::Workflow),
                _ => {}
            }
        }
        hooks
    }
}

/// The word after `on`.
pub(super) fn event(clause: SyntaxNode<'_>) -> Option<TokenKind> {
    let token = clause.own_tokens().nth(1)?;
    clause.tree().tokens().get(token).map(|token| token.kind)
}

fn text_of(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

/// The names that a value refers to, in order.
pub(super) fn references(value: &Value) -> Vec<Name> {
    match value {
        Value::Reference(_, name) => vec![name.clone()],
        Value::List(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

//! The values of constants. Their types are inferred: what a name in one stands for is whatever single
//! thing has that name.

use std::sync::Arc;

use promo_diagnostics::Rule;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::meaning::{Meaning, meanings_of_constant};
use super::{Evaluator, LONGEST_LIST, Scope};
use crate::chains::is_tangled;
use crate::database::Db;
use crate::declaration::{Declaration, DeclarationKind};
use crate::finding::Finding;
use crate::names::{Definition, Namespace, reference_text};
use crate::value::Value;

/// What a constant is.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub(crate) struct Constant<'db> {
    /// Its value.
    pub value: Value,
    /// What is wrong with it.
    pub findings: Vec<Finding<'db>>,
}

/// The value of a constant. One that is part of a cycle, or of too long a chain, is unknown.
#[salsa::tracked(returns(ref), cycle_result = cyclic_constant)]
pub fn constant<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Constant<'db> {
    let unknown = Constant { value: Value::Unknown(None), findings: Vec::new() };
    if is_tangled(db, Namespace::Constants, declaration.name(db)) {
        return unknown;
    }
    let Some(node) = declaration.node(db).values().next() else {
        return unknown;
    };
    let scope = Scope::default();
    let mut evaluator = Evaluator::new(db, declaration, &scope);
    let value = evaluator.inferred(node).unwrap_or(Value::Unknown(None));
    Constant { value, findings: evaluator.findings }
}

fn cyclic_constant<'db>(_: &'db dyn Db, _: salsa::Id, _: Declaration<'db>) -> Constant<'db> {
    Constant { value: Value::Unknown(None), findings: Vec::new() }
}

/// What a name of the namespace of constants stands for.
pub fn value_of<'db>(db: &'db dyn Db, definition: Definition<'db>, name: &str) -> Value {
    match definition.declaration() {
        Some(declaration) if declaration.kind(db) == DeclarationKind::Constant => {
            constant(db, declaration).value.clone()
        }
        _ => Value::Reference(Namespace::Constants, Arc::from(name)),
    }
}

/// Whether a name of the namespace of constants is that of an environment.
pub(crate) fn is_environment<'db>(db: &'db dyn Db, definition: Definition<'db>) -> bool {
    definition.declaration().is_some_and(|declaration| declaration.kind(db) == DeclarationKind::Environment)
}

impl<'db> Evaluator<'db, '_> {
    /// The value of a node that no type is due for.
    fn inferred(&mut self, node: SyntaxNode<'_>) -> Option<Value> {
        match node.kind() {
            NodeKind::Literal => self.inferred_literal(node),
            NodeKind::Reference => self.inferred_reference(node),
            NodeKind::List => self.inferred_list(node),
            _ => {
                let message = "a constant can't be a map";
                let help =
                    "a constant is a list, a string, an integer, a duration, a path, an action or a name";
                self.report(Finding::new(Rule::TypeMismatch, self.place(node), message).help(help));
                None
            }
        }
    }

    fn inferred_literal(&mut self, node: SyntaxNode<'_>) -> Option<Value> {
        match node.tree().tokens().get(node.tokens().start)?.kind {
            TokenKind::String | TokenKind::TextBlock => self.string(node).map(Value::String),
            TokenKind::Integer => self.integer(node),
            TokenKind::Duration => self.duration(node),
            TokenKind::Path => Some(Value::Path(node.text().into())),
            _ => None,
        }
    }

    fn inferred_reference(&mut self, node: SyntaxNode<'_>) -> Option<Value> {
        let name = node.text();
        let found = meanings_of_constant(name, self);
        match found.as_slice() {
            [] => self.unknown_reference(node),
            [meaning] => meaning.value(self.db, name),
            several => self.ambiguous(node, several),
        }
    }

    fn unknown_reference(&mut self, node: SyntaxNode<'_>) -> Option<Value> {
        let name = node.text();
        let every = Namespace::OF_OBJECTS.into_iter().chain([Namespace::Constants]);
        let candidates: Vec<_> = every.flat_map(|namespace| self.nearest(namespace, name)).collect();
        let candidates = promo_diagnostics::nearest(name, candidates);
        let finding = Finding::new(Rule::UnknownName, self.place(node), format!("nothing is named `{name}`"));
        let finding = finding.help("declare it, or put it in double quotes if it is a string");
        self.report(finding.did_you_mean(&candidates));
        None
    }

    fn ambiguous(&mut self, node: SyntaxNode<'_>, found: &[Meaning<'db>]) -> Option<Value> {
        let name = node.text();
        let noun =
            |meaning: &Meaning<'db>| meaning.value(self.db, name).map_or("a parameter", |value| value.noun());
        let nouns: Vec<_> = found.iter().map(noun).collect();
        let message = format!("`{name}` could be {}", nouns.join(" or "));
        let finding = Finding::new(Rule::AmbiguousName, self.place(node), message);
        let help = "use the name directly instead of through a constant, or rename one of them";
        let declared = found.iter().filter_map(|meaning| match meaning {
            Meaning::Name(_, definition) => Some((definition.site(self.db), noun(meaning))),
            _ => None,
        });
        let finding = declared.fold(finding.help(help), |finding, (place, noun)| {
            finding.related(place, format!("it is {noun} here"))
        });
        self.report(finding);
        None
    }

    fn inferred_list(&mut self, node: SyntaxNode<'_>) -> Option<Value> {
        let mut complete = true;
        let mut values: Vec<Value> = Vec::new();
        let mut first: Option<(SyntaxNode<'_>, Value)> = None;
        for child in node.values() {
            let Some(value) = self.inferred(child) else {
                complete = false;
                continue;
            };
            let Value::List(items) = value else {
                complete &= self.fits_list(child, &value, &mut first);
                values.push(value);
                continue;
            };
            for item in items.iter() {
                complete &= self.fits_list(child, item, &mut first);
            }
            values.extend(items.iter().cloned());
            if values.len() > LONGEST_LIST {
                self.report_long_list(node);
                return None;
            }
        }
        complete.then(|| Value::List(values.into()))
    }

    /// Whether an item can stand in a list with the first of its items that is no string.
    fn fits_list<'t>(
        &mut self,
        child: SyntaxNode<'t>,
        item: &Value,
        first: &mut Option<(SyntaxNode<'t>, Value)>,
    ) -> bool {
        let place = self.place(child);
        match item {
            Value::String(_) => return true,
            Value::Reference(..) | Value::Kind(_) | Value::Unknown(_) => {}
            other => {
                let message = format!("a list holds names or strings, and this is {}", other.noun());
                self.report(Finding::new(Rule::TypeMismatch, place, message));
                return false;
            }
        }
        let Some((node, value)) = first else {
            *first = Some((child, item.clone()));
            return true;
        };
        if std::mem::discriminant(value) == std::mem::discriminant(item) && value.noun() == item.noun() {
            return true;
        }
        let message = format!(
            "the items of a list are of one kind, and `{}` is {}",
            reference_text(child),
            item.noun()
        );
        let finding = Finding::new(Rule::TypeMismatch, place, message);
        let other = format!("`{}` is {}", reference_text(*node), value.noun());
        self.report(finding.related(self.place(*node), other));
        false
    }
}

//! Whether a value fits where a type is due.

use std::sync::Arc;

use promo_syntax::NodeKind;
use rustc_hash::FxHashSet;

use super::{Due, Evaluator, word};
use crate::database::Db;
use crate::declaration::{Declaration, Place};
use crate::names::{Definition, Namespace, reference_text, resolve};
use crate::site::Site;
use crate::value::{Type, Value};

/// Where a value comes from: the name of a constant or parameter, and its declaration.
pub(super) type Origin<'a, 'db> = Option<(&'a str, Declared<'db>)>;

/// The declaration of a name. Its place is looked for only when it has to be shown: that takes as long as
/// the declaration.
#[derive(Clone, Copy)]
pub(super) enum Declared<'db> {
    Parameter(Place<'db>),
    Name(Definition<'db>),
}

impl<'db> Declared<'db> {
    pub(super) fn site(self, db: &'db dyn Db) -> Site<'db> {
        match self {
            Declared::Parameter(place) => Site::Source(place),
            Declared::Name(definition) => definition.site(db),
        }
    }

    /// Where a text is written out, in the constant or in those that it is made of.
    pub(super) fn site_of_text(self, db: &'db dyn Db, text: &str) -> Option<Site<'db>> {
        let Declared::Name(definition) = self else { return None };
        let mut waiting: Vec<Declaration<'db>> = definition.declaration().into_iter().collect();
        let mut seen: FxHashSet<Declaration<'db>> = FxHashSet::default();
        while let Some(declaration) = waiting.pop() {
            for node in declaration.node(db).descendants() {
                match node.kind() {
                    NodeKind::Literal if reference_text(node) == text => {
                        return Some(Place::of(declaration, node).into());
                    }
                    NodeKind::Reference => {
                        let definition = resolve(db, Namespace::Constants, node.text());
                        let constant = definition.and_then(Definition::declaration);
                        waiting.extend(constant.filter(|constant| seen.insert(*constant)));
                    }
                    _ => {}
                }
            }
        }
        None
    }
}

impl<'db> Evaluator<'db, '_> {
    /// The value as one of the type that is due; none if it was reported or can't be known here.
    pub(super) fn coerce(
        &mut self,
        value: Value,
        due: &Due<'db>,
        place: Place<'db>,
        origin: Origin<'_, 'db>,
    ) -> Option<Value> {
        if let Value::Unknown(kind) = &value {
            if kind.is_some_and(|kind| !may_fit(kind, due)) {
                return self.wrong_value(&value, due, place, origin);
            }
            return None;
        }
        match (&value, due.kind) {
            (Value::List(items), _) => match due.kind.element() {
                Some(element) => self.coerce_list(items, &due.element(element), place, origin),
                None => self.wrong_value(&value, due, place, origin),
            },
            _ if due.strict_list && due.kind.element().is_some() => {
                self.wrong_value(&value, due, place, origin)
            }
            (Value::Reference(namespace, _), kind) if kind.namespace() == Some(*namespace) => Some(value),
            (Value::String(text), kind) if kind.namespace().is_some() => self.named(text, due, place, origin),
            (Value::String(text), kind) if !kind.words().is_empty() => {
                word(text, kind).or_else(|| self.unknown_word(text, due, place, origin))
            }
            (Value::Action(_), Type::Action)
            | (Value::Kind(_), Type::Kind | Type::Kinds)
            | (Value::Concurrency(_), Type::Concurrency)
            | (Value::String(_), Type::String | Type::Tag | Type::ClusterName)
            | (Value::Integer(_), Type::Integer)
            | (Value::Duration(_), Type::Duration)
            | (Value::Path(_), Type::Path) => Some(value),
            _ => self.wrong_value(&value, due, place, origin),
        }
    }

    fn coerce_list(
        &mut self,
        items: &[Value],
        element: &Due<'db>,
        place: Place<'db>,
        origin: Origin<'_, 'db>,
    ) -> Option<Value> {
        let mut complete = true;
        let mut values = Vec::new();
        for item in items {
            match self.coerce(item.clone(), element, place, origin) {
                Some(value) => values.push(value),
                None => complete = false,
            }
        }
        complete.then(|| Value::List(values.into()))
    }

    /// What a text names where a name is due.
    fn named(
        &mut self,
        text: &Arc<str>,
        due: &Due<'db>,
        place: Place<'db>,
        origin: Origin<'_, 'db>,
    ) -> Option<Value> {
        let namespace = due.kind.namespace()?;
        match resolve(self.db, namespace, text) {
            Some(definition) if namespace != Namespace::Constants => {
                self.object(namespace, text, definition, due, place)
            }
            Some(definition) if super::constants::is_environment(self.db, definition) => {
                Some(Value::Reference(namespace, text.clone()))
            }
            _ => self.unknown_name(text, due, place, origin),
        }
    }
}

/// Whether a parameter of a type can be right where something is due, whatever is passed for it.
fn may_fit(kind: Type, due: &Due<'_>) -> bool {
    let wanted = due.kind;
    let is_name = wanted.namespace().is_some() || !wanted.words().is_empty();
    let element = wanted.element();
    kind == wanted
        || kind == Type::String && is_name && !(due.strict_list && element.is_some())
        || kind == Type::String && matches!(wanted, Type::Tag | Type::ClusterName)
        || kind == Type::Strings && element.is_some()
        || Some(kind) == element && !due.strict_list && wanted != Type::Strings
}

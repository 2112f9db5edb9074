//! The parameters in reach inside a pattern.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::declaration::Place;
use crate::value::Value;

/// A parameter with its value.
#[derive(Clone, Debug)]
pub(crate) struct Binding<'db> {
    /// The value; unknown where the pattern itself is checked.
    pub value: Value,
    /// Where it is declared.
    pub place: Place<'db>,
}

/// The parameters in reach, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope<'db> {
    bindings: FxHashMap<Arc<str>, Binding<'db>>,
}

impl<'db> Scope<'db> {
    /// The parameter of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&Binding<'db>> {
        self.bindings.get(name)
    }

    /// Adds a parameter; the one that was there under that name, if any.
    pub(crate) fn insert(&mut self, name: Arc<str>, binding: Binding<'db>) -> Option<Binding<'db>> {
        self.bindings.insert(name, binding)
    }

    /// The names of the parameters, in no order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.bindings.keys().map(AsRef::as_ref)
    }
}

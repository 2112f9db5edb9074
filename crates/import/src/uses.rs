//! The names that declarations use and that have to be declared somewhere.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use promo_analysis::names::Namespace;

/// Names by namespace, each once, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Uses {
    names: BTreeMap<Namespace, IndexSet<String>>,
}

impl Uses {
    pub(crate) fn add(&mut self, namespace: Namespace, name: &str) {
        let names = self.names.entry(namespace).or_default();
        if !names.contains(name) {
            names.insert(name.to_owned());
        }
    }

    pub(crate) fn environment(&mut self, name: &str) {
        self.add(Namespace::Constants, name);
    }

    pub(crate) fn workflow(&mut self, name: &str) {
        self.add(Namespace::Workflows, name);
    }

    /// All names with their namespaces.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Namespace, &str)> {
        self.names.iter().flat_map(|(namespace, names)| names.iter().map(|name| (*namespace, name.as_str())))
    }

    /// Whether a name is among them, in whatever namespace.
    pub(crate) fn name(&self, name: &str) -> bool {
        self.names.values().any(|names| names.contains(name))
    }

    /// The names of a namespace.
    pub(crate) fn of(&self, namespace: Namespace) -> impl Iterator<Item = &str> {
        self.names.get(&namespace).into_iter().flatten().map(String::as_str)
    }
}

//! What `promo.toml` has to say for manifests to come back: the namespace that they are in.

use std::collections::BTreeMap;

use crate::objects::Object;

/// The namespace that most objects are in, if any is in one.
pub(crate) fn common_namespace(objects: &[Object]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for namespace in objects.iter().filter_map(|object| object.namespace.as_deref()) {
        *counts.entry(namespace).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(namespace, _)| namespace.to_owned())
}

/// The text of a `promo.toml` that names the namespace.
pub(crate) fn with_namespace(namespace: &str) -> String {
    format!("[output]\nnamespace = {namespace:?}\n")
}

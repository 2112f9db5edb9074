//! What `promo.toml` has to say for manifests to come back: the namespace that they are in.

use std::collections::BTreeMap;

use crate::objects::Object;

/// The namespace that most objects are in; none if most are in none.
pub(crate) fn common_namespace(objects: &[Object]) -> Option<String> {
    let mut counts: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for object in objects {
        *counts.entry(object.namespace.as_deref()).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.and_then(|(namespace, _)| namespace.map(str::to_owned))
}

/// The text of a `promo.toml` that names the namespace.
pub(crate) fn with_namespace(namespace: &str) -> String {
    format!("[output]\nnamespace = {namespace:?}\n")
}

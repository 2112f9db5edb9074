//! Which of the two was changed since a manifest was what its source said: the manifest, or the source.

use promo_manifest::comparable;
use serde_json::Value;

use crate::ManifestText;
use crate::objects;

/// Which of a manifest and its source was changed since some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// The manifest alone, or it says what its source says as well.
    Manifest,
    /// The source alone: the manifest was not built again.
    Source,
    /// Both: the manifest as it is would undo something that was changed in the source.
    Both,
}

/// Compares a manifest with what its source made then and what it makes now.
pub fn changed_since(then: &str, now: &str, manifest: &str) -> Changed {
    let (then, now, manifest) = (data(then), data(now), data(manifest));
    if manifest == then {
        return Changed::Source;
    }
    if undoes(&then, &now, &manifest) { Changed::Both } else { Changed::Manifest }
}

/// What the first object of a text says, in the form in which manifests are compared.
fn data(text: &str) -> Value {
    let texts = [ManifestText { path: "".into(), text: text.into(), member: None }];
    let objects = objects::of_all(&texts).all;
    objects.first().map_or(Value::Null, |object| comparable(object.data(), object.kind))
}

/// Whether something was changed from `then` to `now` that the manifest doesn't say.
fn undoes(then: &Value, now: &Value, manifest: &Value) -> bool {
    if then == now || now == manifest {
        return false;
    }
    match (then, now, manifest) {
        (Value::Object(then), Value::Object(now), Value::Object(manifest)) => {
            let mut keys = then.keys().chain(now.keys());
            keys.any(|key| {
                let [then, now, manifest] =
                    [then, now, manifest].map(|map| map.get(key).unwrap_or(&Value::Null));
                undoes(then, now, manifest)
            })
        }
        (Value::Array(then), Value::Array(now), Value::Array(manifest))
            if then.len() == now.len() && now.len() == manifest.len() =>
        {
            let mut items = then.iter().zip(now).zip(manifest);
            items.any(|((then, now), manifest)| undoes(then, now, manifest))
        }
        _ => true,
    }
}

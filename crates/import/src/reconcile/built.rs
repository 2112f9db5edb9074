//! What the sources of a project become, and what is wrong with them: asked file by file, so that a change costs what
//! it touches.

use std::sync::Arc;

use promo_analysis::model::{Model, Name};
use promo_analysis::{Db, Declaration, SourceFile, checked, declarations};
use promo_emit::document;
use promo_manifest::Kind;
use rustc_hash::FxHashMap;
use serde_json::Value;

/// A manifest, by kind and name.
pub(super) type Key = (Kind, String);

/// What is built for a key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Built {
    pub(super) data: Arc<Value>,
    /// The source that makes it.
    pub(super) source: Arc<str>,
    /// Which of the declarations there.
    pub(super) index: usize,
    /// The keys of the context that a workflow gives to later hooks, if it says so: no manifest has them.
    exports: Option<Vec<Name>>,
}

impl Built {
    /// Whether it says the same, wherever.
    pub(super) fn is_like(&self, other: &Built) -> bool {
        self.exports_alike(other) && (Arc::ptr_eq(&self.data, &other.data) || self.data == other.data)
    }

    /// Whether it exports the same.
    pub(super) fn exports_alike(&self, other: &Built) -> bool {
        self.exports == other.exports
    }
}

/// The manifests of a project.
pub(super) type Manifests = FxHashMap<Key, Built>;

/// All manifests that the sources become.
pub(super) fn manifests(db: &dyn Db) -> Manifests {
    db.project().sources(db).iter().flat_map(|file| of_file(db, *file)).cloned().collect()
}

#[salsa::tracked(returns(ref))]
fn of_file(db: &dyn Db, file: SourceFile) -> Vec<(Key, Built)> {
    let declared = declarations(db, file).iter().enumerate();
    declared.filter_map(|(index, declared)| built(db, *declared, index)).collect()
}

fn built<'db>(db: &'db dyn Db, declared: Declaration<'db>, index: usize) -> Option<(Key, Built)> {
    let document = document(db, declared).ok().flatten()?;
    let data = document.data().unwrap_or_default();
    let exports = match &checked(db, declared).model {
        Some(Model::Workflow(workflow)) => workflow.exports.as_ref().map(|names| names.value.clone()),
        _ => None,
    };
    let built = Built { data: data.into(), source: declared.file(db).path(db).clone(), index, exports };
    Some(((document.kind, document.name), built))
}

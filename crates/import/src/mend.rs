//! Mending manifests before they are imported: the safe fixes of what is wrong with them, until there are none left.

use std::collections::BTreeMap;
use std::sync::Arc;

use promo_analysis::diagnostics::of_manifest;
use promo_analysis::{Change, Database};
use promo_diagnostics::{Diagnostic, Made, Wanted};

use crate::ManifestText;

/// The texts with all that can be mended without a look, and what was mended, by text and line.
pub fn mend(manifests: &[ManifestText]) -> (Vec<ManifestText>, Vec<Made>) {
    let text = |manifest: &ManifestText| (manifest.path.clone(), manifest.text.to_string());
    let mut texts: BTreeMap<Arc<str>, String> = manifests.iter().map(text).collect();
    let mended = promo_diagnostics::mend(&mut texts, Wanted::Safe, wrong);
    let mut manifests = manifests.to_vec();
    for manifest in manifests.iter_mut().filter(|manifest| mended.files.contains(&manifest.path)) {
        manifest.text = texts.remove(&manifest.path).unwrap_or_default().into();
    }
    let mut made = mended.made;
    made.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
    (manifests, made)
}

/// What is wrong with manifests, as a project of their own.
fn wrong(texts: &BTreeMap<Arc<str>, String>) -> Vec<Diagnostic> {
    let mut database = Database::default();
    let manifests = texts.iter().map(|(path, text)| (path.clone(), Some(text.as_str().into())));
    database.apply(Change { manifests: manifests.collect(), ..Change::default() });
    let files = texts.keys().filter_map(|path| database.manifest(path));
    files.flat_map(|file| of_manifest(&database, file)).collect()
}

//! Mending manifests before they are imported: the safe fixes of what is wrong with them, until there are none left.

use std::collections::BTreeMap;
use std::sync::Arc;

use promo_analysis::diagnostics::of_manifest;
use promo_analysis::{Change, Database};
use promo_diagnostics::{Diagnostic, Fix, LineMap, apply_fixes};
use rustc_hash::FxHashMap;

use crate::ManifestText;

/// A fix may make another one possible.
const MOST_ROUNDS: usize = 20;

/// Something that was mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The text that it stands in.
    pub path: Arc<str>,
    /// The line, from 1.
    pub line: usize,
    /// What was wrong: a sentence without its stop.
    pub problem: String,
    /// What was done, in the imperative.
    pub fix: String,
}

/// The texts with all that can be mended without a look.
pub fn mend(manifests: &[ManifestText]) -> (Vec<ManifestText>, Vec<Mended>) {
    let mut manifests = manifests.to_vec();
    let mut mended = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let mut texts: BTreeMap<Arc<str>, String> =
            manifests.iter().map(|manifest| (manifest.path.clone(), manifest.text.to_string())).collect();
        let fixable = fixable(&manifests);
        let applied = apply_fixes(&mut texts, fixable.iter().map(|(_, fix)| fix));
        if applied.files.is_empty() {
            break;
        }
        let lines: FxHashMap<&str, LineMap<'_>> =
            manifests.iter().map(|manifest| (&*manifest.path, LineMap::new(&manifest.text))).collect();
        mended.extend(applied.taken.iter().filter_map(|index| told(fixable.get(*index)?, &lines)));
        for manifest in manifests.iter_mut().filter(|manifest| applied.files.contains(&manifest.path)) {
            manifest.text = texts.remove(&manifest.path).unwrap_or_default().into();
        }
    }
    mended.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
    (manifests, mended)
}

/// What is wrong and can be mended without a look, with its first fix.
fn fixable(manifests: &[ManifestText]) -> Vec<(Diagnostic, Fix)> {
    let mut database = Database::default();
    let texts = manifests.iter().map(|manifest| (manifest.path.clone(), Some(manifest.text.clone())));
    database.apply(Change { manifests: texts.collect(), ..Change::default() });
    let files = manifests.iter().filter_map(|manifest| database.manifest(&manifest.path));
    let found = files.flat_map(|file| of_manifest(&database, file));
    found
        .filter_map(|found| {
            let fix = found.fixes.iter().find(|fix| fix.safe)?.clone();
            Some((found, fix))
        })
        .collect()
}

fn told((found, fix): &(Diagnostic, Fix), lines: &FxHashMap<&str, LineMap<'_>>) -> Option<Mended> {
    let path = &found.place.file;
    Some(Mended {
        path: path.clone(),
        line: lines.get(&**path)?.position(found.place.start).line,
        problem: found.message.clone(),
        fix: fix.title.clone(),
    })
}

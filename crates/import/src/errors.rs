//! What keeps a project from being built: its errors, as `promo build` asks for them, and whether a change makes more
//! of them. Knows nothing of what was changed.

use promo_analysis::diagnostics::{of_file, of_manifest};
use promo_analysis::{Db, ManifestFile, SourceFile};
use promo_diagnostics::{Diagnostic, Level, Rule};
use rustc_hash::FxHashMap;

/// The errors of a project, by file and place.
pub(crate) fn errors(db: &dyn Db) -> Vec<Diagnostic> {
    let sources = db.project().sources(db).iter().flat_map(|file| of_source(db, *file));
    let manifests = db.project().manifests(db).iter().flat_map(|file| of_handwritten(db, *file));
    sources.chain(manifests).cloned().collect()
}

// Kept by file, so that after a change only the files are looked at again that it concerns.
/// The errors of a source.
#[salsa::tracked(returns(ref))]
pub(crate) fn of_source(db: &dyn Db, file: SourceFile) -> Vec<Diagnostic> {
    only_errors(of_file(db, file))
}

#[salsa::tracked(returns(ref))]
fn of_handwritten(db: &dyn Db, file: ManifestFile) -> Vec<Diagnostic> {
    only_errors(of_manifest(db, file))
}

fn only_errors(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.retain(|found| found.level == Level::Error);
    found
}

/// The errors that came with a change, in order: those that there were not as many of before it, wherever they stand in
/// their files.
pub(crate) fn added<'e>(before: &[Diagnostic], after: &'e [Diagnostic]) -> Vec<&'e Diagnostic> {
    let mut known: FxHashMap<_, usize> = FxHashMap::default();
    for error in before {
        *known.entry(identity(error)).or_default() += 1;
    }
    let mut new = Vec::new();
    for error in after {
        match known.get_mut(&identity(error)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => new.push(error),
        }
    }
    new
}

fn identity(error: &Diagnostic) -> (&str, Rule, &str) {
    (&error.place.file, error.rule, &error.message)
}

//! All safe fixes of a source or a hand-written manifest, and those that they make possible.

use std::collections::BTreeMap;
use std::sync::Arc;

use promo_analysis::diagnostics::{of_file, of_manifest};
use promo_analysis::{Database, Db, ManifestFile, SourceFile};
use promo_diagnostics::{Diagnostic, Edit, Fix, Wanted, mend};

use crate::edits::differences;
use crate::trial::Trial;

/// A file in which something can be fixed.
#[derive(Clone, Copy, Debug)]
pub enum FixedFile {
    /// A source.
    Source(SourceFile),
    /// A hand-written manifest.
    Manifest(ManifestFile),
}

impl FixedFile {
    fn path(self, db: &dyn Db) -> &Arc<str> {
        match self {
            FixedFile::Source(file) => file.path(db),
            FixedFile::Manifest(file) => file.path(db),
        }
    }

    fn text(self, db: &dyn Db) -> &Arc<str> {
        match self {
            FixedFile::Source(file) => file.text(db),
            FixedFile::Manifest(file) => file.text(db),
        }
    }

    fn found(self, db: &dyn Db) -> Vec<Diagnostic> {
        match self {
            FixedFile::Source(file) => of_file(db, file),
            FixedFile::Manifest(file) => of_manifest(db, file),
        }
    }

    /// The file of this path in another project, as what it is here.
    fn like(self, database: &Database, path: &str) -> Option<FixedFile> {
        match self {
            FixedFile::Source(_) => database.source(path).map(FixedFile::Source),
            FixedFile::Manifest(_) => database.manifest(path).map(FixedFile::Manifest),
        }
    }
}

/// Whether a file has something that can be fixed without a look.
pub fn has_safe_fixes(db: &dyn Db, file: FixedFile) -> bool {
    let path = file.path(db);
    let is_own = |fix: &Fix| fix.edits.iter().all(|edit| edit.place.file == *path);
    file.found(db).iter().flat_map(|found| &found.fixes).any(|fix| fix.safe && is_own(fix))
}

/// The edits that make all safe fixes of a file. The project is looked at anew after each round of them, so this
/// takes as long as opening it.
pub fn fix_all(db: &dyn Db, file: FixedFile) -> Vec<Edit> {
    if !has_safe_fixes(db, file) {
        return Vec::new();
    }
    let (path, text) = (file.path(db), file.text(db));
    let mut texts = BTreeMap::from([(path.clone(), text.to_string())]);
    let mut trial = Trial::new(db);
    mend(&mut texts, Wanted::Safe, |texts| {
        let database = trial.with(texts);
        file.like(database, path).map(|file| file.found(database)).unwrap_or_default()
    });
    texts.get(path).map(|fixed| differences(path, text, fixed)).unwrap_or_default()
}

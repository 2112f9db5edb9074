//! All safe fixes of a source, and those that they make possible.

use std::collections::BTreeMap;

use promo_analysis::diagnostics::of_file;
use promo_analysis::{Db, SourceFile};
use promo_diagnostics::{Diagnostic, Edit, Fix, Wanted, mend};

use crate::edits::differences;
use crate::trial::Trial;

/// Whether a source has something that can be fixed without a look.
pub fn has_safe_fixes(db: &dyn Db, file: SourceFile) -> bool {
    has_safe_fix(db, file, &of_file(db, file))
}

fn has_safe_fix(db: &dyn Db, file: SourceFile, found: &[Diagnostic]) -> bool {
    let is_own = |fix: &Fix| fix.edits.iter().all(|edit| edit.place.file == *file.path(db));
    found.iter().flat_map(|found| &found.fixes).any(|fix| fix.safe && is_own(fix))
}

/// The edits that make all safe fixes of a source. The project is looked at anew after each round of them, so this
/// takes as long as opening it.
pub fn fix_all(db: &dyn Db, file: SourceFile) -> Vec<Edit> {
    if !has_safe_fixes(db, file) {
        return Vec::new();
    }
    let (path, text) = (file.path(db), file.text(db));
    let mut texts = BTreeMap::from([(path.clone(), text.to_string())]);
    let mut trial = Trial::new(db);
    mend(&mut texts, Wanted::Safe, |texts| {
        let database = trial.with(texts);
        database.source(path).map(|file| of_file(database, file)).unwrap_or_default()
    });
    texts.get(path).map(|fixed| differences(path, text, fixed)).unwrap_or_default()
}

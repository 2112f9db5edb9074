//! Where a thing is named: in one source, and in the whole project.

use std::ops::Range;

use promo_analysis::{Db, SourceFile, declarations};
use promo_diagnostics::Place;

use crate::FilePosition;
use crate::path::Path;
use crate::target::{Occurrence, Target, occurrence_at, occurrences_at};

/// A place that names a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where.
    pub place: Place,
    /// Whether it declares the thing.
    pub declares: bool,
}

/// The places that name what stands at a place, by file and place.
pub fn references(db: &dyn Db, position: FilePosition) -> Vec<Reference> {
    let Some(found) = occurrence_at(db, position) else { return Vec::new() };
    let all = occurrences_of(db, &found.target).into_iter().map(|occurrence| Reference {
        place: promo_analysis::Site::from(occurrence.place).file_place(db),
        declares: occurrence.declares,
    });
    all.collect()
}

/// The bytes in the same source that name what stands at a place.
pub fn highlights(db: &dyn Db, position: FilePosition) -> Vec<(Range<usize>, bool)> {
    let Some(found) = occurrence_at(db, position) else { return Vec::new() };
    let own = occurrences_in(db, position.file, &found.target);
    own.into_iter().map(|occurrence| (occurrence.place.bytes(db), occurrence.declares)).collect()
}

/// The occurrences of a target in the sources of the project, by file and place.
pub(crate) fn occurrences_of<'db>(db: &'db dyn Db, target: &Target<'db>) -> Vec<Occurrence<'db>> {
    let sources = db.project().sources(db).iter();
    sources.flat_map(|file| occurrences_in(db, *file, target)).collect()
}

/// Only sources, and words in them, that hold the name as a text are looked at any closer. A name with an escape in it
/// is written in many ways, so all are.
fn occurrences_in<'db>(db: &'db dyn Db, file: SourceFile, target: &Target<'db>) -> Vec<Occurrence<'db>> {
    let name = target.name();
    let is_written_plainly = !name.contains(['"', '\\']) && !file.text(db).contains("\\u");
    let may_hold = |text: &str| !is_written_plainly || text.contains(name);
    if !may_hold(file.text(db)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for declaration in declarations(db, file) {
        Path::each_leaf(declaration.tree(db), |path| {
            if path.last().is_some_and(|node| may_hold(node.text())) {
                found.extend(occurrences_at(db, *declaration, path));
            }
        });
    }
    found.retain(|occurrence| occurrence.target == *target);
    found
}

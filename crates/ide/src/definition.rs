//! Where what stands at a place is declared.

use std::ops::Range;

use promo_analysis::names::reference_text;
use promo_analysis::promoted::promoted_files;
use promo_analysis::{Db, Place as DeclarationPlace, is_string};
use promo_diagnostics::Place;

use crate::FilePosition;
use crate::parts::Slot;
use crate::placeholders;
use crate::role::{Role, role};
use crate::target::{declared_at, occurrence_at, path_at};

/// Where something is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The bytes of the word that was asked about.
    pub word: Range<usize>,
    /// The names that declare it, in sources and manifests; of a file, its beginning.
    pub names: Vec<Place>,
}

/// Where what stands at a place is declared; the places where a name is declared, if it is the name itself.
pub fn definition(db: &dyn Db, position: FilePosition) -> Option<Definition> {
    of_name(db, position).or_else(|| of_reference(db, position)).or_else(|| of_file(db, position))
}

fn of_name(db: &dyn Db, position: FilePosition) -> Option<Definition> {
    let occurrence = occurrence_at(db, position)?;
    let names = declared_at(db, &occurrence.target);
    let names: Vec<Place> = names.into_iter().map(|site| site.file_place(db)).collect();
    Some(Definition { word: occurrence.place.bytes(db), names })
}

/// Of a reference by `{{…}}`: what is meant.
fn of_reference(db: &dyn Db, position: FilePosition) -> Option<Definition> {
    let reference = placeholders::reference_at(db, position)?;
    let names = declared_at(db, &reference.target?).into_iter().map(|site| site.file_place(db));
    Some(Definition { word: reference.range, names: names.collect() })
}

/// Of a file that is promoted: the files of that name in the folders of the Applications.
fn of_file(db: &dyn Db, position: FilePosition) -> Option<Definition> {
    let (word, files) = promoted_files_at(db, position)?;
    let names = files.into_iter().map(|(_, place)| place);
    Some(Definition { word, names: names.collect() })
}

/// The name of an Application, and where a file of it is.
pub(crate) type FileOfApplication = (String, Place);

/// The promoted file that is named at a place: its word, and where the file is for each Application, by name. None if
/// no such file is in the project.
pub(crate) fn promoted_files_at(
    db: &dyn Db,
    position: FilePosition,
) -> Option<(Range<usize>, Vec<FileOfApplication>)> {
    let (declaration, path) = path_at(db, position)?;
    let literal = path.last().filter(|node| is_string(*node))?;
    role(db, &path).filter(|role| matches!(role, Role::Slot(Slot::File)))?;
    let found = promoted_files(db, declaration, &reference_text(literal)).into_iter();
    let files = found.map(|(application, file)| {
        (application.to_string(), Place { file: file.path(db).clone(), start: 0, end: 0 })
    });
    let files: Vec<FileOfApplication> = files.collect();
    let word = DeclarationPlace::of(declaration, literal).bytes(db);
    (!files.is_empty()).then_some((word, files))
}

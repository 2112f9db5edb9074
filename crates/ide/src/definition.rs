//! Where what stands at a place is declared.

use std::ops::Range;

use promo_analysis::Db;
use promo_diagnostics::Place;

use crate::FilePosition;
use crate::target::{declared_at, occurrence_at};

/// Where something is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The bytes of the word that was asked about.
    pub word: Range<usize>,
    /// The names that declare it, in sources and manifests.
    pub names: Vec<Place>,
}

/// Where what stands at a place is declared; the places where a name is declared, if it is the name itself.
pub fn definition(db: &dyn Db, position: FilePosition) -> Option<Definition> {
    let occurrence = occurrence_at(db, position)?;
    let names = declared_at(db, &occurrence.target);
    let names: Vec<Place> = names.into_iter().map(|site| site.file_place(db)).collect();
    Some(Definition { word: occurrence.place.bytes(db), names })
}

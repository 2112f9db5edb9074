//! Names that an editor can change in several places while they are being typed: those that only their own declaration
//! knows.

use std::ops::Range;

use promo_analysis::Db;

use crate::FilePosition;
use crate::target::{Target, occurrence_at, occurrences};

/// Where the name at a place stands in its declaration, if it is that of a parameter or step there; every place has the
/// same text.
pub fn linked_ranges(db: &dyn Db, position: FilePosition) -> Option<Vec<Range<usize>>> {
    let found = occurrence_at(db, position)?;
    let declaration = match &found.target {
        Target::Parameter(declaration, _) | Target::Step(declaration, _) => *declaration,
        Target::Name(..) | Target::Template(..) | Target::Input(..) | Target::Output(..) => return None,
    };
    if declaration != found.place.declaration {
        return None;
    }
    let own = occurrences(db, declaration).into_iter().filter(|occurrence| occurrence.target == found.target);
    let ranges: Vec<_> = own.map(|occurrence| occurrence.place.bytes(db)).collect();
    let text = position.file.text(db);
    let is_plain = |range: &Range<usize>| text.get(range.clone()) == Some(found.target.name());
    (ranges.len() > 1 && ranges.iter().all(is_plain)).then_some(ranges)
}

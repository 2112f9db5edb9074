//! Completion inside texts: `{{…}}`, which Argo fills in, and `${…}`, which promo does.

use promo_analysis::{Db, SourceFile};

use super::Completion;

/// What could be written in a text; none if the place is in none.
pub(super) fn complete(_db: &dyn Db, _file: SourceFile, _offset: usize) -> Option<Vec<Completion>> {
    None
}

//! Changes that keep what a project means, one a file. Each is offered only where it applies; where it would apply but
//! for one thing, it is said what that is.

mod change;
pub(crate) mod declare;
mod fields;
mod inline_policy;
mod remove_environment;
mod selection;
mod settings;
mod to_constant;
mod to_default;
mod to_pattern;
mod to_policy;

use std::ops::Range;

use promo_analysis::{Db, SourceFile};
use promo_diagnostics::Edit;

pub use change::laid_out;
use selection::Selection;

/// What a refactoring does, as editors sort them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefactoringKind {
    /// Takes something out, to stand by itself.
    Extract,
    /// Puts something where it is used.
    Inline,
    /// Says it in another way.
    Rewrite,
}

/// A change of the sources that somebody may want.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refactoring {
    /// What it does, in the imperative.
    pub title: String,
    /// What kind of change it is.
    pub kind: RefactoringKind,
    /// Its edits, to be laid out, or why it can't be done: a sentence without its stop.
    pub outcome: Result<Vec<Edit>, String>,
}

/// What is found for a selection.
type Offer = Option<Refactoring>;

/// All refactorings, in the order in which they are offered.
const ALL: [fn(&Selection<'_>) -> Offer; 6] = [
    to_default::offer,
    to_policy::offer,
    to_constant::offer,
    to_pattern::offer,
    inline_policy::offer,
    remove_environment::offer,
];

/// The changes that are offered for some bytes of a source. None in a declaration with a syntax error.
pub fn refactorings(db: &dyn Db, file: SourceFile, range: Range<usize>) -> Vec<Refactoring> {
    let Some(selection) = Selection::new(db, file, range) else { return Vec::new() };
    ALL.iter().filter_map(|offer| offer(&selection)).collect()
}

//! Changes that keep what a project means, one a file. Each is offered only where it applies; where it would apply but
//! for one thing, it is said what that is. What is offered costs little, for it is asked with each move of the cursor;
//! what is made is tried on the whole project first.

mod change;
mod comments;
pub(crate) mod declare;
mod fields;
mod inline_policy;
mod promise;
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

use promise::Promise;
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
    /// Why it can't be done, as far as that is found in no time: a sentence without its stop.
    pub refusal: Option<String>,
}

/// The edits of a refactoring, to be laid out, or why it can't be done.
type Outcome = Result<Vec<Edit>, String>;

/// A refactoring that applies to what is selected.
struct Offer<'a> {
    title: String,
    kind: RefactoringKind,
    /// What stays as it is.
    promise: Promise,
    /// How many steps, or how many products, have to be looked at to know whether it can be done.
    effort: usize,
    /// Finds its edits.
    edits: Box<dyn Fn() -> Outcome + 'a>,
}

/// So many steps or products are looked at while somebody moves the cursor.
const LITTLE_EFFORT: usize = 32;

/// Finds out whether a refactoring applies.
type Find = for<'a, 'db> fn(&'a Selection<'db>) -> Option<Offer<'a>>;

/// All refactorings, in the order in which they are offered.
const ALL: [Find; 6] = [
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
    let offers = ALL.iter().filter_map(|find| find(&selection));
    let refactorings = offers.map(|offer| {
        let is_quickly_known = offer.effort <= LITTLE_EFFORT;
        let refusal = if is_quickly_known { (offer.edits)().err() } else { None };
        Refactoring { title: offer.title, kind: offer.kind, refusal }
    });
    refactorings.collect()
}

/// The edits of a refactoring that is offered for some bytes of a source, by its title; none if it isn't offered there.
/// It is tried first, which takes as long as opening the project.
///
/// # Errors
/// Why it can't be done: a sentence without its stop.
pub fn refactor(
    db: &dyn Db,
    file: SourceFile,
    range: Range<usize>,
    title: &str,
) -> Option<Result<Vec<Edit>, String>> {
    let selection = Selection::new(db, file, range)?;
    let offer = ALL.iter().filter_map(|find| find(&selection)).find(|offer| offer.title == title)?;
    let edits = (offer.edits)().map(|edits| change::laid_out(db, &edits));
    Some(edits.and_then(|edits| offer.promise.check(db, &edits).map(|()| edits)))
}

//! Finds what is wrong with a tree, by reading it once in order. One mistake is one error: what follows from
//! an error that is already reported is not reported besides. Knows the forms of the language and no names.

mod bare;
mod block;
mod clause;
mod commas;
mod declaration;
mod invisible;
mod report;
mod spelling;
mod strings;
mod test;
mod tokens;
mod unknown;
mod value;
mod wording;

use std::ops::Range;

use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::tree::Tree;
use report::Report;

/// The errors of a tree, by place. The doc comments that are no tokens are given beside it.
pub(crate) fn validate(tree: &Tree, misplaced: &[Range<usize>]) -> Vec<SyntaxError> {
    let mut report = Report::new(tree);
    tokens::validate(&mut report);
    tokens::misplaced(&mut report, misplaced);
    declaration::file(&mut report, tree.root());
    report.finish()
}

/// The one error of a text that is too long to be parsed.
pub(crate) fn too_long() -> SyntaxError {
    SyntaxError::new(SyntaxErrorKind::Syntax, 0..0, "this file is too large")
        .help("a file of promo is smaller than 4 GB; divide it into several")
}

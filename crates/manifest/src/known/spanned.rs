//! A value and where it was written. It knows no text and no kind of value.

use std::ops::Range;

/// A value that somebody wrote, and where.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands, in bytes from the start of the file, quotes included.
    pub span: Range<usize>,
}

/// Something in a file that could not be understood, or that a cluster would refuse or drop.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Problem {
    /// What is wrong, for a person.
    pub message: String,
    /// Where, in bytes from the start of the file.
    pub span: Range<usize>,
}

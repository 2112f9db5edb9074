//! Why a manifest, or a part of one, can't be said in promo.

use std::ops::Range;

/// A reason, with its place in the YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    /// What is in the way: a sentence without its stop.
    pub(crate) message: String,
    /// Where, in bytes from the start of the text.
    pub(crate) span: Range<usize>,
}

impl Reason {
    pub(crate) fn new(span: &Range<usize>, message: impl Into<String>) -> Reason {
        Reason { message: message.into(), span: span.clone() }
    }
}

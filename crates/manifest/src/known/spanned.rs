//! A value and where it was written. It knows no text and no kind of value.

use std::ops::Range;

use promo_diagnostics::Rule;

use super::Correction;

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
    /// The rule that finds it.
    pub rule: Rule,
    /// What is wrong, for a person.
    pub message: String,
    /// Where, in bytes from the start of the file.
    pub span: Range<usize>,
    /// Another place that matters, and why.
    pub related: Option<(Range<usize>, String)>,
    /// What mends it, if that is known.
    pub correction: Option<Correction>,
}

impl Problem {
    /// A problem with nothing but a message.
    pub(super) fn new(span: &Range<usize>, message: impl Into<String>) -> Problem {
        let (rule, message, span) = (Rule::InvalidManifest, message.into(), span.clone());
        Problem { rule, message, span, related: None, correction: None }
    }

    /// The same, found by a rule that says more.
    pub(super) fn of(self, rule: Rule) -> Problem {
        Problem { rule, ..self }
    }

    /// With another place that matters.
    pub(super) fn related(self, span: &Range<usize>, message: impl Into<String>) -> Problem {
        Problem { related: Some((span.clone(), message.into())), ..self }
    }

    /// With what mends it.
    pub(super) fn mended(self, correction: Option<Correction>) -> Problem {
        Problem { correction, ..self }
    }
}

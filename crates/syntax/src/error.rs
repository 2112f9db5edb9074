//! What can be wrong with the way a text is written. Plain data; knows neither how it is found nor how it is
//! shown.

use std::ops::Range;

/// Something that is not written as promo is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The rule that it breaks.
    pub kind: SyntaxErrorKind,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What to do about it.
    pub help: Option<String>,
    /// Other places that have to do with it, each with what it is.
    pub related: Vec<(Range<usize>, String)>,
    /// The edits that put it right, where they are certain enough.
    pub fix: Option<Fix>,
}

/// Edits that put an error right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What they do.
    pub title: String,
    /// The bytes to replace, in order, and what to put there.
    pub edits: Vec<(Range<usize>, String)>,
}

/// The rules that the syntax alone can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SyntaxErrorKind {
    /// Something is missing, or stands where it does not belong.
    Syntax,
    /// A word where a clause is due that opens none.
    UnknownClause,
    /// A word where a declaration is due that opens none.
    UnknownDeclaration,
    /// A string, text block or bracket without its end.
    Unclosed,
    /// What a version control system left where two changes met.
    ConflictMarker,
    /// A backslash in a string before what can't be escaped.
    InvalidEscape,
    /// `${` in a string that holds no name.
    InvalidInterpolation,
    /// Brackets nested deeper than promo follows them.
    NestingTooDeep,
    /// A doc comment that documents nothing; a warning.
    MisplacedDocComment,
}

impl SyntaxError {
    pub(crate) fn new(kind: SyntaxErrorKind, range: Range<usize>, message: impl Into<String>) -> SyntaxError {
        SyntaxError { kind, message: message.into(), range, help: None, related: Vec::new(), fix: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> SyntaxError {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn related(mut self, range: Range<usize>, message: impl Into<String>) -> SyntaxError {
        self.related.push((range, message.into()));
        self
    }

    /// A fix of one edit.
    pub(crate) fn fix(
        self,
        title: impl Into<String>,
        range: Range<usize>,
        text: impl Into<String>,
    ) -> SyntaxError {
        self.fix_all(title, vec![(range, text.into())])
    }

    pub(crate) fn fix_all(
        mut self,
        title: impl Into<String>,
        edits: Vec<(Range<usize>, String)>,
    ) -> SyntaxError {
        self.fix = Some(Fix { title: title.into(), edits });
        self
    }
}

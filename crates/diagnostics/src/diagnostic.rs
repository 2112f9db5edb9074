//! What a diagnostic is once its places are known: a rule, a message, places in files, and fixes. It knows
//! files by their path in the project and places as bytes; nothing of the language.

use std::ops::Range;
use std::sync::Arc;

use crate::registry::{Level, Rule};

/// A range of bytes in a file of the project.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The path relative to the project, with `/` between its parts.
    pub file: Arc<str>,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Place {
    /// The bytes.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Another place that belongs to a diagnostic, and why.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is to be seen there.
    pub message: String,
}

/// Text put in the place of other text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub place: Place,
    /// The new text.
    pub text: String,
}

/// A change to the sources that mends what a diagnostic says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What the fix does, in the imperative.
    pub title: String,
    /// Whether it can be applied without a look: it does what the author meant in every case.
    pub safe: bool,
    /// Its edits, none of which overlap.
    pub edits: Vec<Edit>,
}

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// The rule.
    pub rule: Rule,
    /// The level, with the project's configuration applied.
    pub level: Level,
    /// What is wrong, in a sentence without a final stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What is allowed, or how to mend it.
    pub help: Option<String>,
    /// The other places that matter: the other end of a conflict first.
    pub related: Vec<Related>,
    /// Ways to mend it, the best first.
    pub fixes: Vec<Fix>,
}

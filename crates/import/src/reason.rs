//! Why a manifest, or a part of one, can't be said in promo.

use std::ops::Range;

/// A reason, with its place in the YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    /// What is in the way: a sentence without its stop.
    pub(crate) message: String,
    /// Where, in bytes from the start of the text.
    pub(crate) span: Range<usize>,
    /// What can be done.
    pub(crate) help: Option<String>,
}

impl Reason {
    pub(crate) fn new(span: &Range<usize>, message: impl Into<String>) -> Reason {
        Reason { message: message.into(), span: span.clone(), help: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Reason {
        Reason { help: Some(help.into()), ..self }
    }
}

/// The longest piece of YAML in a message, in characters.
const LONGEST_QUOTE: usize = 60;

/// A piece of YAML between backticks, shortened.
pub(crate) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST_QUOTE).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("`{short}`")
}

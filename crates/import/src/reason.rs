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

/// The longest message, in characters.
const LONGEST_MESSAGE: usize = 400;

/// A piece of YAML between backticks, shortened.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", cut(text, LONGEST_QUOTE))
}

/// A message that may hold names of any length.
pub(crate) fn shortened(message: &str) -> String {
    cut(message, LONGEST_MESSAGE)
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

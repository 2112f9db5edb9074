//! Something that could be written, wherever the place is.

use std::ops::Range;

use promo_analysis::names::Namespace;
use promo_analysis::quote_name;

use super::{Completion, CompletionKind, Context};

/// Something that could be written.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) label: String,
    kind: CompletionKind,
    detail: Option<String>,
    documentation: Option<String>,
    /// What is written, where it is not the label.
    text: Option<String>,
    snippet: Option<String>,
    pub(super) replaces: Replaces,
    named: Option<(Namespace, String)>,
}

/// What is replaced, at the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Replaces {
    /// The word.
    Word,
    /// The subject of a test.
    Subject,
    /// The text without its quotes, or the path.
    Literal,
}

impl Offer {
    pub(super) fn new(label: impl Into<String>, kind: CompletionKind) -> Offer {
        Offer {
            label: label.into(),
            kind,
            detail: None,
            documentation: None,
            text: None,
            snippet: None,
            replaces: Replaces::Word,
            named: None,
        }
    }

    pub(super) fn keyword(word: &str) -> Offer {
        Offer::new(word, CompletionKind::Keyword)
    }

    pub(super) fn detail(self, detail: impl Into<String>) -> Offer {
        Offer { detail: Some(detail.into()), ..self }
    }

    pub(super) fn documentation(self, documentation: impl Into<String>) -> Offer {
        Offer { documentation: Some(documentation.into()), ..self }
    }

    pub(super) fn text(self, text: impl Into<String>) -> Offer {
        Offer { text: Some(text.into()), ..self }
    }

    pub(super) fn snippet(self, snippet: impl Into<String>) -> Offer {
        Offer { snippet: Some(snippet.into()), ..self }
    }

    pub(super) fn replaces(self, replaces: Replaces) -> Offer {
        Offer { replaces, ..self }
    }

    pub(super) fn names(self, namespace: Namespace, name: &str) -> Offer {
        Offer { named: Some((namespace, name.to_owned())), ..self }
    }

    /// Written in quotes, which may be there already.
    pub(super) fn in_quotes(self, context: &Context<'_, '_>) -> Offer {
        let escaped = self.label.replace('\\', "\\\\").replace('"', "\\\"");
        if context.is_in_text() {
            return self.text(escaped).replaces(Replaces::Literal);
        }
        self.text(format!("\"{escaped}\""))
    }

    /// Written as a name: in quotes where these are there already, or where it can't stand without.
    pub(super) fn named(self, context: &Context<'_, '_>) -> Offer {
        if context.is_in_text() {
            return self.in_quotes(context);
        }
        // A constant is none in quotes.
        let is_constant = self.kind == CompletionKind::Constant;
        let written = if is_constant { quote_name(&self.label) } else { context.quoted(&self.label) };
        self.text(written)
    }

    pub(super) fn at(self, replaced: Range<usize>) -> Completion {
        let Offer { label, kind, detail, documentation, text, snippet, named, .. } = self;
        let text = text.unwrap_or_else(|| label.clone());
        Completion { label, kind, detail, documentation, text, snippet, replaced, named }
    }
}

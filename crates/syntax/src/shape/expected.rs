//! Whether the word of a clause is a name where one is expected, or begins the clause that follows a missing
//! one. Looks at what lies ahead, never at lines; builds nothing.

use super::{
    KindSet, LITERALS, Lexeme, ends_block, is_name_at, kind_at, outer, own_words, separates_block,
    starts_headless_entries,
};
use crate::clauses::Body;
use crate::kind::TokenKind;

/// A value or name that is expected in a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected {
    body: Body,
    /// The words that begin a clause of the body.
    own: KindSet,
    /// Those, and the ones of the body around it, whose brace may be missing.
    words: KindSet,
    /// What goes on with the clause behind the value or name.
    continuing: KindSet,
}

impl Expected {
    pub(crate) fn new(body: Body) -> Expected {
        let own = own_words(body);
        let words = outer(body).map_or(own, |outer| own.with(own_words(outer)));
        Expected { body, own, words, continuing: KindSet::of(&[]) }
    }

    /// The same, where the clause goes on in a way of its own.
    pub(crate) fn before(self, continuing: KindSet) -> Expected {
        Expected { continuing, ..self }
    }

    /// Whether it is missing here, because what stands in its place is a clause of the body by all that
    /// follows: its word taken for the value would leave the rest of it without a beginning.
    pub(crate) fn is_missing(self, rest: &[Lexeme]) -> bool {
        let clause = kind_at(rest, 0).is_some_and(|kind| self.words.contains(kind));
        let content =
            |kind: TokenKind| (kind.is_word() || CONTENT.contains(kind)) && !self.continuing.contains(kind);
        let behind = rest.get(1..).unwrap_or_default();
        clause && kind_at(behind, 0).is_some_and(content) && !self.starts_item(behind)
    }

    /// Whether it is missing here, where a block of clauses is due behind it: a block of entries belongs to
    /// the word before it.
    pub(crate) fn is_missing_before_block(self, rest: &[Lexeme]) -> bool {
        let behind = rest.get(1..).unwrap_or_default();
        let separator = usize::from(separates_block(behind));
        if kind_at(behind, separator) != Some(TokenKind::LeftBrace) {
            return self.is_missing(rest);
        }
        let labelled =
            kind_at(rest, 0).is_some_and(|kind| self.own.contains(kind) && LABELLED.contains(kind));
        labelled && starts_headless_entries(behind.get(separator + 1..).unwrap_or_default())
    }

    /// Whether an item of the body begins here for certain, or its block ends.
    fn starts_item(self, rest: &[Lexeme]) -> bool {
        let own = kind_at(rest, 0).is_none_or(|kind| self.own.contains(kind));
        own || self.is_chain(rest) || ends_block(rest, self.body)
    }

    /// Whether a chain begins here, so that its names are no value of the clause before them.
    pub(crate) fn is_chain(self, rest: &[Lexeme]) -> bool {
        outer(self.body).unwrap_or(self.body).has_arrows() && starts_names_of_chain(rest)
    }
}

/// What stands behind the word of a clause, other than words.
const CONTENT: KindSet = LITERALS.with(KindSet::of(&[
    TokenKind::LeftBrace,
    TokenKind::LeftBracket,
    TokenKind::Equals,
    TokenKind::Colon,
]));

/// The clauses with a block of entries.
const LABELLED: KindSet =
    KindSet::of(&[TokenKind::LabelsKeyword, TokenKind::AnnotationsKeyword, TokenKind::ExtraKeyword]);

fn starts_names_of_chain(rest: &[Lexeme]) -> bool {
    let mut index = 0;
    while is_name_at(rest, index) && kind_at(rest, index + 1) == Some(TokenKind::Comma) {
        index += 2;
    }
    is_name_at(rest, index) && kind_at(rest, index + 1) == Some(TokenKind::Arrow)
}

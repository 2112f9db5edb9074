//! The tree-sitter grammar of promo, for programs in Rust. Knows only what `grammar.js` says; what is wrong
//! with a text, and what its names stand for, promo itself knows.

use tree_sitter_language::LanguageFn;

#[allow(unsafe_code, reason = "the parser is written in C")]
mod parser {
    unsafe extern "C" {
        pub(super) fn tree_sitter_promo() -> *const ();
    }
}

/// The grammar of promo.
#[allow(unsafe_code, reason = "the function is what `tree-sitter` makes for every grammar")]
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(parser::tree_sitter_promo) };

/// What each node is, as JSON.
pub const NODE_TYPES: &str = include_str!("../../src/node-types.json");

/// How a text is coloured.
pub const HIGHLIGHTS_QUERY: &str = include_str!("../../queries/highlights.scm");

/// Which texts are written in another language.
pub const INJECTIONS_QUERY: &str = include_str!("../../queries/injections.scm");

/// Where names are declared and used.
pub const LOCALS_QUERY: &str = include_str!("../../queries/locals.scm");

/// What an outline shows.
pub const TAGS_QUERY: &str = include_str!("../../queries/tags.scm");

//! What the tests share: where things are, and parsing.

use std::path::{Path, PathBuf};

use tree_sitter::{Language, Parser, Tree};

/// The folder of the grammar.
pub fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the whole workspace.
pub fn workspace() -> PathBuf {
    folder().join("../..").canonicalize().unwrap()
}

/// The grammar, as editors load it.
pub fn language() -> Language {
    Language::new(tree_sitter_promo::LANGUAGE)
}

/// The tree of a text.
pub fn parse(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&language()).unwrap();
    parser.parse(text, None).unwrap()
}

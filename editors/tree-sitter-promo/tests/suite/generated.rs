//! The parser in `src` is the one that `grammar.js` gives. `PROMO_UPDATE=1` writes it anew.

use std::path::Path;

use tree_sitter_generate::{OptLevel, generate_parser_in_directory};

use crate::support::folder;

/// The oldest form of parsers that editors in use ask for.
const ABI: usize = 14;

const FILES: &[&str] = &[
    "grammar.json",
    "node-types.json",
    "parser.c",
    "tree_sitter/alloc.h",
    "tree_sitter/array.h",
    "tree_sitter/parser.h",
];

#[test]
fn the_parser_is_the_one_of_the_grammar() {
    let made = tempfile::tempdir().unwrap();
    generate(made.path());
    for file in FILES {
        let path = folder().join("src").join(file);
        let text = std::fs::read_to_string(made.path().join(file)).unwrap();
        if std::env::var_os("PROMO_UPDATE").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let is_same = std::fs::read_to_string(&path).is_ok_and(|committed| committed == text);
        assert!(is_same, "{} is stale: PROMO_UPDATE=1 cargo test -p tree-sitter-promo", path.display());
    }
}

fn generate(target: &Path) {
    let mut remarks = Vec::new();
    let made = generate_parser_in_directory(
        folder(),
        Some(target),
        None::<&Path>,
        ABI,
        None,
        Some("node"),
        true,
        OptLevel::default(),
        &mut remarks,
    );
    if let Err(error) = made {
        panic!("`grammar.js` gives no parser: {error}");
    }
    assert!(remarks.is_empty(), "{remarks:?}");
}

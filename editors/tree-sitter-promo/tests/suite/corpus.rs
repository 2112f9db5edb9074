//! The corpus in `test/corpus`, in the form of `tree-sitter test`: a title between lines of `=`, a text, a line of `-`
//! and the tree.

use crate::support::{folder, parse};

#[test]
fn every_text_has_its_tree() {
    let mut count = 0;
    for entry in std::fs::read_dir(folder().join("test/corpus")).unwrap() {
        let path = entry.unwrap().path();
        let corpus = std::fs::read_to_string(&path).unwrap();
        for (title, text, tree) in cases(&corpus) {
            let found = plain(&parse(text).root_node().to_sexp());
            assert_eq!(found, plain(tree), "{}: {title}\n{text}", path.display());
            count += 1;
        }
    }
    assert!(count >= 12, "{count}");
}

/// A tree on one line, without the names of fields.
fn plain(tree: &str) -> String {
    tree.split_whitespace().filter(|word| !word.ends_with(':')).collect::<Vec<_>>().join(" ")
}

const RULE: &str = "==================\n";

/// The titles, texts and trees of a file.
fn cases(corpus: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let mut parts = corpus.split(RULE).skip(1);
    std::iter::from_fn(move || {
        let title = parts.next()?.trim();
        let (text, tree) = parts.next()?.split_once("\n---\n").unwrap_or_else(|| panic!("{title}: no tree"));
        Some((title, text, tree))
    })
}

//! What the compiler accepts, the grammar accepts: every text of promo in the repository in which the compiler finds
//! no syntax error has a tree without an error here, and so has what the reference grammar gives.

use std::collections::BTreeSet;
use std::path::Path;

use promo_testing::Fixture;
use tree_sitter::Node;

use crate::support::{parse, workspace};
use crate::syntax_support::sentences::{rules, sentence};

#[test]
fn every_text_without_a_syntax_error() {
    let mut texts = Vec::new();
    for folder in ["README.md", "crates", "docs", "editors", "examples", "tests"] {
        collect(&workspace().join(folder), &mut texts);
    }
    texts.retain(|(_, text)| promo_syntax::parse(text).errors.is_empty());
    let refused: Vec<String> = texts.iter().filter_map(|(name, text)| refusal(name, text)).collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    for (start, fewest) in [("docs/", 15), ("examples/", 8), ("tests/rules/", 80), ("tests/projects/", 3)] {
        let count = texts.iter().filter(|(name, _)| name.starts_with(start)).count();
        assert!(count >= fewest, "only {count} texts in {start}");
    }
}

#[test]
fn every_sentence_of_the_reference_grammar() {
    let rules = rules();
    let sentences = (0..500).map(|seed| (seed, sentence(&rules, seed, &mut BTreeSet::new())));
    let refused: Vec<String> =
        sentences.filter_map(|(seed, text)| refusal(&format!("sentence {seed}"), &text)).collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

/// Adds the sources below a path, and the blocks of promo in pages, each with its name.
fn collect(path: &Path, texts: &mut Vec<(String, String)>) {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| !path.ends_with("node_modules")).for_each(|path| collect(&path, texts));
        return;
    }
    let name = path.strip_prefix(workspace()).unwrap().display().to_string();
    let text = || std::fs::read_to_string(path).unwrap_or_default();
    match path.extension().and_then(|end| end.to_str()) {
        Some("promo") => texts.push((name, text())),
        Some("md") => texts.extend(blocks(&text()).map(|block| (name.clone(), block))),
        _ => {}
    }
}

/// The sources in the blocks of promo of a page.
fn blocks(page: &str) -> impl Iterator<Item = String> {
    let starts = page.split("\n```promo\n").skip(1);
    let blocks = starts.map(|rest| rest.split_once("\n```").map_or(rest, |(block, _)| block));
    let sources =
        |block| Fixture::parse(block).files.into_iter().filter(|file| file.path.ends_with(".promo"));
    blocks.flat_map(sources).map(|file| file.text)
}

/// The first place where the grammar does not know what to make of a text.
fn refusal(name: &str, text: &str) -> Option<String> {
    let tree = parse(text);
    let wrong = first_error(tree.root_node())?;
    let place = wrong.start_position();
    let line = text.lines().nth(place.row).unwrap_or_default();
    Some(format!("{name}: {} at {}:{}: {line}", wrong.to_sexp(), place.row + 1, place.column + 1))
}

fn first_error(node: Node<'_>) -> Option<Node<'_>> {
    if node.is_error() || node.is_missing() {
        return Some(node);
    }
    let mut cursor = node.walk();
    let children: Vec<Node<'_>> = node.children(&mut cursor).filter(Node::has_error).collect();
    children.into_iter().find_map(first_error)
}

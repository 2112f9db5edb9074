//! What holds for any layout of any text: formatting keeps what the text says, ends, and is done after one
//! time. Texts are those of the pages, the examples and the corpus.

use std::sync::LazyLock;

use promo_syntax::{TokenKind, format, parse};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::relayout::{Dice, any_layout, same_layout};
use crate::sources::{page_examples, project_sources};
use crate::view::view;

/// Texts with their names.
static TEXTS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let pages = page_examples().into_iter().map(|example| (example.name, example.source));
    project_sources().into_iter().chain(pages).collect()
});

fn any_text() -> impl Strategy<Value = &'static (String, String)> {
    (0..TEXTS.len()).prop_map(|index| &TEXTS[index])
}

fn formatted(name: &str, text: &str) -> String {
    let parsed = parse(text);
    format(&parsed).unwrap_or_else(|error| panic!("{name}: {error} at {:?}:\n{text}", error.range))
}

fn check(name: &str, text: &str) {
    let result = formatted(name, text);
    assert_eq!(
        view(text),
        view(&result),
        "{name} says something else when formatted:\n{text}\n---\n{result}"
    );
    assert_eq!(formatted(name, &result), result, "{name} is formatted twice:\n{text}");
    check_lines(name, &result);
}

/// No line outside of text blocks ends in white space, and no two empty ones follow one another.
fn check_lines(name: &str, result: &str) {
    assert!(result.is_empty() || result.ends_with('\n') && !result.ends_with("\n\n"), "{name} ends badly");
    assert!(!result.starts_with([' ', '\n']), "{name} begins badly");
    let tree = parse(result).tree;
    for index in 0..=tree.tokens().len() {
        let gap = tree.gap(index);
        let trailing = gap.contains(" \n") || gap.contains("\t");
        assert!(!trailing || gap.contains("//"), "{name} has white space at the end of a line:\n{result}");
        assert!(!gap.contains("\n\n\n"), "{name} has two empty lines:\n{result}");
    }
}

#[test]
fn formatting_keeps_what_projects_say() {
    assert!(TEXTS.len() > 30, "only {} texts were found", TEXTS.len());
    for (name, text) in TEXTS.iter() {
        check(name, text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        rng_seed: RngSeed::Fixed(5),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn formatting_keeps_what_any_layout_says(text in any_text(), seed: u64, comments_in_ten in 0_usize..6) {
        let (name, text) = text;
        let layout = any_layout(&parse(text).tree, &mut Dice::new(seed), comments_in_ten);
        check(name, &layout);
    }

    #[test]
    fn white_space_that_means_nothing_changes_nothing(text in any_text(), seed: u64) {
        let (name, text) = text;
        let result = formatted(name, text);
        let other = same_layout(&parse(&result).tree, &mut Dice::new(seed));
        assert_eq!(formatted(name, &other), result, "{name}, written as:\n{other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4096,
        rng_seed: RngSeed::Fixed(6),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_is_in_a_text_block_keeps_its_value(lines in vec("[ \ta\\\\\"\r]{0,6}", 1..6)) {
        let content = lines.join("\n");
        let text = format!("workflow greet {{\n  step say {{ run \"\"\"{content}\"\"\" }}\n}}\n");
        let parsed = parse(&text);
        let blocks = parsed.tree.tokens().iter().filter(|token| token.kind == TokenKind::TextBlock).count();
        if parsed.errors.is_empty() && blocks == 1 {
            check("a text block", &text);
        }
    }
}

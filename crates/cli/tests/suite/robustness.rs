//! Whatever the text, nothing panics and nothing is lost: every example cut at every byte, and with
//! random tokens deleted, doubled and swapped.

use promo_diagnostics::{Color, render_concise, render_human, render_json};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::support::{Compiled, files, workspace};

fn examples() -> Vec<String> {
    files(&workspace().join("examples"), "promo")
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

/// Takes a text through everything that a text goes through.
fn digest(text: &str) {
    let parse = promo_syntax::parse(text);
    assert_eq!(parse.tree.text(), text);
    let mut end = 0;
    for token in parse.tree.tokens() {
        assert!(token.start >= end && token.end > token.start, "tokens overlap in {text:?}");
        let gap = &text[end as usize..token.start as usize];
        assert!(
            gap.lines().all(|line| line.trim_start_matches('\u{feff}').trim_start().starts_with("//")
                || gap_is_blank(line))
        );
        end = token.end;
    }
    if let Ok(formatted) = promo_syntax::format(&parse) {
        let again = promo_syntax::format(&promo_syntax::parse(&formatted)).ok();
        assert_eq!(again.as_deref(), Some(formatted.as_str()), "formatting twice differs for {text:?}");
    }
    let compiled = Compiled::of_text(text);
    let _ = render_human(&compiled.diagnostics, &compiled, Color::On);
    let _ = render_concise(&compiled.diagnostics, &compiled);
    let _ = render_json(&compiled.diagnostics, &compiled);
    assert!(parse.errors.is_empty() || !compiled.diagnostics.is_empty());
}

fn gap_is_blank(line: &str) -> bool {
    line.split("//")
        .next()
        .unwrap_or_default()
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .is_empty()
}

#[test]
fn every_example_cut_at_every_byte() {
    for example in examples() {
        for end in (0..=example.len()).filter(|end| example.is_char_boundary(*end)) {
            digest(&example[..end]);
        }
    }
}

/// What is done to the tokens of a text.
#[derive(Clone, Debug)]
enum Change {
    Delete(prop::sample::Index),
    Double(prop::sample::Index),
    Swap(prop::sample::Index, prop::sample::Index),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![
        any::<prop::sample::Index>().prop_map(Change::Delete),
        any::<prop::sample::Index>().prop_map(Change::Double),
        (any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(|(a, b)| Change::Swap(a, b)),
    ];
    prop::collection::vec(change, 1..6)
}

fn changed(text: &str, changes: &[Change]) -> String {
    let tree = promo_syntax::parse(text).tree;
    let mut pieces: Vec<String> = Vec::new();
    let mut end = 0;
    for token in tree.tokens() {
        pieces.push(text[end..token.end as usize].to_owned());
        end = token.end as usize;
    }
    for change in changes {
        if pieces.is_empty() {
            break;
        }
        match change {
            Change::Delete(at) => drop(pieces.remove(at.index(pieces.len()))),
            Change::Double(at) => {
                let at = at.index(pieces.len());
                pieces.insert(at, pieces[at].clone());
            }
            Change::Swap(left, right) => {
                let (left, right) = (left.index(pieces.len()), right.index(pieces.len()));
                pieces.swap(left, right);
            }
        }
    }
    pieces.concat() + &text[end..]
}

#[test]
fn every_example_with_random_changes() {
    let examples = examples();
    let config = Config { cases: 1_500, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let inputs = (0..examples.len(), changes());
    runner
        .run(&inputs, |(example, changes)| {
            digest(&changed(&examples[example], &changes));
            Ok(())
        })
        .unwrap();
}

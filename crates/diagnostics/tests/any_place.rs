//! Whatever the text and the places, rendering never panics, and positions are what counting gives.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use promo_diagnostics::{
    Color, Diagnostic, LineMap, Rule, nearest, render_concise, render_human, render_json,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use support::{Texts, diagnostic, fix, place, related};

/// Runs a property on the same 2,000 cases each time.
fn check<S: Strategy>(strategy: &S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases: 2_000, failure_persistence: None, ..Config::default() };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    if let Err(error) = TestRunner::new_with_rng(config, seed).run(strategy, property) {
        panic!("{error}");
    }
}

/// Texts of the pieces that make trouble: ends of lines of all kinds, tabs, wide and invisible characters.
fn text() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "a",
        "word",
        " ",
        "\t",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "é",
        "漢",
        "👩‍🚀",
        "e\u{301}",
        "\u{200b}",
        "\u{feff}",
        "\u{2028}",
        "\u{85}",
        "\u{b}",
        "\u{1b}[31m",
        "\0",
        "long long line of text ",
    ];
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

fn span() -> impl Strategy<Value = (usize, usize)> {
    (0..120_usize, prop_oneof![0..3_usize, 0..100_usize]).prop_map(|(start, length)| (start, start + length))
}

#[test]
fn rendering_never_panics() {
    let related_spans = prop::collection::vec((span(), any::<bool>()), 0..6);
    check(&(text(), text(), span(), related_spans), |(one, other, (start, end), others)| {
        let texts = Texts::of(&[("one", &one), ("other", &other)]);
        let others = others.iter().map(|((start, end), in_one)| {
            related(place(if *in_one { "one" } else { "other" }, *start, *end), "related")
        });
        let own = place("one", start, end);
        let diagnostic = Diagnostic {
            related: others.collect(),
            fixes: vec![fix("mend", &[(own.clone(), "text")])],
            ..diagnostic(Rule::Syntax, &format!("found {other}"), own)
        };
        let diagnostics = [diagnostic.clone(), diagnostic];
        let plain = render_human(&diagnostics, &texts, Color::Off);
        prop_assert!(!plain.contains('\u{1b}') && !plain.contains(" \n"), "{}", plain);
        prop_assert!(plain.contains("─ here") || plain.contains("  at one"), "{}", plain);
        let position = LineMap::new(&one).position(start);
        let named = format!("[ one:{}:{} ]", position.line, position.column);
        prop_assert_eq!(plain.matches(&named).count() >= 2, true, "{} {}", named, plain);
        render_human(&diagnostics, &texts, Color::On);
        prop_assert_eq!(render_concise(&diagnostics, &texts).lines().count(), 2);
        let parsed: serde_json::Value =
            serde_json::from_str(&render_json(&diagnostics, &texts)).expect("JSON");
        prop_assert_eq!(parsed[0]["start"]["column"].as_u64(), Some(position.column as u64));
        Ok(())
    });
}

#[test]
fn positions_are_what_counting_gives() {
    check(&(text(), 0..40_usize), |(text, repeat)| {
        let text = text.repeat(1 + repeat.saturating_sub(30));
        let map = LineMap::new(&text);
        for offset in (0..=text.len()).filter(|offset| text.is_char_boundary(*offset)) {
            let before = &text[..offset];
            let line_start = before.rfind('\n').map_or(0, |end| end + 1);
            let line = before[line_start..].strip_prefix('\u{feff}').filter(|_| line_start == 0);
            let column = line.unwrap_or(&before[line_start..]).chars().count() + 1;
            let found = map.position(offset);
            prop_assert_eq!((found.line, found.column), (before.matches('\n').count() + 1, column));
        }
        Ok(())
    });
}

/// The distance by the textbook, without limits.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for row in 0..=one.len() {
        for column in 0..=other.len() {
            table[row][column] = if row == 0 || column == 0 {
                row + column
            } else {
                let replaced = table[row - 1][column - 1] + usize::from(one[row - 1] != other[column - 1]);
                let cell = replaced.min(table[row - 1][column] + 1).min(table[row][column - 1] + 1);
                let swapped = row > 1
                    && column > 1
                    && one[row - 1] == other[column - 2]
                    && one[row - 2] == other[column - 1];
                if swapped { cell.min(table[row - 2][column - 2] + 1) } else { cell }
            };
        }
    }
    table[one.len()][other.len()]
}

#[test]
fn nearest_names_are_those_of_least_distance() {
    let name = "[ab-]{0,9}";
    check(&(name, prop::collection::vec(name, 0..8)), |(name, candidates)| {
        let letters: Vec<char> = name.chars().collect();
        let limit = if letters.len() < 2 { 0 } else { (letters.len() / 3).max(1) };
        let mut expected: Vec<(usize, &str)> = candidates
            .iter()
            .map(|other| (distance(&letters, &other.chars().collect::<Vec<_>>()), other.as_str()))
            .filter(|(distance, _)| *distance <= limit)
            .collect();
        if expected.is_empty() {
            let continues = |long: &str, short: &str| {
                let rest = long.strip_prefix(short).unwrap_or_default();
                short.len() >= 4 && !rest.is_empty() || short.len() >= 3 && rest.starts_with('-')
            };
            let others = candidates.iter().map(|other| (other.len(), other.as_str()));
            expected =
                others.filter(|(_, other)| continues(other, &name) || continues(&name, other)).collect();
        }
        expected.sort_unstable();
        expected.dedup();
        let expected: Vec<&str> = expected.into_iter().take(3).map(|(_, other)| other).collect();
        prop_assert_eq!(nearest(&name, candidates.iter().map(String::as_str)), expected);
        Ok(())
    });
}

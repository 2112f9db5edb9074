//! Globs against brute force: whatever a glob matches is tried, up to a length.

use promo_analysis::globs::{covers, matches};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// Every text of up to so many letters.
fn texts(letters: &[char], longest: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..longest {
        last = last
            .iter()
            .flat_map(|text| letters.iter().map(move |letter| format!("{text}{letter}")))
            .collect();
        all.extend(last.iter().cloned());
    }
    all
}

/// The plainest way to match.
fn naive(glob: &[char], text: &[char]) -> bool {
    match glob.split_first() {
        None => text.is_empty(),
        Some(('*', rest)) => (0..=text.len()).any(|taken| naive(rest, text.get(taken..).unwrap_or_default())),
        Some((letter, rest)) => {
            text.split_first().is_some_and(|(first, others)| first == letter && naive(rest, others))
        }
    }
}

fn check(
    strategy: impl Strategy<Value = (String, String)>,
    test: impl Fn(&str, &str) -> Result<(), TestCaseError>,
) {
    let config =
        Config { cases: 2_000, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&strategy, |(left, right)| test(&left, &right));
    assert_eq!(result, Ok(()));
}

#[test]
fn a_glob_matches_what_trying_every_way_matches() {
    check(("[ab*]{0,6}", "[ab]{0,8}").prop_map(|pair| pair), |glob, text| {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        prop_assert_eq!(matches(glob, text), naive(&letters(glob), &letters(text)));
        Ok(())
    });
}

#[test]
fn a_glob_within_another_matches_nothing_else() {
    // The letter `c` stands in no glob, as there is always a character that doesn't.
    let all = texts(&['a', 'b', 'c'], 6);
    check(("[ab*]{0,4}", "[ab*]{0,4}").prop_map(|pair| pair), |outer, inner| {
        let is_within = all.iter().filter(|text| matches(inner, text)).all(|text| matches(outer, text));
        prop_assert_eq!(covers(&[outer], inner), is_within);
        Ok(())
    });
}

#[test]
fn brackets_are_themselves_and_stars_cross_lines() {
    assert!(matches("*[release]*", "fix\n[release] now"));
    assert!(!matches("*[release]*", "r"));
    assert!(!matches("hotfix", "a hotfix"));
    assert!(matches("*", ""));
}

//! Which fixes are applied, and what the texts are then.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use promo_diagnostics::{Fix, apply_fixes};
use support::{fix, place};

/// A fix of edits in one file, `a`.
fn edits(edits: &[(usize, usize, &str)]) -> Fix {
    let edits: Vec<_> = edits.iter().map(|(start, end, text)| (place("a", *start, *end), *text)).collect();
    fix("fix", &edits)
}

fn check(text: &str, fixes: &[Fix], taken: &[usize], expected: &str) {
    let mut texts = BTreeMap::from([(Arc::from("a"), text.to_owned()), (Arc::from("b"), "other".to_owned())]);
    let applied = apply_fixes(&mut texts, fixes);
    assert_eq!((applied.taken.as_slice(), texts["a"].as_str()), (taken, expected));
    assert_eq!(applied.files.contains("a"), !taken.is_empty());
    assert!(!applied.files.contains("b"));
}

#[test]
fn fixes_apart_are_all_applied() {
    let fixes = [edits(&[(6, 9, "three")]), edits(&[(0, 3, "1"), (4, 5, "")]), edits(&[(9, 9, "!")])];
    check("one ? two", &fixes[..2], &[0, 1], "1  three");
    check("one ? two", &fixes, &[0, 1], "1  three");
    check("one ? two", &fixes[1..], &[0, 1], "1  two!");
}

#[test]
fn of_fixes_that_touch_the_first_is_applied_whole() {
    let both = edits(&[(0, 1, "A"), (4, 5, "E")]);
    check("abcde", &[both.clone(), edits(&[(2, 3, "C"), (4, 5, "x")])], &[0], "AbcdE");
    check("abcde", &[both.clone(), edits(&[(1, 4, "-")])], &[0, 1], "A-E");
    check("abcde", &[both.clone(), edits(&[(0, 5, "")])], &[0], "AbcdE");
    check("abcde", &[edits(&[(0, 5, "")]), both], &[0], "");
    check("abcde", &[edits(&[(2, 2, "x")]), edits(&[(2, 2, "x")])], &[0], "abxcde");
    check("abcde", &[edits(&[(1, 3, "x")]), edits(&[(3, 3, "y")])], &[0], "axde");
    check("abcde", &[edits(&[(1, 3, "x")]), edits(&[(2, 2, "y")])], &[0], "axde");
    check("abcde", &[edits(&[(1, 3, "x")]), edits(&[(3, 4, "y")])], &[0, 1], "axye");
}

#[test]
fn the_edits_of_one_fix_may_meet() {
    check("abcde", &[edits(&[(1, 2, "B"), (1, 1, "<"), (2, 2, ">")])], &[0], "a<B>cde");
    check("abcde", &[edits(&[(1, 1, "<"), (1, 1, "("), (1, 2, "")])], &[0], "a<(cde");
}

#[test]
fn a_fix_that_does_not_fit_is_left() {
    let elsewhere = fix("fix", &[(place("c", 0, 0), "x")]);
    check("é", &[edits(&[(1, 2, "x")]), edits(&[(3, 3, "x")]), edits(&[]), elsewhere], &[], "é");
    check("abc", &[edits(&[(0, 2, "x"), (1, 3, "y")]), edits(&[(2, 1, "")])], &[], "abc");
}

#[test]
fn what_is_inserted_ends_its_lines_as_the_text_does() {
    check("a\r\nb", &[edits(&[(3, 3, "x\ny\n")])], &[0], "a\r\nx\r\ny\r\nb");
    check("a\r\nb", &[edits(&[(3, 3, "x\r\ny")])], &[0], "a\r\nx\r\nyb");
    check("a\nb", &[edits(&[(2, 2, "x\ny")])], &[0], "a\nx\nyb");
}

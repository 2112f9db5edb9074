//! Fixes made again and again: until nothing changes, in the files that may change, and so that these stay readable.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use promo_diagnostics::{Diagnostic, Fix, Mended, Rule, Wanted, mend};
use support::{diagnostic, fix, place};

type Texts = BTreeMap<Arc<str>, String>;

fn texts(files: &[(&str, &str)]) -> Texts {
    files.iter().map(|(file, text)| (Arc::from(*file), text.to_string())).collect()
}

/// An error with one way to mend it: other text in some bytes of a file.
fn wrong(file: &str, (start, end): (usize, usize), text: &str, safe: bool) -> Diagnostic {
    let place = place(file, start, end);
    let fix = Fix { safe, ..fix("mend", &[(place.clone(), text)]) };
    Diagnostic { fixes: vec![fix], ..diagnostic(Rule::Syntax, &format!("write {text}"), place) }
}

fn files(mended: &Mended) -> Vec<&str> {
    mended.files.iter().map(|file| &**file).collect()
}

/// Every digit is wrong: one less would be right, and `0` is.
fn count_down(texts: &Texts) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (file, text) in texts {
        for (start, digit) in text.match_indices(|letter: char| letter.is_ascii_digit() && letter != '0') {
            let less = (digit.parse::<u8>().expect("a digit") - 1).to_string();
            found.push(wrong(file, (start, start + 1), &less, true));
        }
    }
    found
}

#[test]
fn fixes_are_made_until_there_are_none() {
    let mut texts = texts(&[("a", "1 3"), ("b", "0"), ("c", "2")]);
    let mended = mend(&mut texts, Wanted::Safe, count_down);
    assert_eq!(texts, self::texts(&[("a", "0 0"), ("b", "0"), ("c", "0")]));
    assert_eq!((mended.made.len(), files(&mended)), (6, vec!["a", "c"]));
    assert_eq!((mended.left, mended.refused.len()), (vec![], 0));
}

#[test]
fn unsafe_fixes_are_made_on_demand_and_after_safe_ones() {
    let find = |texts: &Texts| {
        let mut both = wrong("a", (0, 1), "u", false);
        both.fixes.extend(wrong("a", (0, 1), "s", true).fixes);
        let unsafe_only = wrong("a", (2, 3), "u", false);
        let is_left = |found: &Diagnostic| texts["a"].as_bytes()[found.place.start] == b'x';
        [both, unsafe_only].into_iter().filter(is_left).collect()
    };
    for (wanted, made, left, expected) in [(Wanted::Safe, 1, 1, "s x"), (Wanted::All, 2, 0, "s u")] {
        let mut texts = texts(&[("a", "x x")]);
        let mended = mend(&mut texts, wanted, find);
        assert_eq!((mended.made.len(), mended.left.len(), texts["a"].as_str()), (made, left, expected));
    }
}

#[test]
fn comments_that_silence_nothing_go_last() {
    // Behind `2` stands `1`, of which `#` would have silenced something.
    let find = |texts: &Texts| {
        let mut found = count_down(texts);
        if texts["a"].starts_with('#') && !texts["a"].ends_with('1') {
            found.push(Diagnostic { rule: Rule::UnusedSuppression, ..wrong("a", (0, 1), "", true) });
        }
        found.retain(|found| !(texts["a"].ends_with('1') && found.place.start == 1));
        found
    };
    for (before, after) in [("#2", "#1"), ("#0", "0")] {
        let mut texts = texts(&[("a", before)]);
        let mended = mend(&mut texts, Wanted::Safe, find);
        assert_eq!((mended.made.len(), texts["a"].as_str()), (1, after));
    }
}

#[test]
fn only_the_texts_given_change_and_only_for_what_is_wrong_in_them() {
    let find = |texts: &Texts| {
        let mut both = wrong("a", (0, 1), "0", true);
        both.fixes[0].edits.extend(wrong("b", (0, 1), "0", true).fixes.remove(0).edits);
        let mut elsewhere = wrong("b", (0, 1), "0", true);
        elsewhere.fixes = wrong("a", (1, 2), "0", true).fixes;
        let mut found = count_down(texts);
        found.extend([both, elsewhere]);
        found
    };
    let mut texts = texts(&[("a", "xx1")]);
    let mended = mend(&mut texts, Wanted::Safe, find);
    assert_eq!((mended.made.len(), mended.left.len(), texts["a"].as_str()), (1, 2, "xx0"));
}

/// Each letter is an error that can be mended: `a` to nothing, `b` to `!!`, which is two errors that can't be, and
/// `c` to `a`.
fn find_letters(texts: &Texts) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (file, text) in texts {
        for (start, letter) in text.char_indices() {
            let place = (start, start + 1);
            match letter {
                'a' => found.push(wrong(file, place, "", false)),
                'b' => found.push(wrong(file, place, "!!", false)),
                'c' => found.push(wrong(file, place, "a", false)),
                '!' => found.push(Diagnostic { fixes: vec![], ..wrong(file, place, "", false) }),
                _ => {}
            }
        }
    }
    found
}

#[test]
fn what_makes_a_file_worse_is_left_out_and_nothing_else() {
    let mut texts = texts(&[("a", "c.b.c"), ("b", "b"), ("c", "c")]);
    let mended = mend(&mut texts, Wanted::All, find_letters);
    assert_eq!(texts, self::texts(&[("a", ".b."), ("b", "b"), ("c", "")]));
    assert_eq!((mended.made.len(), files(&mended)), (6, vec!["a", "c"]));
    let refused: Vec<&str> = mended.refused.iter().map(|refused| &*refused.file).collect();
    assert_eq!((refused, mended.left.len()), (vec!["a", "b"], 2));
}

#[test]
fn fixes_that_are_fine_alone_but_not_together_are_not_made_together() {
    // Either of two names may go; without both, there is an error.
    let find = |texts: &Texts| match texts["a"].as_str() {
        "xy" => vec![wrong("a", (0, 1), "", true), wrong("a", (1, 2), "", true)],
        "x" | "y" => vec![],
        _ => (0..3).map(|_| wrong("a", (0, 0), "z", false)).collect(),
    };
    let mut texts = texts(&[("a", "xy")]);
    let mended = mend(&mut texts, Wanted::Safe, find);
    assert_eq!((texts["a"].as_str(), mended.made.len(), mended.left), ("y", 1, vec![]));
}

#[test]
fn what_comes_to_light_besides_counts_for_nothing() {
    let find = |texts: &Texts| {
        let mut found = find_letters(texts);
        found.iter_mut().for_each(|found| found.rule = Rule::UnknownFlow);
        found
    };
    let mut texts = texts(&[("a", "b")]);
    assert_eq!(mend(&mut texts, Wanted::All, find).left.len(), 2);
    assert_eq!(texts["a"], "!!");
}

#[test]
fn fixes_that_undo_one_another_come_to_an_end() {
    let mut texts = texts(&[("a", "x")]);
    let other = |text: &str| if text == "x" { "y" } else { "x" };
    mend(&mut texts, Wanted::Safe, |texts| vec![wrong("a", (0, 1), other(&texts["a"]), true)]);
    assert!(["x", "y"].contains(&texts["a"].as_str()));
}

//! The arrows that say what others say: taking out what is told changes nothing in which environment waits for which,
//! and in the end no arrow can be left out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use promo_analysis::policies::flow_named;
use promo_analysis::{Change, Database, Volatility, diagnostics};
use promo_diagnostics::{Diagnostic, Rule, apply_fixes};
use proptest::prelude::*;

const ENVIRONMENTS: usize = 6;

/// A flow whose arrows lead from lower to higher numbers. The first environment leads to all others, so that the flow
/// has one trigger.
fn text(chains: &[Vec<Vec<usize>>]) -> String {
    let list =
        |group: &[usize]| group.iter().map(|number| format!("e{number}")).collect::<Vec<_>>().join(", ");
    let chains =
        chains.iter().map(|chain| chain.iter().map(|group| list(group)).collect::<Vec<_>>().join(" -> "));
    let all = list(&(1..ENVIRONMENTS).collect::<Vec<_>>());
    let chains: Vec<String> = chains.collect();
    format!(
        "environment e0, {all}\nflow f {{\n  e0 -> {all}\n  {}\n  default {{ action commit }}\n}}\n",
        chains.join("\n  ")
    )
}

/// Groups of ascending numbers.
fn chain() -> impl Strategy<Value = Vec<Vec<usize>>> {
    let picks = prop::collection::vec(any::<[bool; 2]>(), ENVIRONMENTS);
    picks.prop_filter_map("at least one arrow", |picks| {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (number, [_, is_beside]) in picks.into_iter().enumerate().filter(|(_, [is_in, _])| *is_in) {
            match groups.last_mut().filter(|_| is_beside) {
                Some(group) => group.push(number),
                None => groups.push(vec![number]),
            }
        }
        (groups.len() > 1).then_some(groups)
    })
}

/// What each environment waits for, and what is found.
fn compiled(text: &str) -> (BTreeMap<String, BTreeSet<String>>, Vec<Diagnostic>) {
    let mut db = Database::default();
    db.apply(Change {
        sources: vec![("a.promo".into(), Some((text.into(), Volatility::Open)))],
        ..Change::default()
    });
    let found = diagnostics::of_file(&db, db.source("a.promo").unwrap());
    let mut waits: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let flow = flow_named(&db, "f").unwrap_or_else(|| panic!("{text}\n{found:#?}"));
    for step in &flow.steps {
        let mut all = BTreeSet::new();
        for before in &step.depends_on {
            all.insert(before.value.to_string());
            all.extend(waits.get(&*before.value).into_iter().flatten().cloned());
        }
        waits.insert(step.environment.value.to_string(), all);
    }
    (waits, found)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_is_told_can_be_taken_out(chains in prop::collection::vec(chain(), 0..4)) {
        let mut text = text(&chains);
        let (waits, mut found) = compiled(&text);
        for _ in 0..40 {
            let is_expected = |rule: &Rule| matches!(rule, Rule::RedundantDependency | Rule::UnusedFlow);
            let rules: BTreeSet<Rule> = found.iter().map(|found| found.rule).collect();
            prop_assert!(rules.iter().all(is_expected), "{text}\n{rules:?}");
            let fixes: Vec<_> = found.iter().filter_map(|found| found.fixes.first()).collect();
            if fixes.is_empty() {
                break;
            }
            let mut texts = BTreeMap::from([(Arc::from("a.promo"), text.clone())]);
            prop_assert!(!apply_fixes(&mut texts, fixes).taken.is_empty());
            let fixed = texts.remove("a.promo").unwrap();
            prop_assert!(fixed.len() < text.len());
            let (after, rest) = compiled(&fixed);
            prop_assert_eq!(&after, &waits, "{}\nbecame\n{}", text, fixed);
            (text, found) = (fixed, rest);
        }
    }
}

/// What is told in a flow with these chains, each with the text that is marked and whether it can be taken out.
fn told(chains: &str) -> Vec<String> {
    let text = format!(
        "environment a, b, c, d\nlet both = [b, c]\nflow f {{\n{chains}\n  default {{ action commit }}\n}}\n"
    );
    let (_, found) = compiled(&text);
    let told = found.iter().filter(|found| found.rule == Rule::RedundantDependency);
    let shown = told.map(|found| {
        let fix = if found.fixes.is_empty() { "" } else { " (fix)" };
        format!("{}: {}{fix}", &text[found.place.range()], found.message)
    });
    shown.collect()
}

#[test]
fn the_name_is_marked_that_says_nothing() {
    for (chains, expected) in [
        ("a -> b -> d\na -> c, d", vec!["d: `d` comes after `a` anyway: a -> b -> d (fix)"]),
        ("a -> b -> d\na, c -> d\na -> c", vec!["a: `d` comes after `a` anyway: a -> c -> d (fix)"]),
        ("a -> b -> c -> d\nb -> d", vec!["b -> d: `d` comes after `b` anyway: b -> c -> d (fix)"]),
        ("a -> b -> c\na -> b -> d", vec![]),
        ("a -> b\na -> b", vec!["a -> b: another arrow says too that `b` comes after `a` (fix)"]),
        ("a -> b, c -> d\na -> b", vec!["a -> b: another arrow says too that `b` comes after `a` (fix)"]),
        ("a -> b\na -> both -> d", vec!["a -> b: another arrow says too that `b` comes after `a` (fix)"]),
        (
            "a -> b // why\na -> b -> c, d",
            vec!["a -> b: another arrow says too that `b` comes after `a` (fix)"],
        ),
        (
            "a -> b, c\na -> both -> d",
            vec!["a -> b, c: another arrow says too that `b` comes after `a` (fix)"],
        ),
        ("a -> b\nb -> c, d", vec![]),
    ] {
        assert_eq!(told(chains), expected, "{chains}");
    }
}

//! The reference grammar and the parser say the same: what `grammar/promo.ebnf` gives parses without an
//! error, and every keyword and clause is in it.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use promo_syntax::{Body, TokenKind, clauses};
use support::parse_checked;
use support::sentences::{Part, rules, sentence};

#[test]
fn what_the_grammar_gives_parses_without_an_error() {
    let rules = rules();
    let mut words = BTreeSet::new();
    for seed in 0..2_500 {
        let text = sentence(&rules, seed, &mut words);
        let errors = parse_checked(&text).errors;
        assert_eq!(errors, Vec::new(), "sentence {seed}:\n{text}");
    }
    for (_, keyword) in TokenKind::KEYWORDS {
        assert!(words.contains(*keyword), "no sentence has the keyword `{keyword}`");
    }
}

#[test]
fn every_rule_is_there_and_is_used() {
    let rules = rules();
    let mut used = BTreeSet::from(["file".to_string()]);
    rules.values().for_each(|part| collect_rules(part, &mut used));
    let defined: BTreeSet<String> = rules.keys().cloned().collect();
    assert_eq!(used, defined);
}

fn collect_rules(part: &Part, used: &mut BTreeSet<String>) {
    match part {
        Part::Rule(name) => drop(used.insert(name.clone())),
        Part::Sequence(parts) | Part::Choice(parts) => {
            parts.iter().for_each(|part| collect_rules(part, used))
        }
        Part::Optional(part) | Part::Repeated(part) => collect_rules(part, used),
        Part::Terminal(_) | Part::Described => {}
    }
}

#[test]
fn every_clause_of_the_tables_is_in_the_grammar() {
    let rules = rules();
    for body in Body::ALL {
        let rule = match body {
            Body::File => "declaration",
            Body::Environment => "environment-clause",
            Body::Extern => "extern-clause",
            Body::Flow => "flow-clause",
            Body::Step => "step-clause",
            Body::Policy => "policy-clause",
            Body::Template => "template-clause",
            Body::Product => "product-clause",
            Body::Workflow => "workflow-clause",
            Body::WorkflowStep => "workflow-step-clause",
            Body::Application => "application-clause",
        };
        let mut firsts = BTreeSet::new();
        collect_first_words(&rules[rule], &rules, &mut firsts);
        let listed: BTreeSet<String> = clauses(*body)
            .iter()
            .map(|clause| clause.word.description().trim_matches('`').to_string())
            .collect();
        assert_eq!(listed, firsts, "{body:?}");
    }
}

/// The words that a part can begin with. Says whether the part can be empty.
fn collect_first_words(part: &Part, rules: &BTreeMap<String, Part>, firsts: &mut BTreeSet<String>) -> bool {
    match part {
        Part::Terminal(word) => {
            firsts.insert(word.clone());
            false
        }
        Part::Rule(name) if name.chars().any(|letter| letter.is_ascii_uppercase()) => false,
        Part::Rule(name) => collect_first_words(&rules[name], rules, firsts),
        Part::Sequence(parts) => parts.iter().all(|part| collect_first_words(part, rules, firsts)),
        Part::Choice(parts) => {
            parts.iter().filter(|part| collect_first_words(part, rules, firsts)).count() > 0
        }
        Part::Optional(part) | Part::Repeated(part) => {
            collect_first_words(part, rules, firsts);
            true
        }
        Part::Described => false,
    }
}

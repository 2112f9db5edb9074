//! The reference grammar and the parser say the same: what `grammar/promo.ebnf` gives parses without an
//! error, and every keyword and clause is in it.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use promo_syntax::{Body, TokenKind, clauses};
use support::{Numbers, parse_checked};

const GRAMMAR: &str = include_str!("../../../grammar/promo.ebnf");

/// A part of a rule.
#[derive(Clone, Debug)]
enum Part {
    Terminal(String),
    Rule(String),
    Sequence(Vec<Part>),
    Choice(Vec<Part>),
    Optional(Box<Part>),
    Repeated(Box<Part>),
    Described,
}

/// Reads the notation that the head of the grammar explains.
struct Reader<'g> {
    pieces: std::iter::Peekable<std::vec::IntoIter<&'g str>>,
}

impl<'g> Reader<'g> {
    fn read(grammar: &'g str) -> BTreeMap<String, Part> {
        let mut reader = Reader { pieces: pieces(grammar).into_iter().peekable() };
        let mut rules = BTreeMap::new();
        while let Some(name) = reader.pieces.next() {
            assert_eq!(reader.pieces.next(), Some("="), "after {name}");
            let before = rules.insert(name.to_string(), reader.choice());
            assert!(before.is_none(), "{name} is there twice");
            assert_eq!(reader.pieces.next(), Some(";"), "after the rule {name}");
        }
        rules
    }

    fn choice(&mut self) -> Part {
        let mut choices = vec![self.sequence()];
        while self.pieces.next_if_eq(&"|").is_some() {
            choices.push(self.sequence());
        }
        if choices.len() == 1 { choices.remove(0) } else { Part::Choice(choices) }
    }

    fn sequence(&mut self) -> Part {
        let mut parts = Vec::new();
        while let Some(piece) = self.pieces.next_if(|piece| !["|", ";", ")", "]", "}"].contains(piece)) {
            parts.push(match piece {
                "(" => self.enclosed(")"),
                "[" => Part::Optional(Box::new(self.enclosed("]"))),
                "{" => Part::Repeated(Box::new(self.enclosed("}"))),
                _ if piece.starts_with('?') => Part::Described,
                _ if piece.starts_with('"') => Part::Terminal(piece.trim_matches('"').to_string()),
                rule => Part::Rule(rule.to_string()),
            });
        }
        Part::Sequence(parts)
    }

    fn enclosed(&mut self, end: &str) -> Part {
        let part = self.choice();
        assert_eq!(self.pieces.next(), Some(end));
        part
    }
}

/// The words and signs of the notation, remarks left out.
fn pieces(grammar: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = grammar.trim_start();
    while !rest.is_empty() {
        let length = match rest.as_bytes()[0] {
            b'(' if rest.starts_with("(*") => rest.find("*)").expect("a remark ends") + 2,
            b'?' => rest[1..].find('?').expect("a description ends") + 2,
            b'"' => rest[1..].find('"').expect("a terminal ends") + 2,
            b'=' | b';' | b'|' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => 1,
            _ => rest
                .find(|letter: char| !letter.is_alphanumeric() && !"-_".contains(letter))
                .unwrap_or(rest.len()),
        };
        assert!(length > 0, "nothing begins like this: {rest}");
        let (piece, behind) = rest.split_at(length);
        if !piece.starts_with("(*") {
            pieces.push(piece);
        }
        rest = behind.trim_start();
    }
    pieces
}

/// Makes up texts that a grammar allows.
struct Writer<'g> {
    rules: &'g BTreeMap<String, Part>,
    numbers: Numbers,
    text: String,
    words: &'g mut BTreeSet<String>,
}

impl Writer<'_> {
    fn write(&mut self, part: &Part, depth: usize) {
        match part {
            Part::Terminal(text) => {
                self.words.insert(text.clone());
                self.put(text);
            }
            Part::Rule(name) => match sample(name, &mut self.numbers) {
                Some(text) => self.put(text),
                None => self.write(&self.rules[name].clone(), depth + 1),
            },
            Part::Sequence(parts) => parts.iter().for_each(|part| self.write(part, depth)),
            Part::Choice(choices) => {
                let chosen = self.numbers.below(choices.len());
                self.write(&choices[chosen], depth);
            }
            Part::Optional(part) => {
                if depth < DEEPEST && self.numbers.below(2) == 0 {
                    self.write(part, depth);
                }
            }
            Part::Repeated(part) => {
                let times = if depth < DEEPEST { self.numbers.below(6) } else { 0 };
                (0..times).for_each(|_| self.write(part, depth));
            }
            Part::Described => panic!("a token has a sample"),
        }
    }

    fn put(&mut self, text: &str) {
        const SPACES: [&str; 4] = [" ", "\n", "  ", " // a remark\n"];
        let space = match text.starts_with("///") {
            true if self.text.ends_with('\n') => "",
            true => "\n",
            false => SPACES[self.numbers.below(SPACES.len())],
        };
        self.text.push_str(space);
        self.text.push_str(text);
        if text.starts_with("///") {
            self.text.push('\n');
        }
    }
}

const DEEPEST: usize = 8;

/// A token of a kind.
fn sample(rule: &str, numbers: &mut Numbers) -> Option<&'static str> {
    let samples: &[&str] = match rule {
        "DOC_COMMENT" => &["/// Text.", "///", "/// More `text`, \"quoted\" {"],
        "WORD" => &["dev", "prod-eu", "2048-game", "a--b", "A_1", "every", "key", "secret", "from-here", "_"],
        "KEYWORD" => &[
            "step",
            "default",
            "on",
            "timeout",
            "trigger",
            "labels",
            "extra",
            "action",
            "pre",
            "version",
            "priority",
            "when",
            "promote",
            "image",
            "run",
            "uses",
            "input",
            "output",
            "env",
            "exports",
            "entrypoint",
            "start",
            "kind",
            "not",
        ],
        "INTEGER" => &["0", "10", "-100"],
        "DURATION" => &["4h", "1h30m", "2d", "90s"],
        "STRING" => {
            &["\"\"", "\"Prod EU\"", "\"a \\\" \\\\ \\n \\t \\u{2192} \\${b} {{c}}\"", "\"// no comment\""]
        }
        "TEXT_BLOCK" => &["\"\"\"\"\"\"", "\"\"\"\n  a \"b\"\n  \\${c} \\\"\"\"\n  \"\"\""],
        "JSONPATH" => {
            &["$", "$.appVersion", "$..image.tag", "$[\"a-b\"].c", "$.d[?(@.n == \"x\")]", "$.a-b.*"]
        }
        _ => return None,
    };
    Some(samples[numbers.below(samples.len())])
}

#[test]
fn what_the_grammar_gives_parses_without_an_error() {
    let rules = Reader::read(GRAMMAR);
    let mut words = BTreeSet::new();
    for seed in 0..2_500 {
        let numbers = Numbers::seeded(seed);
        let mut writer = Writer { rules: &rules, numbers, text: String::new(), words: &mut words };
        writer.write(&Part::Repeated(Box::new(Part::Rule("declaration".to_string()))), 0);
        let text = writer.text;
        let errors = parse_checked(&text).errors;
        assert_eq!(errors, Vec::new(), "sentence {seed}:\n{text}");
    }
    for (_, keyword) in TokenKind::KEYWORDS {
        assert!(words.contains(*keyword), "no sentence has the keyword `{keyword}`");
    }
}

#[test]
fn every_rule_is_there_and_is_used() {
    let rules = Reader::read(GRAMMAR);
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
    let rules = Reader::read(GRAMMAR);
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

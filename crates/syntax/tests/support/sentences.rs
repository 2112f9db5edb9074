//! Sentences of the reference grammar, made up at random but the same every time. Knows the notation of
//! `grammar/promo.ebnf`, and what may stand for each kind of token.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use super::Numbers;

/// The rules of the reference grammar, by name.
pub fn rules() -> BTreeMap<String, Part> {
    Reader::read(include_str!("../../../../grammar/promo.ebnf"))
}

/// A text of a few declarations, and the words and signs of the grammar that it is made with.
pub fn sentence(rules: &BTreeMap<String, Part>, seed: u64, words: &mut BTreeSet<String>) -> String {
    let mut writer = Writer { rules, numbers: Numbers::seeded(seed), text: String::new(), words };
    writer.write(&Part::Repeated(Box::new(Part::Rule("declaration".to_string()))), 0);
    writer.text
}

/// A part of a rule.
#[derive(Clone, Debug)]
pub enum Part {
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

//! The TextMate grammar, which editors highlight by before a server answers, from `grammar/keywords.toml` and
//! `grammar/textmate.json`. The former says which words stand where, the latter how everything else looks.
//! Which of a clause's words is a name is read from the form in which the clause is written.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use toml::Table;

/// The text of `editors/vscode/syntaxes/promo.tmLanguage.json`.
///
/// # Errors
/// What is wrong with one of the two texts.
pub fn grammar_source(keywords: &str, rules: &str) -> Result<String, String> {
    let keywords = Keywords::read(keywords)?;
    let mut grammar: Value = serde_json::from_str(rules).map_err(|error| error.to_string())?;
    let repository = grammar.get_mut("repository").and_then(Value::as_object_mut);
    repository.ok_or("there is no `repository`")?.extend(keywords.rules());
    let text = format!("{grammar:#}\n");
    Ok(text.replace("DECLARATION", &keywords.declarations()).replace("NAME", NAME))
}

/// A name that is not in quotes.
const NAME: &str = "[A-Za-z0-9_]+(?:-+[A-Za-z0-9_]+)*";

/// What no word inside a name follows.
const WORD_START: &str = r"(?<![\w.-])";

/// What follows a keyword, and not a name that is spelt like one: `kind -> qa`, `step, qa -> prod`.
const KEYWORD_END: &str = r"(?![\w-])(?!\s*(?:,|->|:|=(?!=)))";

/// The scope of words that clauses are made of.
const KEYWORD: &str = "keyword.other.promo";

/// Where a declaration begins whatever was left open before it.
const NEXT_DECLARATION: &str = r#"(?=^(?:DECLARATION)\s+[\w"])"#;

/// Clauses whose block is a body of its own, with that body.
const NESTED: &[(&str, &str, &str)] =
    &[("flow", "step", "step"), ("flow", "default", "step"), ("workflow", "step", "workflow-step")];

/// Every body with its words and their forms.
struct Keywords(Vec<(String, Vec<(String, Form)>)>);

/// How a clause is written, word by word, with the keyword first.
struct Form(Vec<String>);

impl Keywords {
    fn read(text: &str) -> Result<Keywords, String> {
        let tables: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let bodies = tables.into_iter().map(|(body, words)| {
            let words = words.as_table().ok_or_else(|| format!("`{body}` is no table"))?;
            let forms = words.iter().map(|(word, clause)| {
                let form = clause.get("form").and_then(toml::Value::as_str);
                let form = form.ok_or_else(|| format!("`{body}.{word}` has no `form`"))?;
                Ok((word.clone(), Form::read(form)))
            });
            Ok((body.clone(), forms.collect::<Result<_, String>>()?))
        });
        Ok(Keywords(bodies.collect::<Result<_, String>>()?))
    }

    fn body(&self, name: &str) -> &[(String, Form)] {
        self.0.iter().find(|(body, _)| body == name).map_or(&[], |(_, words)| words)
    }

    /// The words that open declarations.
    fn declarations(&self) -> String {
        alternatives(self.body("file").iter().map(|(word, _)| word.as_str()))
    }

    fn rules(&self) -> Map<String, Value> {
        let declarations = self.body("file").iter().map(|(word, form)| self.declaration(word, form));
        let mut rules = Map::new();
        rules.insert("declarations".to_owned(), json!({ "patterns": declarations.collect::<Vec<_>>() }));
        for (body, words) in &self.0 {
            if body != "file" && body != "words" {
                rules.insert(body_rule(body), self.block(body, words));
            }
        }
        rules
    }

    /// A declaration up to the end of its block or use, or to the next declaration.
    fn declaration(&self, word: &str, form: &Form) -> Value {
        let kind = match form.alternatives() {
            Some(kinds) => format!(r"(?:\s+({kinds})(?![\w-]))?"),
            None => "()".to_owned(),
        };
        let name = r#"(?:\s+(NAME|"(?:[^"\\]|\\.)*"))?"#;
        let opens_block = form.has_part("{");
        let own_end = if opens_block { r"(?<=\})|" } else { "" };
        let entity = format!("entity.name.type.{word}.promo");
        let mut patterns = vec![include("comments")];
        if opens_block {
            patterns.push(include(&body_rule(word)));
            patterns.push(json!({ "match": r"(,)\s*(NAME)?", "captures": {
                "1": { "name": "punctuation.separator.comma.promo" }, "2": { "name": entity.clone() } } }));
            patterns.extend([include("use"), include("parameters")]);
        } else {
            patterns.push(include("values"));
        }
        json!({
            "name": format!("meta.{word}.promo"),
            "begin": format!(r"{WORD_START}({word})(?![\w-]){kind}{name}"),
            "end": format!(r#"{own_end}(?=^\s*(?:DECLARATION)\s+[\w"])"#),
            "beginCaptures": {
                "1": { "name": "keyword.declaration.promo" },
                "2": { "name": "keyword.declaration.promo" },
                "3": { "name": entity },
            },
            "patterns": patterns,
        })
    }

    /// The block of a body, in braces.
    fn block(&self, body: &str, words: &[(String, Form)]) -> Value {
        let mut patterns = vec![include("comments"), include("arrow"), include("after-comma")];
        patterns.extend(words.iter().map(|(word, form)| self.clause(body, word, form)));
        if words.iter().any(|(_, form)| form.has_part("CONDITION")) {
            let operators = alternatives(self.test_words());
            patterns.extend([
                include("subject"),
                include("comparison"),
                keywords("keyword.operator.wordlike.promo", &operators),
            ]);
        }
        let inner = self.inner_words(words);
        if !inner.is_empty() {
            patterns.push(keywords(KEYWORD, &alternatives(inner)));
        }
        patterns.push(include("values"));
        json!({
            "begin": r"\{",
            "end": format!(r"\}}|{NEXT_DECLARATION}"),
            "beginCaptures": { "0": { "name": "punctuation.section.block.begin.promo" } },
            "endCaptures": { "0": { "name": "punctuation.section.block.end.promo" } },
            "patterns": patterns,
        })
    }

    fn clause(&self, body: &str, word: &str, form: &Form) -> Value {
        let start = format!("{WORD_START}({word}){KEYWORD_END}");
        if form.has_part("{") {
            return clause_with_block(body, word, &start);
        }
        if form.part(1) == "\"SCRIPT\"" {
            return clause_with_script(&start);
        }
        let constant = if self.are_words(form) { KEYWORD } else { "constant.language.promo" };
        let variable = json!({ "name": "variable.other.promo" });
        json!({
            "match": format!("{start}{}", form.after_keyword()),
            "captures": { "1": { "name": KEYWORD }, "2": { "name": constant }, "3": variable, "4": variable },
        })
    }

    /// Whether what a clause goes on with are words of the language, and no values.
    fn are_words(&self, form: &Form) -> bool {
        let is_word = |part: &str| self.body("words").iter().any(|(word, _)| word == part);
        form.part(1).split('|').all(is_word)
    }

    /// The words of tests.
    fn test_words(&self) -> impl Iterator<Item = &str> {
        let of_test = |form: &Form| matches!(form.part(0), "CONDITION" | "SUBJECT" | "label");
        self.body("words").iter().filter(move |(_, form)| of_test(form)).map(|(word, _)| word.as_str())
    }

    /// The words that stand inside the clauses of a body, begin none and are not directly behind a keyword.
    fn inner_words<'a>(&'a self, clauses: &'a [(String, Form)]) -> BTreeSet<&'a str> {
        let own = clauses.iter().flat_map(|(_, form)| form.words());
        let begins = |word: &str| clauses.iter().any(|(clause, _)| clause == word);
        let words = self.body("words").iter().filter(|(_, form)| begins(form.part(0)));
        let inside = words.flat_map(|(_, form)| form.words());
        let follows = |word: &str| {
            let mut chosen = clauses.iter().filter_map(|(_, form)| form.alternatives());
            chosen.any(|words| words.split('|').any(|known| known == word))
        };
        own.chain(inside).filter(|word| !begins(word) && !follows(word)).collect()
    }
}

impl Form {
    fn read(form: &str) -> Form {
        let parts = form.split_whitespace().map(|part| part.trim_matches(['[', ']']).to_owned());
        Form(parts.collect())
    }

    fn part(&self, index: usize) -> &str {
        self.0.get(index).map_or("", String::as_str)
    }

    fn has_part(&self, part: &str) -> bool {
        self.0.iter().any(|own| own == part)
    }

    /// The words among which the one behind the keyword is chosen, with `|` between them.
    fn alternatives(&self) -> Option<&str> {
        Some(self.part(1)).filter(|part| part.starts_with(|letter: char| letter.is_ascii_lowercase()))
    }

    /// Words that are written as they stand in the form.
    fn words(&self) -> impl Iterator<Item = &str> {
        let parts = self.0.iter().map(String::as_str);
        parts.filter(|part| part.chars().all(|letter| letter.is_ascii_lowercase()))
    }

    /// What stands behind the keyword: one of several words and perhaps a name, or a name.
    fn after_keyword(&self) -> String {
        let takes_name = self.part(2).starts_with(|letter: char| letter.is_ascii_uppercase());
        let name = if takes_name { r"(?:\s+(NAME))?" } else { "()" };
        match (self.alternatives(), self.part(1)) {
            (Some(words), _) => format!(r"(?:\s+(?:({words})(?![\w-]){name}|(NAME)))?"),
            (None, "CONDITION" | "DURATION" | "") => String::new(),
            (None, _) => r"(?:\s+(?!(?:\d+[dhms]?)+(?![\w-]))()(NAME))?".to_owned(),
        }
    }
}

fn clause_with_block(body: &str, word: &str, start: &str) -> Value {
    let nested = NESTED.iter().find(|(outer, clause, _)| *outer == body && *clause == word);
    let block = nested.map_or("entries".to_owned(), |(_, _, nested)| body_rule(nested));
    json!({
        "name": format!("meta.{word}.promo"),
        "begin": start,
        "end": format!(r"(?<=\}})|(?=\}})|{NEXT_DECLARATION}"),
        "beginCaptures": { "1": { "name": KEYWORD } },
        "patterns": [include("comments"), include(&block), include("values")],
    })
}

/// In a script, `${…}` is the shell's.
fn clause_with_script(start: &str) -> Value {
    json!({
        "begin": format!(r#"{start}\s*(?=")"#),
        "end": r#"(?<=")|$"#,
        "beginCaptures": { "1": { "name": KEYWORD } },
        "patterns": [include("script-block"), include("script-string")],
    })
}

fn alternatives<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().collect::<Vec<_>>().join("|")
}

fn keywords(scope: &str, words: &str) -> Value {
    json!({ "name": scope, "match": format!("{WORD_START}(?:{words}){KEYWORD_END}") })
}

fn body_rule(body: &str) -> String {
    format!("{body}-block")
}

fn include(rule: &str) -> Value {
    json!({ "include": format!("#{rule}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"{ "scopeName": "source.promo", "repository": { "name": { "match": "NAME" } } }"#;

    fn grammar(keywords: &str) -> Value {
        serde_json::from_str(&grammar_source(keywords, RULES).unwrap()).unwrap()
    }

    #[test]
    fn what_follows_a_keyword_is_read_from_its_form() {
        let cases = [
            ("pre WORKFLOW", r"()(NAME))?"),
            ("action commit|pr|none", r"(?:\s+(?:(commit|pr|none)(?![\w-])()|(NAME)))?"),
            ("on start|fail WORKFLOW", r"(?:\s+(?:(start|fail)(?![\w-])(?:\s+(NAME))?|(NAME)))?"),
            ("suspend [DURATION]", ""),
            ("when CONDITION and …", ""),
        ];
        for (form, expected) in cases {
            let found = Form::read(form).after_keyword();
            assert!(found.ends_with(expected) && expected.is_empty() == found.is_empty(), "{form}: {found}");
        }
    }

    #[test]
    fn a_clause_with_a_block_opens_the_body_that_belongs_to_it() {
        let text = "[file.flow]\nform = \"flow NAME { … }\"\n[flow.step]\nform = \"step NAME { … }\"\n\
            [flow.labels]\nform = \"labels { KEY }\"\n";
        let grammar = grammar(text);
        let block = |index: usize| &grammar["repository"]["flow-block"]["patterns"][3 + index]["patterns"][1];
        assert_eq!(block(0), &include("step-block"));
        assert_eq!(block(1), &include("entries"));
        let end = grammar["repository"]["flow-block"]["end"].as_str().unwrap();
        assert!(end.contains("^(?:flow)"), "{end}");
        assert_eq!(grammar["repository"]["name"]["match"], NAME);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |keywords, rules| grammar_source(keywords, rules).unwrap_err();
        assert_eq!(error("[flow.on]\nmeaning = \"x\"\n", RULES), "`flow.on` has no `form`");
        assert_eq!(error("flow = 1\n", RULES), "`flow` is no table");
        assert_eq!(error("", "{}"), "there is no `repository`");
    }
}

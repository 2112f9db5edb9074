//! The tables of clauses in Rust, from `grammar/keywords.toml`. Knows the shape of that file and of the
//! tables, and nothing of what the words mean.

use std::fmt::Write;

/// The text of `crates/syntax/src/generated/clauses.rs`, as rustfmt leaves it.
///
/// # Errors
/// What is wrong with the text of `grammar/keywords.toml`.
pub fn clauses_source(keywords: &str) -> Result<String, String> {
    let tables: toml::Table = keywords.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let mut source = String::from(HEADER);
    for (body, words) in &tables {
        let words = words.as_table().ok_or_else(|| format!("`{body}` is no table"))?;
        let constant = body.replace('-', "_").to_uppercase();
        let _ = writeln!(source, "\npub(crate) const {constant}: &[ClauseInfo] = &[");
        for (word, clause) in words {
            source.push_str(&clause_source(body, word, clause)?);
        }
        source.push_str("];\n");
    }
    Ok(source)
}

const HEADER: &str = "\
//! The tables of clauses, generated from `grammar/keywords.toml` by `cargo xtask generate`.

use crate::clauses::ClauseInfo;
use crate::kind::TokenKind;
";

fn clause_source(body: &str, word: &str, clause: &toml::Value) -> Result<String, String> {
    let text = |key: &str| clause.get(key).and_then(toml::Value::as_str);
    let missing = |key: &str| format!("`{body}.{word}` has no `{key}`");
    let form = text("form").ok_or_else(|| missing("form"))?;
    let meaning = text("meaning").ok_or_else(|| missing("meaning"))?;
    let field = text("field").map_or("None".to_string(), |field| format!("Some({field:?})"));
    let repeatable = clause.get("repeatable").and_then(toml::Value::as_bool).unwrap_or_default();
    Ok(format!(
        "    ClauseInfo {{
        word: TokenKind::{}Keyword,
        form: {form:?},
        meaning: {meaning:?},
        field: {field},
        repeatable: {repeatable},
    }},
",
        in_camel_case(word)
    ))
}

fn in_camel_case(word: &str) -> String {
    let mut name = String::with_capacity(word.len());
    for part in word.split('-') {
        let mut letters = part.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.extend(letters);
    }
    name
}

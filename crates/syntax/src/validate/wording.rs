//! How messages name what is missing, from the forms in `keywords.toml`.

use crate::clauses::ClauseInfo;

/// How a message names what stands behind the keyword of a clause or word, with its article.
pub(super) fn due_behind(clause: &ClauseInfo) -> String {
    due(clause.form.split_whitespace().nth(1).unwrap_or_default())
}

/// How a message names a part of a form.
pub(super) fn due(part: &str) -> String {
    let part = part.trim_end_matches(',').trim_start_matches('[').trim_end_matches(']');
    if let Some((_, noun)) = NOUNS.iter().find(|(capitals, _)| *capitals == part) {
        return (*noun).to_string();
    }
    let choices: Vec<String> = part.split('|').map(|choice| format!("`{choice}`")).collect();
    one_of(&choices)
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn one_of(choices: &[String]) -> String {
    match choices {
        [] => String::new(),
        [only] => only.clone(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}

const NOUNS: &[(&str, &str)] = &[
    ("ENVIRONMENT", "an environment"),
    ("WORKFLOW", "a workflow"),
    ("DURATION", "a duration"),
    ("INTEGER", "an integer"),
    ("NAME", "a name"),
    ("STEP", "the name of a step"),
    ("TEMPLATE", "the name of a template"),
    ("COUNT", "a number"),
    ("CONDITION", "a condition"),
    ("VALUE", "a value"),
    ("\"TEXT\"", "a text in quotes"),
    ("\"FILE\"", "a file name in quotes"),
    ("\"IMAGE\"", "the name of an image in quotes"),
    ("\"SCRIPT\"", "a script in quotes"),
    ("\"WORD\"", "a list of words in brackets"),
    ("\"NAME\"", "a list of names in brackets"),
    ("\"NAME-OR-URL\"", "the name or URL of a cluster in quotes"),
    ("{", "a block in braces"),
    ("from", "`from` and a source"),
];

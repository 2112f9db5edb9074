//! Fields that are moved to another map, in manifests of every style: nothing is lost, and all else means what it
//! meant before, by the word of another reader of YAML.

use promo_manifest::known::{Correction, known_objects};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::Value;

use crate::mended::apply;

/// What stands behind the colon of an entry; `>` at the beginning of a line is the indentation of the entry.
const TEXTS: &[&str] = &[
    " smoke",
    " smoke # reviewed",
    " \"a # b\"",
    " 'it''s'",
    " [a, b]",
    " {a: b} # braces",
    " {a: b,\n>  c: d}",
    " [\n>  a, # first\n>  b\n>]",
    " one\n>  two\n\n>  three",
    " \"one\n>  two\\\n>   three\n\n>  --- four\"",
    " |\n>  one\n>    two",
    " |\n>  one\n\n>     \n>  # no comment\n>  two\n",
    " |2\n>   one\n>  two",
    " |-\n>  one",
    " |+\n>  one\n",
    " >2+\n>   one\n>  two\n\n",
    " >\n>  one\n>  two\n\n>    three",
    "\n> - a\n>\n> - b: c",
    "\n>- a\n>- b",
    "\n>   onStart: tell\n># lower\n>   onFail: page",
    " # what follows\n>  onStart: {a: b}",
    " &anchor smoke",
    " &anchor page",
    " *anchor",
    " *anchor # as above",
    " {preAction: smoke}",
    " {a: b,\nc: d}",
    " {\n>  action: pr,\n>  environment: eu\n>}",
    " !!str 1",
    "\t tab",
    " ~",
    "",
];

/// What stands between entries.
const BETWEEN: &[&str] =
    &["", "", "", "", "\n", "  \n", "# first column\n", ">  # deep\n", "> # here\n", "\n>    # deeper\n"];

const KEYS: &[&str] = &[
    "environment",
    "dependsOn",
    "hooks",
    "action",
    "preAction",
    "\"onStart\"",
    "onFail",
    "policy",
    "<<",
    "x",
];

type Entry = (&'static str, &'static str, &'static str);

/// The entries of a map, each of another key, and what stands before them.
fn entries(most: usize) -> impl Strategy<Value = Vec<Entry>> {
    let entry = (select(BETWEEN), select(KEYS), select(TEXTS));
    prop::collection::vec(entry, 1..=most).prop_map(|mut entries| {
        let mut seen = std::collections::HashSet::new();
        entries.retain(|(_, key, _)| seen.insert(*key));
        entries
    })
}

/// The lines of a map that begins at a column.
fn lines(entries: &[Entry], column: usize) -> String {
    let indentation = " ".repeat(column);
    let line = |(before, key, text): &Entry| {
        let lines = format!("{before}>{key}:{text}\n");
        let shifted = lines.split_inclusive('\n').map(|line| match line.strip_prefix('>') {
            Some(rest) => format!("{indentation}{rest}"),
            None => line.to_owned(),
        });
        shifted.collect::<String>()
    };
    entries.iter().map(line).collect()
}

/// A manifest of a flow with a step and its policy.
fn manifest(
    (outer, policy, inner, behind): (Vec<Entry>, bool, Vec<Entry>, Vec<Entry>),
    column: usize,
) -> String {
    let policy = match policy {
        true => format!("{}policy:\n{}", " ".repeat(column), lines(&inner, column + 3)),
        false => String::new(),
    };
    let step = format!("{}{policy}{}", lines(&outer, column), lines(&behind, column));
    format!(
        "apiVersion: codefresh.io/v1beta1\nkind: PromotionFlow\nmetadata: {{name: a, x: &anchor b}}\nspec:\n  \
         triggerEnvironment: dev\n  steps:\n  -\n{step}"
    )
}

/// The documents of a text; nothing if it has something that can't be read.
fn values(text: &str) -> Option<Vec<Value>> {
    serde_yaml::from_multiple(text).ok()
}

/// Takes a field out of all maps, and then the maps out that have no field.
fn take(value: &mut Value, name: &str, taken: &mut Vec<Value>) {
    match value {
        Value::Object(map) => {
            taken.extend(map.remove(name));
            map.values_mut().for_each(|inner| take(inner, name, taken));
            map.retain(|_, inner| inner.as_object().is_none_or(|inner| !inner.is_empty()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| take(item, name, taken)),
        _ => {}
    }
}

/// The documents without a field, and the values that it has in them, in any order.
fn without(mut documents: Vec<Value>, name: &str) -> (Vec<Value>, Vec<String>) {
    let mut taken = Vec::new();
    documents.iter_mut().for_each(|document| take(document, name, &mut taken));
    let mut taken: Vec<String> = taken.iter().map(|value| format!("{value:?}")).collect();
    taken.sort();
    (documents, taken)
}

/// The lines of a text without the blanks around them, in any order.
fn sorted_lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.sort_unstable();
    lines
}

/// Checks what a correction that moves a field makes of a text.
fn check(text: &str, name: &str, correction: &Correction, before: &[Value]) -> Result<(), TestCaseError> {
    let after = apply(text, correction);
    let told = format!("{}\n{text}---\n{after}", correction.title);
    let Some(documents) = values(&after) else { return Err(TestCaseError::fail(told)) };
    prop_assert!(before != documents, "{told}");
    prop_assert_eq!(without(before.to_vec(), name), without(documents, name), "{}", told);
    let mut lines = sorted_lines(&after);
    for line in sorted_lines(text) {
        let place = lines.iter().position(|other| *other == line);
        prop_assert!(place.map(|place| lines.remove(place)).is_some(), "{line} is lost\n{told}");
    }
    prop_assert!(lines.iter().all(|line| ["policy:", "hooks:"].contains(line)), "{told}");
    Ok(())
}

#[test]
fn moving_a_field_keeps_what_all_else_means() {
    let parts = (entries(2), prop::bool::weighted(0.8), entries(4), entries(2));
    let styles = (
        select(vec![4_usize, 5]),
        select(vec!["", "# end\n", "---\nkind: List\n", "...\n"]),
        any::<[bool; 3]>(),
    );
    let config = ProptestConfig {
        cases: 10_000,
        rng_seed: RngSeed::Fixed(11),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let counted = std::cell::Cell::new(0);
    let result =
        TestRunner::new(config).run(&(parts, styles), |(parts, (column, end, [crlf, bom, open]))| {
            let mut text = manifest(parts, column) + end;
            if open {
                text.truncate(text.trim_end_matches('\n').len());
            }
            if crlf {
                text = text.replace('\n', "\r\n");
            }
            if bom {
                text.insert(0, '\u{feff}');
            }
            let (Ok(file), Some(before)) = (known_objects(&text), values(&text)) else { return Ok(()) };
            for problem in &file.problems {
                let Some(correction) = &problem.correction else { continue };
                if correction.title.starts_with("move it to") {
                    counted.set(counted.get() + 1);
                    let name = text[problem.span.clone()].trim_matches('"');
                    check(&text, name, correction, &before)?;
                }
            }
            Ok(())
        });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(counted.get() > 1_000, "only {} fields were moved", counted.get());
}

//! SARIF: valid by the schema of the standard, and with all that a diagnostic has.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use promo_diagnostics::{Diagnostic, Level, Rule, apply_fixes, render_sarif};
use serde_json::{Value, json};
use support::{Texts, diagnostic, find, fix, place, related, warning};

const TEXT: &str = "\u{feff}environment dev\r\n\tflow 🚀 é\r\n";

fn log(diagnostics: &[Diagnostic], texts: &[(&str, &str)], folder: &str) -> Value {
    let log = serde_json::from_str(&render_sarif(diagnostics, &Texts::of(texts), folder)).expect("JSON");
    assert_valid(&log);
    log
}

/// By the schema and, as it can't say them, by some demands of the standard's words.
fn assert_valid(log: &Value) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sarif/sarif-schema-2.1.0.json");
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the schema")).expect("JSON");
    let validator =
        jsonschema::options().should_validate_formats(true).build(&schema).expect("a valid schema");
    if let Some(error) = validator.iter_errors(log).next() {
        panic!("{error} at {}\n{log:#}", error.instance_path());
    }
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for result in run["results"].as_array().expect("results") {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
}

fn example() -> Diagnostic {
    let rocket = find("flows/b c.promo", TEXT, "🚀");
    Diagnostic {
        help: Some("write ASCII".to_owned()),
        related: vec![related(find("flows/b c.promo", TEXT, "dev"), "declared here")],
        fixes: vec![fix("write `x`", &[(rocket.clone(), "x"), (place("a.promo", 0, 0), "//\n")])],
        ..diagnostic(Rule::InvalidName, "`🚀` is no name", rocket)
    }
}

#[test]
fn a_result_has_all_that_a_diagnostic_has() {
    let texts = [("flows/b c.promo", TEXT), ("a.promo", "")];
    let log = log(&[example()], &texts, "services/shop/");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert!(run["originalUriBaseIds"]["%SRCROOT%"].is_object());
    let location = json!({ "uri": "services/shop/flows/b%20c.promo", "uriBaseId": "%SRCROOT%" });
    let region = json!({ "startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 8 });
    let result = &run["results"][0];
    assert_eq!(
        (&result["ruleId"], &result["level"], &result["message"]["text"]),
        (&json!("invalid-name"), &json!("error"), &json!("`🚀` is no name\nhelp: write ASCII"))
    );
    let physical = &result["locations"][0]["physicalLocation"];
    assert_eq!((&physical["artifactLocation"], &physical["region"]), (&location, &region));
    let related = &result["relatedLocations"][0];
    assert_eq!(related["message"]["text"], "declared here");
    assert_eq!(
        related["physicalLocation"]["region"],
        json!({ "startLine": 1, "startColumn": 13, "endLine": 1, "endColumn": 16 })
    );
    let fix = &result["fixes"][0];
    assert_eq!(fix["description"]["text"], "write `x`");
    assert_eq!(fix["properties"], json!({ "safe": true }));
    assert_eq!(
        fix["artifactChanges"],
        json!([
            {
                "artifactLocation": location,
                "replacements": [{ "deletedRegion": region, "insertedContent": { "text": "x" } }],
            },
            {
                "artifactLocation": { "uri": "services/shop/a.promo", "uriBaseId": "%SRCROOT%" },
                "replacements": [{
                    "deletedRegion": { "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1 },
                    "insertedContent": { "text": "//\n" },
                }],
            },
        ])
    );
}

#[test]
fn only_the_rules_that_found_something_are_told_of() {
    let hint = Diagnostic { level: Level::Hint, ..warning("z", place("a.promo", 0, 1)) };
    let found = [hint.clone(), hint, diagnostic(Rule::Syntax, "y", place("b.promo", 0, 1))];
    let log = log(&found, &[("a.promo", "a"), ("b.promo", "b")], "");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let names: Vec<&Value> = rules.iter().map(|rule| &rule["id"]).collect();
    assert_eq!(names, ["syntax", "empty-flow"]);
    assert_eq!(rules[1]["defaultConfiguration"]["level"], "warning");
    let levels: Vec<&Value> =
        run["results"].as_array().expect("results").iter().map(|found| &found["level"]).collect();
    assert_eq!(levels, ["note", "note", "error"]);
}

#[test]
fn every_rule_is_told_of_as_the_schema_says() {
    let found = Rule::ALL.iter().map(|rule| diagnostic(*rule, "x", place("a.promo", 0, 1)));
    let log = log(&found.collect::<Vec<_>>(), &[("a.promo", "a")], "");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), Rule::ALL.len());
    for rule in rules {
        let page = rule["help"]["markdown"].as_str().expect("a page");
        assert!(page.split("](").skip(1).all(|link| link.starts_with("https://")), "{page}");
        let address = rule["helpUri"].as_str().expect("an address");
        assert!(address.ends_with(&format!("/tests/rules/{}.md", rule["id"].as_str().expect("a name"))));
    }
}

#[test]
fn nothing_found_and_nothing_known_are_valid_too() {
    let empty = log(&[], &[], "");
    assert_eq!(empty["runs"][0]["results"], json!([]));
    let unknown = Diagnostic { fixes: example().fixes, ..warning("gone", place("gone.promo", 7, 9)) };
    let log = log(&[unknown], &[("a.promo", "")], "");
    let result = &log["runs"][0]["results"][0];
    assert!(result["locations"][0]["physicalLocation"].get("region").is_none());
    assert!(result.get("fixes").is_none(), "a fix in a text that is not known");
}

#[test]
fn paths_are_percent_encoded() {
    for (file, uri) in [
        ("ä/ü.promo", "%C3%A4/%C3%BC.promo"),
        ("100%/a#b?.promo", "100%25/a%23b%3F.promo"),
        ("c:[d]\\.promo", "c%3A%5Bd%5D%5C.promo"),
        ("a-b_c~1.promo", "a-b_c~1.promo"),
    ] {
        let log = log(&[warning("x", place(file, 0, 0))], &[(file, "")], "");
        let physical = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["uri"], uri);
    }
}

/// The fingerprints of what is wrong with each `x` of a text.
fn fingerprints(text: &str) -> Vec<String> {
    let places = text.match_indices('x').map(|(start, _)| place("a.promo", start, start + 1));
    let found: Vec<Diagnostic> = places.map(|place| warning("wrong", place)).collect();
    let log = log(&found, &[("a.promo", text)], "");
    let results = log["runs"][0]["results"].as_array().expect("results").clone();
    let fingerprint = |result: &Value| result["partialFingerprints"]["promo/v1"].as_str().map(str::to_owned);
    results.iter().map(|result| fingerprint(result).expect("a fingerprint")).collect()
}

#[test]
fn fingerprints_survive_moved_and_indented_lines() {
    let before = fingerprints("a x\nb x x\nb x x\n");
    assert_eq!(before[0], "868572ba1823dea3:1", "what it is made of changed: so must its name");
    let mut unique = before.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), before.len());
    assert_eq!(fingerprints("\r\n\r\n  a x\r\n// y\r\n\tb x x  \r\n\r\nb x x"), before);
    let moved = fingerprints("b x x\na x\nb x x\n");
    assert_eq!([&moved[0], &moved[1], &moved[2]], [&before[1], &before[2], &before[0]]);
    let changed = fingerprints("a x\nc x x\nb x x\n");
    assert_eq!(changed[0], before[0]);
    assert!(!before.contains(&changed[1]));
}

/// A reader of SARIF as simple as can be: makes the first fix of each result.
fn as_a_reader_would_fix(log: &Value, text: &str) -> String {
    let (mark, content) = match text.strip_prefix('\u{feff}') {
        Some(content) => ("\u{feff}", content),
        None => ("", text),
    };
    let offset = |line: &Value, column: &Value| {
        let lines = content.split_inclusive('\n').take(line.as_u64().expect("a line") as usize - 1);
        let start: usize = lines.map(str::len).sum();
        let column = column.as_u64().expect("a column") as usize - 1;
        start + content[start..].chars().take(column).map(char::len_utf8).sum::<usize>()
    };
    let mut edits = Vec::new();
    for result in log["runs"][0]["results"].as_array().expect("results") {
        for replacement in
            result["fixes"][0]["artifactChanges"][0]["replacements"].as_array().expect("replacements")
        {
            let region = &replacement["deletedRegion"];
            let start = offset(&region["startLine"], &region["startColumn"]);
            let end = offset(&region["endLine"], &region["endColumn"]);
            edits.push((start, end, replacement["insertedContent"]["text"].as_str().expect("text")));
        }
    }
    edits.sort();
    let mut fixed = content.to_owned();
    for (start, end, text) in edits.into_iter().rev() {
        fixed.replace_range(start..end, text);
    }
    format!("{mark}{fixed}")
}

#[test]
fn a_reader_can_make_the_fixes() {
    for text in [TEXT, "dev\u{301} 🚀🚀\n\n漢 dev", "\u{feff}🚀dev"] {
        let places = ["🚀", "dev"].map(|part| find("a.promo", text, part));
        let found = places.map(|place| Diagnostic {
            fixes: vec![fix("write `é`", &[(place.clone(), "é")])],
            ..warning("x", place)
        });
        let log = log(&found, &[("a.promo", text)], "");
        let mut texts = BTreeMap::from([(Arc::from("a.promo"), text.to_owned())]);
        apply_fixes(&mut texts, found.iter().flat_map(|found| &found.fixes));
        assert_eq!(as_a_reader_would_fix(&log, text), texts["a.promo"]);
    }
}

//! The formats that other programs read.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use promo_diagnostics::{
    Diagnostic, Level, LineMap, Position, Rule, diagnostics_schema, render_concise, render_json, summary,
};
use serde_json::{Value, json};
use support::{Texts, diagnostic, find, fix, place, related, warning};

const TEXT: &str = "\u{feff}é dev\r\nqa\n";

fn examples() -> Vec<Diagnostic> {
    let dev = find("b.promo", TEXT, "dev");
    vec![
        Diagnostic {
            help: Some("did you mean `dev2`?".to_owned()),
            related: vec![related(find("b.promo", TEXT, "qa"), "declared here")],
            fixes: vec![fix("replace by `dev2`", &[(dev.clone(), "dev2")])],
            ..diagnostic(Rule::UnknownEnvironment, "no environment is named `dev`", dev)
        },
        Diagnostic { level: Level::Hint, ..warning("two\nlines", place("a.promo", 7, 7)) },
    ]
}

#[test]
fn concise_is_a_line_each() {
    assert_eq!(
        render_concise(&examples(), &Texts::of(&[("b.promo", TEXT)])),
        "\
a.promo:1:1: hint[empty-flow] two lines
b.promo:1:3: error[unknown-environment] no environment is named `dev`
"
    );
}

#[test]
fn json_is_as_documented() {
    let rendered = render_json(&examples(), &Texts::of(&[("b.promo", TEXT)]));
    let dev = json!({
        "file": "b.promo",
        "start": { "line": 1, "column": 3, "offset": 6 },
        "end": { "line": 1, "column": 6, "offset": 9 },
    });
    let expected = json!([
        {
            "rule": "empty-flow", "level": "hint", "message": "two\nlines", "file": "a.promo",
            "start": { "line": 1, "column": 1, "offset": 7 }, "end": { "line": 1, "column": 1, "offset": 7 },
            "help": null, "related": [], "fixes": [],
        },
        {
            "rule": "unknown-environment", "level": "error", "message": "no environment is named `dev`",
            "file": dev["file"], "start": dev["start"], "end": dev["end"],
            "help": "did you mean `dev2`?",
            "related": [{
                "message": "declared here", "file": "b.promo",
                "start": { "line": 2, "column": 1, "offset": 11 },
                "end": { "line": 2, "column": 3, "offset": 13 },
            }],
            "fixes": [{
                "title": "replace by `dev2`", "safe": true,
                "edits": [{ "file": dev["file"], "start": dev["start"], "end": dev["end"], "text": "dev2" }],
            }],
        },
    ]);
    // As text, so that the order of the fields counts too.
    let parsed: Value = serde_json::from_str(&rendered).expect("JSON");
    assert_eq!(parsed.to_string(), expected.to_string());
    assert_eq!(render_json(&[], &Texts::default()), "[]\n");
}

#[test]
fn the_schema_accepts_what_is_written_and_nothing_else() {
    let schema = diagnostics_schema();
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let mut rendered: Value =
        serde_json::from_str(&render_json(&examples(), &Texts::of(&[("b.promo", TEXT)]))).expect("JSON");
    if let Some(error) = validator.iter_errors(&rendered).next() {
        panic!("{error}\n{schema:#}");
    }
    for (pointer, key) in [
        ("/1", "rule"),
        ("/1", "help"),
        ("/1", "file"),
        ("/1/start", "offset"),
        ("/1/related/0", "end"),
        ("/1/fixes/0", "safe"),
        ("/1/fixes/0/edits/0", "text"),
    ] {
        let mut wrong = rendered.clone();
        wrong.pointer_mut(pointer).and_then(Value::as_object_mut).expect("an object").remove(key);
        assert!(!validator.is_valid(&wrong), "{pointer} may lack {key}:\n{schema:#}");
        let object = rendered.pointer(pointer).and_then(Value::as_object).expect("an object").clone();
        let mut wrong = rendered.clone();
        let changed = wrong.pointer_mut(pointer).and_then(Value::as_object_mut).expect("an object");
        changed.insert("unknown".to_owned(), Value::Null);
        assert!(!validator.is_valid(&wrong), "{pointer} may have more fields:\n{schema:#}");
        assert!(object.contains_key(key));
    }
    rendered[1]["level"] = json!("fatal");
    assert!(!validator.is_valid(&rendered));
}

#[test]
fn the_summary_counts_levels() {
    assert_eq!(summary(&[]), None);
    let error = diagnostic(Rule::Syntax, "x", place("a.promo", 0, 0));
    let warning = warning("x", place("a.promo", 0, 0));
    let hint = Diagnostic { level: Level::Hint, ..warning.clone() };
    let all = [error.clone(), hint, warning, error];
    assert_eq!(summary(&all).as_deref(), Some("2 errors, 1 warning, 1 hint"));
    assert_eq!(summary(&all[2..]).as_deref(), Some("1 error, 1 warning"));
}

#[test]
fn positions_count_characters_and_only_line_feeds_end_lines() {
    let text = "\u{feff}a\rb\u{2028}é\r\n\n漢z";
    let map = LineMap::new(text);
    for (offset, line, column) in [
        (0, 1, 1),
        (3, 1, 1),
        (4, 1, 2),
        (5, 1, 3),
        (6, 1, 4),
        (9, 1, 5),
        (10, 1, 5),
        (11, 1, 6),
        (12, 1, 7),
        (13, 2, 1),
        (14, 3, 1),
        (15, 3, 1),
        (17, 3, 2),
        (18, 3, 3),
        (99, 3, 3),
    ] {
        let Position { line: found_line, column: found_column, .. } = map.position(offset);
        assert_eq!((found_line, found_column), (line, column), "at {offset}");
    }
    assert_eq!(map.position(16).offset, 14);
    assert_eq!(map.line_count(), 3);
    let lines: Vec<_> = (1..=3).filter_map(|line| map.line_range(line)).map(|range| &text[range]).collect();
    assert_eq!(lines, ["\u{feff}a\rb\u{2028}é", "", "漢z"]);
    assert_eq!((map.line_range(0), map.line_range(4)), (None, None));
}

//! What a path selects, against the standard's own reading of it (RFC 9535) where both have the same words; and that
//! no path is too odd.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::cell::Cell;

use promo_analysis::jsonpath::segments;
use promo_analysis::jsonpath::select::{last_reached, select};
use promo_manifest::{Node, NodeValue, documents};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Map, Value};
use serde_json_path::JsonPath;

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "a-b", "name", "x y"]).prop_map(str::to_owned)
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..4).prop_map(Value::from),
        prop::sample::select(vec!["x", "y", "1", "true", ""]).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((name(), inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn segment() -> impl Strategy<Value = String> {
    let plain = || prop::sample::select(vec!["a", "b", "c", "name", "*"]);
    let index = || -6_i64..6;
    let bound = || prop::option::of(index()).prop_map(|index| index.map_or(String::new(), |i| i.to_string()));
    let literal = prop::sample::select(vec!["\"x\"", "'1'", "1", "-2", "true", "null", "\"\""]);
    let operator = prop::sample::select(vec!["==", "!="]);
    prop_oneof![
        4 => plain().prop_map(|name| format!(".{name}")),
        2 => plain().prop_map(|name| format!("..{name}")),
        1 => name().prop_map(|name| format!("[\"{name}\"]")),
        1 => name().prop_map(|name| format!("..['{name}']")),
        1 => (name(), name()).prop_map(|(one, two)| format!("[\"{one}\", '{two}']")),
        1 => index().prop_map(|index| format!("[{index}]")),
        1 => (index(), index()).prop_map(|(one, two)| format!("[{one},{two}]")),
        1 => Just("[*]".to_owned()),
        1 => (bound(), bound()).prop_map(|(start, end)| format!("[{start}:{end}]")),
        1 => (bound(), bound(), -3_i64..4).prop_map(|(start, end, step)| format!("[{start}:{end}:{step}]")),
        1 => plain().prop_filter("a name", |name| *name != "*").prop_map(|name| format!("[?(@.{name})]")),
        2 => (prop::sample::select(vec!["@.a", "@.name", "@[0]", "@"]), operator, literal)
            .prop_map(|(path, operator, literal)| format!("[?({path} {operator} {literal})]")),
    ]
}

fn path() -> impl Strategy<Value = String> {
    prop::collection::vec(segment(), 0..5).prop_map(|segments| format!("${}", segments.concat()))
}

/// A node as the JSON that it was written from.
fn json(node: &Node) -> Value {
    match &node.value {
        NodeValue::Alias => panic!("there is no alias in JSON"),
        NodeValue::Sequence(items) => items.iter().map(json).collect(),
        NodeValue::Mapping(pairs) => {
            let pairs = pairs.iter().map(|(key, value)| (key.text().unwrap().to_owned(), json(value)));
            Value::Object(pairs.collect())
        }
        NodeValue::Scalar { text, plain: true } => serde_json::from_str(text).unwrap(),
        NodeValue::Scalar { text, plain: false } => Value::from(text.as_str()),
    }
}

fn sorted(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut values: Vec<String> = values.collect();
    values.sort_unstable();
    values
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..Default::default()
    })
}

#[test]
fn a_path_selects_what_the_standard_says() {
    let found = Cell::new(0);
    let result = runner(4_000).run(&(document(), path()), |(value, path)| {
        let standard = JsonPath::parse(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let expected = sorted(standard.query_located(&value).dedup().nodes().map(ToString::to_string));
        let documents = documents(&value.to_string()).unwrap();
        let selected = select(documents.first().unwrap(), &segments(&path).unwrap());
        prop_assert!(!selected.is_uncertain || path.contains('?'), "{path} in {value}");
        if !selected.is_uncertain {
            let selected = sorted(selected.nodes.into_iter().map(|node| json(node).to_string()));
            prop_assert_eq!(&selected, &expected, "{} in {}", path, value);
        }
        Ok(())
    });
    result.unwrap();
    let samples = runner(500).run(&(document(), path()), |(value, path)| {
        let is_any = !JsonPath::parse(&path).unwrap().query(&value).is_empty();
        found.set(found.get() + usize::from(is_any));
        Ok(())
    });
    samples.unwrap();
    let found = found.get();
    assert!(found > 100, "only {found} paths select anything, so that little is compared");
}

#[test]
fn what_is_not_known_is_not_denied() {
    let yaml = "base: &base {image: {tag: 1}}\ncopy: *base\nmerged: {<<: *base}\nplain: {tag: 2}\n";
    let documents = documents(yaml).unwrap();
    let cases = [
        ("$.base.image.tag", false),
        ("$.copy.image.tag", false),
        ("$.merged.image.tag", false),
        ("$..missing", false),
        ("$.plain.image", true),
        ("$.plain[?(@.a < 1)]", false),
        ("$.plain[?(@.a == 1 && @.b == 2)]", false),
        ("$.plain[?(@.a == 1)]", true),
    ];
    for (path, is_nothing) in cases {
        let selected = select(documents.first().unwrap(), &segments(path).unwrap());
        assert_eq!(selected.is_nothing(), is_nothing, "{path}");
    }
}

#[test]
fn the_last_that_is_reached_is_what_the_steps_before_select() {
    let check = |(document, path): (Value, String)| {
        let text = document.to_string();
        let document = documents(&text).unwrap().remove(0);
        let steps = segments(&path).unwrap();
        let counts = (0..=steps.len()).rev();
        let reached = counts.into_iter().find(|count| !select(&document, &steps[..*count]).nodes.is_empty());
        let reached = reached.unwrap();
        let (nodes, missed) = last_reached(&document, &steps);
        prop_assert_eq!(nodes, select(&document, &steps[..reached]).nodes);
        prop_assert_eq!(missed, steps.get(reached));
        Ok(())
    };
    runner(500).run(&(document(), path()), check).unwrap();
}

#[test]
fn no_path_is_too_odd() {
    let documents = documents("a: {b: [1, {c: x}], <<: {}}").unwrap();
    let characters = prop::sample::select("$.[]'\"?@()=!<*-:,ab1 é".chars().collect::<Vec<_>>());
    let text = prop::collection::vec(characters, 0..14).prop_map(|text| text.into_iter().collect::<String>());
    let result = runner(20_000).run(&text, |path| {
        match segments(&path) {
            Ok(steps) => drop(select(documents.first().unwrap(), &steps)),
            Err(problem) => prop_assert!(path.get(problem.range.clone()).is_some(), "{path} {problem:?}"),
        }
        Ok(())
    });
    result.unwrap();
    let deep = format!("${}", "..*".repeat(200));
    let nested = format!("{}1{}", "[".repeat(90), "]".repeat(90));
    let nested = promo_manifest::documents(&nested).unwrap();
    assert!(select(nested.first().unwrap(), &segments(&deep).unwrap()).is_nothing());
}

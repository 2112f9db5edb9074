//! The YAML writer: its layout, byte by byte, and that readers of YAML 1.1 and 1.2 get back what
//! was written.

use promo_manifest::{append_yaml, to_yaml};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::{nasty, readers};

/// Characters that mean something to some reader.
const ALPHABET: &str = "\x20\n\t:#-?,[]{}&*!|>'\"%@`\\0123456789.eE+_xoinfyYNtrul~=<az\r\0\
    \u{7}\u{85}\u{a0}\u{2028}\u{feff}é😀";

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn yaml(value: &Value) -> String {
    to_yaml(value).expect("a value that can be written")
}

/// Every string as a value, an item and a key.
fn in_short(strings: &[String]) -> Value {
    json!({
        "values": keyed(strings, |text| json!({ "a": text })),
        "items": strings,
    })
}

/// Every string in every place where a string can stand.
fn everywhere(strings: &[String]) -> Value {
    let listed = |place: fn(&str) -> Value| strings.iter().map(|text| place(text)).collect::<Vec<_>>();
    json!({
        "items": strings,
        "nested items": listed(|text| json!([[text, text], text])),
        "maps in items": listed(|text| json!([{"first": text, "second": [text]}])),
        "keys": keyed(strings, |text| json!(text)),
        "keys of lists": keyed(strings, |text| json!([text])),
        "keys of maps": keyed(strings, |text| json!({"inner": text, "empty": {}, "none": []})),
        "keys in items": listed(|text| keyed(&[text.to_owned()], |text| json!({ "a": text }))),
    })
}

fn keyed(keys: &[String], value: fn(&str) -> Value) -> Value {
    keys.iter().map(|key| (key.clone(), value(key))).collect::<Map<_, _>>().into()
}

fn assert_same(reader: &str, read: &Value, written: &Value, path: &str) {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            assert_eq!(read.len(), written.len(), "{reader}: entries of {path}");
            for ((key, inner), (written_key, written_inner)) in read.iter().zip(written) {
                assert_eq!(key, written_key, "{reader}: key in {path}");
                assert_same(reader, inner, written_inner, &format!("{path}.{key:.20?}"));
            }
        }
        (Value::Array(read), Value::Array(written)) => {
            assert_eq!(read.len(), written.len(), "{reader}: items of {path}");
            for (index, (inner, written_inner)) in read.iter().zip(written).enumerate() {
                assert_same(reader, inner, written_inner, &format!("{path}[{index}]"));
            }
        }
        _ => assert_eq!(read, written, "{reader}: {path}"),
    }
}

#[test]
fn nasty_strings_are_read_back_by_yaml_1_1() {
    for written in [everywhere(&nasty::strings()), in_short(&nasty::combinations())] {
        for read in readers::pyyaml(&yaml(&written)) {
            assert_same("PyYAML", &read, &written, "");
        }
    }
}

#[test]
fn nasty_strings_are_read_back_by_yaml_1_2() {
    for written in [everywhere(&nasty::strings()), everywhere(&nasty::combinations())] {
        let text = yaml(&written);
        assert_same("serde-saphyr", &readers::saphyr(&text), &written, "");
        assert_same("granit-parser", &readers::own(&text), &written, "");
    }
}

fn random_string() -> impl Strategy<Value = String> {
    let alphabet: Vec<char> = ALPHABET.chars().collect();
    let nasty = proptest::collection::vec(proptest::sample::select(alphabet), 0..12);
    prop_oneof![
        4 => nasty.prop_map(String::from_iter),
        1 => any::<String>(),
        1 => "[0-9.:_eE+x-]{1,8}",
        1 => "[a #:\n\t-]{1,16}",
    ]
}

#[test]
fn random_strings_are_read_back_by_yaml_1_1() {
    let mut runner = TestRunner::new(config(1));
    let mut sample = || random_string().new_tree(&mut runner).expect("a string").current();
    let mut strings: Vec<String> = (0..1500).map(|_| sample()).collect();
    strings.sort();
    strings.dedup();
    let written = in_short(&strings);
    for read in readers::pyyaml(&yaml(&written)) {
        assert_same("PyYAML", &read, &written, "");
    }
}

fn random_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => random_string().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((random_string(), inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(config(3000))]

    #[test]
    fn random_values_are_read_back_by_yaml_1_2(value in random_value()) {
        let text = yaml(&value);
        prop_assert_eq!(readers::saphyr(&text), value, "{}", text);
    }

    #[test]
    fn output_is_printable(text in random_string()) {
        let text = yaml(&json!({ "a": [text] }));
        let shows = |character: char| matches!(character, '\n' | '\t') || !character.is_control();
        prop_assert!(text.chars().all(shows));
        prop_assert!(text.ends_with('\n'));
    }
}

#[test]
fn layout() {
    let value = json!({
        "apiVersion": "codefresh.io/v1beta1",
        "spec": {
            "steps": [
                {"environment": "qa", "dependsOn": ["dev", "on"], "policy": {"action": "commit"}},
                {"environment": "prod", "dependsOn": []},
            ],
            "nested": [["a", "b"], [], {}, [[["c"]]], [{"d": 1, "e": [2]}]],
            "hooks": {},
            "none": null,
            "numbers": [1, -2, 1.5, 1e21, 1e-7, true],
        },
        "run": "#!/bin/sh\n\n  echo \"hi\"\n",
        "list of texts": ["a\nb", "a\n\n", " a\n"],
    });
    let expected = r#"apiVersion: codefresh.io/v1beta1
spec:
  steps:
    - environment: qa
      dependsOn:
        - dev
        - "on"
      policy:
        action: commit
    - environment: prod
      dependsOn: []
  nested:
    - - a
      - b
    - []
    - {}
    - - - - c
    - - d: 1
        e:
          - 2
  hooks: {}
  none: null
  numbers:
    - 1
    - -2
    - 1.5
    - 1.0e+21
    - 1.0e-7
    - true
run: |
  #!/bin/sh

    echo "hi"
list of texts:
  - |-
    a
    b
  - |+
    a

  - |2
     a
"#;
    assert_eq!(yaml(&value), expected);
}

#[test]
fn forms_of_strings() {
    let plain = [
        "a",
        "a b",
        "prod-eu",
        "3.13-alpine",
        "1.2.3",
        "v1.0",
        "-x",
        "--debug",
        "http://a.b/c?d=e#f",
        "$..image.tag",
        "$.dependencies[0].version",
        "it's",
        "say \"hi\"",
        "a, b",
        "[",
        "a=b",
        "2d",
        "24h",
        "10.0.0.1:80",
        "nobody",
        "yesterday",
        "é",
        "日本語",
        "😀",
        "2024-01",
        "e3",
        "wip/*",
        "a#b",
        "a:b",
        "2024-01-01x",
        "a && b",
        "!",
    ];
    for text in plain {
        let form = yaml(&json!(text));
        let quoted = ["[", "!"].contains(&text);
        assert_eq!(form.starts_with('"'), quoted, "{text:?} is written as {form}");
    }
    let quoted = [
        ("", r#""""#),
        ("yes", r#""yes""#),
        ("y", r#""y""#),
        ("N", r#""N""#),
        ("0o7", r#""0o7""#),
        ("1,000", r#""1,000""#),
        ("1e3", r#""1e3""#),
        ("=", r#""=""#),
        ("<<", r#""<<""#),
        ("2024-1-1", r#""2024-1-1""#),
        ("1.0", r#""1.0""#),
        ("a: b", r#""a: b""#),
        ("say: \"hi\"", r#""say: \"hi\"""#),
        ("a\tb", r#""a\tb""#),
        ("\u{0}\u{1b}\u{85}\u{2028}\u{feff}", r#""\x00\x1B\u0085\u2028\uFEFF""#),
        ("a\r\n", r#""a\r\n""#),
        ("a\n ", r#""a\n ""#),
    ];
    for (text, expected) in quoted {
        assert_eq!(yaml(&json!({ "k": text })), format!("k: {expected}\n"));
    }
}

#[test]
fn long_lines_are_not_folded() {
    let text = "word ".repeat(10_000) + "end";
    assert_eq!(yaml(&json!({ "k": text })), format!("k: {text}\n"));
    let text = text + ": ";
    assert_eq!(yaml(&json!({ "k": text })), format!("k: \"{text}\"\n"));
}

#[test]
fn scalars_and_collections_alone() {
    let cases = [
        (json!("a"), "a\n"),
        (json!("a\n"), "\"a\\n\"\n"),
        (json!(null), "null\n"),
        (json!({}), "{}\n"),
        (json!([]), "[]\n"),
        (json!([[]]), "- []\n"),
        (json!(["a"]), "- a\n"),
    ];
    for (value, expected) in cases {
        assert_eq!(yaml(&value), expected);
    }
}

#[test]
fn appends_to_text() {
    let mut text = "# generated\n".to_owned();
    append_yaml(&mut text, &json!({ "a": 1 })).expect("a map");
    assert_eq!(text, "# generated\na: 1\n");
}

#[test]
fn floats_are_floats_to_every_reader() {
    let numbers = [0.0, -0.0, 1.0, 0.1, 1e15, 1e16, 1e21, 1.5e300, 1e-7, 5e-324, f64::MAX, f64::MIN_POSITIVE];
    let text = to_yaml(&numbers).expect("a list");
    let written = json!(numbers);
    assert_eq!(readers::saphyr(&text), written);
    for read in readers::pyyaml(&text) {
        assert_eq!(read, written);
    }
    let special = [f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    assert_eq!(to_yaml(&special).expect("a list"), "- .inf\n- -.inf\n- .nan\n");
}

#[test]
fn keys_other_than_texts() {
    let integers: std::collections::BTreeMap<i32, bool> = [(-1, true), (2, false)].into();
    assert_eq!(to_yaml(&integers).expect("a map"), "-1: true\n2: false\n");
    let lists: std::collections::BTreeMap<Vec<u8>, bool> = [(vec![1], true)].into();
    let error = to_yaml(&lists).expect_err("a list is no key");
    assert_eq!(error.to_string(), "a key must be a text, an integer or a boolean");
}

/// Bytes, which serde does not make a list of.
struct Bytes;

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(b"a")
    }
}

#[test]
fn what_has_no_form_is_an_error() {
    #[derive(Serialize)]
    enum Shape {
        Square(u8),
    }
    assert!(to_yaml(&Bytes).is_err());
    assert!(to_yaml(&Shape::Square(1)).is_err());
    let deep = (0..300).fold(json!("a"), |inner, _| json!([inner]));
    assert_eq!(to_yaml(&deep).expect_err("too deep").to_string(), "the value nests too deeply");
    let allowed = (0..256).fold(json!("a"), |inner, _| json!({ "k": inner }));
    assert!(to_yaml(&allowed).is_ok());
}

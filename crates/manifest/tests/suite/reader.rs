//! The YAML reader: trees, spans, limits, and the identities of manifests.

use promo_manifest::{Identity, MAX_READ_DEPTH, NodeValue, documents, identities, to_yaml};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::json;

use crate::strict;

/// The identities in a text, shortened, with the text that each span covers.
fn names(text: &str) -> Vec<(String, String, String)> {
    let short = |identity: Identity| {
        let covered = text.get(identity.name_span).expect("a span inside the text").to_owned();
        (identity.kind, identity.name, covered)
    };
    identities(text).expect("YAML").into_iter().map(short).collect()
}

fn owned(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    rows.iter().map(|(kind, name, span)| (kind.to_string(), name.to_string(), span.to_string())).collect()
}

#[test]
fn identities_of_a_stream() {
    let lines = [
        "\u{feff}# é",
        "apiVersion: codefresh.io/v1beta2",
        "kind: Product",
        "metadata:",
        "  name: loans",
        "---",
        "{apiVersion: argoproj.io/v1, kind: WorkflowTemplate, metadata: {name: \"smoke-tests\"}}",
        "---",
        "just: data",
        "--- # nothing",
        "---",
        "- list",
        "---",
        "kind: Application",
        "apiVersion: argoproj.io/v1alpha1",
        "metadata: {name: 'é'}",
    ];
    let expected = [
        ("Product", "loans", "loans"),
        ("WorkflowTemplate", "smoke-tests", "\"smoke-tests\""),
        ("Application", "é", "'é'"),
    ];
    assert_eq!(names(&lines.join("\r\n")), owned(&expected));
    assert_eq!(names(&lines.join("\n")), owned(&expected));
}

#[test]
fn annotations_of_interest() {
    let text = "
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  annotations:
    other: x
    codefresh.io/workflow-origin: promotion
    codefresh.io/product: loans
  name: a
";
    let identity = identities(text).expect("YAML").remove(0);
    assert_eq!(identity.workflow_origin.as_deref(), Some("promotion"));
    assert_eq!(identity.product.as_deref(), Some("loans"));
    assert_eq!(identity.api_version, "argoproj.io/v1alpha1");
}

#[test]
fn what_is_no_named_object_is_left_out() {
    let texts = [
        "",
        "# only a comment\n",
        "a: b\n",
        "apiVersion: v1\nkind: Pod\n",
        "apiVersion: v1\nkind: Pod\nmetadata: x\n",
        "apiVersion: v1\nkind: Pod\nmetadata: {}\n",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name:\n",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: ~\n",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: [a]\n",
        "apiVersion: v1\nkind: &a Pod\nmetadata:\n  name: *a\n",
        "? [a]\n: b\n",
    ];
    for text in texts {
        assert_eq!(names(text), [], "{text:?}");
    }
}

#[test]
fn trees_have_spans() {
    let text = "a: [b, \"ç\"]\nd:\n  - e: |\n      f\n";
    let tree = documents(text).expect("YAML").remove(0);
    let list = tree.get("a").expect("a list");
    assert_eq!(text.get(list.span.clone()), Some("[b, \"ç\"]"));
    let NodeValue::Sequence(items) = &list.value else { panic!("a list") };
    assert_eq!(text.get(items[1].span.clone()), Some("\"ç\""));
    assert_eq!(items[1].text(), Some("ç"));
    assert!(tree.get("missing").is_none());
}

#[test]
fn errors_have_an_offset() {
    let cases = [("a: b: c\n", 4), ("é: [\n", 4), ("é: *x\n", 4), ("é: \"b\n", 4), ("é: |\n b\n\tc\n", 10)];
    for (text, offset) in cases {
        let error = documents(text).expect_err("no YAML");
        assert!(!error.message.is_empty());
        assert_eq!(error.offset, offset, "{text:?}: {error}");
    }
}

#[test]
fn depth_is_bounded() {
    let flow = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let maps = |depth: usize| "{a: ".repeat(depth) + &"}".repeat(depth);
    let items = |depth: usize| "- ".repeat(depth) + "a";
    assert!(documents(&flow(MAX_READ_DEPTH)).is_ok());
    assert!(documents(&items(MAX_READ_DEPTH)).is_ok());
    for deep in [flow(MAX_READ_DEPTH + 1), maps(100_000), items(MAX_READ_DEPTH + 1), "[".repeat(1_000_000)] {
        assert!(documents(&deep).is_err());
    }
    let mixed = "- ".repeat(60) + &flow(60);
    assert!(documents(&mixed).is_err());
}

#[test]
fn aliases_are_not_expanded() {
    let mut text = "a0: &a0 [x, x]\n".to_owned();
    for level in 1..60 {
        text += &format!("a{level}: &a{level} [*a{0}, *a{0}, *a{0}]\n", level - 1);
    }
    let tree = documents(&text).expect("YAML").remove(0);
    let NodeValue::Sequence(items) = &tree.get("a59").expect("the last list").value else { panic!("a list") };
    assert!(items.iter().all(|item| item.value == NodeValue::Alias));
}

#[test]
fn number_of_nodes_is_bounded() {
    let error = documents(&"- a\n".repeat(500_001)).expect_err("too many nodes");
    assert_eq!(error.message, "the stream has too many nodes");
}

#[test]
fn corpus_is_read() {
    let Some(folder) = strict::shared_folder("corpus") else {
        return;
    };
    let mut read = 0;
    for kind in std::fs::read_dir(folder).expect("the corpus") {
        let kind = kind.expect("a folder").path();
        let files = std::fs::read_dir(&kind).into_iter().flatten();
        for file in files.map(|file| file.expect("a file").path()) {
            let text = std::fs::read_to_string(&file).expect("text");
            read += identities(&text).map_or(0, |identities| identities.len());
        }
    }
    assert!(read >= 290, "only {read} objects");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        rng_seed: RngSeed::Fixed(11),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_read_or_refused(text in "[a:\\-\\[\\]{}&*!|>'\"%?,# \n\t\r~é]{0,60}") {
        match documents(&text) {
            Ok(documents) => {
                for document in documents {
                    prop_assert!(text.get(document.span).is_some());
                }
            }
            Err(error) => prop_assert!(text.is_char_boundary(error.offset)),
        }
    }

    #[test]
    fn written_names_are_found(name in any::<String>().prop_filter("a name", |name| !name.is_empty())) {
        let object = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}});
        let text = to_yaml(&object).expect("a map");
        let found = identities(&text).expect("YAML");
        prop_assert_eq!(&found[0].name, &name);
    }
}

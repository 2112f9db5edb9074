//! What a tree of nodes says as data, and which field stands where.

#![allow(clippy::unwrap_used)]

use promo_manifest::{Kind, data, documents, field_at, to_yaml};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::nasty::STRINGS;

fn read(text: &str) -> Option<Value> {
    let documents = documents(text).unwrap();
    documents.first().and_then(data)
}

#[test]
fn what_is_written_is_read_back() {
    let texts: Vec<Value> = STRINGS.iter().map(|text| Value::from(*text)).collect();
    let keys: serde_json::Map<String, Value> =
        STRINGS.iter().filter(|text| !text.is_empty()).map(|text| ((*text).to_owned(), json!(1))).collect();
    let value = json!({
        "texts": texts,
        "keys": keys,
        "numbers": [0, -1, i64::MAX, i64::MIN, 1.5],
        "truth": [true, false],
        "nothing": null,
        "empty": [{}, []],
    });
    assert_eq!(read(&to_yaml(&value).unwrap()), Some(value));
}

#[test]
fn a_cluster_reads_words_in_its_own_way() {
    let read = read("[yes, Off, ~, null, 12, 0x1f, 1e3, .5, 1.2.3, 'on', \"7\"]").unwrap();
    assert_eq!(read, json!([true, false, null, null, 12, "0x1f", 1000.0, 0.5, "1.2.3", "on", "7"]));
}

#[test]
fn what_can_not_be_told_is_nothing() {
    for text in ["{a: 1, a: 2}", "{a: &b 1, c: *b}", "{[1]: 2}"] {
        assert_eq!(read(text), None, "{text}");
    }
}

/// All fields of some data, with the way to each.
fn fields(value: &Value, way: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    found.push(way.clone());
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => (0..).map(|index: usize| index.to_string()).zip(items).collect(),
        _ => Vec::new(),
    };
    for (name, value) in inner {
        way.push(name);
        fields(value, way, found);
        way.pop();
    }
}

fn values() -> impl Strategy<Value = Value> {
    let scalar =
        prop_oneof![any::<i64>().prop_map(Value::from), "[a-z :#'\"\n-]{0,12}".prop_map(Value::from)];
    scalar.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z.]{1,6}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn every_byte_is_in_a_field(value in values()) {
        let text = to_yaml(&value).unwrap();
        let document = documents(&text).unwrap().remove(0);
        prop_assert_eq!(data(&document), Some(value.clone()));
        let mut all = Vec::new();
        fields(&value, &mut Vec::new(), &mut all);
        for offset in 0..=text.len() {
            prop_assert!(all.contains(&field_at(&document, offset)), "{}", offset);
        }
    }
}

#[test]
fn a_kind_is_what_kubectl_takes_for_it() {
    for (words, kind) in [
        (
            &["PromotionFlow", "promotionflow", "promotionflows", "PF", "PromotionFlow.codefresh.io"][..],
            Some(Kind::PromotionFlow),
        ),
        (&["promotionpolicies.v1beta1.codefresh.io", "pp"], Some(Kind::PromotionPolicy)),
        (&["wftmpl", "workflowtemplates.argoproj.io"], Some(Kind::WorkflowTemplate)),
        (&["prod", "products.codefresh.io"], Some(Kind::Product)),
        (&["pt", "promotiontemplate"], Some(Kind::PromotionTemplate)),
        (
            &["", "flow", "promotionflows.argoproj.io", "promotionflows.xcodefresh.io", "promotionflowss"],
            None,
        ),
    ] {
        for word in words {
            assert_eq!(Kind::from_resource(word), kind, "{word}");
        }
    }
}

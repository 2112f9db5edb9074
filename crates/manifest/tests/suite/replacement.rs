//! What is written in the place of a scalar: readers get the new value there, and everything else as it was.

use promo_manifest::{Node, NodeValue, documents, replacement};

use crate::nasty;

/// The scalars that are `old`, in order, with some of their neighbours.
fn scalars(text: &str) -> Vec<Node> {
    fn collect(node: &Node, all: &mut Vec<Node>) {
        match &node.value {
            NodeValue::Scalar { .. } => all.push(node.clone()),
            NodeValue::Sequence(items) => items.iter().for_each(|item| collect(item, all)),
            NodeValue::Mapping(pairs) => pairs.iter().for_each(|(key, value)| {
                collect(key, all);
                collect(value, all);
            }),
            NodeValue::Alias => {}
        }
    }
    let mut all = Vec::new();
    documents(text).expect("YAML").iter().for_each(|document| collect(document, &mut all));
    all
}

fn texts(text: &str) -> Vec<String> {
    scalars(text).iter().filter_map(|node| node.text().map(str::to_owned)).collect()
}

/// The file with another value for what is `old` in it; none if that can't be written so.
fn replaced(file: &str, value: &str) -> Option<String> {
    let node = scalars(file).into_iter().find(|node| node.text().is_some_and(|text| text.trim() == "old"));
    let place = node.expect("an old value").span;
    let text = replacement(file, &place, value)?;
    Some([&file[..place.start], &text, &file[place.end..]].concat())
}

const PLACES: [&str; 8] = [
    "name: old\nother: x\n",
    "name: 'old' # why\nother: x\n",
    "name: \"old\"\nother: x\n",
    "names: [first, old, last]\n",
    "names: ['old', last]\n",
    "names: {a: old, b: c}\n",
    "names:\n- old\n- last\n",
    "names:\n- &anchor !!str old\n- *anchor\n",
];

#[test]
fn any_value_is_read_back_and_its_neighbours_stay() {
    for file in PLACES {
        let before = texts(file);
        for value in
            nasty::strings().iter().map(AsRef::as_ref).chain(["prod, eu", "it's \"q\"", "a]b", "{x}"])
        {
            let changed = replaced(file, value).expect("a scalar on one line");
            let expected: Vec<_> =
                before.iter().map(|text| if text == "old" { value } else { text }).collect();
            assert_eq!(texts(&changed), expected, "{changed}");
        }
    }
}

#[test]
fn quotes_stay_and_are_added_between_brackets() {
    let written = |file: &str, value: &str| replaced(file, value).expect("a scalar on one line");
    assert_eq!(written("names: ['old']\n", "prod, eu"), "names: ['prod, eu']\n");
    assert_eq!(written("names: ['old']\n", "it's"), "names: ['it''s']\n");
    assert_eq!(written("names: [old]\n", "prod, eu"), "names: [\"prod, eu\"]\n");
    assert_eq!(written("names: [\"old\"]\n", "prod"), "names: [\"prod\"]\n");
    assert_eq!(written("name: old\n", "prod"), "name: prod\n");
}

#[test]
fn a_block_or_several_lines_are_left_alone() {
    for file in [
        "name: >-\n  old\nother: x\n",
        "name: |\n  old",
        "name: >-\n\n  old\n",
        "name: \"old\\\n  \"\n",
        "name:\n  old\n",
    ] {
        assert_eq!(replaced(file, "new"), None, "{file}");
    }
}

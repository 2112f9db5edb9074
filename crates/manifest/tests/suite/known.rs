//! Project knowledge, on the pages of `tests/known`: each block of YAML stands with all that is
//! known of it.

use std::fs;
use std::ops::Range;
use std::path::Path;

use promo_manifest::known::{KnownObject, known_objects};

use crate::known_description::describe;

/// The blocks of YAML of a page with their line numbers, and the block of text that follows each.
fn examples(page: &str) -> Vec<(usize, String, String)> {
    let mut examples = Vec::new();
    let mut blocks = page.split("```yaml\n");
    let mut before = blocks.next().unwrap_or_default().lines().count();
    for block in blocks {
        let (yaml, rest) = block.split_once("```\n").expect("the end of a block of YAML");
        let rest = rest.split_once("```text\n").expect("what is known of a block of YAML").1;
        let expected = rest.split_once("```").expect("the end of a block of text").0;
        examples.push((before + 1, yaml.to_owned(), expected.to_owned()));
        before += block.lines().count() + 1;
    }
    examples
}

#[test]
fn pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known");
    let mut differences = Vec::new();
    let mut count = 0;
    for path in fs::read_dir(folder).expect("the pages").map(|entry| entry.expect("a page").path()) {
        let page = fs::read_to_string(&path).expect("a page");
        for (line, yaml, expected) in examples(&page) {
            count += 1;
            let found = match known_objects(&yaml) {
                Ok(file) => describe(&yaml, &file),
                Err(error) => format!("{error}\n"),
            };
            if found != expected {
                let place = format!("{}:{line}", path.display());
                differences.push(format!("{place}\n--- expected\n{expected}--- found\n{found}"));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(count > 20, "only {count} examples");
}

#[test]
fn parts_span_what_they_are_written_as() {
    let text = "\
# before
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata: {name: a}
spec:
  steps:
    - environment: b
      dependsOn:
        - c

    # between
    - environment: d # beside

  triggerEnvironment: |
    e
# after
---
kind: Other
";
    let objects = known_objects(text).expect("YAML").objects;
    let [KnownObject::Flow(flow)] = objects.as_slice() else { panic!("one flow") };
    let at = |span: &Range<usize>| text.get(span.clone()).expect("a span inside the text");
    let steps: Vec<&str> = flow.steps.iter().map(|step| at(&step.span)).collect();
    assert_eq!(steps, ["environment: b\n      dependsOn:\n        - c", "environment: d"]);
    let trigger = flow.trigger_environment.as_ref().expect("a trigger");
    assert_eq!((trigger.value.as_str(), at(&trigger.span)), ("e\n", "e\n"));
    assert!(at(&flow.header.span).starts_with("apiVersion"));
    assert!(at(&flow.header.span).ends_with("  e\n"));
}

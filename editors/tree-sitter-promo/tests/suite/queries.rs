//! The queries fit the grammar, here and in the folders of the editors, and find what they are for.

use std::collections::BTreeSet;

use tree_sitter::{Query, QueryCursor, StreamingIterator};

use crate::support::{folder, language, parse, workspace};

const FOLDERS: &[&str] =
    &["editors/tree-sitter-promo/queries", "editors/neovim/queries/promo", "editors/helix/queries/promo"];

#[test]
fn every_query_fits_the_grammar() {
    for queries in FOLDERS {
        let entries = std::fs::read_dir(workspace().join(queries)).unwrap();
        let mut count = 0;
        for entry in entries {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            if let Err(error) = Query::new(&language(), &text) {
                panic!("{}: {error}", path.display());
            }
            count += 1;
        }
        assert!(count >= 5, "{queries}: {count}");
    }
}

const SOURCE: &str = r#"/// About it.
flow to-eu(region: environment = step) {
  timeout 4h // soon
  dev -> region
  step region { action pr }
}
policy review { priority -1  when product == "a ${b} {{c}}" and environment.kind in [x]  action pr }
template chart { promote "f" $..a["b"] }
workflow w {
  step one { image "x"  run """
    echo ${HOME} {{inputs.parameters.x}}
    """ }
}
"#;

/// What a query captures in a text: the text that it captures, by name of the capture.
fn captures(query: &str, text: &str) -> BTreeSet<(String, String)> {
    let query = Query::new(&language(), query).unwrap();
    let tree = parse(text);
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
    let mut found = BTreeSet::new();
    while let Some(matched) = matches.next() {
        for capture in matched.captures() {
            let name = query.capture_names()[capture.index as usize].to_owned();
            found.insert((name, text[capture.node.byte_range()].to_owned()));
        }
    }
    found
}

fn query(name: &str) -> String {
    std::fs::read_to_string(folder().join("queries").join(name)).unwrap()
}

/// The texts that a query captures under a name.
fn captured(file: &str, name: &str) -> Vec<String> {
    let found = captures(&query(file), SOURCE).into_iter();
    found.filter(|(capture, _)| capture == name).map(|(_, text)| text).collect()
}

#[test]
fn a_keyword_is_coloured_only_where_it_is_one() {
    let keywords = captured("highlights.scm", "keyword");
    for keyword in ["flow", "step", "action", "policy", "timeout", "run"] {
        assert!(keywords.iter().any(|found| found == keyword), "{keyword}: {keywords:?}");
    }
    for name in ["environment", "product", "kind"] {
        assert!(!keywords.iter().any(|found| found == name), "{name}: {keywords:?}");
    }
    assert_eq!(captured("highlights.scm", "keyword.operator"), ["and", "in"]);
}

#[test]
fn names_and_values_are_coloured() {
    assert_eq!(captured("highlights.scm", "type"), ["chart", "review", "to-eu", "w"]);
    assert_eq!(captured("highlights.scm", "type.builtin"), ["environment"]);
    assert_eq!(captured("highlights.scm", "number"), ["-1", "4h"]);
    assert_eq!(captured("highlights.scm", "constant"), ["dev", "region"]);
    assert_eq!(captured("highlights.scm", "constant.builtin"), ["pr"]);
    assert_eq!(captured("highlights.scm", "string.special"), ["{{c}}", "{{inputs.parameters.x}}"]);
    assert_eq!(captured("highlights.scm", "string.special.path"), [r#"$..a["b"]"#]);
    assert_eq!(captured("highlights.scm", "comment"), ["// soon"]);
    assert_eq!(captured("highlights.scm", "comment.documentation"), ["/// About it."]);
}

#[test]
fn nothing_is_coloured_twice() {
    let query = Query::new(&language(), &query("highlights.scm")).unwrap();
    let tree = parse(SOURCE);
    let mut cursor = QueryCursor::new();
    let mut captures = cursor.captures(&query, tree.root_node(), SOURCE.as_bytes());
    let mut seen = BTreeSet::new();
    while let Some((matched, index)) = captures.next() {
        let node = matched.captures()[*index].node;
        assert!(seen.insert(node.id()), "{} at {:?}", node.kind(), node.start_position());
    }
}

#[test]
fn scripts_are_injected_and_outlines_have_names() {
    let script = "\n    echo ${HOME} {{inputs.parameters.x}}\n    ";
    let injected = captured("injections.scm", "injection.content");
    assert!(injected.iter().any(|text| text == script), "{injected:?}");
    assert_eq!(captured("tags.scm", "name"), ["chart", "one", "pr", "review", "to-eu", "w"]);
    assert_eq!(captured("outline.scm", "name"), ["chart", "one", "review", "to-eu", "w"]);
    let folded = captured("folds.scm", "fold");
    assert!(folded.iter().any(|text| text == "{ action pr }"), "{folded:?}");
}

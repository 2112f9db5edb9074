//! Recognizes texts that are templates of YAML rather than YAML, such as those of a Helm chart. It
//! knows no kind.

use std::ops::Range;

use crate::yaml::reader::{Node, NodeValue, ReadError};

/// What a value is that begins with two braces and no quote.
pub(super) const MESSAGE: &str = "`{{` without quotes: this is a template that has yet to be rendered";

/// Beginnings of what only Helm templates have between braces.
const HELM: [&str; 9] =
    ["{{-", "{{/*", "{{ .Values", "{{.Values", "{{ .Release", "{{ include", "{{ if", "{{ range", "{{ end"];

/// The error for a text that is no YAML because it is a Helm template.
pub(super) fn error(text: &str) -> Option<ReadError> {
    let offset = HELM.iter().filter_map(|beginning| text.find(beginning)).min()?;
    Some(ReadError { message: "a Helm template is no YAML until it is rendered".to_owned(), offset })
}

/// Every place in a tree where a placeholder stands for a value: YAML takes it for a map whose key is
/// a map. In written order.
pub(super) fn places(text: &str, node: &Node) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    push_places(text, node, &mut found);
    found
}

fn push_places(text: &str, node: &Node, found: &mut Vec<Range<usize>>) {
    match &node.value {
        NodeValue::Mapping(_) if starts_with_braces(text, node) => found.push(node.span.clone()),
        NodeValue::Mapping(pairs) => {
            for (key, value) in pairs {
                push_places(text, key, found);
                push_places(text, value, found);
            }
        }
        NodeValue::Sequence(items) => items.iter().for_each(|item| push_places(text, item, found)),
        NodeValue::Scalar { .. } | NodeValue::Alias => {}
    }
}

fn starts_with_braces(text: &str, node: &Node) -> bool {
    text.get(node.span.clone()).is_some_and(|written| written.starts_with("{{"))
}

//! Recognizes texts that are templates of YAML rather than YAML, such as those of a Helm chart. It
//! knows no kind.

use std::ops::Range;

use super::{Correction, Edit, Problem};
use crate::yaml::reader::{Node, NodeValue, ReadError};

/// What a file is in which a placeholder stands for a value.
pub(super) const MESSAGE: &str = "`{{` stands for a value: this is a template that has yet to be rendered";

/// Beginnings of what only Helm templates have between braces.
const HELM: [&str; 9] =
    ["{{-", "{{/*", "{{ .Values", "{{.Values", "{{ .Release", "{{ include", "{{ if", "{{ range", "{{ end"];

/// What stands only in texts that Helm puts something into.
const HELM_VALUES: [&str; 7] =
    ["{{ .Values", "{{.Values", "{{ .Release", "{{.Release", "{{ .Chart", "{{.Chart", "{{ include"];

/// The error for a text that is no YAML because it is a Helm template.
pub(super) fn error(text: &str) -> Option<ReadError> {
    let offset = HELM.iter().filter_map(|beginning| text.find(beginning)).min()?;
    Some(ReadError { message: "a Helm template is no YAML until it is rendered".to_owned(), offset })
}

/// Every place in a tree where a placeholder stands for a value: without quotes, YAML takes it for a map whose key is a
/// map. In written order. In texts, it may be meant for whatever reads them, unless these are texts of promotions.
pub(super) fn places(text: &str, node: &Node, is_of_promotions: bool) -> Vec<Range<usize>> {
    let mut search = Search { text, is_of_promotions, found: Vec::new() };
    search.look_at(node);
    search.found
}

struct Search<'text> {
    text: &'text str,
    is_of_promotions: bool,
    found: Vec<Range<usize>>,
}

impl Search<'_> {
    fn look_at(&mut self, node: &Node) {
        match &node.value {
            NodeValue::Mapping(_) if self.starts_with_braces(node) => self.found.push(node.span.clone()),
            NodeValue::Mapping(pairs) => {
                for (key, value) in pairs {
                    self.look_at(key);
                    self.look_at(value);
                }
            }
            NodeValue::Sequence(items) => items.iter().for_each(|item| self.look_at(item)),
            NodeValue::Scalar { text, .. } if self.is_of_promotions && has_helm_value(text) => {
                self.found.push(node.span.clone());
            }
            NodeValue::Scalar { .. } | NodeValue::Alias => {}
        }
    }

    fn starts_with_braces(&self, node: &Node) -> bool {
        self.text.get(node.span.clone()).is_some_and(|written| written.starts_with("{{"))
    }
}

/// What is wrong with a placeholder of Argo that lacks its quotes, if it is one: a workflow gets its values when it
/// runs.
pub(super) fn without_quotes(text: &str, place: &Range<usize>) -> Option<Problem> {
    let written = text.get(place.clone())?;
    let inside = written.strip_prefix("{{")?.strip_suffix("}}")?.trim();
    let is_reference = inside.starts_with(|first: char| first.is_ascii_alphabetic())
        && !inside.contains(|sign: char| sign.is_whitespace() || "\"'{}".contains(sign));
    let message = "`{{` without quotes is the beginning of a map to YAML; put the placeholder in quotes";
    is_reference.then(|| {
        let edits = vec![Edit { span: place.clone(), text: format!("\"{written}\"") }];
        let correction = Correction { title: "put it in quotes".to_owned(), is_safe: true, edits };
        Problem::new(place, message).mended(Some(correction))
    })
}

fn has_helm_value(text: &str) -> bool {
    text.contains("{{") && HELM_VALUES.iter().any(|sign| text.contains(sign))
}

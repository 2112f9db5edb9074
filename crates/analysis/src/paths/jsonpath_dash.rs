//! `jsonpath-dash`: a name with a dash stands after a dot, where Codefresh doesn't read it.

use promo_diagnostics::Rule;

use super::Mistake;
use crate::jsonpath::{Segment, Selector, segments};

/// The first dash in dot notation.
pub(super) fn check(path: &str) -> Option<Mistake> {
    let segments = segments(path).ok()?;
    let (first, name) = segments.iter().find_map(|segment| Some((segment, dashed(segment)?)))?;
    let instead = in_brackets(path, &segments);
    Some(Mistake {
        rule: Rule::JsonpathDash,
        range: first.range.clone(),
        message: format!("`{name}` has a dash, and Codefresh reads no such name after a dot"),
        help: format!("write it in brackets and quotes: `{instead}`"),
        instead: Some(instead),
    })
}

/// The name of a step, if it stands after a dot and has a dash.
fn dashed(segment: &Segment) -> Option<&str> {
    match segment.selectors.as_slice() {
        [Selector::Name(name)] if !segment.in_brackets && name.contains('-') => Some(name),
        _ => None,
    }
}

/// The path with each such name in brackets.
fn in_brackets(path: &str, segments: &[Segment]) -> String {
    let mut text = String::from("$");
    for segment in segments {
        let dots = if segment.descends { ".." } else { "" };
        match dashed(segment) {
            Some(name) => text.push_str(&format!("{dots}[\"{name}\"]")),
            None => text.push_str(path.get(segment.range.clone()).unwrap_or_default()),
        }
    }
    text
}

//! `jsonpath-dash`: a name with a dash stands after a dot, where Codefresh doesn't read it.

use promo_diagnostics::Rule;

use super::Mistake;
use crate::jsonpath::{self, DottedName, dotted_names};

/// The first dash in dot notation.
pub(super) fn check(path: &str) -> Option<Mistake> {
    // What is no path is told elsewhere.
    jsonpath::check_written(path).ok()?;
    let names = dotted_names(path);
    let dashed: Vec<&DottedName<'_>> = names.iter().filter(|found| is_dashed(found)).collect();
    let DottedName { range, name, .. } = dashed.first()?;
    let instead = in_brackets(path, &dashed);
    Some(Mistake {
        rule: Rule::JsonpathDash,
        range: range.clone(),
        message: format!("`{name}` has a dash, and Codefresh reads no such name after a dot"),
        help: format!("write it in brackets and quotes: `{instead}`"),
        instead: Some(instead),
    })
}

/// Whether a name has a dash. In a filter, one before a number is a minus, as in `@.length-1`.
fn is_dashed(found: &DottedName<'_>) -> bool {
    let Some((_, behind)) = found.name.split_once('-') else { return false };
    let is_minus = found.in_filter && behind.chars().all(|character| character.is_ascii_digit());
    !is_minus
}

/// The path with each such name in brackets.
fn in_brackets(path: &str, names: &[&DottedName<'_>]) -> String {
    let mut text = String::new();
    let mut kept = 0;
    for DottedName { range, dots, name, .. } in names {
        text.push_str(path.get(kept..range.start).unwrap_or_default());
        let dots = if dots.len() > 1 { dots } else { "" };
        text.push_str(&format!("{dots}[\"{name}\"]"));
        kept = range.end;
    }
    text + path.get(kept..).unwrap_or_default()
}

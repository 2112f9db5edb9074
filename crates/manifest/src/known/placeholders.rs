//! Finds the placeholders `{{…}}` in texts, and fills in those of an ApplicationSet from an element
//! of a list. It knows no kind of object.

use std::ops::Range;

use super::check::quoted;
use super::plain::{Type, type_of};
use super::tree::{field, number};
use crate::yaml::reader::Node;

/// What a text costs besides its length, in bytes: about what it takes in memory.
const TEXT_COST: usize = 64;

/// Numbers from this on are not written digit by digit in a Go template.
const FIRST_LONG_NUMBER: u64 = 1_000_000;

/// The places of all placeholders of a text, braces included.
pub(super) fn placeholders(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text.get(from..)?.find("{{")?;
        let inside = start + 2;
        from = inside + text.get(inside..)?.find("}}")? + 2;
        Some(start..from)
    })
}

/// What stands between the braces of a placeholder.
pub(super) fn inside(placeholder: &str) -> &str {
    let open = placeholder.strip_prefix("{{").unwrap_or(placeholder);
    open.strip_suffix("}}").unwrap_or(open).trim()
}

/// Why a text could not be filled in.
pub(super) struct Unresolved(pub(super) String);

/// An element of a list generator, from which placeholders get their values.
pub(super) struct Values<'node> {
    pub(super) element: &'node Node,
    /// Whether placeholders are Go templates, as in `{{.name}}`, rather than names, as in `{{name}}`.
    pub(super) is_go: bool,
}

impl Values<'_> {
    /// The text with the values of its placeholders. Its length is taken from the budget.
    pub(super) fn fill(&self, text: &str, budget: &mut usize) -> Result<String, Unresolved> {
        let mut filled = String::new();
        let mut done = 0;
        for place in placeholders(text) {
            let placeholder = text.get(place.clone()).unwrap_or_default();
            let value = self.value(inside(placeholder));
            let value =
                value.ok_or_else(|| Unresolved(format!("{} has no known value", quoted(placeholder))))?;
            filled.push_str(text.get(done..place.start).unwrap_or_default());
            spend(budget, value.len())?;
            filled.push_str(value);
            done = place.end;
        }
        let rest = text.get(done..).unwrap_or_default();
        if rest.contains("{{") {
            return Err(Unresolved("a placeholder is not closed".to_owned()));
        }
        spend(budget, text.len() + TEXT_COST)?;
        filled.push_str(rest);
        Ok(filled)
    }

    fn value(&self, name: &str) -> Option<&str> {
        if self.is_go {
            let mut names = name.strip_prefix('.')?.split('.');
            return names.try_fold(self.element, field).and_then(|node| written(node));
        }
        let nested = || field(field(self.element, "values")?, name.strip_prefix("values.")?);
        field(self.element, name).or_else(nested).and_then(|node| written(node))
    }
}

/// The text of a text or of a number that is written as it is read.
fn written(node: &Node) -> Option<&str> {
    let is_short_number = || {
        let number = number::<u64>(node)?;
        (number < FIRST_LONG_NUMBER && node.text() == Some(&number.to_string())).then_some(())
    };
    match type_of(node)? {
        Type::Text => node.text(),
        Type::Integer => is_short_number().and_then(|()| node.text()),
        _ => None,
    }
}

/// Takes a cost from the budget.
pub(super) fn spend(budget: &mut usize, cost: usize) -> Result<(), Unresolved> {
    *budget = budget.checked_sub(cost).ok_or_else(|| Unresolved("the list is too large".to_owned()))?;
    Ok(())
}

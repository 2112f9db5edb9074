//! The commits for which products take another flow, in words. Products of which the same is said stand together.

use indexmap::IndexMap;

use super::super::TriggerChange;
use super::{Group, Line};

/// A group for all products for which the same commits take another flow.
pub(super) fn groups(changes: &[TriggerChange]) -> Vec<Group> {
    let mut alike: IndexMap<Vec<Line>, Vec<&str>> = IndexMap::new();
    for of_product in changes.chunk_by(|one, other| one.product == other.product) {
        if let Some(first) = of_product.first() {
            alike.entry(lines(of_product)).or_default().push(&first.product);
        }
    }
    let group = |(lines, products)| Group { heading: Line::default().names(products), lines };
    alike.into_iter().map(group).collect()
}

/// A line for each example. A reason is given once, if it holds for several that follow one another.
fn lines(changes: &[TriggerChange]) -> Vec<Line> {
    let mut given = None;
    let lines = changes.iter().map(|change| {
        let is_given = given.replace(&change.because) == Some(&change.because);
        let line = line(change);
        if is_given { line } else { line.words(", since ").name(&change.because) }
    });
    lines.collect()
}

fn line(change: &TriggerChange) -> Line {
    let line = match (&change.message, &change.revision) {
        (None, None) => Line::default().words("any commit"),
        (Some(message), None) => Line::default().words("message ").text(message),
        (None, Some(revision)) => Line::default().words("any message on ").name(revision),
        (Some(message), Some(revision)) => {
            Line::default().words("message ").text(message).words(" on ").name(revision)
        }
    };
    let line = flow(line.words(": "), change.before.as_deref());
    flow(line.words(" → "), change.after.as_deref())
}

fn flow(line: Line, name: Option<&str>) -> Line {
    match name {
        Some(name) => line.name(name),
        None => line.words("no flow"),
    }
}

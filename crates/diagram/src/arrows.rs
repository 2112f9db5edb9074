//! The arrows of formats that lay themselves out: from environment to environment, but where many depend on many, all
//! to one point and from there on. Knows no format.

use crate::diagram::Diagram;
use crate::layout::nets;

/// From so many to so many, a point is easier to read.
const MANY: usize = 3;

/// An end of an arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// A node, by its number.
    Node(usize),
    /// A point where arrows meet, by its number.
    Point(usize),
}

/// The arrows of a diagram, and how many points they need.
pub(crate) fn arrows(diagram: &Diagram) -> (Vec<(End, End)>, usize) {
    let mut arrows = Vec::new();
    let mut points = 0;
    for net in nets(&diagram.dependencies()) {
        let from = net.from.iter().map(|node| End::Node(*node));
        if net.from.len() >= MANY && net.to.len() >= MANY {
            arrows.extend(from.map(|from| (from, End::Point(points))));
            arrows.extend(net.to.iter().map(|to| (End::Point(points), End::Node(*to))));
            points += 1;
        } else {
            arrows.extend(net.to.iter().flat_map(|to| from.clone().map(|from| (from, End::Node(*to)))));
        }
    }
    (arrows, points)
}

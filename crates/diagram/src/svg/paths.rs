//! The lines of a picture: curves that leave and arrive level, from a box to the point of a net or past other boxes,
//! and from there to boxes. A line never passes behind a box, since it moves up and down only between two waves.

use std::fmt::Write;

use super::{Columns, Frame, PADDING};
use crate::layout::{Item, Layout, Net, Placed};

type Point = (i64, i64);

/// How long an arrow head is.
const HEAD: i64 = 8;

/// Every line, as an element each.
pub(super) fn paths(layout: &Layout, frames: &[Frame], columns: Columns) -> Vec<String> {
    let drawing = Drawing { layout, frames, columns };
    let mut paths: Vec<String> = layout.nets.iter().flat_map(|net| drawing.direct(net)).collect();
    for rank in 0..layout.links.len() {
        paths.extend(drawing.between(rank));
    }
    paths
}

struct Drawing<'a> {
    layout: &'a Layout,
    frames: &'a [Frame],
    columns: Columns,
}

impl Drawing<'_> {
    /// The arrows of a net that comes from one environment, where nothing needs to meet first.
    fn direct(&self, net: &Net) -> Vec<String> {
        let [from] = net.from.as_slice() else { return Vec::new() };
        let Some(start) = self.right_of(*from) else { return Vec::new() };
        let ends = net.to.iter().filter_map(|to| Some((*to, self.left_of(*to)?)));
        ends.map(|(to, end)| arrow(start, end, &[*from], &[to])).collect()
    }

    /// The lines between a rank and the next, without the direct ones.
    fn between(&self, rank: usize) -> Vec<String> {
        let links = self.layout.links.get(rank).into_iter().flatten();
        let lines = links.filter_map(|link| {
            let earlier = self.layout.ranks.get(rank)?.get(link.from)?;
            let later = self.layout.ranks.get(rank + 1)?.get(link.to)?;
            let (net, from) = self.line_of(earlier.item, later.item)?;
            let start = self.leaving(rank, earlier)?;
            Some(match later.item {
                Item::Node(to) => arrow(start, self.left_of(to)?, from, &[to]),
                Item::Carry { .. } if rank % 2 == 1 => self.past(start, rank + 1, later, from, &net.to),
                Item::Net(_) | Item::Carry { .. } => {
                    line(start, self.between_waves(rank + 1, later), from, &net.to)
                }
            })
        });
        lines.collect()
    }

    /// The net that a link is part of, and the environments that the link comes from.
    fn line_of(&self, earlier: Item, later: Item) -> Option<(&Net, &[usize])> {
        let (number, only) = match (earlier, later) {
            (Item::Net(net), _) => (net, None),
            (Item::Node(from), Item::Net(net)) => (net, Some(from)),
            (Item::Carry { from, net }, _) | (_, Item::Carry { from, net }) => (net, Some(from)),
            (Item::Node(_), Item::Node(_)) => return None,
        };
        let net = self.layout.nets.get(number).filter(|net| net.from.len() > 1)?;
        let from = match only.and_then(|node| net.from.iter().position(|from| *from == node)) {
            Some(place) => net.from.get(place..=place)?,
            None => &net.from,
        };
        Some((net, from))
    }

    /// A line to a wave, and level past its boxes.
    fn past(&self, start: Point, rank: usize, carry: &Placed, from: &[usize], to: &[usize]) -> String {
        let y = carry.middle() + PADDING;
        let (left, right) = (self.columns.left(rank), self.columns.right(rank));
        element(&format!("{} H{right}", curve(start, (left, y))), "line", from, to)
    }

    /// Where a line leaves something.
    fn leaving(&self, rank: usize, placed: &Placed) -> Option<Point> {
        match placed.item {
            Item::Node(node) => self.right_of(node),
            _ if rank.is_multiple_of(2) => Some((self.columns.right(rank), placed.middle() + PADDING)),
            _ => Some(self.between_waves(rank, placed)),
        }
    }

    fn between_waves(&self, rank: usize, placed: &Placed) -> Point {
        (self.columns.right(rank) + self.columns.between / 2, placed.middle() + PADDING)
    }

    fn right_of(&self, node: usize) -> Option<Point> {
        let frame = self.frames.get(node)?;
        Some((frame.x + frame.width, frame.y + frame.height / 2))
    }

    fn left_of(&self, node: usize) -> Option<Point> {
        let frame = self.frames.get(node)?;
        Some((frame.x, frame.y + frame.height / 2))
    }
}

fn line(start: Point, end: Point, from: &[usize], to: &[usize]) -> String {
    element(&curve(start, end), "line", from, to)
}

/// A line with a head, whose point touches the end.
fn arrow(start: Point, end: Point, from: &[usize], to: &[usize]) -> String {
    let (x, y) = end;
    let shaft = curve(start, (x - HEAD, y));
    let head = format!("M{x} {y} L{} {} L{} {} Z", x - HEAD, y - 4, x - HEAD, y + 4);
    let mut arrow = element(&shaft, "line", from, to);
    arrow.push_str(&element(&head, "head", from, to));
    arrow
}

fn curve((x, y): Point, (to_x, to_y): Point) -> String {
    if y == to_y {
        return format!("M{x} {y} H{to_x}");
    }
    let middle = (x + to_x) / 2;
    format!("M{x} {y} C{middle} {y} {middle} {to_y} {to_x} {to_y}")
}

fn element(path: &str, class: &str, from: &[usize], to: &[usize]) -> String {
    let list = |nodes: &[usize]| {
        nodes.iter().fold(String::new(), |mut list, node| {
            let _ = write!(list, "{}{node}", if list.is_empty() { "" } else { " " });
            list
        })
    };
    format!("<path class=\"{class}\" data-from=\"{}\" data-to=\"{}\" d=\"{path}\"/>\n", list(from), list(to))
}

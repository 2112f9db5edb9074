//! The lines of a picture: curves that leave and arrive level, from a box to the point of a net or past other boxes,
//! and from there to boxes. A line never passes behind a box, since it moves up and down only between two waves.

use rustc_hash::FxHashMap;

use super::{Columns, Frame, PADDING};
use crate::layout::{Item, Layout, Link, Net, Placed};

type Point = (i64, i64);

/// How long an arrow head is.
const HEAD: i64 = 8;

/// Every line, those of a net that comes from several environments together. Such a group names all that the net comes
/// from, in the order in which they join it, and leads to; a line says what alone leads through it: one environment
/// (`data-from`), the first so many that the group names (`data-first`), or what it leads to (`data-to`).
pub(super) fn paths(layout: &Layout, frames: &[Frame], columns: Columns) -> Vec<String> {
    let drawing = Drawing { layout, frames, columns };
    let mut lines = vec![String::new(); layout.nets.len()];
    for rank in 0..layout.links.len() {
        drawing.add_between(rank, &mut lines);
    }
    let nets = layout.nets.iter().zip(courses(layout)).zip(lines);
    nets.map(|((net, course), lines)| match net.from.as_slice() {
        [from] => drawing.direct(*from, net),
        _ => group(&course, net, &(drawing.carried(&course) + &lines)),
    })
    .collect()
}

/// The way of a net.
#[derive(Clone, Default)]
struct Course {
    /// What it comes from, by the rank from which its line leads on.
    joining: Vec<(usize, usize)>,
    /// Where its line stands in each rank, the last of them its own.
    places: Vec<(usize, Placed)>,
}

impl Course {
    /// How many environments the line comes from behind a rank.
    fn joined(&self, rank: usize) -> usize {
        self.joining.partition_point(|(joins, _)| *joins <= rank)
    }
}

fn courses(layout: &Layout) -> Vec<Course> {
    let mut courses = vec![Course::default(); layout.nets.len()];
    let mut ranks = FxHashMap::default();
    for (rank, placed) in layout.ranks.iter().enumerate() {
        for placed in placed {
            match placed.item {
                Item::Node(node) => _ = ranks.insert(node, rank),
                Item::Net(net) | Item::Carry(net) => {
                    courses.get_mut(net).into_iter().for_each(|course| course.places.push((rank, *placed)));
                }
            }
        }
    }
    for (net, course) in layout.nets.iter().zip(&mut courses) {
        course.joining.extend(net.from.iter().filter_map(|node| Some((ranks.get(node)? + 1, *node))));
        course.joining.sort_unstable();
    }
    courses
}

struct Drawing<'a> {
    layout: &'a Layout,
    frames: &'a [Frame],
    columns: Columns,
}

impl Drawing<'_> {
    /// The arrows of a net that comes from one environment, where nothing needs to meet first.
    fn direct(&self, from: usize, net: &Net) -> String {
        let Some(start) = self.right_of(from) else { return String::new() };
        let ends = net.to.iter().filter_map(|to| Some((*to, self.left_of(*to)?)));
        ends.map(|(to, end)| arrow(start, end, &format!("data-from=\"{from}\" data-to=\"{to}\""))).collect()
    }

    /// The lines between a rank and the next that come from an environment or lead to one, to those of their nets.
    fn add_between(&self, rank: usize, lines: &mut [String]) {
        for link in self.layout.links.get(rank).into_iter().flatten() {
            if let Some((net, line)) = self.line_of(rank, link)
                && let Some(lines) = lines.get_mut(net)
            {
                lines.push_str(&line);
            }
        }
    }

    /// The line of a link with its net.
    fn line_of(&self, rank: usize, link: &Link) -> Option<(usize, String)> {
        let earlier = self.layout.ranks.get(rank)?.get(link.from)?;
        let later = self.layout.ranks.get(rank + 1)?.get(link.to)?;
        match (earlier.item, later.item) {
            (Item::Node(from), Item::Net(net) | Item::Carry(net)) => {
                let points = [self.right_of(from)?, self.between_waves(rank + 1, later)];
                Some((net, element(&through(&points), "line", &format!("data-from=\"{from}\""))))
            }
            (Item::Net(net), Item::Node(to)) => {
                let start = self.between_waves(rank, earlier);
                Some((net, arrow(start, self.left_of(to)?, &format!("data-to=\"{to}\""))))
            }
            _ => None,
        }
    }

    /// The line of a net from where the first environment joins it to where it fans out: a path up to each place where
    /// others join. It passes the boxes of a wave level.
    fn carried(&self, course: &Course) -> String {
        let mut text = String::new();
        let mut points: Vec<Point> = Vec::new();
        let mut from = 0;
        for (rank, placed) in &course.places {
            if rank % 2 == 0 {
                let y = placed.middle() + PADDING;
                points.extend([(self.columns.left(*rank), y), (self.columns.right(*rank), y)]);
                continue;
            }
            let point = self.between_waves(*rank, placed);
            points.push(point);
            let joined = course.joined(*rank);
            let is_end = matches!(placed.item, Item::Net(_));
            if joined == from && !is_end {
                continue;
            }
            if points.len() > 1 {
                let first = if from < course.joining.len() {
                    format!("data-first=\"{from}\"")
                } else {
                    String::new()
                };
                text.push_str(&element(&through(&points), "line", &first));
            }
            (points, from) = (vec![point], joined);
        }
        text
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

/// The lines of a net.
fn group(course: &Course, net: &Net, lines: &str) -> String {
    let from: Vec<usize> = course.joining.iter().map(|(_, node)| *node).collect();
    format!("<g data-from=\"{}\" data-to=\"{}\">\n{lines}</g>\n", list(&from), list(&net.to))
}

fn list(nodes: &[usize]) -> String {
    nodes.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")
}

/// A line with a head, whose point touches the end.
fn arrow(start: Point, end: Point, attributes: &str) -> String {
    let (x, y) = end;
    let shaft = through(&[start, (x - HEAD, y)]);
    let head = format!("M{x} {y} L{} {} L{} {} Z", x - HEAD, y - 4, x - HEAD, y + 4);
    element(&shaft, "line", attributes) + &element(&head, "head", attributes)
}

/// A path through some points. What goes on at the same height is one line.
fn through(points: &[Point]) -> String {
    let mut path = points.first().map_or(String::new(), |(x, y)| format!("M{x} {y}"));
    for (number, pair) in points.windows(2).enumerate() {
        let [(x, y), (to_x, to_y)] = pair else { continue };
        let goes_on = points.get(number + 2).is_some_and(|(_, next_y)| next_y == to_y);
        let middle = (x + to_x) / 2;
        match y == to_y {
            true if goes_on => {}
            true => path.push_str(&format!(" H{to_x}")),
            false => path.push_str(&format!(" C{middle} {y} {middle} {to_y} {to_x} {to_y}")),
        }
    }
    path
}

fn element(path: &str, class: &str, attributes: &str) -> String {
    let space = if attributes.is_empty() { "" } else { " " };
    format!("<path class=\"{class}\"{space}{attributes} d=\"{path}\"/>\n")
}

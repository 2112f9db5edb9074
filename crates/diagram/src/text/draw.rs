//! Boxes with lines between them, drawn from top to bottom. Lines of different nets never share a column between two
//! ranks, so that whatever touches belongs together; where one passes another, the level one passes behind.

use super::boxes::{Boxes, TextBox};
use super::canvas::{Canvas, DOUBLE, DOWN, LEFT, RIGHT, SINGLE, UP};
use super::columns;
use super::tracks::{Wire, tracks};
use crate::layout::{Item, Layout, Link, Placed, Room, layout, nets};

/// The room of a line: three columns, of which at least one is free of other lines.
const LINE_ROOM: i64 = 3;

/// Columns around a box.
const BESIDE: usize = 2;

/// The boxes, if they fit into a width.
pub(super) fn draw(boxes: &Boxes<'_>, width: usize) -> Option<String> {
    let rooms: Vec<i64> = widths(boxes).into_iter().map(|width| (width + BESIDE) as i64).collect();
    let room = Room { nodes: &rooms, line: LINE_ROOM, limit: Some(width as i64) };
    let layout = layout(boxes.dependencies, &room)?;
    let mut drawing = Drawing { boxes, layout: &layout, canvas: Canvas::new(width), y: 0 };
    drawing.draw();
    Some(drawing.canvas.to_string())
}

/// The widths of the boxes: there is room for every line that leaves one.
fn widths(boxes: &Boxes<'_>) -> Vec<usize> {
    let mut leaving = vec![0; boxes.boxes.len()];
    for node in nets(boxes.dependencies).iter().flat_map(|net| &net.from) {
        if let Some(count) = leaving.get_mut(*node) {
            *count += 1;
        }
    }
    boxes.boxes.iter().zip(leaving).map(|(one, leaving)| one.width().max(2 * leaving + 1)).collect()
}

struct Drawing<'a> {
    boxes: &'a Boxes<'a>,
    layout: &'a Layout,
    canvas: Canvas,
    /// The row to draw next.
    y: usize,
}

impl<'a> Drawing<'a> {
    /// Draws each rank of nodes with the lines below it.
    fn draw(&mut self) {
        let layout = self.layout;
        let rank = |number: usize| layout.ranks.get(number).map(Vec::as_slice).unwrap_or_default();
        let links = |number: usize| layout.links.get(number).map(Vec::as_slice).unwrap_or_default();
        let mut arriving = vec![None; rank(0).len()];
        for number in (0..layout.ranks.len()).step_by(2) {
            let (nodes, nets, to_nets, to_nodes) =
                (rank(number), rank(number + 1), links(number), links(number + 1));
            let leaving = columns::leaving(nodes, &arriving, to_nets, nets);
            self.draw_rank(nodes, &arriving, to_nets, &leaving);
            let through = columns::through(nets, to_nets, &leaving);
            let goals = columns::arriving(rank(number + 2), to_nodes, &through);
            let bottom = self.y;
            self.draw_lines(&merging(to_nets, &leaving, &through), 0);
            // Of a line that turns nowhere, something is seen too.
            let least = usize::from(self.y == bottom && !nets.is_empty());
            self.draw_lines(&fanning(to_nodes, &through, &goals), least);
            arriving = goals;
        }
    }

    fn draw_rank(&mut self, nodes: &[Placed], arriving: &[Option<usize>], links: &[Link], leaving: &[usize]) {
        let boxes = nodes.iter().filter_map(|placed| self.text_box(placed.item));
        let height = boxes.map(|one| one.lines.len()).max().unwrap_or_default() + 2;
        let y = self.y;
        for (index, (placed, arriving)) in nodes.iter().zip(arriving).enumerate() {
            let Some(text_box) = self.text_box(placed.item) else {
                arriving.iter().for_each(|column| self.canvas.upright(*column, y..y + height));
                continue;
            };
            let style = if text_box.is_production { &DOUBLE } else { &SINGLE };
            let of_box = links.iter().zip(leaving).filter(|(link, _)| link.from == index);
            let leaving: Vec<usize> = of_box.map(|(_, column)| *column).collect();
            let arriving: Vec<usize> = arriving.iter().copied().collect();
            let (x, width) = (placed.start.max(0) as usize + 1, placed.size.max(4) as usize - BESIDE);
            self.canvas.frame((x, y), (width, height), style, &arriving, &leaving);
            for (row, line) in text_box.lines.iter().enumerate() {
                self.canvas.text(x + 2, y + 1 + row, line);
            }
        }
        self.y += height;
    }

    fn text_box(&self, item: Item) -> Option<&'a TextBox> {
        match item {
            Item::Node(node) => self.boxes.boxes.get(node),
            Item::Net(_) | Item::Carry(_) => None,
        }
    }

    /// Draws lines that come from above and go on below, each on a track of its own where it turns, in no less rows
    /// than so many.
    fn draw_lines(&mut self, wires: &[Wire], least: usize) {
        let (tracks, height) = tracks(wires);
        let height = height.max(least);
        let y = self.y;
        for (wire, track) in wires.iter().zip(&tracks) {
            let Some(track) = track else { continue };
            let (first, last) = wire.reach();
            for x in first..=last {
                let left = if x > first { LEFT } else { 0 };
                let right = if x < last { RIGHT } else { 0 };
                self.canvas.join(x, y + track, left | right);
            }
        }
        for (wire, track) in wires.iter().zip(&tracks) {
            let Some(track) = track else {
                wire.above.iter().for_each(|x| self.canvas.upright(*x, y..y + height));
                continue;
            };
            for x in &wire.above {
                self.canvas.upright(*x, y..y + track);
                self.canvas.join(*x, y + track, UP);
            }
            for x in &wire.below {
                self.canvas.upright(*x, y + track + 1..y + height);
                self.canvas.join(*x, y + track, DOWN);
            }
        }
        self.y += height;
    }
}

/// The lines from boxes to nets.
fn merging(links: &[Link], leaving: &[usize], through: &[usize]) -> Vec<Wire> {
    let mut wires: Vec<Wire> =
        through.iter().map(|column| Wire { above: Vec::new(), below: vec![*column] }).collect();
    for (link, column) in links.iter().zip(leaving) {
        if let Some(wire) = wires.get_mut(link.to) {
            wire.above.push(*column);
        }
    }
    wires
}

/// The lines from nets to boxes.
fn fanning(links: &[Link], through: &[usize], goals: &[Option<usize>]) -> Vec<Wire> {
    let mut wires: Vec<Wire> =
        through.iter().map(|column| Wire { above: vec![*column], below: Vec::new() }).collect();
    for link in links {
        if let (Some(wire), Some(goal)) = (wires.get_mut(link.from), goals.get(link.to)) {
            wire.below.extend(goal);
        }
    }
    wires
}

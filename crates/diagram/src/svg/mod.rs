//! A flow as an SVG picture, from left to right: one that stands alone, or the part that other formats put into a page.
//! Knows where things go from the layout, and draws.

mod measure;
mod paths;

use std::fmt::Write;

use crate::diagram::{Diagram, Node};
use crate::escape::Escaped;
use crate::layout::{Item, Layout, Room, layout};
use crate::wording::{self, Line};
use measure::{Font, shortened, width_of};

/// How everything looks, on light and dark pages.
pub(crate) const STYLE: &str = include_str!("style.css");

const PADDING: i64 = 16;
/// Between the sides of a box and its text.
const MARGIN: i64 = 12;
const LINE_HEIGHT: i64 = 18;
const NAME_HEIGHT: i64 = 24;
/// Between boxes of one wave.
const BESIDE: i64 = 20;
/// The room of a line between other things.
const LINE_ROOM: i64 = 16;
/// Between two waves: more where lines have a long way up or down.
const BETWEEN: std::ops::Range<i64> = 80..240;
const NARROWEST: i64 = 120;
const WIDEST: i64 = 280;

/// Where a box is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) x: i64,
    pub(crate) y: i64,
    pub(crate) width: i64,
    pub(crate) height: i64,
}

/// A picture without its style and heading, and where the boxes of its nodes are.
pub(crate) struct Picture {
    pub(crate) width: i64,
    pub(crate) height: i64,
    pub(crate) frames: Vec<Frame>,
    /// The elements.
    pub(crate) content: String,
}

/// Some flows as one picture, one below the other.
pub fn svg(diagrams: &[Diagram]) -> String {
    let parts: Vec<(String, Picture)> =
        diagrams.iter().map(|diagram| (heading(diagram), picture(diagram))).collect();
    let mut content = String::new();
    let (mut width, mut y) = (0, 0);
    for (diagram, (heading, picture)) in diagrams.iter().zip(&parts) {
        let top = heading_height(diagram);
        let _ = write!(content, "<g transform=\"translate(0 {y})\">\n{heading}");
        let _ = write!(content, "<g transform=\"translate(0 {top})\">\n{}</g>\n</g>\n", picture.content);
        width = width.max(picture.width).max(heading_width(diagram));
        y += top + picture.height + PADDING;
    }
    let names: Vec<&str> = diagrams.iter().map(|diagram| diagram.flow.as_str()).collect();
    let title = format!("{} {}", if names.len() == 1 { "flow" } else { "flows" }, names.join(", "));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"promo\" role=\"img\" width=\"{width}\" height=\"{y}\" \
         viewBox=\"0 0 {width} {y}\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n\
         <rect class=\"page\" width=\"{width}\" height=\"{y}\"/>\n{content}</svg>\n",
        Escaped(title)
    )
}

/// The picture of one flow.
pub(crate) fn picture(diagram: &Diagram) -> Picture {
    let boxes: Vec<Box> = diagram.nodes.iter().map(Box::new).collect();
    let rooms: Vec<i64> = boxes.iter().map(|one| one.height + BESIDE).collect();
    let room = Room { nodes: &rooms, line: LINE_ROOM, limit: None };
    let layout = layout(&diagram.dependencies(), &room).unwrap_or_default();
    let columns = Columns::new(&boxes, &layout);
    let frames = frames(&layout, &boxes, columns);
    let mut content = String::new();
    for path in paths::paths(&layout, &frames, columns) {
        content.push_str(&path);
    }
    for ((node, one), frame) in diagram.nodes.iter().zip(&boxes).zip(&frames) {
        one.draw(node, *frame, &mut content);
    }
    let right = frames.iter().map(|frame| frame.x + frame.width).max().unwrap_or_default();
    let mut picture =
        Picture { width: right + PADDING, height: layout.length + 2 * PADDING, frames, content };
    add_legend(diagram, &mut picture);
    picture
}

/// How wide everything is from left to right.
#[derive(Clone, Copy)]
struct Columns {
    /// Of a box.
    width: i64,
    /// Between the boxes of two waves.
    between: i64,
}

impl Columns {
    fn new(boxes: &[Box], layout: &Layout) -> Self {
        let width = boxes.iter().map(|one| one.width).max().unwrap_or_default();
        Columns { width, between: (BETWEEN.start + layout.length / 16).min(BETWEEN.end) }
    }

    /// The left side of the boxes of a rank.
    fn left(self, rank: usize) -> i64 {
        PADDING + (rank as i64 / 2) * (self.width + self.between)
    }

    /// The right side of the boxes of a rank.
    fn right(self, rank: usize) -> i64 {
        self.left(rank) + self.width
    }
}

fn frames(layout: &Layout, boxes: &[Box], columns: Columns) -> Vec<Frame> {
    let width = columns.width;
    let mut frames = vec![Frame { x: 0, y: 0, width, height: 0 }; boxes.len()];
    for (rank, placed) in layout.ranks.iter().enumerate() {
        for placed in placed {
            let Item::Node(node) = placed.item else { continue };
            if let (Some(frame), Some(one)) = (frames.get_mut(node), boxes.get(node)) {
                let y = placed.start + BESIDE / 2 + PADDING;
                *frame = Frame { x: columns.left(rank), y, width, height: one.height };
            }
        }
    }
    frames
}

/// What is written in the box of a node.
struct Box {
    lines: Vec<Line>,
    /// Where the values begin, behind the labels.
    values: i64,
    /// What stands at the right of the name.
    tag: &'static str,
    width: i64,
    height: i64,
}

impl Box {
    fn new(node: &Node) -> Self {
        let lines = wording::lines(node);
        let values =
            lines.iter().map(|line| width_of(&line.label, Font::Small)).max().unwrap_or_default() + 8;
        let tag = match (node.is_trigger, node.is_production) {
            (true, true) => "start, production",
            (true, false) => "start",
            (false, true) => "production",
            (false, false) => "",
        };
        let widest = lines.iter().map(|line| values + width_of(&shown(line), Font::Small)).max();
        let name = width_of(&node.environment, Font::Name) + 10 + width_of(tag, Font::Small);
        let width = (2 * MARGIN + name.max(widest.unwrap_or_default())).clamp(NARROWEST, WIDEST);
        let height = 2 * MARGIN + NAME_HEIGHT + LINE_HEIGHT * lines.len() as i64 - 6;
        Box { lines, values, tag, width, height }
    }

    fn draw(&self, node: &Node, frame: Frame, content: &mut String) {
        let Frame { x, y, width, height } = frame;
        let production = if node.is_production { " production" } else { "" };
        let start = if node.is_trigger { " start" } else { "" };
        let details: Vec<String> =
            wording::details(node).iter().map(|line| Escaped(line).to_string()).collect();
        let _ = write!(
            content,
            "<g class=\"node{production}{start}\" data-id=\"{}\" data-environment=\"{}\" data-file=\"{}\" \
             data-line=\"{}\">\n<title>{}</title>\n",
            Escaped(&node.id),
            Escaped(&node.environment),
            Escaped(&node.place.file),
            node.place.line,
            details.join("\n")
        );
        let round = if node.is_trigger { height.min(44) / 2 } else { 6 };
        let _ = writeln!(
            content,
            "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"
        );
        if node.is_production {
            let (x, y, width, height) = (x + 3, y + 3, width - 6, height - 6);
            let round = round - 3;
            let _ = writeln!(
                content,
                "<rect class=\"inner\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"
            );
        }
        self.write(node, frame, content);
        content.push_str("</g>\n");
    }

    fn write(&self, node: &Node, frame: Frame, content: &mut String) {
        let (x, right) = (frame.x + MARGIN, frame.x + frame.width - MARGIN);
        let mut y = frame.y + MARGIN + 12;
        let tag_width = if self.tag.is_empty() { 0 } else { width_of(self.tag, Font::Small) + 10 };
        let name = shortened(&node.environment, right - x - tag_width, Font::Name);
        let _ = writeln!(content, "<text class=\"name\" x=\"{x}\" y=\"{y}\">{}</text>", Escaped(name));
        if !self.tag.is_empty() {
            let _ = writeln!(content, "<text class=\"tag\" x=\"{right}\" y=\"{y}\">{}</text>", self.tag);
        }
        y += NAME_HEIGHT - LINE_HEIGHT;
        for line in &self.lines {
            y += LINE_HEIGHT;
            let value_x = x + self.values;
            let value = shortened(&shown(line), right - value_x, Font::Small);
            let class = if line.differs { "value differs" } else { "value" };
            let _ = writeln!(
                content,
                "<text class=\"label\" x=\"{x}\" y=\"{y}\">{}</text>\
                 <text class=\"{class}\" x=\"{value_x}\" y=\"{y}\">{}</text>",
                Escaped(&line.label),
                Escaped(value)
            );
        }
    }
}

/// What stands for a value; a star marks one that differs.
fn shown(line: &Line) -> String {
    format!("{}{}", line.value, if line.differs { " *" } else { "" })
}

/// Says below a picture what the star stands for, if there is one.
fn add_legend(diagram: &Diagram, picture: &mut Picture) {
    if !diagram.nodes.iter().any(|node| wording::lines(node).iter().any(|line| line.differs)) {
        return;
    }
    let y = picture.height + 4;
    let text = format!("* {}", wording::DIFFERS);
    let _ = writeln!(picture.content, "<text class=\"note\" x=\"{PADDING}\" y=\"{y}\">{text}</text>");
    picture.height += 14;
    picture.width = picture.width.max(width_of(&text, Font::Small) + 2 * PADDING);
}

fn heading(diagram: &Diagram) -> String {
    let mut y = PADDING + 14;
    let mut heading =
        format!("<text class=\"flow\" x=\"{PADDING}\" y=\"{y}\">{}</text>\n", Escaped(&diagram.flow));
    for fact in wording::facts(diagram) {
        y += LINE_HEIGHT;
        let _ = writeln!(heading, "<text class=\"fact\" x=\"{PADDING}\" y=\"{y}\">{}</text>", Escaped(fact));
    }
    heading
}

fn heading_height(diagram: &Diagram) -> i64 {
    PADDING + 20 + LINE_HEIGHT * wording::facts(diagram).len() as i64
}

fn heading_width(diagram: &Diagram) -> i64 {
    let facts = wording::facts(diagram);
    let widest = facts.iter().map(|fact| width_of(fact, Font::Small)).max().unwrap_or_default();
    widest.max(width_of(&diagram.flow, Font::Heading)) + 2 * PADDING
}

//! A flow too wide to be drawn, as a list: the environments of each wave, with what they depend on and what happens in
//! them. Knows nothing of boxes.

use std::fmt::Write;

use super::boxes::{Notes, setting_lines, titled};
use super::wrap::wrapped;
use crate::diagram::{Diagram, Node};
use crate::layout::waves;

/// The waves of a flow.
pub(super) fn list(
    diagram: &Diagram,
    notes: &Notes<'_>,
    dependencies: &[Vec<usize>],
    width: usize,
) -> String {
    let waves = waves(dependencies);
    let last = waves.iter().max().copied().unwrap_or_default();
    let mut text = String::new();
    for wave in 0..=last {
        let _ = writeln!(text, "wave {}", wave + 1);
        let nodes = diagram.nodes.iter().zip(dependencies).zip(&waves);
        for ((node, from), _) in nodes.filter(|(_, of_node)| **of_node == wave) {
            entry(diagram, node, from, notes, width, &mut text);
        }
    }
    text
}

fn entry(diagram: &Diagram, node: &Node, from: &[usize], notes: &Notes<'_>, width: usize, text: &mut String) {
    let kind = if node.is_production { ", production" } else { "" };
    let from: Vec<&str> = from
        .iter()
        .filter_map(|from| diagram.nodes.get(*from))
        .map(|node| node.environment.as_str())
        .collect();
    let after = if from.is_empty() { String::new() } else { format!(" after {}", from.join(", ")) };
    let happens = setting_lines(node, notes).join(", ");
    let happens = if happens.is_empty() { String::new() } else { format!(": {happens}") };
    for line in wrapped(&format!("{}{kind}{after}{happens}", titled(node)), width - 2) {
        let _ = writeln!(text, "  {line}");
    }
}

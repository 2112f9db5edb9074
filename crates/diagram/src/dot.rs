//! Flows as Graphviz reads them. Graphviz lays them out itself.

use promo_diagnostics::one_line;
use rustc_hash::FxHashSet;

use crate::arrows::{End, arrows};
use crate::diagram::{Diagram, Node};
use crate::wording;

/// Some flows as one graph. Several are framed, each under its name.
pub fn dot(diagrams: &[Diagram]) -> String {
    let mut text = "digraph promo {\n  rankdir=LR\n  node [shape=box fontname=\"Helvetica\"]\n".to_owned();
    match diagrams {
        [only] => {
            let taken = only.nodes.iter().map(|node| node.environment.clone()).collect();
            text.push_str(&body(only, "  ", |node| quoted(&node.environment), &taken));
        }
        several => {
            let nodes = several.iter().flat_map(|diagram| &diagram.nodes);
            let taken = nodes.map(|node| node.id.clone()).collect();
            for (number, diagram) in several.iter().enumerate() {
                text.push_str(&format!("  subgraph cluster_{number} {{\n"));
                text.push_str(&format!("    label={}\n", label(&diagram.flow)));
                text.push_str(&body(diagram, "    ", |node| quoted(&node.id), &taken));
                text.push_str("  }\n");
            }
        }
    }
    text.push_str("}\n");
    text
}

fn body(
    diagram: &Diagram,
    indent: &str,
    name: impl Fn(&Node) -> String,
    taken: &FxHashSet<String>,
) -> String {
    let (arrows, points) = arrows(diagram);
    let point = |point: usize| quoted(&point_name(&diagram.flow, point + 1, taken));
    let mut text = String::new();
    for node in &diagram.nodes {
        text.push_str(&format!("{indent}{} [{}]\n", name(node), attributes(node)));
    }
    for number in 0..points {
        text.push_str(&format!("{indent}{} [shape=point label=\"\"]\n", point(number)));
    }
    let name = |end: End| match end {
        End::Node(node) => diagram.nodes.get(node).map(&name),
        End::Point(number) => Some(point(number)),
    };
    for (from, to) in arrows {
        if let (Some(from), Some(to)) = (name(from), name(to)) {
            text.push_str(&format!("{indent}{from} -> {to}\n"));
        }
    }
    text
}

/// What a point is called: no environment is, whatever the names.
fn point_name(flow: &str, number: usize, taken: &FxHashSet<String>) -> String {
    let mut name = format!("{flow} {number}");
    while taken.contains(&name) {
        name.push('*');
    }
    name
}

/// Production has a double frame, and where the flow starts the frame is rounded.
fn attributes(node: &Node) -> String {
    let start = if node.is_trigger { " (start)" } else { "" };
    let mut lines = vec![format!("{}{start}", node.environment)];
    lines.extend(wording::lines(node).iter().map(|line| {
        let differs = if line.differs { format!(" ({})", wording::DIFFERS) } else { String::new() };
        format!("{} {}{differs}", line.label, line.value)
    }));
    let lines: Vec<String> = lines.iter().map(|line| format!("{}\\l", escaped(line))).collect();
    let details: Vec<String> = wording::details(node).iter().map(|line| escaped(line)).collect();
    let mut attributes = format!("label=\"{}\" tooltip=\"{}\"", lines.concat(), details.join("\\n"));
    if node.is_production {
        attributes.push_str(" peripheries=2");
    }
    if node.is_trigger {
        attributes.push_str(" style=rounded");
    }
    attributes
}

fn label(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// Text in a label, where a backslash begins an escape and `&` an entity.
fn escaped(text: &str) -> String {
    one_line(text).replace('\\', "\\\\").replace('&', "&amp;").replace('"', "\\\"")
}

/// A name: only quotes are escaped in it, and a backslash must not stand before one.
fn quoted(name: &str) -> String {
    format!("\"{}\"", one_line(name).replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_label() {
        assert_eq!(label(r#"a "b" \ &lt;"#), r#""a \"b\" \\ &amp;lt;""#);
        assert_eq!(quoted("a\"b\\"), r#""a\"b\\""#);
    }
}

//! A flowchart as Mermaid reads it, for a README or a pull request. Mermaid lays it out itself.

use rustc_hash::FxHashSet;

use crate::arrows::{End, arrows};
use crate::diagram::{Diagram, Node, Setting};
use crate::wording::{self, Line};

/// How the kinds of environments look, on light and dark pages alike.
const CLASSES: &str = "  classDef production stroke-width:3px
  classDef start stroke-dasharray:6 3
";

/// The words that mean something to Mermaid where the name of a node is due.
const RESERVED: &[&str] = &[
    "call",
    "class",
    "classdef",
    "click",
    "default",
    "direction",
    "end",
    "flowchart",
    "graph",
    "href",
    "interpolate",
    "linkstyle",
    "style",
    "subgraph",
];

/// Some flows as one flowchart. Several are framed, each under its name.
pub fn mermaid(diagrams: &[Diagram]) -> String {
    let mut text = "flowchart LR\n".to_owned();
    let mut identifiers = Identifiers::default();
    match diagrams {
        [only] => text.push_str(&body(only, &mut identifiers, "", "  ")),
        several => {
            for diagram in several {
                let frame = identifiers.unique(&format!("flow_{}", diagram.flow));
                let prefix = format!("{}_", diagram.flow);
                text.push_str(&format!("  subgraph {frame}[\"{}\"]\n", escaped(&diagram.flow)));
                text.push_str("    direction LR\n");
                text.push_str(&body(diagram, &mut identifiers, &prefix, "    "));
                text.push_str("  end\n");
            }
        }
    }
    text.push_str(CLASSES);
    text
}

fn body(diagram: &Diagram, identifiers: &mut Identifiers, prefix: &str, indent: &str) -> String {
    let (arrows, points) = arrows(diagram);
    let mut names: Vec<String> = Vec::new();
    let mut text = String::new();
    for node in &diagram.nodes {
        let name = identifiers.unique(&format!("{prefix}{}", node.environment));
        text.push_str(&format!("{indent}{name}{}\n", shape(node)));
        names.push(name);
    }
    for _ in 0..points {
        let name = identifiers.unique(&format!("{prefix}all"));
        text.push_str(&format!("{indent}{name}((\" \"))\n"));
        names.push(name);
    }
    let name = |end: End| match end {
        End::Node(node) => names.get(node),
        End::Point(point) => names.get(diagram.nodes.len() + point),
    };
    for (from, to) in arrows {
        if let (Some(from), Some(to)) = (name(from), name(to)) {
            text.push_str(&format!("{indent}{from} --> {to}\n"));
        }
    }
    text
}

/// The shape tells the kinds apart: a rounded one is where the flow starts, one with double sides is production.
fn shape(node: &Node) -> String {
    let label = label(node);
    match (node.is_production, node.is_trigger) {
        (true, _) => format!("[[\"{label}\"]]:::production"),
        (false, true) => format!("([\"{label}\"]):::start"),
        (false, false) => format!("[\"{label}\"]"),
    }
}

fn label(node: &Node) -> String {
    let start = if node.is_trigger { " (start)" } else { "" };
    let mut lines = vec![format!("<b>{}</b>{start}", escaped(&node.environment))];
    for line in wording::lines(node) {
        let differing = node.settings.iter().find(|setting| line.differs && setting.field == line.label);
        match differing {
            Some(setting) => lines.extend(by_product(setting)),
            None => lines.push(plain(&line)),
        }
    }
    lines.join("<br>")
}

fn plain(line: &Line) -> String {
    escaped(&format!("{} {}", line.label, line.value))
}

/// A line for each value, with the products that it holds for: nothing else would tell.
fn by_product(setting: &Setting) -> Vec<String> {
    let by_value = wording::products_by_value(setting);
    let lines = by_value.into_iter().map(|(value, products)| {
        escaped(&format!("{} {value} for {}", setting.field, wording::names(&products, wording::FEW)))
    });
    lines.collect()
}

/// Text in a quoted label. Letters, digits and harmless signs stand for themselves, and so does all that is not
/// ASCII; whatever could mean something to Mermaid, Markdown or HTML is given by its number.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in promo_diagnostics::one_line(text).chars() {
        let stands_for_itself =
            !character.is_ascii() || character.is_ascii_alphanumeric() || " -.,:/()|=+".contains(character);
        match stands_for_itself {
            true => escaped.push(character),
            false => escaped.push_str(&format!("#{};", u32::from(character))),
        }
    }
    escaped
}

/// What nodes and frames are called, each differently.
#[derive(Default)]
struct Identifiers(FxHashSet<String>);

impl Identifiers {
    /// A name as near to the wanted one as Mermaid allows.
    fn unique(&mut self, wanted: &str) -> String {
        let plain = |character: char| if character.is_ascii_alphanumeric() { character } else { '_' };
        let mut name: String = wanted.chars().map(plain).collect();
        let is_reserved = RESERVED.contains(&name.to_lowercase().as_str());
        if is_reserved || !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            name = format!("environment_{name}");
        }
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let mut free = std::iter::once(name.clone()).chain(numbered).filter(|name| !self.0.contains(name));
        let name = free.next().unwrap_or_default();
        self.0.insert(name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nodes_are_called_is_plain_and_unique() {
        let mut identifiers = Identifiers::default();
        let names = ["dev", "prod-eu", "prod_eu", "end", "1st", "🚀", "\"a\" <b>"];
        let unique = names.map(|name| identifiers.unique(name));
        let expected = [
            "dev",
            "prod_eu",
            "prod_eu_2",
            "environment_end",
            "environment_1st",
            "environment__",
            "environment__a___b_",
        ];
        assert_eq!(unique, expected);
    }

    #[test]
    fn labels_hold_nothing_that_means_something() {
        assert_eq!(escaped("a-1 \"b\" `c` #d; <e> 🚀\n"), "a-1 #34;b#34; #96;c#96; #35;d#59; #60;e#62; 🚀");
    }
}

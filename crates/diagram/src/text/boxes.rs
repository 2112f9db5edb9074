//! What stands in the boxes of a text: of one environment each, or of all that are alike. Knows nothing of where the
//! boxes stand.

use unicode_width::UnicodeWidthStr;

use crate::diagram::{Diagram, Node, Setting};
use crate::text::wrap::wrapped;
use crate::wording;

/// Columns of a box that its frame and margins take.
const FRAME: usize = 4;

/// A text in a box is no wider than this.
const WIDEST: usize = 40;

/// All products that a note names.
const MOST_PRODUCTS: usize = 20;

/// What is said below a picture of settings that differ by product: each setting once, with its environments.
pub(super) struct Notes<'a> {
    notes: Vec<(&'a Setting, Vec<&'a str>)>,
}

impl<'a> Notes<'a> {
    pub(super) fn new(diagram: &'a Diagram) -> Self {
        let mut notes: Vec<(&Setting, Vec<&str>)> = Vec::new();
        for node in &diagram.nodes {
            for setting in node.settings.iter().filter(|setting| setting.differs()) {
                match notes.iter_mut().find(|(known, _)| *known == setting) {
                    Some((_, environments)) => environments.push(&node.environment),
                    None => notes.push((setting, vec![&node.environment])),
                }
            }
        }
        Notes { notes }
    }

    /// The number of the note on a field of a node.
    fn number(&self, node: &Node, field: &str) -> Option<usize> {
        let setting = node.settings.iter().find(|setting| setting.field == field)?;
        self.notes.iter().position(|(known, _)| *known == setting).map(|number| number + 1)
    }

    /// The lines of each note.
    pub(super) fn lines(&self) -> impl Iterator<Item = Vec<String>> {
        self.notes.iter().map(|(setting, environments)| {
            let mut lines =
                vec![format!("{} in {} {}:", setting.field, environments.join(", "), wording::DIFFERS)];
            lines.extend(setting.variants.iter().map(|variant| {
                let products = wording::names(&variant.products, MOST_PRODUCTS);
                format!("{} for {products}", wording::short(variant))
            }));
            lines
        })
    }
}

/// The lines that say what happens in an environment.
pub(super) fn setting_lines(node: &Node, notes: &Notes<'_>) -> Vec<String> {
    let lines = wording::lines(node).into_iter().map(|line| {
        let note = notes.number(node, &line.label).filter(|_| line.differs);
        let note = note.map(|number| format!(" ({number})")).unwrap_or_default();
        format!("{} {}{note}", line.label, line.value)
    });
    lines.collect()
}

/// A frame of text.
pub(super) struct TextBox {
    pub(super) lines: Vec<String>,
    /// Whether the frame is double.
    pub(super) is_production: bool,
}

impl TextBox {
    fn new(title: &str, settings: &[String], is_production: bool, width: usize) -> Self {
        let widest = WIDEST.min(width - FRAME);
        let lines = std::iter::once(title).chain(settings.iter().map(String::as_str));
        TextBox { lines: lines.flat_map(|line| wrapped(line, widest)).collect(), is_production }
    }

    pub(super) fn width(&self) -> usize {
        self.lines.iter().map(|line| line.width()).max().unwrap_or_default() + FRAME
    }
}

/// Boxes with what each depends on.
pub(super) struct Boxes {
    pub(super) boxes: Vec<TextBox>,
    pub(super) dependencies: Vec<Vec<usize>>,
}

impl Boxes {
    /// A box for each environment.
    pub(super) fn single(
        diagram: &Diagram,
        notes: &Notes<'_>,
        dependencies: &[Vec<usize>],
        width: usize,
    ) -> Boxes {
        let boxes = diagram
            .nodes
            .iter()
            .map(|node| TextBox::new(&titled(node), &setting_lines(node, notes), node.is_production, width));
        Boxes { boxes: boxes.collect(), dependencies: dependencies.to_vec() }
    }

    /// A box for all environments that are alike.
    pub(super) fn shared(
        diagram: &Diagram,
        notes: &Notes<'_>,
        dependencies: &[Vec<usize>],
        width: usize,
    ) -> Boxes {
        let mut groups: Vec<(Alike<'_>, Vec<String>)> = Vec::new();
        let mut group_of = Vec::new();
        let dependents = dependents(dependencies);
        for ((node, from), to) in diagram.nodes.iter().zip(dependencies).zip(&dependents) {
            let alike = Alike::new(node, from, to, notes);
            let known = groups.iter().position(|(known, _)| *known == alike);
            let group = known.unwrap_or(groups.len());
            group_of.push(group);
            match groups.get_mut(group) {
                Some((_, names)) => names.push(titled(node)),
                None => groups.push((alike, vec![titled(node)])),
            }
        }
        let in_groups = |nodes: &[usize]| {
            let mut groups: Vec<usize> =
                nodes.iter().filter_map(|node| group_of.get(*node).copied()).collect();
            groups.sort_unstable();
            groups.dedup();
            groups
        };
        let dependencies = groups.iter().map(|(alike, _)| in_groups(&alike.from)).collect();
        let boxes = groups.iter().map(|(alike, names)| {
            TextBox::new(&names.join(", "), &alike.settings, alike.is_production, width)
        });
        Boxes { boxes: boxes.collect(), dependencies }
    }
}

/// What environments of one box have in common.
#[derive(PartialEq)]
struct Alike<'a> {
    from: Vec<usize>,
    to: &'a [usize],
    settings: Vec<String>,
    is_production: bool,
}

impl<'a> Alike<'a> {
    fn new(node: &Node, from: &[usize], to: &'a [usize], notes: &Notes<'_>) -> Self {
        let mut from = from.to_vec();
        from.sort_unstable();
        Alike { from, to, settings: setting_lines(node, notes), is_production: node.is_production }
    }
}

fn dependents(dependencies: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut dependents = vec![Vec::new(); dependencies.len()];
    for (node, from) in dependencies.iter().enumerate() {
        for from in from {
            if let Some(list) = dependents.get_mut(*from) {
                list.push(node);
            }
        }
    }
    dependents
}

/// The name of an environment, with what the frame doesn't say.
pub(super) fn titled(node: &Node) -> String {
    let start = if node.is_trigger { " (start)" } else { "" };
    format!("{}{start}", node.environment)
}

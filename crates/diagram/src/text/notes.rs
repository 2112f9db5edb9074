//! What is said below a picture of settings that differ by product or are a tie. Knows nothing of what is drawn.

use crate::diagram::{Diagram, Node, Setting};
use crate::wording;

/// All products that a note names.
const MOST_PRODUCTS: usize = 20;

/// What is said below a picture of settings that differ by product or are a tie: each setting once, with its
/// environments.
pub(super) struct Notes<'a> {
    notes: Vec<(&'a Setting, Vec<&'a str>)>,
}

impl<'a> Notes<'a> {
    pub(super) fn new(diagram: &'a Diagram) -> Self {
        let mut notes: Vec<(&Setting, Vec<&str>)> = Vec::new();
        for node in &diagram.nodes {
            for setting in node.settings.iter().filter(|setting| is_noted(setting)) {
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
            let why = if setting.differs() { wording::DIFFERS } else { wording::IS_TIE };
            let mut lines = vec![format!("{} in {} {why}:", setting.field, environments.join(", "))];
            lines.extend(setting.variants.iter().map(|variant| {
                let short = wording::short(variant);
                match wording::names(&variant.products, MOST_PRODUCTS).as_str() {
                    "" => short,
                    products => format!("{short} for {products}"),
                }
            }));
            lines
        })
    }
}

/// Whether the picture alone doesn't tell what holds.
fn is_noted(setting: &Setting) -> bool {
    setting.differs() || setting.is_tie()
}

/// The lines that say what happens in an environment.
pub(super) fn setting_lines(node: &Node, notes: &Notes<'_>) -> Vec<String> {
    let lines = wording::lines(node).into_iter().map(|line| {
        let note = notes.number(node, &line.label);
        let note = note.map(|number| format!(" ({number})")).unwrap_or_default();
        format!("{} {}{note}", line.label, line.value)
    });
    lines.collect()
}

//! A flow as text: boxes and lines from top to bottom, no wider than asked for. Where that is too narrow for a box for
//! each environment, those that depend on the same, lead to the same and have the same settings share one; where it is
//! too narrow for that too, the waves are listed. Knows nothing of terminals.

mod boxes;
mod canvas;
mod columns;
mod draw;
mod groups;
mod list;
mod notes;
mod tracks;
mod wrap;

use std::fmt::Write;

use crate::diagram::Diagram;
use crate::wording;
use boxes::Boxes;
use groups::Groups;
use notes::Notes;
use wrap::wrapped;

/// Nothing can be read in less.
const NARROWEST: usize = 24;

/// Some flows as text.
pub fn text(diagrams: &[Diagram], width: usize) -> String {
    let width = width.max(NARROWEST);
    let texts: Vec<String> = diagrams.iter().map(|diagram| one(diagram, width)).collect();
    texts.join("\n")
}

fn one(diagram: &Diagram, width: usize) -> String {
    let mut text = String::new();
    let indent = |text: &mut String, line: &str, indent: usize| {
        for part in wrapped(line, width - indent) {
            let _ = writeln!(text, "{:indent$}{part}", "");
        }
    };
    indent(&mut text, &format!("flow {}", diagram.flow), 0);
    for fact in wording::facts(diagram) {
        indent(&mut text, &fact, 2);
    }
    text.push('\n');
    let notes = Notes::new(diagram);
    text.push_str(&picture(diagram, &notes, width));
    for (number, lines) in (1..).zip(notes.lines()) {
        text.push('\n');
        for (index, line) in lines.iter().enumerate() {
            let line = if index == 0 { format!("({number}) {line}") } else { line.clone() };
            indent(&mut text, &line, if index == 0 { 0 } else { 6 });
        }
    }
    text
}

/// How wide the texts in boxes may be: first as they like, then as narrow as can be read.
const TEXT_WIDTHS: [usize; 2] = [40, 20];

/// The first of several ways to draw it that is narrow enough.
fn picture(diagram: &Diagram, notes: &Notes, width: usize) -> String {
    let every = Groups::of_one(diagram, notes);
    let alike = Groups::of_alike(diagram, notes);
    let ways = [&every, &alike].into_iter().flat_map(|groups| TEXT_WIDTHS.map(|widest| (groups, widest)));
    let mut drawn = ways.filter_map(|(groups, widest)| draw::draw(&Boxes::new(groups, widest), width));
    match drawn.next() {
        Some(drawn) if diagram.nodes.iter().any(|node| node.is_production) => {
            format!("{drawn}\ndouble frame: production\n")
        }
        Some(drawn) => drawn,
        None => list::list(&alike, width),
    }
}

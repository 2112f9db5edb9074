//! A difference for the terminal: a summary, then section after section.

use promo_diagnostics::one_line;

use super::{Group, Line, Piece, Section};

/// So many lines of a group, and so many groups of a section, are shown. More nobody reads there.
const LINES: usize = 20;
const GROUPS: usize = 40;

pub(super) fn text(opening: &[Line], sections: &[Section]) -> String {
    let mut text: String = opening.iter().map(|line| plain(line) + "\n").collect();
    for section in sections {
        text.push_str(&format!("\n{}\n", section.title()));
        section.groups.iter().take(GROUPS).for_each(|group| add(&mut text, group));
        text.push_str(&more("  ", section.groups.len(), GROUPS));
    }
    text
}

fn add(text: &mut String, group: &Group) {
    let indent = if group.heading.is_empty() { "  " } else { "    " };
    if !group.heading.is_empty() {
        text.push_str(&format!("  {}\n", plain(&group.heading)));
    }
    for line in group.lines.iter().take(LINES) {
        text.push_str(&format!("{indent}{}\n", plain(line)));
    }
    text.push_str(&more(indent, group.lines.len(), LINES));
}

fn more(indent: &str, count: usize, shown: usize) -> String {
    match count.saturating_sub(shown) {
        0 => String::new(),
        others => format!("{indent}… and {others} more, which `--output json` lists\n"),
    }
}

fn plain(line: &Line) -> String {
    let pieces = line.0.iter().map(|piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Name(name) => shown(name),
        Piece::Text(text) => format!("\"{}\"", one_line(text)),
    });
    pieces.collect()
}

/// A name between words: in quotes if it would not stand out. A terminal obeys control characters.
fn shown(name: &str) -> String {
    match name.is_empty() || name.trim() != name {
        true => format!("{name:?}"),
        false => one_line(name),
    }
}

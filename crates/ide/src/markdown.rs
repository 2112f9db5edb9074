//! Text for people in Markdown, with places of the project in it. How a place is linked to is known to whoever has
//! names for files.

use promo_analysis::{Db, Site};
use promo_diagnostics::{Place, one_line};

/// A text in Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markdown {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Place(Place),
}

impl Markdown {
    /// The text, with places as a function writes them.
    pub fn render(&self, place: impl Fn(&Place) -> String) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Place(at) => place(at),
        });
        pieces.collect()
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    pub(crate) fn text(&mut self, text: impl Into<String>) {
        self.pieces.push(Piece::Text(text.into()));
    }

    pub(crate) fn site(&mut self, db: &dyn Db, site: Site<'_>) {
        self.place(site.file_place(db));
    }

    pub(crate) fn place(&mut self, place: Place) {
        self.pieces.push(Piece::Place(place));
    }

    /// A paragraph.
    pub(crate) fn paragraph(&mut self, text: impl AsRef<str>) {
        self.begin_block();
        self.text(format!("{}\n", text.as_ref()));
    }

    /// A block of code of a language.
    pub(crate) fn code(&mut self, language: &str, code: &str) {
        self.begin_block();
        let fence = "`".repeat(longest_run(code).max(2) + 1);
        self.text(format!("{fence}{language}\n{}\n{fence}\n", code.trim_end()));
    }

    /// Blocks are a line apart.
    pub(crate) fn begin_block(&mut self) {
        if !self.is_empty() {
            self.text("\n");
        }
    }
}

/// The length of the longest run of backquotes.
fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default()
}

/// A name or value inside a line, also one of a table.
pub(crate) fn code(text: &str) -> String {
    let text = one_line(text).replace('|', "\\|");
    match longest_run(&text) {
        0 => format!("`{text}`"),
        longest => {
            let fence = "`".repeat(longest + 1);
            format!("{fence} {text} {fence}")
        }
    }
}

/// Some names inside a line: at most so many, and how many more there are.
pub(crate) fn names<T: AsRef<str>>(names: &[T], most: usize) -> String {
    let named: Vec<String> = names.iter().take(most).map(|name| code(name.as_ref())).collect();
    match names.len().saturating_sub(most) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// At most so many lines of a text.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    match lines.get(..most).filter(|_| lines.len() > most + 1) {
        None => text.to_owned(),
        Some(first) => format!("{}\n…", first.join("\n")),
    }
}

/// A text in Markdown, as this crate writes it, without the signs of its layout.
pub fn plain(markdown: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut fence = None;
    for line in markdown.lines() {
        match fence {
            Some(marks) if line == marks => fence = None,
            Some(_) => lines.push(line.to_owned()),
            None if line.starts_with("```") => fence = line.get(..line.len() - unfenced(line).len()),
            None if line.starts_with('|') => lines.extend(plain_row(line)),
            None => lines.push(plain_line(line)),
        }
    }
    lines.join("\n")
}

/// What stands behind the marks of a fence.
fn unfenced(line: &str) -> &str {
    line.trim_start_matches('`')
}

/// The cells of a row of a table; none where it only rules a line or says nothing.
fn plain_row(line: &str) -> Option<String> {
    let line = line.replace("\\|", ESCAPED_BAR);
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let says_something = cells.iter().any(|cell| !cell.trim_matches(['-', ':']).is_empty());
    says_something.then(|| plain_line(cells.join("  ").trim()).replace(ESCAPED_BAR, "|"))
}

/// Stands for a bar that divides no cells while a row is taken apart.
const ESCAPED_BAR: &str = "\u{1}";

/// A line without the marks of code, and of what is strong.
fn plain_line(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        let (before, code) = rest.split_at(start);
        let marks = code.get(..code.len() - unfenced(code).len()).unwrap_or_default();
        let Some((inside, behind)) = unfenced(code).split_once(marks) else { break };
        text.push_str(&before.replace("**", ""));
        text.push_str(if marks.len() > 1 { inside.trim() } else { inside });
        rest = behind;
    }
    text + &rest.replace("**", "")
}

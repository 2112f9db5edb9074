//! The comments of a text of YAML with what each is about, as far as their places tell.

use promo_diagnostics::{Level, Rule};

/// A comment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Comment {
    /// What follows the `#`.
    pub(crate) text: String,
    /// The first byte of what it is about: what stands before it on its line or, if it has a line to itself, below
    /// it. Where nothing follows, or only what is less indented, it is about what stands above it.
    pub(crate) about: usize,
}

/// The comments of a text, in written order.
pub(crate) fn comments(text: &str) -> Vec<Comment> {
    if !text.contains('#') {
        return Vec::new();
    }
    let lines = Lines::of(text);
    let comments = promo_manifest::comments(text).into_iter().filter_map(|range| {
        let words = text.get(range.clone())?.strip_prefix('#')?;
        let text = said_in_sources(words)?;
        Some(Comment { text, about: lines.subject(range.start) })
    });
    comments.collect()
}

/// What a comment says in a source. One that silences what is an error there, and can't be silenced, gives its reason
/// alone; none if it gives none.
fn said_in_sources(words: &str) -> Option<String> {
    let told =
        words.trim_start().strip_prefix("promo:").and_then(|told| told.trim_start().strip_prefix("allow"));
    let told = told.and_then(|told| told.trim_start().strip_prefix('('));
    let Some((rules, reason)) = told.and_then(|told| told.split_once(')')) else {
        return Some(words.to_owned());
    };
    let can_be_silenced =
        |name: &str| Rule::named(name.trim()).is_some_and(|rule| rule.level() != Level::Error);
    if rules.split(',').all(can_be_silenced) {
        return Some(words.to_owned());
    }
    let reason = reason.trim();
    (!reason.is_empty()).then(|| format!(" {reason}"))
}

/// The lines of a text that have more than a comment.
struct Lines<'t> {
    text: &'t str,
    /// The first byte of what each of them says: behind white space and the dashes of lists.
    contents: Vec<Content>,
}

struct Content {
    start: usize,
    column: usize,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Lines<'t> {
        let mut line_start = 0;
        let mut contents = Vec::new();
        for line in text.split_inclusive('\n') {
            contents.extend(content(line, line_start));
            line_start += line.len();
        }
        Lines { text, contents }
    }

    /// What a comment that begins at a byte is about.
    fn subject(&self, comment: usize) -> usize {
        let next = self.contents.partition_point(|content| content.start < comment);
        let (above, below) =
            (next.checked_sub(1).and_then(|index| self.contents.get(index)), self.contents.get(next));
        let line_start =
            self.text.get(..comment).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let column = comment - line_start;
        match (above, below) {
            (Some(same_line), _) if same_line.start >= line_start => same_line.start,
            (_, Some(below)) if below.column >= column => below.start,
            (Some(above), _) => above.start,
            (None, Some(below)) => below.start,
            (None, None) => comment,
        }
    }
}

/// What a line says, if it says anything: a marker between documents says nothing.
fn content(line: &str, line_start: usize) -> Option<Content> {
    let indented = line.trim_start_matches([' ', '\t', '\u{feff}']);
    let column = line.len() - indented.len();
    let mut rest = indented;
    while let Some(behind) = rest.strip_prefix("- ") {
        rest = behind.trim_start_matches(' ');
    }
    let is_marker = column == 0 && (rest.trim_end() == "---" || rest.trim_end() == "...");
    let is_nothing = is_marker || rest.trim_end().is_empty() || rest.starts_with('#');
    (!is_nothing).then(|| Content { start: line_start + line.len() - rest.len(), column })
}

//! Comments of carets that say what is expected of the line above. Knows the notation, and nothing of files.

use std::ops::Range;
use std::sync::Arc;

use promo_diagnostics::{Diagnostic, Level, Place};

/// What is expected of some characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// The characters above the carets, as far as the line reaches.
    pub place: Place,
    /// All that follows the carets.
    pub label: String,
    /// The level, if the label begins with one and a colon, or a rule and a colon.
    pub level: Option<Level>,
    /// The rule after the level.
    pub rule: Option<String>,
    /// What follows the colon, or the whole label if it has no level.
    pub message: String,
}

const LEVELS: &[(&str, Level)] =
    &[("error", Level::Error), ("warning", Level::Warning), ("hint", Level::Hint)];

impl Annotation {
    /// Whether a diagnostic, whose place on one line is given, is what is expected.
    pub(crate) fn expects(&self, diagnostic: &Diagnostic, place: &Place) -> bool {
        let is_rule = self.rule.as_deref().is_none_or(|rule| rule == diagnostic.rule.name());
        let is_message = diagnostic.message.starts_with(&self.message);
        self.place == *place && self.level == Some(diagnostic.level) && is_rule && is_message
    }
}

/// The word for a level.
pub(crate) fn level_name(level: Level) -> &'static str {
    LEVELS.iter().find(|(_, known)| *known == level).map_or("", |(name, _)| name)
}

/// The annotations of a text. The error is in words.
pub(crate) fn read_annotations(file: &Arc<str>, text: &str) -> Result<Vec<Annotation>, String> {
    let comment = if file.ends_with(".promo") { "//" } else { "#" };
    let mut annotations = vec![];
    let mut above: Option<Range<usize>> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\r', '\n']);
        match read_carets(content, comment) {
            Some((columns, label)) => {
                let above =
                    above.clone().ok_or_else(|| format!("nothing stands above `{}`", content.trim()))?;
                let range = range_of(text.get(above.clone()).unwrap_or_default(), &columns);
                let place = Place {
                    file: file.clone(),
                    start: above.start + range.start,
                    end: above.start + range.end,
                };
                annotations.push(annotation(place, label));
            }
            None => above = Some(start..start + content.len()),
        }
        start += line.len();
    }
    Ok(annotations)
}

/// The columns that a comment of carets marks, from 0, and what follows the carets; nothing for other lines.
fn read_carets<'line>(line: &'line str, comment: &str) -> Option<(Range<usize>, &'line str)> {
    let trimmed = line.trim_start();
    let indentation = line.get(..line.len() - trimmed.len())?.chars().count();
    let inner = trimmed.strip_prefix(comment)?;
    let (column, carets) = match inner.strip_prefix('<') {
        Some(carets) => (indentation, carets),
        None => {
            let carets = inner.trim_start();
            (indentation + comment.len() + (inner.len() - carets.len()), carets)
        }
    };
    let label = carets.trim_start_matches('^');
    let count = carets.len() - label.len();
    let is_annotation = count > 0 && (label.is_empty() || label.starts_with(' '));
    is_annotation.then(|| (column..column + count, label.trim()))
}

/// The bytes of columns, as far as the line reaches.
fn range_of(line: &str, columns: &Range<usize>) -> Range<usize> {
    let offset = |column| line.char_indices().nth(column).map_or(line.len(), |(offset, _)| offset);
    offset(columns.start)..offset(columns.end)
}

fn annotation(place: Place, label: &str) -> Annotation {
    let (head, message) = label.split_once(':').unwrap_or((label, ""));
    let (word, rule) = match head.strip_suffix(']').and_then(|head| head.split_once('[')) {
        Some((word, rule)) => (word, Some(rule.to_owned())),
        None => (head, None),
    };
    let label = label.to_owned();
    match LEVELS.iter().find(|(name, _)| *name == word) {
        Some((_, level)) => {
            Annotation { place, label, level: Some(*level), rule, message: message.trim().to_owned() }
        }
        None => Annotation { place, message: label.clone(), label, level: None, rule: None },
    }
}

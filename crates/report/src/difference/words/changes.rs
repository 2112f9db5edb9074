//! What became of things with names, in words: of what came, what it is; of what is another, fact by fact.

use super::super::{Change, Fate, FieldChange, Said};
use super::{Group, Line};

/// What stands where nothing is said, as in tables.
pub(super) const NOTHING: &str = "–";

/// The facts that are said in other words than their fields.
const WORDS: [(&str, &str); 6] = [
    (DEPENDS_ON, "waits for"),
    ("onStart", "on start"),
    ("onSuccess", "on success"),
    ("onFail", "on fail"),
    ("postTrigger", "post of the trigger"),
    (PROMOTE, "promotes"),
];

/// The facts by which an environment is in a flow, and a file is promoted: without them it is not.
const DEPENDS_ON: &str = "dependsOn";
const PROMOTE: &str = "promote";

/// A longer text is cut, and one of several lines is told by their number.
const LONGEST: usize = 60;

/// A group for each.
pub(super) fn groups(changes: &[Change]) -> Vec<Group> {
    changes.iter().map(group).collect()
}

fn group(change: &Change) -> Group {
    let name = Line::default().name(&change.name);
    match change.change {
        Fate::Added => Group { heading: name.words(" is new").then(what_it_is(change)), lines: vec![] },
        Fate::Removed => Group { heading: name.words(" is gone"), lines: vec![] },
        Fate::Changed => Group { heading: name, lines: change.fields.iter().map(field).collect() },
    }
}

/// What there is to say of the whole, and the names of its parts.
fn what_it_is(change: &Change) -> Line {
    let mut line = Line::default();
    let mut parts: Vec<&str> = Vec::new();
    for field in &change.fields {
        match (&field.part, &field.after) {
            (None, Some(after)) => {
                line = label(line.separated(": ", ", "), &field.field).words(" ");
                line = said(line, after);
            }
            (Some(part), _) if !parts.contains(&part.as_str()) => parts.push(part),
            _ => {}
        }
    }
    if parts.is_empty() {
        return line;
    }
    line.separated(": ", "; ").names(parts)
}

fn field(field: &FieldChange) -> Line {
    let line = match &field.part {
        Some(part) => Line::default().name(part).words(": "),
        None => Line::default(),
    };
    let makes_the_part = [DEPENDS_ON, PROMOTE].contains(&field.field.as_str());
    match (&field.before, &field.after) {
        (None, Some(after)) if makes_the_part => {
            said(label(line.words("new, "), &field.field).words(" "), after)
        }
        (Some(_), None) if makes_the_part => line.words("gone"),
        (Some(Said::Text(before)), Some(Said::Text(after))) if is_long(before) || is_long(after) => {
            let sizes = format!(" is another: {} → {}", size(before), size(after));
            label(line, &field.field).words(&sizes)
        }
        (before, after) => {
            let line = or_nothing(label(line, &field.field).words(" "), before.as_ref());
            or_nothing(line.words(" → "), after.as_ref())
        }
    }
}

/// What a fact is about. In a workflow that may be anything that stands in its manifest.
fn label(line: Line, field: &str) -> Line {
    let known = WORDS.iter().find(|(known, _)| *known == field);
    let is_plain = |field: &str| {
        field.starts_with(|first: char| first.is_ascii_alphabetic())
            && field.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == ' ' || sign == '-')
    };
    match known {
        Some((_, word)) => line.words(word),
        None if is_plain(field) => line.words(field),
        None => line.name(field),
    }
}

fn or_nothing(line: Line, what: Option<&Said>) -> Line {
    match what {
        Some(what) => said(line, what),
        None => line.words(NOTHING),
    }
}

fn said(line: Line, what: &Said) -> Line {
    match what {
        Said::Text(text) if is_long(text) => line.words(&size(text)),
        Said::Text(text) => line.name(text),
        Said::List(texts) if texts.is_empty() => line.words("nothing"),
        Said::List(texts) => line.names(texts.iter().map(String::as_str)),
    }
}

fn is_long(text: &str) -> bool {
    text.trim_end().contains('\n') || text.chars().count() > LONGEST
}

/// How long a text is that is too long to be shown.
fn size(text: &str) -> String {
    match text.lines().count() {
        0 | 1 => format!("{} characters", text.chars().count()),
        lines => format!("{lines} lines"),
    }
}

//! How a string is written in the place of a scalar in a file that people keep: with the quotes that are there, and so
//! that it is right between brackets too. It knows no kind of manifest.

use std::ops::Range;

use super::scalar::{Form, form, push_inline};

/// What ends a plain scalar between brackets.
const FLOW_SIGNS: [char; 5] = [',', '[', ']', '{', '}'];

/// The text that makes a scalar say something else, in its place in a file; none if more than its place would have to
/// change, as in a block scalar or over several lines.
pub fn replacement(file: &str, place: &Range<usize>, value: &str) -> Option<String> {
    let written = file.get(place.clone()).filter(|written| !written.contains(['\n', '\r']))?;
    match written.chars().next()? {
        '"' => Some(double_quoted(value)),
        '\'' => Some(single_quoted(value)),
        // The lines of a block scalar say nothing of what they are a part of.
        _ if begins_line(file, place.start) => None,
        _ => Some(in_brackets(value)),
    }
}

fn begins_line(file: &str, start: usize) -> bool {
    let before = file.get(..start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.trim_start().is_empty()
}

fn double_quoted(value: &str) -> String {
    inline(value, if form(value) == Form::Quoted { Form::Quoted } else { Form::Escaped })
}

/// In single quotes, unless it needs escapes.
fn single_quoted(value: &str) -> String {
    match form(value) {
        Form::Plain | Form::Quoted => format!("'{}'", value.replace('\'', "''")),
        Form::Escaped | Form::Block => double_quoted(value),
    }
}

/// A string as it can stand anywhere, between brackets too: without quotes, if it may.
pub(crate) fn in_brackets(value: &str) -> String {
    match form(value) {
        Form::Plain if value.contains(FLOW_SIGNS) => double_quoted(value),
        form => inline(value, form),
    }
}

fn inline(value: &str, form: Form) -> String {
    let mut out = String::new();
    push_inline(&mut out, value, form);
    out
}

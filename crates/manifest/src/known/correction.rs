//! What mends a problem: text in the place of other text, so that all else of the file stays as it is. It knows how
//! YAML writes keys, scalars and lists; no kind of object, and nothing of what is wrong.

use std::ops::Range;

use crate::yaml::reader::{Node, NodeValue};
use crate::yaml::replacement::in_brackets;

/// A way to mend a problem.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Correction {
    /// What it does, in the imperative.
    pub title: String,
    /// Whether it does what the author meant in every case.
    pub is_safe: bool,
    /// What it changes, none of which overlap.
    pub edits: Vec<Edit>,
}

/// New text for a place.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Edit {
    /// What is replaced, in bytes from the start of the file; empty to insert.
    pub span: Range<usize>,
    /// The text.
    pub text: String,
}

impl Edit {
    fn insert(place: usize, text: impl Into<String>) -> Edit {
        Edit { span: place..place, text: text.into() }
    }

    fn remove(span: Range<usize>) -> Edit {
        Edit { span, text: String::new() }
    }
}

/// Another name for a key, in the quotes that are there. The name needs none itself. A key that a merge brings is written
/// elsewhere.
pub(super) fn rename(text: &str, key: &Node, name: &str) -> Option<Edit> {
    let quotes = ["", "\"", "'"].into_iter();
    let mut forms = quotes.map(|quote| (quote, format!("{quote}{}{quote}", key.text().unwrap_or_default())));
    let (quote, _) = forms.find(|(_, form)| text.get(key.span.clone()) == Some(form))?;
    Some(Edit { span: key.span.clone(), text: format!("{quote}{name}{quote}") })
}

/// A scalar as the only item of a list. One that must be a text gets quotes if it would be something else.
pub(super) fn in_list(text: &str, scalar: &Node, is_text: bool) -> Option<Vec<Edit>> {
    let written = one_line(text, scalar)?;
    let NodeValue::Scalar { text: value, plain } = &scalar.value else { return None };
    let is_free = *plain && is_text && !written.starts_with('*');
    let item = if is_free { in_brackets(value) } else { written.to_owned() };
    Some(vec![Edit { span: scalar.span.clone(), text: format!("[{item}]") }])
}

/// A map as the only item of a list.
pub(super) fn map_in_list(text: &str, map: &Node) -> Option<Vec<Edit>> {
    let Range { start, end } = map.span;
    if text.get(start..)?.starts_with('{') {
        return Some(vec![Edit::insert(start, "["), Edit::insert(end, "]")]);
    }
    let mut edits = vec![Edit::insert(start, "- ")];
    edits.extend(later_lines(text, &map.span).map(|line| Edit::insert(line, "  ")));
    Some(edits)
}

/// The only item of a list in brackets without them.
pub(super) fn out_of_list(text: &str, list: &Node) -> Option<Vec<Edit>> {
    let NodeValue::Sequence(items) = &list.value else { return None };
    let [item] = items.as_slice() else { return None };
    one_line(text, list)?.strip_prefix('[')?;
    let written = one_line(text, item)?;
    Some(vec![Edit { span: list.span.clone(), text: written.to_owned() }])
}

/// A scalar as a text.
pub(super) fn quote(text: &str, scalar: &Node) -> Option<Vec<Edit>> {
    let written = one_line(text, scalar)?;
    let value = if written.starts_with('*') { scalar.text()? } else { written };
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-._:".contains(&byte));
    plain.then(|| vec![Edit { span: scalar.span.clone(), text: format!("\"{value}\"") }])
}

/// A scalar in quotes without them.
pub(super) fn unquote(text: &str, scalar: &Node) -> Option<Vec<Edit>> {
    one_line(text, scalar)?.strip_prefix(['"', '\''])?;
    Some(vec![Edit { span: scalar.span.clone(), text: scalar.text()?.trim().to_owned() }])
}

/// The value of a key in the key's own place, both of which are maps.
pub(super) fn dissolve(text: &str, key: &Node, map: &Node) -> Option<Vec<Edit>> {
    let Range { start, end } = map.span;
    if text.get(start..)?.starts_with('{') {
        return Some(vec![Edit::remove(key.span.start..start + 1), Edit::remove(end.checked_sub(1)?..end)]);
    }
    let deeper = column(text, start).checked_sub(column(text, key.span.start))?;
    let between = text.get(key.span.end..start)?;
    let comment = between.find('#').map_or(start, |comment| key.span.end + comment);
    let mut edits = vec![Edit::remove(key.span.start..comment)];
    let first_line = Some(start - column(text, start)).filter(|_| comment < start);
    for line in first_line.into_iter().chain(later_lines(text, &map.span)) {
        let blanks = text.get(line..)?.bytes().take_while(|byte| *byte == b' ').count();
        edits.push(Edit::remove(line..line + blanks.min(deeper)));
    }
    Some(edits)
}

/// What a value is written as, if that is one line and begins with no tag.
fn one_line<'text>(text: &'text str, node: &Node) -> Option<&'text str> {
    let written = text.get(node.span.clone()).filter(|written| !written.contains(['\n', '\r']))?;
    let before = text.get(..node.span.start)?;
    let is_tagged = before.split([' ', '\t', '\n']).rfind(|word| !word.is_empty()).is_some_and(is_tag);
    let is_block = before.trim_end_matches(' ').ends_with('\n') && !written.starts_with(['"', '\'']);
    (!is_tagged && !is_block).then_some(written)
}

fn is_tag(word: &str) -> bool {
    word.starts_with('!')
}

/// Where the lines begin, but for the first, that some bytes have a part of and that are not blank.
fn later_lines<'text>(text: &'text str, span: &Range<usize>) -> impl Iterator<Item = usize> + 'text {
    let start = span.start;
    let covered = text.get(span.clone()).unwrap_or_default();
    let begins = covered.match_indices('\n').map(move |(end, _)| start + end + 1);
    let end = span.end;
    begins.filter(move |line| {
        let rest = text.get(*line..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        *line < end && !rest.trim().is_empty()
    })
}

/// How many bytes of its line are before an offset.
fn column(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or_default();
    before.len() - before.rfind('\n').map_or(0, |end| end + 1)
}

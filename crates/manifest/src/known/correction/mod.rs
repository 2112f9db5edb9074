//! What mends a problem: text in the place of other text, so that all else of the file stays as it is. It knows how
//! YAML writes keys, scalars and lists; no kind of object, and nothing of what is wrong.

mod lines;

use std::ops::Range;

pub(super) use lines::{move_into, move_out, wrap};

use super::tree::{field, pairs};
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

/// Another name for a key. A key that a merge brings is written elsewhere.
pub(super) fn rename(text: &str, key: &Node, name: &str) -> Option<Edit> {
    replace(text, &key.span, key.text()?, name)
}

/// Another text in the place of a scalar, in the quotes that are there; the text needs none itself.
pub(super) fn replace(text: &str, place: &Range<usize>, value: &str, new: &str) -> Option<Edit> {
    let mut quotes = ["", "\"", "'"].into_iter();
    let quote = quotes.find(|quote| text.get(place.clone()) == Some(&format!("{quote}{value}{quote}")))?;
    Some(Edit { span: place.clone(), text: format!("{quote}{new}{quote}") })
}

/// A scalar as the only item of a list. One that must be a text gets quotes if it would be something else.
pub(super) fn in_list(text: &str, scalar: &Node, is_text: bool) -> Option<Vec<Edit>> {
    let written = one_line(text, scalar)?;
    let NodeValue::Scalar { text: value, plain } = &scalar.value else { return None };
    let is_free = *plain && is_text && !is_alias(text, scalar);
    let item = if is_free { in_brackets(value) } else { written.to_owned() };
    Some(vec![Edit { span: scalar.span.clone(), text: format!("[{item}]") }])
}

/// A map as the only item of a list.
pub(super) fn map_in_list(text: &str, map: &Node) -> Option<Vec<Edit>> {
    let Range { start, end } = map.span;
    if is_flow(text, map) || is_alias(text, map) {
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
    let value = if is_alias(text, scalar) { scalar.text()? } else { written };
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
    if is_flow(text, map) {
        return Some(vec![Edit::remove(key.span.start..start + 1), Edit::remove(end.checked_sub(1)?..end)]);
    }
    if is_alias(text, map) {
        return None;
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

/// A new entry at the beginning of a map that has some.
pub(super) fn first_entry(text: &str, map: &Node, entry: &str) -> Option<Edit> {
    let (first, _) = pairs(map).first()?;
    let start = first.span.start;
    let end = if is_flow(text, map) { ", ".to_owned() } else { next_line(text, start)? };
    Some(Edit::insert(start, format!("{entry}{end}")))
}

/// A new entry behind another one of a map, on one line or with more lines below its key.
fn entry_behind(
    text: &str,
    map: &Node,
    (key, value): &(Node, Node),
    on_one_line: &str,
    lines: [&str; 2],
) -> Option<Edit> {
    text.get(value.span.clone()).filter(|written| !written.contains('\n'))?;
    let end = value.span.end;
    if is_flow(text, map) {
        return Some(Edit::insert(end, format!(", {on_one_line}")));
    }
    let rest = text.get(end..)?;
    let line_end = end + rest.find(['\r', '\n']).unwrap_or(rest.len());
    let next = next_line(text, key.span.start)?;
    Some(Edit::insert(line_end, format!("{next}{}{next}  {}", lines[0], lines[1])))
}

/// An annotation of an object that doesn't have it.
pub(super) fn annotate(text: &str, object: &Node, name: &str, value: &str) -> Option<Edit> {
    let metadata = field(object, "metadata")?;
    let entry = format!("{name}: {value}");
    let known = pairs(metadata).iter().find(|(key, _)| key.text() == Some("annotations"));
    let Some((key, annotations)) = known else {
        let in_braces = format!("annotations: {{{entry}}}");
        let named = pairs(metadata).iter().find(|(key, _)| key.text() == Some("name"))?;
        return entry_behind(text, metadata, named, &in_braces, ["annotations:", &entry]);
    };
    if !pairs(annotations).is_empty() {
        return first_entry(text, annotations, &entry);
    }
    let place = match text.get(annotations.span.clone())? {
        "" => key.span.end..key.span.end + text.get(key.span.end..)?.find(':')? + 1,
        _ => annotations.span.clone(),
    };
    let colon = if annotations.span.is_empty() { ": " } else { "" };
    Some(Edit { span: place, text: format!("{colon}{{{entry}}}") })
}

fn is_flow(text: &str, map: &Node) -> bool {
    text.get(map.span.start..).is_some_and(|written| written.starts_with('{'))
}

fn is_alias(text: &str, node: &Node) -> bool {
    text.get(node.span.start..).is_some_and(|written| written.starts_with('*'))
}

/// A line end with the indentation of a key, whose line begins with nothing but blanks and dashes.
fn next_line(text: &str, key: usize) -> Option<String> {
    let before = text.get(..key)?.rsplit('\n').next()?.trim_start_matches('\u{feff}');
    let is_indentation = before.chars().all(|sign| [' ', '-'].contains(&sign));
    is_indentation.then(|| format!("{}{}", line_end_of(text), " ".repeat(before.len())))
}

/// How the first line of a text ends.
fn line_end_of(text: &str) -> &'static str {
    let (line, _) = text.split_once('\n').unwrap_or_default();
    if line.ends_with('\r') { "\r\n" } else { "\n" }
}

/// What a value is written as, if that is one line and begins with no tag. A block scalar has a line of its own, or is
/// nothing but the sign that begins it.
fn one_line<'text>(text: &'text str, node: &Node) -> Option<&'text str> {
    let written = text.get(node.span.clone()).filter(|written| !written.contains(['\n', '\r']))?;
    let before = text.get(..node.span.start)?;
    let is_tagged = before.split([' ', '\t', '\n']).rfind(|word| !word.is_empty()).is_some_and(is_tag);
    let is_itself = match &node.value {
        NodeValue::Scalar { text: value, plain: true } => written == value,
        NodeValue::Scalar { plain: false, .. } => written.starts_with(['"', '\'']),
        _ => true,
    };
    (!is_tagged && (is_itself || is_alias(text, node))).then_some(written)
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

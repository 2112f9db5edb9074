//! Entries of maps that are moved to another map, line by line: in block style, where an entry has lines of its own. It
//! knows nothing of what the entries are.

use std::ops::Range;

use super::super::tree::pairs;
use super::{Edit, column, is_flow, line_end_of};
use crate::yaml::reader::Node;

/// An entry of a map.
type Entry = (Node, Node);

/// The edits that put an entry of a map behind the map, as an entry of the map around it: `owner` is the key of the map.
pub(in crate::known) fn move_out(text: &str, entry: &Entry, map: &Node, owner: &Node) -> Option<Vec<Edit>> {
    let lines = own_lines(text, entry)?;
    let (from, to) = (column(text, entry.0.span.start), column(text, owner.span.start));
    let is_last = pairs(map).last().is_some_and(|(last, _)| last.span == entry.0.span);
    if from <= to
        || pairs(map).len() < 2
        || !begins_line(text, owner.span.start) && !follows_dash(text, owner)
    {
        return None;
    }
    let moved = shifted(text.get(lines.clone())?, from, to);
    match is_last {
        true => Some(vec![Edit { span: lines, text: moved }]),
        false => Some(vec![Edit::remove(lines), inserted(text, map.span.end, moved)?]),
    }
}

/// The edits that put an entry of a map into another map, behind its entries.
pub(in crate::known) fn move_into(text: &str, entry: &Entry, map: &Node) -> Option<Vec<Edit>> {
    let lines = own_lines(text, entry)?;
    let (first, _) = pairs(map).first()?;
    let is_block = begins_line(text, first.span.start) && !is_flow(text, map);
    let contains =
        |outer: &Range<usize>, inner: &Range<usize>| outer.start <= inner.start && inner.end <= outer.end;
    if !is_block || contains(&map.span, &entry.0.span) || contains(&lines, &map.span) {
        return None;
    }
    let (from, to) = (column(text, entry.0.span.start), column(text, first.span.start));
    let moved = shifted(text.get(lines.clone())?, from, to);
    Some(vec![Edit::remove(lines), inserted(text, map.span.end, moved)?])
}

/// The edit that puts a map around an entry, in its place.
pub(in crate::known) fn wrap(text: &str, entry: &Entry, name: &str) -> Option<Vec<Edit>> {
    let lines = own_lines(text, entry)?;
    let from = column(text, entry.0.span.start);
    let inner = shifted(text.get(lines.clone())?, from, from + 2);
    let outer = format!("{}{name}:{}", " ".repeat(from), line_end_of(text));
    Some(vec![Edit { span: lines, text: outer + &inner }])
}

/// The lines of an entry, with their ends, if nothing else stands on them but a comment behind it.
fn own_lines(text: &str, (key, value): &Entry) -> Option<Range<usize>> {
    let start = key.span.start - column(text, key.span.start);
    let is_whole = value.span.start >= key.span.end && begins_line(text, key.span.start);
    // A key without a value may be the beginning of something else.
    let end = Some(value.span.end).filter(|_| is_whole && !value.is_null())?;
    Some(start..line_behind(text, end)?)
}

/// Where the line ends that an offset is on, if nothing but a comment stands behind it.
fn line_behind(text: &str, offset: usize) -> Option<usize> {
    if text.get(..offset)?.ends_with('\n') {
        return Some(offset);
    }
    let rest = text.get(offset..)?;
    let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
    let behind = rest.get(..end)?.trim();
    (behind.is_empty() || behind.starts_with('#')).then_some(offset + end)
}

/// Whether nothing but blanks stands before an offset on its line.
fn begins_line(text: &str, offset: usize) -> bool {
    let line = text.get(offset - column(text, offset)..offset).unwrap_or_default();
    line.bytes().all(|byte| byte == b' ')
}

/// Whether a key is the first of a map that is an item of a list.
fn follows_dash(text: &str, key: &Node) -> bool {
    let start = key.span.start;
    let line = text.get(start - column(text, start)..start).unwrap_or_default();
    line.chars().all(|sign| [' ', '-'].contains(&sign))
}

/// Lines with another indentation.
fn shifted(lines: &str, from: usize, to: usize) -> String {
    let shift = |line: &str| {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        match line.trim().is_empty() {
            true => line.to_owned(),
            false => " ".repeat((blanks + to).saturating_sub(from)) + line.trim_start_matches(' '),
        }
    };
    lines.split_inclusive('\n').map(shift).collect()
}

/// Lines behind the one that an offset is on.
fn inserted(text: &str, offset: usize, lines: String) -> Option<Edit> {
    let place = line_behind(text, offset)?;
    let line_end = line_end_of(text);
    let before = if text.get(..place)?.ends_with('\n') { "" } else { line_end };
    let behind = if lines.ends_with('\n') { "" } else { line_end };
    Some(Edit::insert(place, format!("{before}{lines}{behind}")))
}

//! Entries of maps that are moved to another map, line by line: in block style, where an entry has lines of its own.
//! Where a move could change what anything else means, there is none. It knows nothing of what the entries are.

use std::ops::Range;

use super::super::tree::pairs;
use super::{Edit, column, line_end_of};
use crate::yaml::reader::Node;

/// An entry of a map.
type Entry = (Node, Node);

/// The edits that put an entry of a map behind the map, as an entry of the map around it, where `owner` is the key of
/// the map.
pub(in crate::known) fn move_out(
    text: &str,
    entry: &Entry,
    map: &Node,
    owner: &Node,
    around: &Node,
) -> Option<Vec<Edit>> {
    let lines = own_lines(text, entry, map)?;
    let to = column(text, owner.span.start);
    let is_first = follows_dash(text, owner);
    if has_merge(text, around) || !(is_first || begins_line(text, owner.span.start)) {
        return None;
    }
    let moved = moved(text, &lines, to)?;
    let place = line_behind(text, map.span.end)?;
    if place == lines.end {
        return is_left_by(text, place, to).then(|| vec![Edit { span: lines, text: moved }]);
    }
    let is_sound = is_movable(text, &lines, around) && can_follow(text, place, to);
    is_sound.then(|| vec![Edit::remove(lines), Edit::insert(place, moved)])
}

/// The edits that put an entry of a map into one of its maps, behind the entries there.
pub(in crate::known) fn move_into(text: &str, entry: &Entry, map: &Node, inner: &Node) -> Option<Vec<Edit>> {
    let lines = own_lines(text, entry, map)?;
    if !is_block(inner) || !begins_line(text, inner.span.start) || lines.contains(&inner.span.start) {
        return None;
    }
    let to = column(text, inner.span.start);
    let moved = moved(text, &lines, to)?;
    let place = line_behind(text, inner.span.end)?;
    let is_sound = is_movable(text, &lines, map) && can_follow(text, place, to);
    is_sound.then(|| vec![Edit::remove(lines), Edit::insert(place, moved)])
}

/// The edit that puts a map around an entry, in its place.
pub(in crate::known) fn wrap(text: &str, entry: &Entry, map: &Node, name: &str) -> Option<Vec<Edit>> {
    let lines = own_lines(text, entry, map)?;
    let from = column(text, entry.0.span.start);
    let inner = moved(text, &lines, from + 2)?;
    let outer = format!("{}{name}:{}", " ".repeat(from), line_end_of(text));
    Some(vec![Edit { span: lines, text: outer + &inner }])
}

/// The lines of an entry, with their ends, if nothing else stands on them but a comment behind it. An entry that is
/// alone in its map may be one of a list in brackets.
fn own_lines(text: &str, (key, value): &Entry, map: &Node) -> Option<Range<usize>> {
    let is_apart = begins_line(text, key.span.start) && pairs(map).len() > 1;
    // A key without a value may be the beginning of something else.
    if !is_block(map) || !is_apart || has_merge(text, map) || value.is_null() {
        return None;
    }
    let start = key.span.start - column(text, key.span.start);
    Some(start..line_behind(text, value.span.end)?)
}

/// Whether a map begins with its first key: no brace, no alias, no merge key.
fn is_block(map: &Node) -> bool {
    pairs(map).first().is_some_and(|(first, _)| first.span.start == map.span.start)
}

/// Whether a merge key may bring fields to a map, or to one within, so that they are written elsewhere.
fn has_merge(text: &str, map: &Node) -> bool {
    text.get(map.span.clone()).is_none_or(|written| written.contains("<<"))
}

/// Whether lines can leave their place for another one in a map.
fn is_movable(text: &str, lines: &Range<usize>, map: &Node) -> bool {
    let moved = text.get(lines.clone()).unwrap_or_default();
    // An alias stands for the last anchor of its name before it.
    let has_references = moved.contains(['&', '*']);
    !has_references && !keeps_blank_lines(text, map) && can_follow(text, lines.end, indentation(moved))
}

/// Whether a line of this column can stand before a place, at the end of whatever text.
fn can_follow(text: &str, place: usize, column: usize) -> bool {
    // The text of a block scalar may end without a line end.
    let ends_line = text.get(..place).is_some_and(|before| before.ends_with('\n'));
    ends_line && is_left_by(text, place, column)
}

/// Whether what comes behind a place would not become a part of a block scalar there, whose key has this column. That
/// is what a comment would that is deeper.
fn is_left_by(text: &str, place: usize, column: usize) -> bool {
    let mut rest = text.get(place..).unwrap_or_default().lines();
    let next = rest.find(|line| !line.trim().is_empty()).unwrap_or_default();
    let words = next.trim_start();
    !words.starts_with('#') || next.len() - words.len() <= column
}

/// Whether a block scalar in a map has the blank lines behind it, of which there may then be others.
fn keeps_blank_lines(text: &str, map: &Node) -> bool {
    let written = text.get(map.span.clone()).unwrap_or_default();
    written.match_indices('+').any(|(place, _)| {
        let before = written.get(..place).unwrap_or_default();
        before.trim_end_matches(|sign: char| sign.is_ascii_digit()).ends_with(['|', '>'])
    })
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

/// Lines whose first begins at a column, if all end in the usual ways and none begins before the first.
fn moved(text: &str, lines: &Range<usize>, to: usize) -> Option<String> {
    let lines = text.get(lines.clone())?;
    let from = indentation(lines);
    let is_regular = |line: &str| {
        let is_inside = indentation(line) >= from || line.trim().is_empty() || line.trim().starts_with('#');
        is_inside && !line.trim_end_matches("\r\n").contains('\r')
    };
    let shift = |line: &str| {
        let words = line.trim_start_matches(' ');
        // A blank line of a block scalar may have more blanks than the scalar's text before it.
        let is_empty = indentation(line) == 0 && line.trim().is_empty();
        let blanks = if is_empty { 0 } else { (indentation(line) + to).saturating_sub(from) };
        " ".repeat(blanks) + words
    };
    let lines = || lines.split_inclusive('\n');
    lines().all(is_regular).then(|| lines().map(shift).collect())
}

/// How many blanks a line begins with.
fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

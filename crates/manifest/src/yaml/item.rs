//! Where an item of a list stands with all that is there for its sake, so that it can be taken out. It knows no kind of
//! manifest.

use std::ops::Range;

/// The place of an item of a list with what parts it from others: its line, or its comma. None if it is the only one,
/// or if more would go with it, such as a comment.
pub fn list_item(file: &str, item: &Range<usize>) -> Option<Range<usize>> {
    file.get(item.clone()).filter(|written| !written.contains('\n'))?;
    let (before, behind) = (file.get(..item.start)?, file.get(item.end..)?);
    on_its_line(before, behind, item).or_else(|| between_commas(before, behind, item))
}

fn on_its_line(before: &str, behind: &str, item: &Range<usize>) -> Option<Range<usize>> {
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line_end = behind.find('\n').map_or(behind.len(), |end| end + 1);
    let is_dash = before.get(line_start..)?.trim() == "-";
    let is_alone = behind.get(..line_end)?.trim().is_empty();
    (is_dash && is_alone).then_some(line_start..item.end + line_end)
}

fn between_commas(before: &str, behind: &str, item: &Range<usize>) -> Option<Range<usize>> {
    let (trimmed, next) = (before.trim_end(), behind.trim_start());
    let begins = trimmed.ends_with(['[', ',']);
    if let Some(rest) = next.strip_prefix(',').filter(|_| begins) {
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        return Some(item.start..item.end + (behind.len() - rest.len()) + blanks);
    }
    (trimmed.ends_with(',') && next.starts_with(']')).then(|| trimmed.len() - 1..item.end)
}

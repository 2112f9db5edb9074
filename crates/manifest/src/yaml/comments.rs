//! The comments of a YAML stream. It knows nothing of what they say.

use std::ops::Range;

use granit_parser::{Event, Parser};

use super::reader::{MAX_DEPTH, MAX_EVENTS};

/// Where the comments of a text stand, in order and without their line ends. Of a text that is no YAML only those are
/// known that stand alone on their lines.
pub fn comments(text: &str) -> Vec<Range<usize>> {
    parsed(text).unwrap_or_else(|| alone(text))
}

fn parsed(text: &str) -> Option<Vec<Range<usize>>> {
    let options = granit_parser::options! {
        emit_comments: true,
        max_buffered_comment_events: MAX_EVENTS,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut found = Vec::new();
    for (count, next) in Parser::new_from_str_with_options(text, options).enumerate() {
        let (event, span) = next.ok().filter(|_| count < 2 * MAX_EVENTS)?;
        if let Event::Comment(..) = event {
            found.push(span.byte_range()?);
        }
    }
    // They may come in another order than they are written.
    found.sort_unstable_by_key(|range| range.start);
    Some(found)
}

fn alone(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').filter_map(|line| {
        let begins = start + line.len() - line.trim_start().len();
        start += line.len();
        line.trim().starts_with('#').then(|| begins..begins + line.trim().len())
    });
    lines.collect()
}

//! The tags of a YAML stream, such as `!!binary`, that make something else of a value than it looks like. It knows no
//! kind of manifest.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Tag};

use super::reader::{MAX_DEPTH, MAX_EVENTS};

/// The places of the values with such a tag, in written order; of a stream that can't be read, those before the place
/// where it can't. A tag that says what the value is anyway is none of them.
pub fn tagged(text: &str) -> Vec<Range<usize>> {
    if !may_have_tags(text) {
        return Vec::new();
    }
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let events = Parser::new_from_str_with_options(text, options).take(MAX_EVENTS).map_while(Result::ok);
    let tagged = events.filter(|(event, _)| is_changed_by_tag(event));
    tagged.filter_map(|(_, span)| span.byte_range()).collect()
}

/// A tag begins with an exclamation mark, before which nothing or a bracket, comma or blank stands.
fn may_have_tags(text: &str) -> bool {
    text.match_indices('!').any(|(index, _)| {
        let before = text.get(..index).and_then(|before| before.chars().next_back());
        before.is_none_or(|before| before.is_whitespace() || "[{,".contains(before))
    })
}

fn is_changed_by_tag(event: &Event<'_>) -> bool {
    match event {
        Event::Scalar(_, style, _, Some(tag)) => {
            // The reader knows that one.
            let is_string = tag.is_yaml_core_schema_tag("str");
            !is_string && (*style == ScalarStyle::Plain || !is_bare(tag))
        }
        Event::SequenceStart(_, _, Some(tag)) => !tag.is_yaml_core_schema_tag("seq") && !is_bare(tag),
        Event::MappingStart(_, _, Some(tag)) => !tag.is_yaml_core_schema_tag("map") && !is_bare(tag),
        _ => false,
    }
}

/// Whether this is a `!` and nothing else, which says that the value is what its form says.
fn is_bare(tag: &Tag) -> bool {
    tag.original() == "!"
}

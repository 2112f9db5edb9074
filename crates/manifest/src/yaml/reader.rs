//! Reads the documents of a YAML stream into trees of nodes with byte spans; depth and number of events are bounded. It
//! knows no kind of manifest, and not what an alias stands for.

use std::fmt;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, ScanError};

use super::anchors::{Anchors, merged};

/// How many collections may contain one another.
pub const MAX_DEPTH: usize = 100;

/// How many nodes and ends of collections a stream may have.
pub const MAX_EVENTS: usize = 500_000;

/// Why a stream could not be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReadError {
    /// What is wrong, for a person.
    pub message: String,
    /// Where, in bytes from the start of the text.
    pub offset: usize,
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} at byte {}", self.message, self.offset)
    }
}

impl std::error::Error for ReadError {}

/// A value and where it stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Node {
    /// The value's text, in bytes from the start of the stream: quotes and brackets included, of a block
    /// scalar the content alone.
    pub span: Range<usize>,
    /// The value.
    pub value: NodeValue,
}

/// What a node is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NodeValue {
    /// A scalar.
    Scalar {
        /// Its text, after quotes and escapes.
        text: String,
        /// Whether it stands without quotes, so that it may be a number, a boolean or null.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// A map: keys and values in written order, duplicates included.
    Mapping(Vec<(Node, Node)>),
    /// A reference to an anchored node, which is not resolved.
    Alias,
}

impl Node {
    /// The value of a key, if this is a map that has it; the first, if it has several.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let NodeValue::Mapping(entries) = &self.value else {
            return None;
        };
        let (_, value) = entries.iter().find(|(name, _)| name.text() == Some(key))?;
        Some(value)
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether this is a null: nothing, `~` or `null` without quotes.
    pub fn is_null(&self) -> bool {
        match &self.value {
            NodeValue::Scalar { text, plain } => {
                *plain && matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL")
            }
            _ => false,
        }
    }
}

/// The documents of a YAML stream; a document without content is a null. Aliases stay aliases, so that a tree is never
/// larger than its text.
///
/// # Errors
/// When the text is no YAML, nests deeper than [`MAX_DEPTH`], or has more than [`MAX_EVENTS`]
/// nodes and ends of collections.
pub fn documents(text: &str) -> Result<Vec<Node>, ReadError> {
    read(text, None).map(|builder| builder.documents)
}

/// The documents of a stream in which aliases and merge keys are followed.
pub(crate) struct Resolved {
    /// The documents. What an alias stands for is where it was written first, but for its first byte and its last.
    pub(crate) documents: Vec<Node>,
    /// Where the nodes stand to which an alias refers, in no order.
    pub(crate) shared: Vec<Range<usize>>,
}

/// The documents with what their aliases and merge keys stand for, as far as that is not too much.
///
/// # Errors
/// As for [`documents`].
pub(crate) fn resolved_documents(text: &str) -> Result<Resolved, ReadError> {
    let builder = read(text, Some(Anchors::new()).filter(|_| text.contains(['&', '<'])))?;
    let shared = builder.anchors.map(|anchors| anchors.shared).unwrap_or_default();
    Ok(Resolved { documents: builder.documents, shared })
}

fn read(text: &str, anchors: Option<Anchors>) -> Result<Builder<'_>, ReadError> {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut builder = Builder { text, open: Vec::new(), documents: Vec::new(), anchors };
    for (count, next) in Parser::new_from_str_with_options(text, options).enumerate() {
        let (event, span) = next.map_err(|error| scan_error(text, &error))?;
        let span = span.byte_range().unwrap_or_default();
        if count >= MAX_EVENTS {
            return Err(ReadError {
                message: "the stream has too many nodes".to_owned(),
                offset: span.start,
            });
        }
        builder.event(event, span)?;
    }
    Ok(builder)
}

/// The parser's error with a byte offset; without one, at the character that it counted.
fn scan_error(text: &str, error: &ScanError) -> ReadError {
    let marker = error.marker();
    let characters = || text.char_indices().nth(marker.index()).map_or(text.len(), |(offset, _)| offset);
    ReadError { message: error.info(), offset: marker.byte_offset().unwrap_or_else(characters) }
}

/// Where a collection ends: at its bracket, or at the end of its last part. Without a bracket, the
/// parser's own end comes after all blanks and comments that follow.
fn end_of(end: &Range<usize>, last: Option<&Range<usize>>) -> usize {
    last.filter(|_| end.is_empty()).map_or(end.end, |last| last.end)
}

/// The value of an entry, or the key of one without a value.
fn last_part((key, value): &(Node, Node)) -> &Range<usize> {
    if value.span.is_empty() { &key.span } else { &value.span }
}

/// A collection that has begun and not ended.
struct Open {
    start: Range<usize>,
    /// The parser's number of its anchor; 0 for none.
    anchor: usize,
    parts: Parts,
}

enum Parts {
    Sequence(Vec<Node>),
    /// The entries so far, and a key that waits for its value.
    Mapping(Vec<(Node, Node)>, Option<Node>),
}

/// Builds trees from events.
struct Builder<'text> {
    text: &'text str,
    open: Vec<Open>,
    documents: Vec<Node>,
    /// None if aliases stay what they are.
    anchors: Option<Anchors>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Range<usize>) -> Result<(), ReadError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_string = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                let plain = style == ScalarStyle::Plain && !is_string;
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let span = if is_block { self.without_indentation(span) } else { span };
                let value = NodeValue::Scalar { text: text.into_owned(), plain };
                self.node(Node { span, value }, anchor);
            }
            Event::Alias(anchor) => {
                let (anchors, outer) = (self.anchors.as_mut(), self.open.len());
                let resolved = anchors.and_then(|known| known.resolve(anchor, span.clone(), outer));
                self.node(resolved.unwrap_or(Node { span, value: NodeValue::Alias }), 0);
            }
            Event::UnresolvedAlias(_) => self.node(Node { span, value: NodeValue::Alias }, 0),
            Event::SequenceStart(_, anchor, _) => self.push(span, anchor, Parts::Sequence(Vec::new()))?,
            Event::MappingStart(_, anchor, _) => self.push(span, anchor, Parts::Mapping(Vec::new(), None))?,
            Event::SequenceEnd | Event::MappingEnd => self.close(&span),
            _ => {}
        }
        Ok(())
    }

    /// The parser's own end of a block scalar comes after the blanks before what follows.
    fn without_indentation(&self, span: Range<usize>) -> Range<usize> {
        let written = self.text.get(span.clone()).unwrap_or_default().trim_end_matches([' ', '\t']);
        let ends_line = written.ends_with('\n');
        if ends_line { span.start..span.start + written.len() } else { span }
    }

    fn push(&mut self, start: Range<usize>, anchor: usize, parts: Parts) -> Result<(), ReadError> {
        if self.open.len() == MAX_DEPTH {
            let message = "the document nests too deeply".to_owned();
            return Err(ReadError { message, offset: start.start });
        }
        self.open.push(Open { start, anchor, parts });
        Ok(())
    }

    fn close(&mut self, end: &Range<usize>) {
        let Some(Open { start, anchor, parts }) = self.open.pop() else { return };
        let node = match parts {
            Parts::Sequence(items) => {
                let last = items.last().map(|item| &item.span);
                Node { span: start.start..end_of(end, last), value: NodeValue::Sequence(items) }
            }
            Parts::Mapping(entries, _) => {
                let span = start.start..end_of(end, entries.last().map(last_part));
                let entries = if self.anchors.is_some() { merged(entries) } else { entries };
                Node { span, value: NodeValue::Mapping(entries) }
            }
        };
        self.node(node, anchor);
    }

    /// Puts a finished node where it belongs.
    fn node(&mut self, node: Node, anchor: usize) {
        if let Some(anchors) = self.anchors.as_mut().filter(|_| anchor != 0) {
            anchors.define(anchor, &node);
        }
        match self.open.last_mut().map(|open| &mut open.parts) {
            None => self.documents.push(node),
            Some(Parts::Sequence(items)) => items.push(node),
            Some(Parts::Mapping(entries, key)) => match key.take() {
                None => *key = Some(node),
                Some(key) => entries.push((key, node)),
            },
        }
    }
}

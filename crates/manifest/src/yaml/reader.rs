//! Reads the documents of a YAML stream into trees of nodes with byte spans. Aliases stay aliases,
//! so that a tree is never larger than its text; depth and number of events are bounded. It knows
//! no kind of manifest.

use std::fmt;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, ScanError};

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

/// The documents of a YAML stream; a document without content is a null.
///
/// # Errors
/// When the text is no YAML, nests deeper than [`MAX_DEPTH`], or has more than [`MAX_EVENTS`]
/// nodes and ends of collections.
pub fn documents(text: &str) -> Result<Vec<Node>, ReadError> {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut builder = Builder { text, open: Vec::new(), documents: Vec::new() };
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
    Ok(builder.documents)
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
enum Open {
    Sequence(Range<usize>, Vec<Node>),
    /// The entries so far, and a key that waits for its value.
    Mapping(Range<usize>, Vec<(Node, Node)>, Option<Node>),
}

/// Builds trees from events.
struct Builder<'text> {
    text: &'text str,
    open: Vec<Open>,
    documents: Vec<Node>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Range<usize>) -> Result<(), ReadError> {
        match event {
            Event::Scalar(text, style, ..) => {
                let plain = style == ScalarStyle::Plain;
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let span = if is_block { self.without_indentation(span) } else { span };
                let value = NodeValue::Scalar { text: text.into_owned(), plain };
                self.node(Node { span, value });
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.node(Node { span, value: NodeValue::Alias });
            }
            Event::SequenceStart(..) => self.push(Open::Sequence(span, Vec::new()))?,
            Event::MappingStart(..) => self.push(Open::Mapping(span, Vec::new(), None))?,
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

    fn push(&mut self, open: Open) -> Result<(), ReadError> {
        if self.open.len() == MAX_DEPTH {
            let (Open::Sequence(span, _) | Open::Mapping(span, ..)) = open;
            return Err(ReadError {
                message: "the document nests too deeply".to_owned(),
                offset: span.start,
            });
        }
        self.open.push(open);
        Ok(())
    }

    fn close(&mut self, end: &Range<usize>) {
        let node = match self.open.pop() {
            Some(Open::Sequence(start, items)) => {
                let last = items.last().map(|item| &item.span);
                Node { span: start.start..end_of(end, last), value: NodeValue::Sequence(items) }
            }
            Some(Open::Mapping(start, entries, _)) => {
                let last = entries.last().map(last_part);
                Node { span: start.start..end_of(end, last), value: NodeValue::Mapping(entries) }
            }
            None => return,
        };
        self.node(node);
    }

    /// Puts a finished node where it belongs.
    fn node(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(Open::Sequence(_, items)) => items.push(node),
            Some(Open::Mapping(_, entries, key)) => match key.take() {
                None => *key = Some(node),
                Some(key) => entries.push((key, node)),
            },
        }
    }
}

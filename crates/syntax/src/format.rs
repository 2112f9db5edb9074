//! The formatter: one layout for all that says the same. Prints from the tree and the comments between its
//! tokens; knows nothing of names and values, and has no options.
//!
//! - Indentation is two spaces a level; a line is up to 100 characters wide where it can be.
//! - Brackets (blocks, lists, maps, parameters, arguments) stay on one line if they were on one and still
//!   fit, with all that stands before and behind them on it. Otherwise each item has a line of its own, two
//!   deeper than the line on which the brackets open; a block counts from its declaration or clause.
//! - On one line, the items of a block are two spaces apart, and those of all other brackets a comma and a
//!   space. Broken lists, maps, parameters and arguments have a comma behind every item. Entry blocks have
//!   no commas.
//! - Tests break before `and`, chains before `->`, all or none; names in a row are filled into lines. Such
//!   lines go on two deeper than the one on which they begin, wherever the source had its line ends.
//! - Items, and comments on lines of their own, keep one blank line between them where they had any.
//! - A comment stays behind the token that it stands behind, two spaces away, or on a line of its own; a
//!   line ends behind it wherever it stands. A comma that the layout adds or drops is no such token.
//! - A text block whose text begins on the line below its quotes is indented two deeper than the line on
//!   which it opens, if that provably leaves its value as it is.
//! - Line ends are all like the first one.

mod build;
mod document;
mod gap;
mod measure;
mod print;
mod spacing;
mod text_block;

use std::fmt;
use std::ops::Range;

use crate::error::SyntaxErrorKind;
use crate::parse::Parse;
use crate::tree::Tree;
use build::Builder;
use print::Printer;

/// A text that can't be formatted, because what it means is unclear: it has a syntax error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// The bytes of its first error.
    pub range: Range<usize>,
}

impl fmt::Display for FormatError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text with a syntax error can't be formatted")
    }
}

impl std::error::Error for FormatError {}

/// The text of a parse, laid out. The tokens are those of the source, up to commas in brackets, and so is
/// every value; formatting what is formatted changes nothing.
///
/// # Errors If the text has a syntax error; a misplaced doc comment is none.
pub fn format(parse: &Parse) -> Result<String, FormatError> {
    let error = parse.errors.iter().find(|error| error.kind != SyntaxErrorKind::MisplacedDocComment);
    match error {
        Some(error) => Err(FormatError { range: error.range.clone() }),
        None => Ok(layout(&parse.tree)),
    }
}

/// No line goes on from one declaration into the next, so that each is laid out by itself.
fn layout(tree: &Tree) -> String {
    let mut builder = Builder::new(tree);
    let mut printer = Printer::new(tree);
    while builder.build_next() {
        printer.print(builder.document());
    }
    printer.finish()
}

//! The grammar, from tokens to nodes. It never fails: all that may be missing is optional, and what fits
//! nowhere is swallowed, forwards only, into nodes that say so. What is wrong with a tree is found
//! afterwards, by reading it.

mod block;
mod clause;
mod declaration;
mod part;
mod test;
mod value;

use chumsky::Parser;

use crate::nodes::Nodes;
use crate::shape::Lexeme;
use crate::tree::Node;

/// The nodes of a text, from what the grammar sees of its tokens.
pub(crate) fn nodes(lexemes: &[Lexeme]) -> Box<[Node]> {
    let mut nodes = Nodes::with_capacity(lexemes.len());
    declaration::file().check_with_state(lexemes, &mut nodes);
    nodes.finish()
}

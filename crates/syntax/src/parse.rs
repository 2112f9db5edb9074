//! From text to tree and errors: the one way into this crate. Knows the order of the steps and none of them.

use crate::error::SyntaxError;
use crate::grammar;
use crate::lexer;
use crate::prepare;
use crate::tree::Tree;
use crate::validate;

/// A tree that holds every byte of a text, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parse {
    /// The tree.
    pub tree: Tree,
    /// The errors, by place.
    pub errors: Vec<SyntaxError>,
}

/// Parses a text. Whatever it is, the tree holds all of it. A text of 4 GB or more is one error and no
/// tokens: places are counted in 32 bits.
pub fn parse(text: &str) -> Parse {
    if u32::try_from(text.len()).is_err() {
        let nodes = grammar::nodes(&[]);
        let tree = Tree { text: text.into(), tokens: Box::default(), nodes };
        return Parse { tree, errors: vec![validate::too_long()] };
    }
    let prepared = prepare::prepare(text, lexer::lex(text));
    let nodes = grammar::nodes(&prepared.lexemes);
    let tree = Tree { text: text.into(), tokens: prepared.tokens.into(), nodes };
    let errors = validate::validate(&tree, &prepared.misplaced);
    Parse { tree, errors }
}

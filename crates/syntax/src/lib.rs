//! The syntax of promo: tokens, lossless tree, grammar and formatter. Knows nothing but text: what a name stands for,
//! and whether a value fits its place, is decided elsewhere.

mod clauses;
mod detach;
mod error;
mod generated {
    pub(crate) mod clauses;
}
mod format;
mod grammar;
mod kind;
mod lexer;
pub mod literal;
mod nodes;
mod parse;
mod prepare;
mod shape;
mod tree;
pub mod trivia;
mod validate;

pub use clauses::{Body, ClauseInfo, clauses, words};
pub use error::{Fix, SyntaxError, SyntaxErrorKind};
pub use format::{FormatError, format};
pub use kind::{NodeKind, TokenKind};
pub use parse::{Parse, parse};
pub use tree::{SyntaxNode, Token, Tree};

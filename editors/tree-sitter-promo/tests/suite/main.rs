//! The tests of the grammar and its queries, one module for each concern. They need no `tree-sitter` on the
//! machine: its library parses here, and its generator, with a `node` for `grammar.js`, makes the parser anew.

#![allow(clippy::disallowed_methods, reason = "the tests read what is in the repository")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod accepts;
mod corpus;
mod generated;
mod helix;
mod queries;
mod support;
#[path = "../../../../crates/syntax/tests/support/mod.rs"]
mod syntax_support;

//! Tests of the crate through its public surface: types, schemas, extra fields, the YAML writer
//! and the YAML reader.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::disallowed_methods)]

mod data;
mod extra;
mod known;
mod known_corpus;
mod known_description;
mod known_hostile;
mod mended;
mod moved;
mod nasty;
mod reader;
mod readers;
mod replacement;
mod schema;
#[path = "../support/strict.rs"]
mod strict;
mod types;
mod writer;

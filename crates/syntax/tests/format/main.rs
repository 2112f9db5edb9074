//! Tests of the formatter, through what the crate shows: pages of examples, details that pages can't show,
//! and properties that hold for any layout of a text. Each file stands for itself.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::disallowed_methods)]

mod details;
mod pages;
mod properties;
mod relayout;
mod sources;
mod view;

//! The editor's features, from outside.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::disallowed_methods)]

mod completion;
mod examples;
mod features;
mod fixes;
mod pages;
mod plain;
mod project;
mod refactorings;
mod renames;

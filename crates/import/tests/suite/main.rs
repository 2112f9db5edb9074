//! What manifests become: pages to read, properties of whatever manifests there are, and YAML that nobody means.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::disallowed_methods)]

mod hostile;
#[path = "../../../manifest/tests/suite/nasty.rs"]
mod nasty;
mod pages;
mod properties;
#[path = "../support/same.rs"]
mod same;
mod support;

//! Tests of promo as a whole, from sources to manifests, most of them data: the examples, the
//! documentation, the rules' pages, the baselines, and what people really deploy.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::disallowed_methods)]

mod as_written;
mod baselines;
mod corpus;
mod corpus_index;
mod differences;
mod documentation;
mod examples;
mod fixing;
mod formatting;
mod import_accounts;
mod import_built;
mod import_corpus;
mod import_files;
mod machine_output;
mod origins;
mod projects;
mod reconcile_history;
mod robustness;
mod rule_pages;
#[path = "../../../import/tests/support/same.rs"]
mod same;
#[path = "../../../manifest/tests/support/strict.rs"]
mod strict;
mod support;
mod where_from;

//! The language server from outside: what an editor says, and what it hears.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
#![allow(clippy::disallowed_methods, reason = "an editor's project lies on the disk")]

mod basics;
mod changes;
mod client;
mod clients;
mod display;
mod files;
mod formatting;
mod framing;
mod homes;
mod knowledge;
mod load;
mod previews;
mod pull;
mod stubborn;
mod texts;

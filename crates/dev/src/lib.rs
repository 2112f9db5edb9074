//! The project's own chores, one module each. Knows the repository as files, commands and the registry of
//! rules; what promo does it sees only from outside, as a user would.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

pub mod bench;
mod ci;
pub mod editors;
pub mod generate;
mod node;
mod python;
pub mod repository;
mod terminal_editors;
pub mod test;
pub mod tidy;
mod tools;

//! What every test of promo is written in: projects in a string, with cursors and the diagnostics that are
//! expected. Knows no compiler, so that every crate can use it.
//!
//! # Fixtures
//!
//! A [`Fixture`] is text. A line `//- /path.promo` begins a file; without any, the text is one file,
//! `main.promo`. `$0` is a cursor: it is not part of the text, and its place is kept. A comment of carets
//! says what is expected of the characters above it, on the last line that is no such comment:
//!
//! ```
//! let fixture = promo_testing::Fixture::parse(
//!     r#"
//!     //- /environments.promo
//!     environment dev$0
//!
//!     //- /flow.promo
//!     flow to-prod { dev -> stagin }
//!     //                    ^^^^^^ error: no environment
//!     //<^^^^^^^^^^^^ warning[empty-flow]: nothing
//!     "#,
//! );
//! assert_eq!(fixture.text("environments.promo"), "environment dev\n\n");
//! assert_eq!(fixture.cursor().offset, 15);
//! assert_eq!(fixture.annotations.len(), 2);
//! ```
//!
//! After `<`, the carets count from where the comment begins, so that they reach what stands above the
//! slashes. What follows the carets is a level, a rule in brackets if it matters, and how the message
//! begins; anything else is kept as it is, for tests of other things than diagnostics. In files that are
//! not promo's, such comments begin with `#`. Columns are characters, and cursors don't count.
//!
//! A fixture that begins with a line end, as above, may be indented: the indentation that its lines have in
//! common is no part of it.
#![allow(clippy::panic, clippy::indexing_slicing, reason = "a fixture that is wrong must stop its test")]

mod annotation;
mod editor;
mod fixture;
mod numbers;
mod repository;

pub use annotation::Annotation;
pub use editor::{Editor, position};
pub use fixture::{Cursor, Fixture, FixtureFile, MAIN_FILE};
pub use numbers::Numbers;
pub use repository::Repository;

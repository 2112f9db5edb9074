//! Reading a database that somebody else wants to change: the reader is interrupted, and begins anew if its answer
//! is still wanted.

use std::panic::{AssertUnwindSafe, catch_unwind};

use salsa::Database as _;

use crate::database::Database;

/// Interrupts whoever reads a database by one handle of it.
#[derive(Clone, Debug)]
pub struct Interrupter(salsa::CancellationToken);

impl Interrupter {
    /// Who reads by a handle.
    pub fn of(database: &Database) -> Interrupter {
        Interrupter(database.cancellation_token())
    }

    /// The answer is wanted no more.
    pub fn interrupt(&self) {
        self.0.cancel();
    }
}

/// Why a reader has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interruption {
    /// The database is about to change, or the answer is wanted no more.
    Changed,
    /// There is a mistake in promo: what the panic said.
    Panicked(String),
}

/// What a function of a database gives. The function owns its handle of the database, so that nothing waits for it
/// once it has ended, however it ends.
///
/// # Errors
/// Why it didn't come to its end.
pub fn uninterrupted<T>(read: impl FnOnce() -> T) -> Result<T, Interruption> {
    // Nothing that the function may have left half done is used again: a database keeps its own state whole.
    catch_unwind(AssertUnwindSafe(read)).map_err(|payload| {
        if payload.is::<salsa::Cancelled>() {
            return Interruption::Changed;
        }
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        Interruption::Panicked(text.unwrap_or_else(|| "a panic without words".to_owned()))
    })
}

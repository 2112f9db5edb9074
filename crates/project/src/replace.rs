//! Writing one text file, a source say: whole at any time, with the permissions it had, and behind a link the
//! file that the link leads to; and removing one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::read::read_text;
use crate::write::{WriteError, write_new};

/// Puts a text in the place of a file, or makes the file.
///
/// # Errors
/// What the system says; the file is as it was then.
pub fn write_text(path: &Path, text: &str) -> Result<(), WriteError> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let temporary = beside(&target);
    let written = write_beside(&target, &temporary, text);
    if written.is_err() {
        // It may not be there; what matters was said already.
        let _ = fs::remove_file(&temporary);
    }
    written.map_err(|error| WriteError::system("write", &path.to_string_lossy(), &error))
}

/// What came of changing or removing a file that was read before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It stays, since it does not say any more what it said.
    Changed,
    /// It stays, since it is a link to another.
    Link,
}

/// Removes a file that says what it said when it was read.
///
/// # Errors
/// What the system says.
pub fn remove_unchanged(path: &Path, text: &str) -> Result<Outcome, WriteError> {
    let failed = |error: io::Error| WriteError::system("remove", &path.to_string_lossy(), &error);
    match hindrance(path, text).map_err(failed)? {
        Some(hindrance) => Ok(hindrance),
        None => fs::remove_file(path).map(|()| Outcome::Done).map_err(failed),
    }
}

/// Puts another text in the place of a file that says what it said when it was read.
///
/// # Errors
/// What the system says; the file is as it was then.
pub fn replace_unchanged(path: &Path, text: &str, new: &str) -> Result<Outcome, WriteError> {
    let failed = |error: io::Error| WriteError::system("write", &path.to_string_lossy(), &error);
    match hindrance(path, text).map_err(failed)? {
        Some(hindrance) => Ok(hindrance),
        None => write_text(path, new).map(|()| Outcome::Done),
    }
}

fn hindrance(path: &Path, text: &str) -> io::Result<Option<Outcome>> {
    if fs::symlink_metadata(path)?.is_symlink() {
        return Ok(Some(Outcome::Link));
    }
    let is_as_it_was = read_text(path).is_ok_and(|found| *found == *text);
    Ok((!is_as_it_was).then_some(Outcome::Changed))
}

/// Short, since the name of the file may be as long as names can be.
fn beside(target: &Path) -> PathBuf {
    target.with_file_name(format!(".promo-{}.tmp", std::process::id()))
}

fn write_beside(target: &Path, temporary: &Path, text: &str) -> io::Result<()> {
    write_new(temporary, text.as_bytes())?;
    if let Ok(metadata) = fs::metadata(target) {
        fs::set_permissions(temporary, metadata.permissions())?;
    }
    fs::rename(temporary, target)
}

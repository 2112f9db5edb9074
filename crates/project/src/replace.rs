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

/// What came of removing a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// It is gone.
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
pub fn remove_unchanged(path: &Path, text: &str) -> Result<Removal, WriteError> {
    let failed = |error: io::Error| WriteError::system("remove", &path.to_string_lossy(), &error);
    if fs::symlink_metadata(path).map_err(failed)?.is_symlink() {
        return Ok(Removal::Link);
    }
    if !read_text(path).is_ok_and(|found| *found == *text) {
        return Ok(Removal::Changed);
    }
    fs::remove_file(path).map_err(failed)?;
    Ok(Removal::Done)
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

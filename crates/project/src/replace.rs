//! Writing one text file, a source say: whole at any time, with the permissions it had, and behind a link the
//! file that the link leads to.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::write::WriteError;

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

fn beside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

fn write_beside(target: &Path, temporary: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::File::create(temporary)?;
    file.write_all(text.as_bytes())?;
    if let Ok(metadata) = fs::metadata(target) {
        fs::set_permissions(temporary, metadata.permissions())?;
    }
    fs::rename(temporary, target)
}

//! Paths as the project has them. Asks the file system where a path leads, and nothing else.

use std::path::{Path, PathBuf};

use crate::discover::DiscoverError;

/// A path without links and `..`.
///
/// # Errors
/// A path that does not exist or can't be reached.
pub fn real_path(path: &Path) -> Result<PathBuf, DiscoverError> {
    std::fs::canonicalize(path).map_err(|error| DiscoverError { path: path.to_owned(), error })
}

/// A path in the project, with `/` between its parts on every system. What is not UTF-8 in it is replaced.
pub fn with_slashes(inside: &Path) -> String {
    let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// A path as a system that has bytes for paths gives it; elsewhere such bytes are text.
#[cfg(unix)]
pub(crate) fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

/// A path as a system that has bytes for paths gives it; elsewhere such bytes are text.
#[cfg(not(unix))]
pub(crate) fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

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

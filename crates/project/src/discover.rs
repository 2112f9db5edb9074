//! Where a project begins, and the repository that it is in. Looks for `promo.toml` and `.git`, and reads nothing.

use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::config::CONFIG_FILE;
use crate::problem::system_words;

/// Where a project lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The project's folder, as an absolute path.
    pub root: PathBuf,
    /// Its `promo.toml`, if it has one.
    pub config: Option<PathBuf>,
    /// Whether only the files in the folder itself belong to it, and none of the folders below.
    pub has_only_siblings: bool,
    /// Folders below that are projects of their own though they have no `promo.toml`.
    pub others: Vec<PathBuf>,
}

impl Location {
    /// A folder, with the `promo.toml` that is in it.
    pub fn at(root: PathBuf) -> Location {
        let config = Some(root.join(CONFIG_FILE)).filter(|config| config.exists());
        Location { root, config, has_only_siblings: false, others: Vec::new() }
    }
}

/// Why no project can be found.
#[derive(Debug)]
pub struct DiscoverError {
    /// The path asked about.
    pub path: PathBuf,
    /// What the system says of it.
    pub error: io::Error,
}

impl fmt::Display for DiscoverError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.error.kind() {
            io::ErrorKind::NotFound => write!(formatter, "`{path}` does not exist"),
            _ => write!(formatter, "`{path}` can't be read: {}", system_words(&self.error)),
        }
    }
}

impl std::error::Error for DiscoverError {}

/// The project that a path belongs to: the nearest folder with a `promo.toml` at or above it, otherwise the
/// path itself, or its folder if it is a file. The error is a path that does not exist or can't be reached.
pub fn discover(path: &Path) -> Result<Location, DiscoverError> {
    let failed = |error| DiscoverError { path: path.to_owned(), error };
    let absolute = absolute(path).map_err(failed)?;
    let is_folder = std::fs::metadata(&absolute).map_err(failed)?.is_dir();
    let folder = if is_folder { absolute.as_path() } else { absolute.parent().unwrap_or(&absolute) };
    let above = folder.ancestors().find(|root| root.join(CONFIG_FILE).exists());
    Ok(Location::at(above.unwrap_or(folder).to_owned()))
}

/// The folder of the Git repository that a folder is in: its own, or the nearest above.
pub fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// Keeps the links that the user went through, unless `..` has to be looked up behind them.
fn absolute(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    if absolute.components().any(|part| part == Component::ParentDir) {
        std::fs::canonicalize(absolute)
    } else {
        Ok(absolute)
    }
}

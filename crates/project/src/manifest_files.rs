//! The YAML files that a path leads to, whether they belong to a project or not.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use promo_emit::is_generated;

use crate::problem::{ReadProblem, system_words};
use crate::read::Reader;

/// The files that paths lead to.
#[derive(Debug, Default)]
pub struct ManifestFiles {
    /// Their real paths.
    known: HashSet<PathBuf>,
    /// The files with their texts, or why there is none: in the order of the paths given, those of a folder by path.
    pub files: Vec<(PathBuf, Result<std::sync::Arc<str>, ReadProblem>)>,
    /// How many files in folders promo generated; they are passed over.
    pub generated: usize,
}

/// What the names of such files end with.
const EXTENSIONS: [&str; 2] = ["yaml", "yml"];

/// Reads the files that paths lead to: a file whatever its name is, a folder's files that end in `.yaml` or `.yml`, but
/// for hidden and ignored ones. A file is read once.
///
/// # Errors
/// A path that does not exist or can't be listed, in words.
pub fn manifest_files(paths: &[PathBuf]) -> Result<ManifestFiles, String> {
    let mut found = ManifestFiles::default();
    let mut reader = Reader::default();
    for path in paths {
        let kind = std::fs::metadata(path)
            .map_err(|error| format!("{}: {}", path.display(), system_words(&error)))?;
        if !kind.is_dir() {
            found.add(path.clone(), crate::read::read_text(path));
            continue;
        }
        for file in files_of(path)? {
            match reader.read(&file, is_generated) {
                Ok(None) => found.generated += 1,
                Ok(Some(text)) => found.add(file, Ok(text)),
                Err(problem) => found.add(file, Err(problem)),
            }
        }
    }
    Ok(found)
}

impl ManifestFiles {
    fn add(&mut self, path: PathBuf, text: Result<std::sync::Arc<str>, ReadProblem>) {
        let real = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if self.known.insert(real) {
            self.files.push((path, text));
        }
    }
}

fn files_of(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    let walk = WalkBuilder::new(folder)
        .git_global(false)
        .git_exclude(false)
        .ignore(false)
        .require_git(false)
        .build();
    for entry in walk {
        let entry = entry.map_err(|error| error.to_string())?;
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        let ending = entry.path().extension().and_then(|ending| ending.to_str());
        if is_file && ending.is_some_and(|ending| EXTENSIONS.contains(&ending)) {
            files.push(entry.into_path());
        }
    }
    files.sort_unstable();
    Ok(files)
}

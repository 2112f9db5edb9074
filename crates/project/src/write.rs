//! Carries out a plan: writes manifests and removes stale ones. Every file is whole at any time: it is
//! written beside its place first and then moved there.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::plan::{Blocked, OutputFile, Plan, SERIAL_FILES, folders_of};

/// Why manifests were not written, or not all of them. What was there before is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// Something that promo did not write is in the way; nothing was written.
    Blocked(Vec<Blocked>),
    /// The system refused.
    System {
        /// What could not be done: an infinitive.
        action: &'static str,
        /// To which path, relative to the project.
        path: String,
        /// What the system says.
        error: String,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Blocked(blocked) => {
                let reasons: Vec<_> = blocked.iter().map(Blocked::to_string).collect();
                formatter.write_str(&reasons.join("\n"))
            }
            WriteError::System { action, path, error } => {
                write!(formatter, "can't {action} `{path}`: {error}")
            }
        }
    }
}

impl std::error::Error for WriteError {}

/// A manifest that was written beside its place.
struct Prepared<'a> {
    temporary: PathBuf,
    file: &'a OutputFile,
}

impl Plan<'_> {
    /// Writes what was added or changed, then removes what is stale, and folders that are empty then.
    /// Nothing is written if anything is blocked, and nothing is moved to its place unless all could be
    /// written.
    pub fn apply(&self) -> Result<(), WriteError> {
        if !self.blocked.is_empty() {
            return Err(WriteError::Blocked(self.blocked.clone()));
        }
        let changed = self.changed.iter().map(|changed| changed.file);
        let mut files: Vec<&OutputFile> = self.added.iter().copied().chain(changed).collect();
        // Threads that work in different folders don't wait for each other.
        files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        let created = self.create_folders(&files)?;
        let prepared = for_each_file(&files, |index, file| self.prepare(index, file));
        let prepared = prepared.and_then(|prepared| self.move_all(prepared));
        if prepared.is_err() {
            self.clean(&files, &created);
        }
        prepared?;
        self.remove_stale()
    }

    /// The folders that were not there before, each after those that hold it.
    fn create_folders(&self, files: &[&OutputFile]) -> Result<Vec<PathBuf>, WriteError> {
        // What is in no folder needs the root, which may not be there yet.
        let folders: BTreeSet<&str> = files.iter().map(|file| file.folder().unwrap_or_default()).collect();
        let mut created = vec![];
        for folder in folders {
            let path = self.root.join(folder);
            let missing = path.ancestors().take_while(|folder| !folder.exists());
            let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
            let result = fs::create_dir_all(&path);
            created.extend(missing.into_iter().rev());
            if let Err(error) = result {
                remove_empty(created.iter().rev());
                return Err(WriteError::system("create the folder", folder, &error));
            }
        }
        Ok(created)
    }

    fn prepare<'f>(&self, index: usize, file: &'f OutputFile) -> Result<Prepared<'f>, WriteError> {
        let temporary = self.temporary(index, file);
        let written = write_new(&temporary, file.text.as_bytes());
        match written {
            Ok(()) => Ok(Prepared { temporary, file }),
            Err(error) => Err(WriteError::system("write", &file.path, &error)),
        }
    }

    /// Short, since the name of the manifest may be as long as names can be; hidden, so that no walk sees
    /// it; and of this process, so that two at once don't write into each other's.
    fn temporary(&self, index: usize, file: &OutputFile) -> PathBuf {
        let name = format!(".promo-{}-{index}.tmp", std::process::id());
        self.root.join(&file.path).with_file_name(name)
    }

    fn move_all(&self, prepared: Vec<Prepared>) -> Result<(), WriteError> {
        let known: BTreeSet<&str> = self.changed.iter().map(|changed| changed.file.path.as_str()).collect();
        for_each_file(&prepared, |_, Prepared { temporary, file }| {
            let path = self.root.join(&file.path);
            if !known.contains(file.path.as_str()) {
                still_free(file, &path)?;
            }
            let moved = fs::rename(temporary, path);
            moved.map_err(|error| WriteError::system("write", &file.path, &error))
        })?;
        Ok(())
    }

    /// Removes what a failed attempt left: temporary files, and folders it made that are empty.
    fn clean(&self, files: &[&OutputFile], created: &[PathBuf]) {
        for (index, file) in files.iter().enumerate() {
            // Most were never written, or are in their place already.
            let _ = fs::remove_file(self.temporary(index, file));
        }
        remove_empty(created.iter().rev());
    }

    fn remove_stale(&self) -> Result<(), WriteError> {
        for path in &self.stale {
            match fs::remove_file(self.root.join(path)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(WriteError::system("remove", path, &error));
                }
                _ => {}
            }
        }
        let folders: BTreeSet<&str> = self.stale.iter().flat_map(|path| folders_of(path)).collect();
        remove_empty(folders.iter().rev().map(|folder| self.root.join(folder)));
        Ok(())
    }
}

/// What somebody put in the place of a new manifest while the others were written is theirs.
fn still_free(file: &OutputFile, path: &Path) -> Result<(), WriteError> {
    if fs::symlink_metadata(path).is_err() {
        return Ok(());
    }
    let reason = "a file that promo did not generate has its name".to_owned();
    Err(WriteError::Blocked(vec![Blocked { path: file.path.clone(), reason }]))
}

/// Removes folders, the inner ones of which must come first, as far as they are empty.
fn remove_empty(folders: impl Iterator<Item = impl AsRef<Path>>) {
    for folder in folders {
        // The system refuses for those that are not.
        let _ = fs::remove_dir(folder);
    }
}

/// On several threads where it is worth it.
fn for_each_file<T: Sync, R: Send>(
    files: &[T],
    act: impl Fn(usize, &T) -> Result<R, WriteError> + Sync,
) -> Result<Vec<R>, WriteError> {
    if files.len() < SERIAL_FILES {
        files.iter().enumerate().map(|(index, file)| act(index, file)).collect()
    } else {
        files.par_iter().enumerate().map(|(index, file)| act(index, file)).collect()
    }
}

/// Never follows a link: the file must not be there. What an earlier process of the same number left is
/// replaced.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let opened = options.open(path);
    let mut file = match opened {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(path)?;
            options.open(path)?
        }
        other => other?,
    };
    file.write_all(bytes)
}

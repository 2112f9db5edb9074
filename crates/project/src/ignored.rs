//! Which paths of a commit a walk over a folder would pass over: what `.gitignore` files name, and what is hidden. The
//! same rules as those of a walk, without a file system.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The name of the files that say what is ignored.
pub(crate) const IGNORE_FILE: &str = ".gitignore";

/// What the `.gitignore` files of a repository and of those within it say. Paths are relative to the outermost.
#[derive(Default)]
pub(crate) struct Ignored {
    files: HashMap<PathBuf, Gitignore>,
    /// The folders in which a repository begins: what is said above does not hold below.
    repositories: Vec<PathBuf>,
}

impl Ignored {
    /// Adds the `.gitignore` of a folder. A line that can't be understood says nothing, as in a walk.
    pub(crate) fn add(&mut self, folder: &Path, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let mut builder = GitignoreBuilder::new(folder);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let _ = builder.add_line(None, line);
        }
        if let Ok(rules) = builder.build() {
            self.files.insert(folder.to_owned(), rules);
        }
    }

    /// Adds a folder in which another repository begins.
    pub(crate) fn add_repository(&mut self, folder: &Path) {
        self.repositories.push(folder.to_owned());
    }

    /// Whether a walk passes over a path by its name, leaving aside the folders that it is in.
    pub(crate) fn is_skipped(&self, path: &Path, is_folder: bool) -> bool {
        match self.rule(path, is_folder) {
            Match::Ignore(()) => true,
            Match::Whitelist(()) => false,
            Match::None => path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")),
        }
    }

    /// What the nearest folder says that says anything.
    fn rule(&self, path: &Path, is_folder: bool) -> Match<()> {
        for folder in path.ancestors().skip(1) {
            let rule = self.files.get(folder).map(|rules| rules.matched(path, is_folder).map(|_| ()));
            match rule {
                Some(Match::None) | None => {}
                Some(rule) => return rule,
            }
            if self.repositories.iter().any(|repository| repository == folder) {
                break;
            }
        }
        Match::None
    }
}

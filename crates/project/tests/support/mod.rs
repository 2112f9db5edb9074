//! What the tests of this crate share: a project in a folder of its own, which is removed in the end.
#![allow(dead_code, unreachable_pub, clippy::disallowed_methods, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use promo_project::{Loaded, Location, ReadProblem, discover, load};
use tempfile::TempDir;

/// A folder with files.
pub struct Folder(TempDir);

impl Folder {
    pub fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().expect("a temporary folder"));
        for (path, text) in files {
            folder.write(path, text.as_bytes());
        }
        folder
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders are made");
        fs::write(path, bytes).expect("a file is written");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a file is there")
    }

    /// Every file, link and empty folder, relative, by path; folders end in `/`.
    pub fn list(&self) -> Vec<String> {
        let mut found = vec![];
        list(self.root(), "", &mut found);
        found.sort();
        found
    }

    pub fn load(&self) -> Loaded {
        load(&self.location(), None).expect("a project that can be loaded")
    }

    pub fn location(&self) -> Location {
        discover(self.root()).expect("a folder that is there")
    }
}

fn list(folder: &Path, prefix: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder that can be listed") {
        let entry = entry.expect("an entry");
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if !entry.file_type().expect("a kind").is_dir() {
            found.push(path);
            continue;
        }
        let before = found.len();
        list(&entry.path(), &format!("{path}/"), found);
        if found.len() == before {
            found.push(format!("{path}/"));
        }
    }
}

/// The sources, each with its text or its problem.
pub fn sources(loaded: &Loaded) -> Vec<(&str, Result<&str, ReadProblem>)> {
    loaded
        .sources
        .iter()
        .map(|source| (&*source.path, source.text.as_deref().map_err(Clone::clone)))
        .collect()
}

pub fn manifests(loaded: &Loaded) -> Vec<&str> {
    loaded.manifests.iter().map(|manifest| &*manifest.path).collect()
}

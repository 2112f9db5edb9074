//! The repository as a set of texts by path, so that a check is a function of texts and a test can make up a
//! repository of its own. Knows nothing of what the files hold.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

/// The folder that holds the workspace.
pub fn root() -> &'static Path {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate_folder.ancestors().nth(2).unwrap_or(crate_folder)
}

/// The files of a repository that are its own: nothing that `.gitignore` names, nothing of git's.
#[derive(Debug, Default)]
pub struct Repository {
    /// Texts by path from the root, with `/` between the parts. A file that isn't UTF-8 is there with no
    /// text.
    files: BTreeMap<String, String>,
}

impl Repository {
    /// Reads all files below a folder.
    ///
    /// # Errors
    /// A folder or file that can't be read.
    pub fn load(root: &Path) -> Result<Repository> {
        let mut walk = ignore::WalkBuilder::new(root);
        walk.hidden(false).require_git(false).filter_entry(|entry| entry.file_name() != ".git");
        let mut files = BTreeMap::new();
        for entry in walk.build() {
            let entry = entry?;
            if entry.file_type().is_some_and(|kind| kind.is_file()) {
                let path = entry.path();
                let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
                files.insert(relative(root, path), String::from_utf8(bytes).unwrap_or_default());
            }
        }
        Ok(Repository { files })
    }

    /// A repository of these paths and texts.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Repository {
        let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
        Repository { files: files.collect() }
    }

    /// All files, by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files whose names end so, by path.
    pub fn ending(&self, end: &str) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(move |(path, _)| path.ends_with(end))
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether there is a file, or a folder that holds one, of this path. The root is the empty path.
    pub fn exists(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.is_folder(path)
    }

    /// Whether there is a folder of this path that holds a file.
    pub fn is_folder(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        let next = self.files.range(folder.clone()..).next();
        path.is_empty() || next.is_some_and(|(file, _)| file.starts_with(&folder))
    }
}

fn relative(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_there_when_it_holds_a_file() {
        let repository = Repository::of([("docs/rules.md", ""), ("docs-old", "")]);
        for path in ["", "docs", "docs/rules.md", "docs-old"] {
            assert!(repository.exists(path), "{path:?}");
        }
        for path in ["doc", "docs/rules", "docs/rules.md/x"] {
            assert!(!repository.exists(path), "{path:?}");
        }
        assert!(!repository.is_folder("docs-old"));
    }

    #[test]
    fn ignored_files_and_git_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        for path in [".git/config", "target/output", ".ci/run", "src/lib.rs"] {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "text").unwrap();
        }
        std::fs::write(folder.path().join(".gitignore"), "/target\n").unwrap();
        let repository = Repository::load(folder.path()).unwrap();
        let paths: Vec<&str> = repository.files().map(|(path, _)| path).collect();
        assert_eq!(paths, [".ci/run", ".gitignore", "src/lib.rs"]);
    }
}

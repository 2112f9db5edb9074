//! Git repositories for tests: the same commits every time, whoever runs them and however git is set up. Knows nothing
//! of promo.
#![allow(clippy::disallowed_methods, reason = "a repository is made by git")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder that is a Git repository.
#[derive(Clone, Debug)]
pub struct Repository {
    folder: PathBuf,
}

/// What git would take from the environment of whoever runs the tests.
const LEFT_OUT: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"];

/// Who commits, when, and that nobody's configuration counts.
const SETTINGS: [(&str, &str); 8] = [
    ("GIT_AUTHOR_NAME", "Ada"),
    ("GIT_AUTHOR_EMAIL", "ada@example.com"),
    ("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z"),
    ("GIT_COMMITTER_NAME", "Ada"),
    ("GIT_COMMITTER_EMAIL", "ada@example.com"),
    ("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_CONFIG_SYSTEM", "/dev/null"),
];

impl Repository {
    /// A new repository in a folder, with the branch `main` and no commit. The options are those of `git init`.
    pub fn init(folder: &Path, options: &[&str]) -> Repository {
        let repository = Repository { folder: folder.to_owned() };
        repository.git(&[&["init", "--quiet", "--initial-branch", "main"], options].concat());
        repository
    }

    /// The folder of a repository that is there already.
    pub fn at(folder: &Path) -> Repository {
        Repository { folder: folder.to_owned() }
    }

    /// Commits all that lies in the folder, ignored or not.
    pub fn commit(&self, message: &str) {
        self.git(&["add", "--all", "--force"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
    }

    /// What a command of git prints.
    ///
    /// # Panics
    /// If it fails.
    pub fn git(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        for name in LEFT_OUT {
            command.env_remove(name);
        }
        command.envs(SETTINGS).args(["-c", "protocol.file.allow=always"]).args(arguments);
        match command.current_dir(&self.folder).output() {
            Ok(output) if output.status.success() => {
                String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
            }
            Ok(output) => panic!("git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)),
            Err(error) => panic!("git can't be run: {error}"),
        }
    }
}

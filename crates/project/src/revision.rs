//! The commit that a name stands for in the repository of a project, and what is wrong with a name that stands for
//! none. Reads nothing of the project.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

use promo_diagnostics::{counted, did_you_mean};

use crate::git::{GitError, Repository};
use crate::load::LoadError;
use crate::path::with_slashes;

/// A commit of the repository that a project is in.
#[derive(Clone, Debug)]
pub struct Revision {
    pub(crate) repository: Repository,
    /// The name of the commit's object.
    pub(crate) commit: String,
    /// Where the project lies, from the top of the work tree.
    pub(crate) folder: PathBuf,
}

/// Why a project can't be had as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevisionError {
    /// Git gives no answer.
    Git(GitError),
    /// A name begins like an option.
    Option {
        /// The name.
        name: String,
    },
    /// Two commits are named, with which nothing can be compared.
    Range {
        /// What is written.
        name: String,
        /// One of the two.
        one: String,
    },
    /// A set of commits is named, which may be of one or of none.
    Set {
        /// What is written.
        name: String,
    },
    /// A name stands for no commit that is at hand.
    Unknown {
        /// The name.
        name: String,
        /// What could have been meant, in a question.
        meant: Option<String>,
        /// Whether there is any commit.
        has_commits: bool,
        /// Whether the clone ends before the history does.
        is_shallow: bool,
    },
    /// A name stands for something else than a commit.
    NoCommit {
        /// The name.
        name: String,
    },
    /// A commit and HEAD have no common past, as far as the clone goes.
    NoMergeBase {
        /// The name of the commit.
        name: String,
        /// Whether the clone ends before the history does.
        is_shallow: bool,
    },
    /// The clone lacks files of the commit.
    Absent {
        /// How many.
        files: usize,
    },
    /// The project could not be loaded then either.
    Load(LoadError),
}

impl From<GitError> for RevisionError {
    fn from(error: GitError) -> RevisionError {
        RevisionError::Git(error)
    }
}

const HEAD: &str = "HEAD";

impl Revision {
    /// The commit that a name stands for in the repository that a project is in, such as `HEAD~1`, `origin/main`, a
    /// tag, or `main...`, the commit where main and HEAD part.
    ///
    /// # Errors
    /// There is no git, no repository or no such commit.
    pub fn find(project: &Path, name: &OsStr) -> Result<Revision, RevisionError> {
        let shown = name.to_string_lossy().into_owned();
        if shown.starts_with('-') {
            return Err(RevisionError::Option { name: shown });
        }
        let project = std::fs::canonicalize(project).map_err(GitError::from)?;
        let repository = Repository::of(&project)?;
        let folder = project.strip_prefix(&repository.top).unwrap_or(Path::new("")).to_owned();
        let commit = match range(&shown)? {
            Some(first) => merge_base(&repository, first)?,
            None => commit(&repository, name)?,
        };
        Ok(Revision { repository, commit, folder })
    }
}

/// A commit, with the files that it changed.
#[derive(Clone, Debug)]
pub struct LastChange {
    /// The commit.
    pub revision: Revision,
    /// The files in the project, by their paths in it.
    pub files: Vec<String>,
}

impl Revision {
    /// The last commits up to this one that changed something in a folder of the project, the latest first.
    ///
    /// # Errors
    /// Git gives no answer.
    pub fn last_changes(&self, folder: &str, most: usize) -> Result<Vec<LastChange>, RevisionError> {
        let changes = self.repository.last_changes(&self.commit, &self.folder.join(folder), most)?;
        let last = changes.into_iter().map(|(commit, files)| {
            let files =
                files.iter().filter_map(|file| Some(with_slashes(file.strip_prefix(&self.folder).ok()?)));
            LastChange { files: files.collect(), revision: Revision { commit, ..self.clone() } }
        });
        Ok(last.collect())
    }

    /// The commit before this one; of a merge the one that it was merged into.
    pub fn parent(&self) -> Option<Revision> {
        let commit = self.repository.commit(&format!("{}^", self.commit)).ok()?;
        Some(Revision { commit, ..self.clone() })
    }

    /// The beginning of the commit's name, as people write it.
    pub fn short_name(&self) -> &str {
        self.commit.get(..7).unwrap_or(&self.commit)
    }
}

/// The commit from which HEAD has come away, if a name asks for that.
fn range(name: &str) -> Result<Option<&str>, RevisionError> {
    let Some((first, rest)) = name.split_once("..") else { return Ok(None) };
    match rest.strip_prefix('.') {
        Some("" | HEAD) => Ok(Some(if first.is_empty() { HEAD } else { first })),
        _ => {
            let second = rest.trim_start_matches('.');
            let one = [first, second].into_iter().find(|one| !one.is_empty()).unwrap_or(HEAD);
            Err(RevisionError::Range { name: name.to_owned(), one: one.to_owned() })
        }
    }
}

/// Whether a name stands for what is to be left out, or for the parents of a commit.
fn is_set(name: &str) -> bool {
    let is_number = |text: &str| text.chars().all(|sign| sign.is_ascii_digit());
    let is_without_parent = name.rsplit_once("^-").is_some_and(|(_, parent)| is_number(parent));
    name.starts_with('^') || name.ends_with("^@") || name.ends_with("^!") || is_without_parent
}

fn merge_base(repository: &Repository, first: &str) -> Result<String, RevisionError> {
    let (one, head) = (commit(repository, OsStr::new(first))?, commit(repository, OsStr::new(HEAD))?);
    repository.merge_base(&one, &head).map_err(|error| match error {
        GitError::Refused(_) => {
            RevisionError::NoMergeBase { name: first.to_owned(), is_shallow: repository.is_shallow() }
        }
        error => error.into(),
    })
}

fn commit(repository: &Repository, name: &OsStr) -> Result<String, RevisionError> {
    let unknown = || {
        let name = name.to_string_lossy().into_owned();
        let known = repository.names();
        RevisionError::Unknown {
            meant: did_you_mean(&name, known.iter().map(String::as_str)),
            has_commits: repository.object(OsStr::new(HEAD)).is_ok() || !known.is_empty(),
            is_shallow: repository.is_shallow(),
            name,
        }
    };
    let only_unknown = |error| match error {
        GitError::Refused(_) => unknown(),
        error => error.into(),
    };
    if is_set(&name.to_string_lossy()) {
        return Err(RevisionError::Set { name: name.to_string_lossy().into_owned() });
    }
    let object = repository.object(name).map_err(only_unknown)?;
    repository.commit(&object).map_err(|error| match repository.has(&object) {
        true => RevisionError::NoCommit { name: name.to_string_lossy().into_owned() },
        false => only_unknown(error),
    })
}

impl fmt::Display for RevisionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RevisionError::Git(GitError::Missing) => write!(formatter, "there is no `git` to ask"),
            RevisionError::Git(GitError::System(error)) => write!(formatter, "git can't be asked: {error}"),
            RevisionError::Git(GitError::Refused(words)) => write!(formatter, "git gives no answer: {words}"),
            RevisionError::Git(GitError::Incomplete(words)) => {
                write!(formatter, "some folder of the commit can't be found in this clone: {words}")
            }
            RevisionError::Option { name } => {
                write!(formatter, "`{name}` is no revision: none begins with `-`")
            }
            RevisionError::Range { name, .. } => write!(formatter, "`{name}` names two commits"),
            RevisionError::Set { name } => {
                write!(formatter, "`{name}` names a set of commits, and no single one")
            }
            RevisionError::Unknown { name, .. } => write!(formatter, "there is no revision `{name}`"),
            RevisionError::NoCommit { name } => write!(formatter, "`{name}` is no commit"),
            RevisionError::NoMergeBase { name, .. } => {
                write!(formatter, "`{name}` and HEAD have no commit in common")
            }
            RevisionError::Absent { files } => {
                let files = counted(*files, "file");
                write!(formatter, "{files} of the commit can't be found in this clone")
            }
            RevisionError::Load(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for RevisionError {}

const DEEPER: &str = "this clone is shallow and ends before it: `git fetch --unshallow` gets the rest, and \
                      `fetch-depth: 0` does in a workflow of GitHub";

const UNFILTERED: &str = "a clone that is made with `--filter` lacks them; make one without";

impl RevisionError {
    /// What can be done about it.
    pub fn help(&self) -> Option<String> {
        match self {
            RevisionError::Git(GitError::Missing) => Some("install git, or compare with a folder".to_owned()),
            RevisionError::Git(GitError::Refused(words)) if words.contains("not a git repository") => {
                Some("compare with a folder, or make the project part of a repository".to_owned())
            }
            RevisionError::Load(LoadError::Config { errors, .. }) => {
                errors.first().and_then(|error| error.help.clone())
            }
            RevisionError::Git(GitError::Incomplete(_)) => Some(UNFILTERED.to_owned()),
            RevisionError::Git(_) | RevisionError::Load(_) => None,
            RevisionError::Option { name } => Some(format!("write `./{name}` if it is a folder")),
            RevisionError::Range { one, .. } => Some(format!(
                "the project is compared as it is now: `{one}` compares with that commit, and `{one}...` with the \
                 one where it and HEAD parted"
            )),
            RevisionError::Unknown { has_commits: false, .. } => {
                Some("the repository has no commit yet".to_owned())
            }
            RevisionError::Unknown { is_shallow: true, .. }
            | RevisionError::NoMergeBase { is_shallow: true, .. } => Some(DEEPER.to_owned()),
            RevisionError::Unknown { meant, .. } => meant.clone().or_else(|| {
                Some(
                    "`git branch --all` and `git tag` list what there is, and `git fetch` gets what is new"
                        .to_owned(),
                )
            }),
            RevisionError::NoCommit { .. } | RevisionError::Set { .. } => {
                Some("a revision is a commit, such as `HEAD~1`, `origin/main` or a tag".to_owned())
            }
            RevisionError::NoMergeBase { name, .. } => {
                Some(format!("`{name}` compares with that commit itself"))
            }
            RevisionError::Absent { .. } => Some(UNFILTERED.to_owned()),
        }
    }
}

//! Asks the `git` command about a repository: which commit a name stands for, what is in it, and the bytes of that.
//! Never writes, never fetches, never checks anything out. Knows nothing of projects.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use crate::path::path_of_bytes;
use crate::problem::system_words;
use crate::read::SIZE_LIMIT;

/// What ties git to a repository from outside, as it does for its hooks.
const OF_REPOSITORY: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
];

/// How git is kept from writing, fetching, asking and translating, and from reading paths as patterns.
const SETTINGS: [(&str, &str); 5] = [
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_LITERAL_PATHSPECS", "1"),
    ("LC_ALL", "C"),
];

/// Why git gives no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitError {
    /// There is no `git` to be started.
    Missing,
    /// The system refuses to start it, or to read from it.
    System(String),
    /// It says no: its own words.
    Refused(String),
    /// It has a commit, and not all folders in it: its own words.
    Incomplete(String),
}

impl From<io::Error> for GitError {
    fn from(error: io::Error) -> GitError {
        match error.kind() {
            io::ErrorKind::NotFound => GitError::Missing,
            _ => GitError::System(system_words(&error)),
        }
    }
}

/// A repository with a work tree.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    /// Where git is started; none for the current folder, which what the environment says is relative to.
    folder: Option<PathBuf>,
    /// Its work tree, without links.
    pub(crate) top: PathBuf,
}

impl Repository {
    /// The repository that a folder is in: the one that the environment names, if the folder is in its work tree.
    pub(crate) fn of(folder: &Path) -> Result<Repository, GitError> {
        let is_named = ["GIT_DIR", "GIT_WORK_TREE"].iter().any(|name| env::var_os(name).is_some());
        if is_named
            && let Ok(named) = Repository::started_in(None)
            && folder.starts_with(&named.top)
        {
            return Ok(named);
        }
        Repository::in_folder(folder.to_owned())
    }

    /// The repository that a folder is in, whatever the environment says.
    pub(crate) fn in_folder(folder: PathBuf) -> Result<Repository, GitError> {
        Repository::started_in(Some(folder))
    }

    /// The repository in whose work tree git is started.
    fn started_in(folder: Option<PathBuf>) -> Result<Repository, GitError> {
        let mut repository = Repository { folder, top: PathBuf::new() };
        let top = path_of_bytes(repository.line(["rev-parse", "--show-toplevel"])?);
        repository.top = std::fs::canonicalize(top)?;
        Ok(repository)
    }

    fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new("git");
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
            OF_REPOSITORY.iter().for_each(|name| {
                command.env_remove(name);
            });
        }
        command.envs(SETTINGS).args(arguments).stdin(Stdio::null());
        command
    }

    fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Result<Vec<u8>, GitError> {
        let Output { status, stdout, stderr } = self.command(arguments).output()?;
        if status.success() { Ok(stdout) } else { Err(refusal(&stderr)) }
    }

    /// What git prints, without the line end behind it.
    fn line<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Result<Vec<u8>, GitError> {
        let mut line = self.run(arguments)?;
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        Ok(line)
    }

    fn word<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Result<String, GitError> {
        Ok(String::from_utf8_lossy(&self.line(arguments)?).into_owned())
    }

    /// The object that a name stands for. It need not be there.
    pub(crate) fn object(&self, name: &OsStr) -> Result<String, GitError> {
        self.word([OsStr::new("rev-parse"), OsStr::new("--verify"), name])
    }

    /// The commit that an object is, or that a tag leads to.
    pub(crate) fn commit(&self, object: &str) -> Result<String, GitError> {
        self.word(["rev-parse", "--verify", &format!("{object}^{{commit}}")])
    }

    /// Whether an object is in this clone.
    pub(crate) fn has(&self, object: &str) -> bool {
        self.run(["cat-file", "-e", object]).is_ok()
    }

    /// Where the histories of two commits part.
    pub(crate) fn merge_base(&self, one: &str, other: &str) -> Result<String, GitError> {
        self.word(["merge-base", one, other])
    }

    /// The last commits before a commit that changed something in a folder, each with the files there that it changed,
    /// the latest first; no more than a number of them. Paths are from the top of the work tree.
    pub(crate) fn last_changes(
        &self,
        commit: &str,
        folder: &Path,
        most: usize,
    ) -> Result<Vec<(String, Vec<PathBuf>)>, GitError> {
        let most = format!("--max-count={most}");
        let options = ["log", "--format=%x00%H", "--name-only", "--no-renames", "-z", &most, commit, "--"];
        let listing = self.run(options.map(OsString::from).into_iter().chain([slashed(folder)]))?;
        Ok(changes(&listing))
    }

    /// Whether the clone ends before the history does.
    pub(crate) fn is_shallow(&self) -> bool {
        self.word(["rev-parse", "--is-shallow-repository"]).is_ok_and(|answer| answer == "true")
    }

    /// The names of all branches and tags.
    pub(crate) fn names(&self) -> Vec<String> {
        let listed = self.word([
            "for-each-ref",
            "--format=%(refname:short)",
            "refs/heads",
            "refs/remotes",
            "refs/tags",
        ]);
        listed.unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// All files below a folder of a commit, or below its root; nothing if there is no such folder.
    pub(crate) fn files(&self, commit: &str, folder: &Path) -> Result<Option<Vec<Entry>>, GitError> {
        let mut tree = commit.to_owned();
        if !folder.as_os_str().is_empty() {
            let found = self.some_files(commit, &[folder.to_owned()])?;
            let Some(found) = found.into_iter().find(|found| found.kind == EntryKind::Folder) else {
                return Ok(None);
            };
            tree = found.object;
        }
        Ok(Some(self.listed(["-r", &tree])?))
    }

    /// Those of some files and folders that are in a commit.
    pub(crate) fn some_files(&self, commit: &str, paths: &[PathBuf]) -> Result<Vec<Entry>, GitError> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let options = [commit, "--"].map(OsString::from);
        self.listed(options.into_iter().chain(paths.iter().map(|path| slashed(path))))
    }

    /// What stands in a commit that is there, or in a folder of it. If git can't say, it lacks the folder.
    fn listed<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Vec<Entry>, GitError> {
        let options = ["ls-tree", "-z", "--full-tree"].map(OsString::from);
        let arguments = arguments.into_iter().map(|argument| argument.as_ref().to_owned());
        match self.run(options.into_iter().chain(arguments)) {
            Ok(listing) => Ok(entries(&listing)),
            Err(GitError::Refused(words)) => Err(GitError::Incomplete(words)),
            Err(error) => Err(error),
        }
    }

    /// The contents of some objects, in order. Links are followed as far as they lead to something in the commit.
    pub(crate) fn contents(&self, wanted: &[Wanted<'_>]) -> Result<Vec<Content>, GitError> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut command = self.command(["cat-file", "--batch", "--buffer", "--follow-symlinks"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(GitError::System("git can't be spoken to".to_owned()));
        };
        let mut requests = Vec::new();
        wanted.iter().for_each(|wanted| wanted.write(&mut requests));
        let contents = std::thread::scope(|scope| {
            // What git can't be told any more it doesn't answer, which is noticed there.
            scope.spawn(move || stdin.write_all(&requests));
            let mut answers = BufReader::with_capacity(1 << 16, stdout);
            wanted.iter().map(|_| content(&mut answers)).collect::<io::Result<Vec<Content>>>()
        });
        end(child);
        contents.map_err(GitError::from)
    }
}

/// Reads a log of names: before each commit an empty name, behind it the files.
fn changes(listing: &[u8]) -> Vec<(String, Vec<PathBuf>)> {
    let mut changes: Vec<(String, Vec<PathBuf>)> = Vec::new();
    let mut names = listing.split(|byte| *byte == 0);
    while let Some(name) = names.next() {
        if name.is_empty() {
            let Some(commit) = names.next() else { break };
            changes.push((String::from_utf8_lossy(commit).into_owned(), Vec::new()));
        } else if let Some((_, files)) = changes.last_mut() {
            files.push(path_of_bytes(name.strip_prefix(b"\n").unwrap_or(name).to_vec()));
        }
    }
    changes.retain(|(commit, _)| !commit.is_empty());
    changes
}

fn end(mut child: Child) {
    // It ends by itself when it has answered; after a failure nobody waits for more.
    let _ = child.kill();
    let _ = child.wait();
}

fn refusal(stderr: &[u8]) -> GitError {
    let words = String::from_utf8_lossy(stderr);
    let words = words.trim();
    GitError::Refused(words.strip_prefix("fatal: ").unwrap_or(words).to_owned())
}

/// A path as git writes it.
fn slashed(path: &Path) -> OsString {
    let mut slashed = OsString::new();
    for (index, part) in path.iter().enumerate() {
        if index > 0 {
            slashed.push("/");
        }
        slashed.push(part);
    }
    slashed
}

/// A file or folder of a commit.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Its path, below the folder that was asked about.
    pub(crate) path: PathBuf,
    pub(crate) kind: EntryKind,
    /// The name of the object.
    pub(crate) object: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryKind {
    File,
    Link,
    Folder,
    /// A commit of another repository.
    Submodule,
}

/// Each entry is `MODE TYPE OBJECT`, a tabulator, and the path; a zero byte ends it.
fn entries(listing: &[u8]) -> Vec<Entry> {
    listing.split(|byte| *byte == 0).filter_map(entry).collect()
}

fn entry(listed: &[u8]) -> Option<Entry> {
    let tabulator = listed.iter().position(|byte| *byte == b'\t')?;
    let (facts, path) = listed.split_at(tabulator);
    let mut facts = std::str::from_utf8(facts).ok()?.split(' ');
    let (mode, kind, object) = (facts.next()?, facts.next()?, facts.next()?);
    let kind = match (mode, kind) {
        (_, "commit") => EntryKind::Submodule,
        ("120000", "blob") => EntryKind::Link,
        (_, "blob") => EntryKind::File,
        (_, "tree") => EntryKind::Folder,
        _ => return None,
    };
    let path = path_of_bytes(path.get(1..).unwrap_or_default().to_vec());
    Some(Entry { path, kind, object: object.to_owned() })
}

/// What is wanted of a repository.
pub(crate) enum Wanted<'a> {
    Object(&'a str),
    /// What a link leads to: the commit it is in, and its path.
    Linked(&'a str, PathBuf),
}

impl Wanted<'_> {
    fn write(&self, requests: &mut Vec<u8>) {
        match self {
            Wanted::Object(object) => requests.extend_from_slice(object.as_bytes()),
            Wanted::Linked(commit, path) => {
                requests.extend_from_slice(commit.as_bytes());
                requests.push(b':');
                let path = slashed(path);
                // A line end would end the question.
                let questionable = path.as_encoded_bytes().contains(&b'\n');
                requests.extend_from_slice(if questionable { b"\t" } else { path.as_encoded_bytes() });
            }
        }
        requests.push(b'\n');
    }
}

/// What a repository has in an object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Bytes(Vec<u8>),
    /// More than a file of a project may have.
    TooLarge(u64),
    Folder,
    /// A link leads out of the repository, to there.
    Outside(PathBuf),
    /// A link leads nowhere.
    Nowhere,
    /// The object is not in this clone.
    Absent,
}

/// One answer: a line that says what there is, then its bytes and a line end.
fn content(answers: &mut BufReader<ChildStdout>) -> io::Result<Content> {
    let mut line = Vec::new();
    answers.read_until(b'\n', &mut line)?;
    let line = String::from_utf8_lossy(&line);
    let line = line.strip_suffix('\n').ok_or(io::ErrorKind::UnexpectedEof)?;
    if line.ends_with(" missing") {
        return Ok(if line.contains(':') { Content::Nowhere } else { Content::Absent });
    }
    let mut words = line.split(' ');
    let first = words.next().unwrap_or_default();
    let size = words.next_back().and_then(|size| size.parse::<u64>().ok());
    let size = size.ok_or(io::ErrorKind::InvalidData)?;
    let bytes = bytes(answers, size)?;
    Ok(match (first, words.next(), bytes) {
        ("symlink", None, Some(path)) => Content::Outside(path_of_bytes(path)),
        ("dangling" | "loop" | "notdir", None, _) => Content::Nowhere,
        (_, Some("tree"), _) => Content::Folder,
        (_, _, Some(bytes)) => Content::Bytes(bytes),
        (_, _, None) => Content::TooLarge(size),
    })
}

/// So many bytes, which are passed over if they are too many.
fn bytes(answers: &mut BufReader<ChildStdout>, size: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut all = answers.take(size);
    let bytes = if size > SIZE_LIMIT {
        io::copy(&mut all, &mut io::sink())?;
        None
    } else {
        all.read_to_end(&mut bytes)?;
        Some(bytes)
    };
    answers.read_exact(&mut [0])?;
    Ok(bytes)
}

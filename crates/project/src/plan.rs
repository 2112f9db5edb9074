//! What writing manifests would change on disk. Looks, and writes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use promo_emit::{is_generated, is_same_text, output_folders};
use rayon::prelude::*;

use crate::problem::{ReadProblem, system_words};
use crate::read::Reader;
use crate::write::WriteError;

/// Fewer files than this are looked at on one thread.
pub(crate) const SERIAL_FILES: usize = 64;

/// A manifest to be written, or another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// The path relative to the root given to [`plan`], with `/` between its parts.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl OutputFile {
    /// The path of the folder that it stands in; none if that is the root.
    pub(crate) fn folder(&self) -> Option<&str> {
        Some(self.path.rsplit_once('/')?.0)
    }
}

/// A manifest that is there with another text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile<'a> {
    /// The manifest.
    pub file: &'a OutputFile,
    /// The text that is there; empty if it can't be had whole.
    pub before: Arc<str>,
}

/// What stands where a manifest is to be written, and is not promo's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// The manifest's path.
    pub path: String,
    /// What is in the way.
    pub reason: String,
}

impl fmt::Display for Blocked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` can't be written: {}", self.path, self.reason)
    }
}

/// What writing would change. Each list is in the order of the files given, `stale` by path.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    pub(crate) root: PathBuf,
    /// Manifests that are not there.
    pub added: Vec<&'a OutputFile>,
    /// Manifests that are there with another text.
    pub changed: Vec<ChangedFile<'a>>,
    /// Manifests that are there as they should be.
    pub unchanged: Vec<&'a OutputFile>,
    /// Manifests that promo wrote once and that are not among the files any more.
    pub stale: Vec<String>,
    /// Manifests that can't be written.
    pub blocked: Vec<Blocked>,
}

impl Plan<'_> {
    /// Whether the disk is as it should be.
    pub fn changes_nothing(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.stale.is_empty() && self.blocked.is_empty()
    }
}

/// What there is at the path of a manifest.
enum State {
    Added,
    Changed(Arc<str>),
    Unchanged,
    Blocked(String),
}

/// Compares manifests with the disk. Their paths, and `output_root`, below which stale ones are looked for,
/// are relative to `root`, with `/` between their parts.
pub fn plan<'a>(root: &Path, output_root: &str, files: &'a [OutputFile]) -> Result<Plan<'a>, WriteError> {
    let obstacles = obstacles(root, files)?;
    let look = |reader: &mut Reader, file: &OutputFile| state(reader, root, file, &obstacles);
    let states: Vec<State> = if files.len() < SERIAL_FILES {
        let mut reader = Reader::default();
        files.iter().map(|file| look(&mut reader, file)).collect::<Result<_, _>>()?
    } else {
        files.par_iter().map_init(Reader::default, look).collect::<Result<_, _>>()?
    };
    let mut plan = Plan {
        root: root.to_owned(),
        added: vec![],
        changed: vec![],
        unchanged: vec![],
        stale: stale(root, output_root, files)?,
        blocked: vec![],
    };
    for (file, state) in files.iter().zip(states) {
        match state {
            State::Added => plan.added.push(file),
            State::Changed(before) => plan.changed.push(ChangedFile { file, before }),
            State::Unchanged => plan.unchanged.push(file),
            State::Blocked(reason) => plan.blocked.push(Blocked { path: file.path.clone(), reason }),
        }
    }
    Ok(plan)
}

/// What adding files to a folder would change: they are blocked where anything is. The folder need not be there.
pub fn additions<'a>(root: &Path, files: &'a [OutputFile]) -> Result<Plan<'a>, WriteError> {
    let obstacles = obstacles(root, files)?;
    let mut plan = Plan {
        root: root.to_owned(),
        added: vec![],
        changed: vec![],
        unchanged: vec![],
        stale: vec![],
        blocked: vec![],
    };
    for file in files {
        match new_state(root, file, &obstacles)? {
            State::Blocked(reason) => plan.blocked.push(Blocked { path: file.path.clone(), reason }),
            _ => plan.added.push(file),
        }
    }
    Ok(plan)
}

fn new_state(root: &Path, file: &OutputFile, obstacles: &Obstacles<'_>) -> Result<State, WriteError> {
    if !stays_inside(&file.path) {
        return Ok(State::Blocked("the path leads out of the folder".to_owned()));
    }
    if let Some(obstacle) = file.folder().and_then(|folder| obstacles.get(folder)) {
        return Ok(State::Blocked(obstacle.clone()));
    }
    match fs::symlink_metadata(root.join(&file.path)) {
        Ok(_) => Ok(State::Blocked("it is there already, and nothing is overwritten".to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(State::Added),
        Err(error) => Err(WriteError::system("look at", &file.path, &error)),
    }
}

/// What keeps files out of the folders that they go to, by folder.
type Obstacles<'a> = BTreeMap<&'a str, String>;

fn obstacles<'a>(root: &Path, files: &'a [OutputFile]) -> Result<Obstacles<'a>, WriteError> {
    let inside = files.iter().filter(|file| stays_inside(&file.path));
    let folders: BTreeSet<&str> = inside.filter_map(OutputFile::folder).collect();
    let found = folders.into_iter().map(|folder| Ok((folder, obstacle(root, folder)?)));
    let found: Vec<_> = found.collect::<Result<_, WriteError>>()?;
    Ok(found.into_iter().filter_map(|(folder, obstacle)| Some((folder, obstacle?))).collect())
}

/// What stands in the place of a folder or of one that holds it. A link is in the way too, since what it leads
/// to is not promo's; above the root, links are the user's choice.
fn obstacle(root: &Path, folder: &str) -> Result<Option<String>, WriteError> {
    for part in folders_of(folder).chain([folder]) {
        match fs::symlink_metadata(root.join(part)) {
            Ok(found) if found.is_dir() => {}
            Ok(found) if found.is_symlink() => {
                let name = part.rsplit('/').next().unwrap_or(part);
                return Ok(Some(format!("its folder `{name}` is a link")));
            }
            Ok(_) => return Ok(Some("a file stands where one of its folders should be".to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(WriteError::system("look at", part, &error)),
        }
    }
    Ok(None)
}

/// The folders that a relative path goes through.
pub(crate) fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(end, _)| path.get(..end))
}

fn state(
    reader: &mut Reader,
    root: &Path,
    file: &OutputFile,
    obstacles: &Obstacles<'_>,
) -> Result<State, WriteError> {
    if !stays_inside(&file.path) {
        return Ok(State::Blocked("the path leads out of the project".to_owned()));
    }
    if let Some(obstacle) = file.folder().and_then(|folder| obstacles.get(folder)) {
        return Ok(State::Blocked(obstacle.clone()));
    }
    let path = root.join(&file.path);
    match fs::symlink_metadata(&path) {
        Ok(found) => existing_state(reader, &path, &found, file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(State::Added),
        Err(error) => Err(WriteError::system("look at", &file.path, &error)),
    }
}

fn existing_state(
    reader: &mut Reader,
    path: &Path,
    found: &Metadata,
    file: &OutputFile,
) -> Result<State, WriteError> {
    let blocked = |reason: &str| Ok(State::Blocked(reason.to_owned()));
    if found.is_dir() {
        return blocked("a folder has its name");
    }
    if !found.is_file() {
        return blocked("a link or special file has its name");
    }
    match reader.read(path, |_| false) {
        Ok(Some(text)) if is_same_text(&text, &file.text) => Ok(State::Unchanged),
        Ok(Some(text)) if is_generated(text.as_bytes()) => Ok(State::Changed(text)),
        // A source map may be larger than what is read.
        Err(ReadProblem::TooLarge { .. }) if is_same_file(path, found, &file.text) => Ok(State::Unchanged),
        Err(ReadProblem::NotUtf8 { .. } | ReadProblem::TooLarge { .. }) if is_of_promo(reader, path) => {
            Ok(State::Changed(Arc::default()))
        }
        Ok(_) | Err(ReadProblem::NotUtf8 { .. } | ReadProblem::TooLarge { .. }) => {
            blocked("a file that promo did not generate has its name")
        }
        Err(ReadProblem::Vanished) => Ok(State::Added),
        Err(problem) => {
            let (action, path, error) = ("read", file.path.clone(), problem.to_string());
            Err(WriteError::System { action, path, error })
        }
    }
}

fn is_same_file(path: &Path, found: &Metadata, text: &str) -> bool {
    found.len() == text.len() as u64 && fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes())
}

fn stays_inside(path: &str) -> bool {
    let mut parts = Path::new(path).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// The generated manifests in the output folders that are not among the files, by path.
pub(crate) fn stale(root: &Path, output_root: &str, files: &[OutputFile]) -> Result<Vec<String>, WriteError> {
    let wanted: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let mut others = vec![];
    for folder in output_folders() {
        let folder =
            if output_root.is_empty() { folder.to_owned() } else { format!("{output_root}/{folder}") };
        // What is behind a link was not written by promo.
        if obstacle(root, &folder)?.is_none() {
            collect_others(root, &folder, &wanted, &mut others)?;
        }
    }
    let mut reader = Reader::default();
    others.retain(|path| is_of_promo(&mut reader, &root.join(path)));
    others.sort_unstable();
    Ok(others)
}

/// Adds the ordinary files below a folder that are not wanted. Links are not followed.
fn collect_others(
    root: &Path,
    folder: &str,
    wanted: &BTreeSet<&str>,
    others: &mut Vec<String>,
) -> Result<(), WriteError> {
    let failed = |error: &io::Error| WriteError::system("list", folder, error);
    let entries = match fs::read_dir(root.join(folder)) {
        Ok(entries) => entries,
        // There is nothing stale in a folder that is not there.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(&error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| failed(&error))?;
        let kind = entry.file_type().map_err(|error| failed(&error))?;
        // promo writes no name that is not UTF-8.
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{folder}/{name}");
        if kind.is_dir() {
            collect_others(root, &path, wanted, others)?;
        } else if kind.is_file() && !wanted.contains(path.as_str()) {
            others.push(path);
        }
    }
    Ok(())
}

/// Whether a file is one that promo wrote, by its beginning.
pub fn is_generated_file(path: &Path) -> bool {
    is_of_promo(&mut Reader::default(), path)
}

/// A file that can't be read can't be known to be promo's.
fn is_of_promo(reader: &mut Reader, path: &Path) -> bool {
    matches!(reader.read(path, is_generated), Ok(None))
}

impl WriteError {
    pub(crate) fn system(action: &'static str, path: &str, error: &io::Error) -> WriteError {
        WriteError::System { action, path: path.to_owned(), error: system_words(error) }
    }
}

//! Writing text files, sources say: whole at any time, with the permissions they had, and behind a link the file that
//! the link leads to; several of them all or none; and removing one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::read::read_text;
use crate::write::{WriteError, write_new};

/// Puts a text in the place of a file, or makes the file.
///
/// # Errors
/// What the system says; the file is as it was then.
pub fn write_text(path: &Path, text: &str) -> Result<(), WriteError> {
    let target = target(path);
    let temporary = beside(&target, 0);
    let written = write_beside(&target, &temporary, text).and_then(|()| fs::rename(&temporary, &target));
    if written.is_err() {
        // It may not be there; what matters was said already.
        let _ = fs::remove_file(&temporary);
    }
    written.map_err(|error| WriteError::system("write", &path.to_string_lossy(), &error))
}

/// What a link leads to.
fn target(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// A text that is put in the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement<'t> {
    /// The file.
    pub path: PathBuf,
    /// What it said when it was read.
    pub before: &'t str,
    /// What it is to say.
    pub after: &'t str,
}

/// Puts other texts in the places of files, all or none: none if one of them does not say any more what it said, which
/// is told.
///
/// # Errors
/// What the system says; the files are as they were then, as far as it lets them.
pub fn replace_all(replacements: &[Replacement<'_>]) -> Result<Option<PathBuf>, WriteError> {
    let is_changed = |one: &&Replacement<'_>| !read_text(&one.path).is_ok_and(|text| *text == *one.before);
    if let Some(changed) = replacements.iter().find(is_changed) {
        return Ok(Some(changed.path.clone()));
    }
    let places = replacements.iter().enumerate().map(|(index, one)| {
        let target = target(&one.path);
        (beside(&target, index), target, one)
    });
    let places: Vec<(PathBuf, PathBuf, &Replacement<'_>)> = places.collect();
    let written = places.iter().try_for_each(|(temporary, target, one)| {
        write_beside(target, temporary, one.after).map_err(|error| failed(one, &error))
    });
    let mut moved: Vec<&Replacement<'_>> = Vec::new();
    let done = written.and_then(|()| {
        places.iter().try_for_each(|(temporary, target, one)| {
            fs::rename(temporary, target).map_err(|error| failed(one, &error))?;
            moved.push(one);
            Ok(())
        })
    });
    if done.is_err() {
        // What matters was said already.
        moved.into_iter().for_each(|one| drop(write_text(&one.path, one.before)));
        places.iter().for_each(|(temporary, ..)| drop(fs::remove_file(temporary)));
    }
    done.map(|()| None)
}

fn failed(one: &Replacement<'_>, error: &io::Error) -> WriteError {
    WriteError::system("write", &one.path.to_string_lossy(), error)
}

/// What came of changing or removing a file that was read before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It stays, since it does not say any more what it said.
    Changed,
    /// It stays, since it is a link to another.
    Link,
}

/// Removes a file that says what it said when it was read.
///
/// # Errors
/// What the system says.
pub fn remove_unchanged(path: &Path, text: &str) -> Result<Outcome, WriteError> {
    let failed = |error: io::Error| WriteError::system("remove", &path.to_string_lossy(), &error);
    match hindrance(path, text).map_err(failed)? {
        Some(hindrance) => Ok(hindrance),
        None => fs::remove_file(path).map(|()| Outcome::Done).map_err(failed),
    }
}

/// Puts another text in the place of a file that says what it said when it was read.
///
/// # Errors
/// What the system says; the file is as it was then.
pub fn replace_unchanged(path: &Path, text: &str, new: &str) -> Result<Outcome, WriteError> {
    let failed = |error: io::Error| WriteError::system("write", &path.to_string_lossy(), &error);
    match hindrance(path, text).map_err(failed)? {
        Some(hindrance) => Ok(hindrance),
        None => write_text(path, new).map(|()| Outcome::Done),
    }
}

fn hindrance(path: &Path, text: &str) -> io::Result<Option<Outcome>> {
    if fs::symlink_metadata(path)?.is_symlink() {
        return Ok(Some(Outcome::Link));
    }
    let is_as_it_was = read_text(path).is_ok_and(|found| *found == *text);
    Ok((!is_as_it_was).then_some(Outcome::Changed))
}

/// Short, since the name of the file may be as long as names can be.
fn beside(target: &Path, index: usize) -> PathBuf {
    target.with_file_name(format!(".promo-{}-{index}.tmp", std::process::id()))
}

fn write_beside(target: &Path, temporary: &Path, text: &str) -> io::Result<()> {
    write_new(temporary, text.as_bytes())?;
    if let Ok(metadata) = fs::metadata(target) {
        fs::set_permissions(temporary, metadata.permissions())?;
    }
    Ok(())
}

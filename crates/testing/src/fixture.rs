//! Projects in a string. Knows the notation, and nothing of promo but how its comments begin.

use std::sync::Arc;

use promo_diagnostics::{Diagnostic, LineMap, Place, Sources};

use crate::annotation::{Annotation, read_annotations};

/// The path of the only file of a fixture that names none.
pub const MAIN_FILE: &str = "main.promo";

const FILE_MARK: &str = "//- ";

const CURSOR: &str = "$0";

/// A project in a string; the notation is described at the crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixture {
    /// The files, in the order in which they are written.
    pub files: Vec<FixtureFile>,
    /// The cursors, in the order in which they are written.
    pub cursors: Vec<Cursor>,
    /// What is expected, in the order in which it is written.
    pub annotations: Vec<Annotation>,
}

/// A file of a fixture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixtureFile {
    /// The path relative to the project, with `/` between its parts and none before them.
    pub path: Arc<str>,
    /// The text without cursors. Comments that say what is expected are a part of it.
    pub text: String,
}

/// A cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The path of its file.
    pub file: Arc<str>,
    /// The byte that it stands before.
    pub offset: usize,
}

impl Fixture {
    /// Reads a fixture.
    ///
    /// # Panics
    /// If the text is no fixture.
    pub fn parse(text: &str) -> Fixture {
        Fixture::read(text).unwrap_or_else(|error| panic!("{error}\nin the fixture:\n{text}"))
    }

    /// The error is in words.
    pub(crate) fn read(text: &str) -> Result<Fixture, String> {
        let mut fixture = Fixture { files: vec![], cursors: vec![], annotations: vec![] };
        for (path, text) in split_files(&dedented(text))? {
            if fixture.files.iter().any(|file| *file.path == *path) {
                return Err(format!("there are two files `{path}`"));
            }
            fixture.add(path, &text)?;
        }
        Ok(fixture)
    }

    fn add(&mut self, path: String, marked: &str) -> Result<(), String> {
        let path: Arc<str> = Arc::from(path);
        let mut text = String::new();
        for (index, piece) in marked.split(CURSOR).enumerate() {
            if index > 0 {
                self.cursors.push(Cursor { file: path.clone(), offset: text.len() });
            }
            text.push_str(piece);
        }
        self.annotations.extend(read_annotations(&path, &text)?);
        self.files.push(FixtureFile { path, text });
        Ok(())
    }

    /// The only cursor.
    ///
    /// # Panics
    /// If there is none, or more than one.
    pub fn cursor(&self) -> &Cursor {
        match self.cursors.as_slice() {
            [cursor] => cursor,
            cursors => panic!("one cursor `{CURSOR}` is due, and there are {}", cursors.len()),
        }
    }

    /// The text of a file.
    ///
    /// # Panics
    /// If there is no such file.
    pub fn text(&self, path: &str) -> &str {
        Sources::text(self, path).unwrap_or_else(|| panic!("there is no file `{path}`"))
    }

    /// How diagnostics differ from what the annotations with a level expect, a line each; empty if each is
    /// expected and each that is expected is there. A diagnostic of several lines is expected on its first,
    /// an empty one at the character after it.
    pub fn differences(&self, diagnostics: &[Diagnostic]) -> Vec<String> {
        let mut missing: Vec<&Annotation> = self.annotations.iter().collect();
        let mut differences = vec![];
        for diagnostic in diagnostics {
            let place = self.annotated_place(&diagnostic.place);
            match missing.iter().position(|annotation| annotation.expects(diagnostic, &place)) {
                Some(index) => drop(missing.remove(index)),
                None => {
                    let (level, rule, message) = (diagnostic.level, diagnostic.rule, &diagnostic.message);
                    let what = format!("{}[{rule}]: {message}", crate::annotation::level_name(level));
                    differences.push(format!("unexpected at {}: {what}", self.shown(&place)));
                }
            }
        }
        let missing = missing
            .into_iter()
            .map(|annotation| format!("missing at {}: {}", self.shown(&annotation.place), annotation.label));
        differences.extend(missing);
        differences
    }

    /// The place on its first line only, and at least one character of that.
    fn annotated_place(&self, place: &Place) -> Place {
        let Some(text) = Sources::text(self, &place.file) else { return place.clone() };
        let rest = text.get(place.start..).unwrap_or_default();
        let line_end = place.start + rest.find('\n').unwrap_or(rest.len());
        let next = place.start + rest.chars().next().filter(|next| *next != '\n').map_or(0, char::len_utf8);
        Place { end: place.end.min(line_end).max(next), ..place.clone() }
    }

    /// `path:line:column-column`, with the last column too.
    fn shown(&self, place: &Place) -> String {
        let map = LineMap::new(Sources::text(self, &place.file).unwrap_or_default());
        let (start, end) = (map.position(place.start), map.position(place.end));
        format!("{}:{}:{}-{}", place.file, start.line, start.column, end.column.max(start.column + 1) - 1)
    }
}

impl Sources for Fixture {
    fn text(&self, file: &str) -> Option<&str> {
        self.files.iter().find(|known| *known.path == *file).map(|file| file.text.as_str())
    }
}

/// Without the common indentation, if the text begins with a line end; otherwise as it is.
fn dedented(text: &str) -> String {
    let Some(text) = text.strip_prefix('\n') else { return text.to_owned() };
    let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let filled = text.split('\n').filter(|line| !line.trim().is_empty());
    let common = filled.map(indentation).min().unwrap_or(0);
    let lines: Vec<&str> = text.split('\n').map(|line| line.get(common..).unwrap_or_default()).collect();
    lines.join("\n")
}

/// The files with their paths.
fn split_files(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut files: Vec<(String, String)> = vec![];
    for line in text.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix(FILE_MARK) {
            let path = path.trim();
            let relative = path.strip_prefix('/').filter(|relative| !relative.is_empty());
            let relative = relative.ok_or_else(|| format!("the path `{path}` does not begin with `/`"))?;
            files.push((relative.to_owned(), String::new()));
        } else if let Some((_, text)) = files.last_mut() {
            text.push_str(line);
        } else if text.lines().any(|line| line.starts_with(FILE_MARK)) {
            if !line.trim().is_empty() {
                return Err(format!("text stands before the first file: {}", line.trim()));
            }
        } else {
            return Ok(vec![(MAIN_FILE.to_owned(), text.to_owned())]);
        }
    }
    if files.is_empty() {
        files.push((MAIN_FILE.to_owned(), text.to_owned()));
    }
    Ok(files)
}

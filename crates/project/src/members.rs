//! Which files belong to a project that was loaded, and what a database is told of one of them.
//! Knows nothing of what they say.

use std::path::Path;
use std::sync::Arc;

use promo_analysis::diagnostics::UnreadableFile;
use promo_analysis::{Change, Volatility};

use crate::discover::Location;
use crate::inputs::add;
use crate::load::SourceText;
use crate::pattern::{Patterns, Role};
use crate::problem::ReadProblem;
use crate::read::{SIZE_LIMIT, read_lossily, read_text};
use crate::walk::role;

/// The files of a project, by the same rules by which it is loaded whole. Paths are relative to it, with `/` between
/// their parts.
#[derive(Clone, Debug)]
pub struct Members {
    location: Location,
    patterns: Patterns,
}

/// What a database is told of one file: what it is now, and that it is nothing else.
#[derive(Debug, Default)]
pub struct FileInput {
    /// For the database.
    pub change: Change,
    /// Why its text can't be had, if so.
    pub unreadable: Option<UnreadableFile>,
}

impl Members {
    pub(crate) fn new(location: Location, patterns: Patterns) -> Members {
        Members { location, patterns }
    }

    /// What a path is to the project; nothing if it is none of its files.
    pub fn role(&self, path: &str) -> Option<Role> {
        role(&self.location, &self.patterns, Path::new(path))
    }

    /// Whether a path is like those of the project's files. Whether it is ignored, or in another project, is not asked.
    pub fn matches(&self, path: &Path) -> bool {
        self.patterns.role(path).is_some()
    }

    /// A file as it is on the disk.
    pub fn on_disk(&self, path: &Arc<str>) -> FileInput {
        let file = self.location.root.join(&**path);
        let is_there = file.symlink_metadata().is_ok();
        match self.role(path).filter(|_| is_there) {
            Some(role) => self.input(role, path, read_text(&file), Volatility::Closed),
            None => FileInput::default().and_nothing_else(path),
        }
    }

    /// A file as an editor has it.
    pub fn in_editor(&self, role: Role, path: &Arc<str>, text: Arc<str>) -> FileInput {
        let bytes = text.len() as u64;
        let text = if bytes > SIZE_LIMIT { Err(ReadProblem::TooLarge { bytes }) } else { Ok(text) };
        self.input(role, path, text, Volatility::Open)
    }

    fn input(
        &self,
        role: Role,
        path: &Arc<str>,
        text: Result<Arc<str>, ReadProblem>,
        volatility: Volatility,
    ) -> FileInput {
        let mut input = FileInput::default();
        if !text.as_ref().is_ok_and(|text| is_generated(role, text)) {
            let seen = || read_lossily(&self.location.root.join(&**path));
            let text = SourceText::new(path.clone(), role, text, seen);
            input.unreadable = add(&mut input.change, role, text, volatility);
        }
        input.and_nothing_else(path)
    }
}

impl FileInput {
    /// A file stays the same input as long as it is of the same kind.
    fn and_nothing_else(mut self, path: &Arc<str>) -> FileInput {
        if self.change.sources.is_empty() {
            self.change.sources.push((path.clone(), None));
        }
        if self.change.manifests.is_empty() {
            self.change.manifests.push((path.clone(), None));
        }
        self
    }
}

/// Manifests that promo wrote itself are none written by hand.
fn is_generated(role: Role, text: &str) -> bool {
    role == Role::Manifest && promo_emit::is_generated(text.as_bytes())
}

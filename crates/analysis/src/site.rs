//! Where something stands, whatever the file: in a source, relative to its declaration, or in a
//! hand-written manifest. What is found out about a project can be about either.

use std::ops::Range;
use std::sync::Arc;

use promo_diagnostics::Place as FilePlace;

use crate::database::{Db, ManifestFile};
use crate::declaration::{Declaration, Place};

/// A place in a file of the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub enum Site<'db> {
    /// In a source.
    Source(Place<'db>),
    /// In a hand-written manifest.
    Manifest {
        /// The file.
        file: ManifestFile,
        /// The first byte.
        start: u32,
        /// The byte after the last.
        end: u32,
    },
}

impl<'db> From<Place<'db>> for Site<'db> {
    fn from(place: Place<'db>) -> Self {
        Site::Source(place)
    }
}

impl<'db> Site<'db> {
    /// Some bytes of a hand-written manifest.
    pub fn in_manifest(file: ManifestFile, bytes: &Range<usize>) -> Self {
        Site::Manifest { file, start: bytes.start as u32, end: bytes.end as u32 }
    }

    /// The declaration that it stands in, if it is in a source.
    pub fn declaration(self) -> Option<Declaration<'db>> {
        match self {
            Site::Source(place) => Some(place.declaration),
            Site::Manifest { .. } => None,
        }
    }

    /// The words for one thing in the language of its file: those of a source, or those of a manifest.
    pub fn words<'a>(self, in_source: &'a str, in_manifest: &'a str) -> &'a str {
        match self {
            Site::Source(_) => in_source,
            Site::Manifest { .. } => in_manifest,
        }
    }

    /// A name as a repair puts it there: in a source in quotes if it can't stand without. In a manifest what is written
    /// already says how the new text is.
    pub fn name_text(self, name: &str) -> String {
        match self {
            Site::Source(_) => crate::text::quote_name(name),
            Site::Manifest { .. } => name.to_owned(),
        }
    }

    /// The path and text of its file.
    pub fn file(self, db: &'db dyn Db) -> (&'db Arc<str>, &'db Arc<str>) {
        match self {
            Site::Source(place) => {
                let file = place.declaration.file(db);
                (file.path(db), file.text(db))
            }
            Site::Manifest { file, .. } => (file.path(db), file.text(db)),
        }
    }

    /// The place in its file as that is now.
    pub fn file_place(self, db: &'db dyn Db) -> FilePlace {
        let Range { start, end } = match self {
            Site::Source(place) => place.bytes(db),
            Site::Manifest { start, end, .. } => start as usize..end as usize,
        };
        FilePlace { file: self.file(db).0.clone(), start, end }
    }
}

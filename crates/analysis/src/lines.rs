//! The lines of places, for whoever shows them in words or as data of their own. Diagnostics have their own way.

use std::fmt;
use std::sync::Arc;

use promo_diagnostics::LineMap;
use rustc_hash::FxHashMap;

use crate::database::Db;
use crate::site::Site;

/// Finds the lines of places: each file is read through once.
pub struct Lines<'db> {
    db: &'db dyn Db,
    maps: FxHashMap<&'db str, LineMap<'db>>,
}

/// A line of a file. It is shown as `FILE:LINE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'db> {
    /// The path of the file, relative to the project.
    pub file: &'db Arc<str>,
    /// The line, from 1.
    pub number: usize,
    /// The column of what begins there, in characters from 1.
    pub column: usize,
}

impl<'db> Lines<'db> {
    /// Of the files of a project.
    pub fn new(db: &'db dyn Db) -> Self {
        Lines { db, maps: FxHashMap::default() }
    }

    /// The line in which something begins.
    pub fn of(&mut self, site: Site<'db>) -> Line<'db> {
        let (file, text) = site.file(self.db);
        let map = self.maps.entry(file).or_insert_with(|| LineMap::new(text));
        let start = map.position(site.file_place(self.db).start);
        Line { file, number: start.line, column: start.column }
    }
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.file, self.number)
    }
}

//! The positions of places in several files, for renderers that show no text.

use std::collections::HashMap;

use super::Sources;
use crate::diagnostic::Place;
use crate::line_map::{LineMap, Position};

/// The line maps of the files asked for, each built once.
pub(super) struct LineMaps<'a> {
    sources: &'a dyn Sources,
    maps: HashMap<String, Option<LineMap<'a>>>,
}

impl<'a> LineMaps<'a> {
    pub(super) fn new(sources: &'a dyn Sources) -> LineMaps<'a> {
        LineMaps { sources, maps: HashMap::new() }
    }

    /// The position of a byte in a file; nothing where the text is not known.
    pub(super) fn position(&mut self, file: &str, offset: usize) -> Option<Position> {
        self.map(file).map(|map| map.position(offset))
    }

    /// The line that a place begins in, and what of that line is marked.
    pub(super) fn line_and_marked(&mut self, place: &Place) -> Option<(&'a str, &'a str)> {
        let map = self.map(&place.file)?;
        let start = map.position(place.start);
        let line = map.line_range(start.line)?;
        let end = place.end.min(line.end).max(start.offset);
        Some((map.text().get(line)?, map.text().get(start.offset..end)?))
    }

    fn map(&mut self, file: &str) -> Option<&LineMap<'a>> {
        if !self.maps.contains_key(file) {
            self.maps.insert(file.to_owned(), self.sources.text(file).map(LineMap::new));
        }
        self.maps.get(file)?.as_ref()
    }
}

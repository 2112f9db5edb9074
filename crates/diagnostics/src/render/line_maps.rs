//! The positions of places in several files, for renderers that show no text.

use std::collections::HashMap;

use super::Sources;
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
        if !self.maps.contains_key(file) {
            self.maps.insert(file.to_owned(), self.sources.text(file).map(LineMap::new));
        }
        self.maps.get(file)?.as_ref().map(|map| map.position(offset))
    }
}

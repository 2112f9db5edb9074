//! The nodes of a tree while it is being built. A node is entered before what it holds, so that the order is
//! that of the finished tree; a parser that steps back takes its nodes with it. Knows nothing of the grammar.

use chumsky::input::{Checkpoint, Cursor};
use chumsky::inspector::Inspector;

use crate::kind::NodeKind;
use crate::shape::Lexeme;
use crate::tree::Node;

/// The nodes so far; those that are still open have no end yet.
#[derive(Default)]
pub(crate) struct Nodes(Vec<Node>);

impl Nodes {
    pub(crate) fn with_capacity(capacity: usize) -> Nodes {
        Nodes(Vec::with_capacity(capacity))
    }

    /// Enters a node that begins with a token; its place is needed to close it.
    pub(crate) fn open(&mut self, kind: NodeKind, first: usize) -> usize {
        let place = self.0.len();
        self.0.push(Node { kind, first: first as u32, end: first as u32, next: place as u32 + 1 });
        place
    }

    /// Ends a node before a token. A node without tokens is no node.
    pub(crate) fn close(&mut self, place: usize, end: usize) {
        let next = self.0.len() as u32;
        let Some(node) = self.0.get_mut(place) else { return };
        if node.first as usize == end && node.kind != NodeKind::File {
            self.0.truncate(place);
        } else {
            node.end = end as u32;
            node.next = next;
        }
    }

    pub(crate) fn finish(self) -> Box<[Node]> {
        self.0.into_boxed_slice()
    }
}

impl<'t> Inspector<'t, &'t [Lexeme]> for Nodes {
    type Checkpoint = usize;

    #[inline(always)]
    fn on_token(&mut self, _: &Lexeme) {}

    #[inline(always)]
    fn on_save<'parse>(&self, _: &Cursor<'t, 'parse, &'t [Lexeme]>) -> usize {
        self.0.len()
    }

    #[inline(always)]
    fn on_rewind<'parse>(&mut self, checkpoint: &Checkpoint<'t, 'parse, &'t [Lexeme], usize>) {
        self.0.truncate(*checkpoint.inspector());
    }
}

//! `textDocument/selectionRange`.

use promo_ide::{FilePosition, selections};
use tower_lsp::ls_types::{Range, SelectionRange, SelectionRangeParams};

use crate::snapshot::Snapshot;

pub(crate) fn answer(snapshot: &Snapshot, parameters: SelectionRangeParams) -> Option<Vec<SelectionRange>> {
    let file = snapshot.source(&parameters.text_document.uri)?;
    let lines = snapshot.lines(file);
    let ranges = parameters.positions.into_iter().filter_map(|position| {
        let found = selections(&snapshot.database, FilePosition { file, offset: lines.offset(position) });
        nested(found.into_iter().map(|bytes| lines.range(bytes)))
    });
    Some(ranges.collect())
}

/// Ranges, each in the one behind it.
fn nested(ranges: impl DoubleEndedIterator<Item = Range>) -> Option<SelectionRange> {
    ranges.rev().fold(None, |parent, range| Some(SelectionRange { range, parent: parent.map(Box::new) }))
}

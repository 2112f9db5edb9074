//! `textDocument/linkedEditingRange`.

use promo_ide::linked_ranges;
use tower_lsp::ls_types::{LinkedEditingRangeParams, LinkedEditingRanges};

use crate::snapshot::Snapshot;

/// While what is typed is like this, the places go on being the same.
const NAME: &str = "[A-Za-z0-9_-]+";

pub(crate) fn answer(
    snapshot: &Snapshot,
    parameters: LinkedEditingRangeParams,
) -> Option<LinkedEditingRanges> {
    let position = snapshot.position(&parameters.text_document_position_params)?;
    let lines = snapshot.lines(position.file);
    let found = linked_ranges(&snapshot.database, position)?.into_iter();
    let ranges = found.map(|bytes| lines.range(bytes)).collect();
    Some(LinkedEditingRanges { ranges, word_pattern: Some(NAME.to_owned()) })
}

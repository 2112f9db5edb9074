//! `textDocument/foldingRange`, by lines.

use promo_ide::folds;
use tower_lsp::ls_types::{FoldingRange, FoldingRangeKind, FoldingRangeParams};

use crate::snapshot::Snapshot;

pub(crate) fn answer(snapshot: &Snapshot, parameters: FoldingRangeParams) -> Option<Vec<FoldingRange>> {
    let file = snapshot.source(&parameters.text_document.uri)?;
    let lines = snapshot.lines(file);
    let ranges = folds(&snapshot.database, file).into_iter().map(|fold| {
        let range = lines.range(fold.range);
        FoldingRange {
            start_line: range.start.line,
            end_line: range.end.line,
            kind: fold.is_comment.then_some(FoldingRangeKind::Comment),
            ..FoldingRange::default()
        }
    });
    Some(ranges.collect())
}

//! `textDocument/documentLink`.

use promo_ide::{LinkTarget, links};
use tower_lsp::ls_types::{DocumentLink, DocumentLinkParams};

use crate::snapshot::Snapshot;

pub(crate) fn answer(snapshot: &Snapshot, parameters: DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let file = snapshot.source(&parameters.text_document.uri)?;
    let lines = snapshot.lines(file);
    let links = links(&snapshot.database, file).into_iter().filter_map(|link| {
        let target = match link.target {
            LinkTarget::File(path) => snapshot.uri(&path)?,
            LinkTarget::Page(address) => address.parse().ok()?,
        };
        Some(DocumentLink {
            range: lines.range(link.range),
            target: Some(target),
            tooltip: Some(link.tooltip),
            data: None,
        })
    });
    Some(links.collect())
}

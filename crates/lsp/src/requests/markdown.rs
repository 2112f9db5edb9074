//! Text for people, in the format that the client shows, with links to places as editors follow them.

use promo_diagnostics::Place;
use promo_ide::{Markdown, plain};
use tower_lsp::ls_types::{MarkupContent, MarkupKind};

use crate::client::Format;
use crate::snapshot::Snapshot;

/// A text with its places; as links, `[FILE:LINE](URI#LLINE)`, where there are links.
pub(crate) fn rendered(snapshot: &Snapshot, markdown: &Markdown, format: Format) -> MarkupContent {
    content(&markdown.render(|place| link(snapshot, place, format)), format)
}

/// A text in Markdown as the client shows it.
pub(crate) fn content(markdown: &str, format: Format) -> MarkupContent {
    match format {
        Format::Markdown => MarkupContent { kind: MarkupKind::Markdown, value: markdown.to_owned() },
        Format::Plain => MarkupContent { kind: MarkupKind::PlainText, value: plain(markdown) },
    }
}

fn link(snapshot: &Snapshot, place: &Place, format: Format) -> String {
    let Some(location) = snapshot.location(place) else { return place.file.to_string() };
    let line = location.range.start.line + 1;
    match format {
        Format::Markdown => format!("[{}:{line}]({}#L{line})", place.file, location.uri.as_str()),
        Format::Plain => format!("{}:{line}", place.file),
    }
}

//! Text for people, with links to places as editors follow them.

use promo_diagnostics::Place;
use promo_ide::Markdown;

use crate::snapshot::Snapshot;

/// A text with its places as links: `[FILE:LINE](URI#LLINE)`.
pub(crate) fn rendered(snapshot: &Snapshot, markdown: &Markdown) -> String {
    markdown.render(|place| link(snapshot, place))
}

fn link(snapshot: &Snapshot, place: &Place) -> String {
    let Some(location) = snapshot.location(place) else { return place.file.to_string() };
    let line = location.range.start.line + 1;
    format!("[{}:{line}]({}#L{line})", place.file, location.uri.as_str())
}

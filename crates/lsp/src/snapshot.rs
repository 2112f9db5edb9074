//! What a request reads: one project as it is at one moment.

use std::path::PathBuf;
use std::sync::Arc;

use promo_analysis::diagnostics::UnreadableFile;
use promo_analysis::{Database, SourceFile};
use promo_diagnostics::Place;
use promo_ide::FilePosition;
use rustc_hash::FxHashMap;
use tower_lsp::ls_types::{Location, Position, TextDocumentPositionParams, Uri};

use crate::client::ClientFacts;
use crate::convert::Lines;
use crate::workspace::relative_path;

/// One project as it is at one moment.
pub(crate) struct Snapshot {
    pub(crate) root: PathBuf,
    pub(crate) database: Database,
    pub(crate) unreadable: Arc<[UnreadableFile]>,
    pub(crate) client: ClientFacts,
    /// The open documents by their path in the project, with the editor's name and number for them.
    pub(crate) open: FxHashMap<Arc<str>, (Uri, i32)>,
}

impl Snapshot {
    /// The source that a document is.
    pub(crate) fn source(&self, uri: &Uri) -> Option<SourceFile> {
        let open = self.open.iter().find(|(_, (open, _))| open == uri);
        match open {
            Some((path, _)) => self.database.source(path),
            None => {
                let path = uri.to_file_path()?;
                let inside = path.strip_prefix(&self.root).ok()?;
                self.database.source(&relative_path(inside))
            }
        }
    }

    /// The lines of a source.
    pub(crate) fn lines(&self, file: SourceFile) -> Lines<'_> {
        Lines::new(file.text(&self.database), self.client.encoding)
    }

    /// The place in a source that the protocol means.
    pub(crate) fn position(&self, at: &TextDocumentPositionParams) -> Option<FilePosition> {
        let file = self.source(&at.text_document.uri)?;
        Some(FilePosition { file, offset: self.offset(file, at.position) })
    }

    pub(crate) fn offset(&self, file: SourceFile, position: Position) -> usize {
        self.lines(file).offset(position)
    }

    /// The text of a file of the project, source or manifest.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        let source = self.database.source(path).map(|file| file.text(&self.database).as_ref());
        source.or_else(|| self.database.manifest(path).map(|file| file.text(&self.database).as_ref()))
    }

    /// The editor's name for a file of the project.
    pub(crate) fn uri(&self, path: &str) -> Option<Uri> {
        match self.open.get(path) {
            Some((uri, _)) => Some(uri.clone()),
            None => Uri::from_file_path(self.root.join(path)),
        }
    }

    /// Whether a document is one of the project.
    pub(crate) fn owns(&self, uri: &Uri) -> bool {
        self.open.values().any(|(open, _)| open == uri)
            || uri.to_file_path().is_some_and(|path| path.starts_with(&self.root))
    }

    /// A place as the protocol has it.
    pub(crate) fn location(&self, place: &Place) -> Option<Location> {
        let lines = Lines::new(self.text(&place.file)?, self.client.encoding);
        Some(Location { uri: self.uri(&place.file)?, range: lines.range(place.range()) })
    }
}

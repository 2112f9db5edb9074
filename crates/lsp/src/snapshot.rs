//! What a request reads: one project as it is at one moment.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;

use promo_analysis::diagnostics::UnreadableFile;
use promo_analysis::{Database, Db, ManifestFile, SourceFile};
use promo_diagnostics::Place;
use promo_ide::FilePosition;
use promo_project::{LoadError, with_slashes};
use rustc_hash::FxHashMap;
use tower_lsp::ls_types::{Location, Position, Range, TextDocumentPositionParams, Uri};

use crate::address::file_path;
use crate::client::{ClientFacts, Settings};
use crate::convert::Lines;
use crate::line_index::LineIndex;

/// One project as it is at one moment.
pub(crate) struct Snapshot {
    pub(crate) root: PathBuf,
    pub(crate) database: Database,
    pub(crate) unreadable: Arc<[UnreadableFile]>,
    /// Why `promo.toml` can't be used.
    pub(crate) problem: Option<Arc<LoadError>>,
    pub(crate) client: ClientFacts,
    /// Where the lines of files begin, of those that were asked for.
    pub(crate) line_indices: RefCell<FxHashMap<Arc<str>, Arc<LineIndex>>>,
    pub(crate) settings: Settings,
    /// The open documents by their path in the project, with the editor's name and number for them.
    pub(crate) open: FxHashMap<Arc<str>, (Uri, i32)>,
}

impl Snapshot {
    /// The source that a document is.
    pub(crate) fn source(&self, uri: &Uri) -> Option<SourceFile> {
        self.database.source(&self.path(uri)?)
    }

    /// The hand-written manifest that a document is.
    pub(crate) fn manifest(&self, uri: &Uri) -> Option<ManifestFile> {
        self.database.manifest(&self.path(uri)?)
    }

    /// The path of a document in the project.
    pub(crate) fn path(&self, uri: &Uri) -> Option<String> {
        let open = self.open.iter().find(|(_, (open, _))| open == uri);
        match open {
            Some((path, _)) => Some(path.to_string()),
            None => Some(with_slashes(file_path(uri)?.strip_prefix(&self.root).ok()?)),
        }
    }

    /// The lines of a source.
    pub(crate) fn lines(&self, file: SourceFile) -> Lines<'_> {
        self.lines_of(file.path(&self.database), file.text(&self.database))
    }

    /// The lines of a file of the project, source or manifest.
    pub(crate) fn lines_at(&self, path: &str) -> Option<Lines<'_>> {
        Some(self.lines_of(path, self.text(path)?))
    }

    /// Where lines begin is found out once for each file.
    fn lines_of<'t>(&self, path: &str, text: &'t str) -> Lines<'t> {
        let known = self.line_indices.borrow().get(path).cloned();
        let index = known.unwrap_or_else(|| {
            let index = Arc::new(LineIndex::new(text));
            self.line_indices.borrow_mut().insert(path.into(), index.clone());
            index
        });
        Lines::with_index(text, index, self.client.encoding)
    }

    /// The place in a source that the protocol means.
    pub(crate) fn position(&self, at: &TextDocumentPositionParams) -> Option<FilePosition> {
        let file = self.source(&at.text_document.uri)?;
        Some(FilePosition { file, offset: self.offset(file, at.position) })
    }

    pub(crate) fn offset(&self, file: SourceFile, position: Position) -> usize {
        self.lines(file).offset(position)
    }

    /// The text of a file of the project: source, manifest, or as much as can be read of one that can't.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        let database = &self.database;
        let unreadable = || self.unreadable.iter().find(|file| *file.path == *path);
        let known = database.project().text(database, path);
        known.or_else(|| unreadable().map(|file| file.seen.as_str()))
    }

    /// The editor's name for a file of the project.
    pub(crate) fn uri(&self, path: &str) -> Option<Uri> {
        match self.open.get(path) {
            Some((uri, _)) => Some(uri.clone()),
            None => Uri::from_file_path(self.root.join(path)),
        }
    }

    /// The range of a place in its file.
    pub(crate) fn range(&self, place: &Place) -> Option<Range> {
        Some(self.lines_at(&place.file)?.range(place.range()))
    }

    /// A place as the protocol has it.
    pub(crate) fn location(&self, place: &Place) -> Option<Location> {
        Some(Location { uri: self.uri(&place.file)?, range: self.range(place)? })
    }
}

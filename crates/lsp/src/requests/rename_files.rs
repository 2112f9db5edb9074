//! `workspace/didRenameFiles`: a file is gone, and another one is there.

use tower_lsp::ls_types::{FileChangeType, FileEvent, FileRename};

/// What happened on the disk. A name that is no address tells nothing.
pub(crate) fn events(rename: &FileRename) -> Vec<FileEvent> {
    let both = [(&rename.old_uri, FileChangeType::DELETED), (&rename.new_uri, FileChangeType::CREATED)];
    let events = both.into_iter().filter_map(|(uri, typ)| Some(FileEvent { uri: uri.parse().ok()?, typ }));
    events.collect()
}

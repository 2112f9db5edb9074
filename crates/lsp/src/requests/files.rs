//! `workspace/didRenameFiles` and `workspace/didDeleteFiles`: a file is gone, and another one may be there.

use tower_lsp::ls_types::{FileChangeType, FileDelete, FileEvent, FileRename};

/// What happened on the disk. A name that is no address tells nothing.
pub(crate) fn renamed(rename: &FileRename) -> Vec<FileEvent> {
    let both = [(&rename.old_uri, FileChangeType::DELETED), (&rename.new_uri, FileChangeType::CREATED)];
    both.into_iter().filter_map(|(uri, kind)| event(uri, kind)).collect()
}

pub(crate) fn deleted(deletion: &FileDelete) -> Option<FileEvent> {
    event(&deletion.uri, FileChangeType::DELETED)
}

fn event(uri: &str, typ: FileChangeType) -> Option<FileEvent> {
    Some(FileEvent { uri: uri.parse().ok()?, typ })
}

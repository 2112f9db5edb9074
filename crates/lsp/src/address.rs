//! The editor's names for documents, and paths on the disk.

use std::path::PathBuf;

use tower_lsp::ls_types::Uri;

/// The path of a document on the disk; none of what an editor keeps elsewhere.
pub(crate) fn file_path(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    uri.to_file_path().filter(|_| is_file).map(|path| path.into_owned())
}

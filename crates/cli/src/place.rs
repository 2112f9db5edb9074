//! Paths as a user can open them: from the current folder. Looks at no file.

use std::path::{Component, Path, PathBuf};

/// An absolute path as seen from the current folder.
pub(crate) fn from_here(path: &Path) -> PathBuf {
    std::env::current_dir().map_or(path.to_owned(), |here| relative(path, &here))
}

fn relative(path: &Path, here: &Path) -> PathBuf {
    let shared = path.components().zip(here.components()).take_while(|(one, other)| one == other).count();
    if shared == 0 {
        return path.to_owned();
    }
    let up = here.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(path.components().skip(shared)).collect()
}

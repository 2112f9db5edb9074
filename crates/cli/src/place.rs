//! Paths as a user can open them: from the current folder. And as those who keep a repository know them: from its root.

use std::path::{Component, Path, PathBuf};

use promo_project::{repository, with_slashes};

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

/// The same in words: a dot for the current folder itself.
pub(crate) fn shown_from_here(path: &Path) -> String {
    let path = if path.is_absolute() { from_here(path) } else { path.to_owned() };
    if path.as_os_str().is_empty() { ".".to_owned() } else { path.display().to_string() }
}

/// The folder of a project as seen from its repository: empty, or with `/` at its end. Where there is no repository,
/// the current folder stands for it, or else the project itself.
pub(crate) fn from_repository(project: &Path) -> String {
    let here = std::env::current_dir().ok();
    let root = repository(project).or(here.as_deref());
    let below = root.and_then(|root| project.strip_prefix(root).ok()).map(with_slashes);
    below.filter(|folder| !folder.is_empty()).map(|folder| folder + "/").unwrap_or_default()
}

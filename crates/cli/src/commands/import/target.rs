//! The project that sources go into, and what is there.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use promo_import::Around;
use promo_project::{Loaded, Location, Members, Role, SourceText};

use crate::opened_project::report_load_error;

/// Where the sources go. Nowhere, if they are printed.
#[derive(Default)]
pub(super) struct Target {
    /// The project's folder.
    pub(super) root: Option<PathBuf>,
    pub(super) around: Around,
    members: Option<Members>,
}

impl Target {
    /// The project that a folder is in, which may not be there yet: then it will be a project of its own, unless one
    /// with a `promo.toml` is around it.
    pub(super) fn of(folder: &Path) -> Result<Target, String> {
        let folder = resolved(folder)?;
        let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("/"));
        let found = promo_project::discover(there).map_err(|error| error.to_string())?;
        let is_configured = found.config.is_some();
        let location = if is_configured { found } else { Location::at(folder.clone()) };
        if !location.root.is_dir() {
            return Ok(Target { root: Some(location.root), ..Target::default() });
        }
        let loaded = promo_project::load(&location, None).map_err(|error| {
            report_load_error(&error);
            "nothing was imported, since the project there can't be loaded".to_owned()
        })?;
        let (root, members) = (Some(loaded.root.clone()), Some(loaded.members.clone()));
        Ok(Target { root, members, around: around(loaded, &folder, is_configured) })
    }

    /// Whether a file in the folder of the sources is a source of the project.
    pub(super) fn takes(&self, path: &str) -> bool {
        let path = format!("{}{path}", self.around.folder);
        self.members.as_ref().is_none_or(|members| members.role(&path) == Some(Role::Source))
    }
}

/// The absolute path of a folder, which need not be there, without `..`.
fn resolved(folder: &Path) -> Result<PathBuf, String> {
    let absolute = std::path::absolute(folder).map_err(|error| error.to_string())?;
    let there = absolute.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    let rest = absolute.strip_prefix(there).unwrap_or(Path::new(""));
    if rest.components().any(|part| part == Component::ParentDir) {
        return Err(format!("`{}` goes through a folder that does not exist", folder.display()));
    }
    if !there.components().any(|part| part == Component::ParentDir) {
        return Ok(absolute);
    }
    let real = promo_project::real_path(there).map_err(|error| error.to_string())?;
    Ok(real.join(rest))
}

fn around(loaded: Loaded, folder: &Path, is_configured: bool) -> Around {
    let inside = folder.strip_prefix(&loaded.root).map(promo_project::with_slashes).unwrap_or_default();
    let texts = |files: Vec<SourceText>| -> Vec<(Arc<str>, Arc<str>)> {
        files.into_iter().filter_map(|file| Some((file.path, file.text.ok()?))).collect()
    };
    Around {
        config: loaded.config,
        is_configured,
        sources: texts(loaded.sources),
        manifests: texts(loaded.manifests),
        folder: if inside.is_empty() { inside } else { format!("{inside}/") },
    }
}

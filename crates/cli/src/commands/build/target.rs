//! Where the files of a build go.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::Db;
use promo_analysis::config::Config;
use promo_project::{OutputFile, Plan, is_generated_file, plan, read_text};

use super::{Build, Refusal};
use crate::opened_project::OpenedProject;
use crate::place::from_here;

/// The file that says where each field comes from, beside the folder that the platform syncs.
pub(super) const SOURCE_MAP: &str = "promo-source-map.json";

/// Where the files of a build go.
pub(super) struct Target {
    /// The folder that their paths are relative to.
    root: PathBuf,
    /// The same as it is shown.
    pub(super) place: PathBuf,
    /// The configuration, with the output root that counts.
    pub(super) config: Arc<Config>,
}

impl Target {
    pub(super) fn of(project: &OpenedProject, arguments: &Build) -> Target {
        let mut config: Arc<Config> = project.database.project().config(&project.database).clone();
        let Some(out) = &arguments.out else {
            // Absolute only if that is how the project was named.
            let is_absolute = arguments.path.as_ref().is_some_and(|path| path.is_absolute());
            let place = if is_absolute { project.root.clone() } else { from_here(&project.root) };
            return Target { root: project.root.clone(), place, config };
        };
        Arc::make_mut(&mut config).output_root = String::new();
        Target { root: out.clone(), place: out.clone(), config }
    }

    /// What writing some files would change.
    pub(super) fn plan<'a>(&self, files: &'a [OutputFile]) -> Result<Plan<'a>, Refusal> {
        plan(&self.root, &self.config.output_root, files).map_err(|error| Refusal::new(error, &self.place))
    }

    /// Whether a build has written a source map.
    pub(super) fn has_source_map(&self) -> bool {
        is_generated_file(&self.root.join(SOURCE_MAP))
    }

    /// The text of a file that is there.
    pub(super) fn text(&self, path: &str) -> Option<Arc<str>> {
        read_text(&self.root.join(path)).ok()
    }

    /// The path of a file as a user can open it.
    pub(super) fn shown(&self, path: &str) -> String {
        self.place.join(path).display().to_string()
    }

    /// The path of a file below the folder for all manifests.
    pub(super) fn below_output_root<'a>(&self, path: &'a str) -> &'a str {
        let inner = Path::new(path).strip_prefix(&self.config.output_root).ok();
        inner.and_then(Path::to_str).unwrap_or(path)
    }
}

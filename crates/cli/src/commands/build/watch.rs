//! `promo build --watch`: builds again whenever something changes.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use promo_analysis::Db;
use promo_emit::output_folders;
use promo_project::{CONFIG_FILE, Changed, Watch, real_path};

use super::target::SOURCE_MAP;
use super::{Build, build_project, restore};
use crate::Status;
use crate::opened_project::OpenedProject;
use crate::output;

/// The file that says which others are none of the project's.
const IGNORE_FILE: &str = ".gitignore";

/// Builds until somebody ends it, by Ctrl-C.
pub(super) fn run(arguments: &Build) -> Status {
    let path = arguments.path.as_deref().unwrap_or(Path::new("."));
    let Some(mut project) = OpenedProject::open(path) else { return Status::Failed };
    build_project(&project, arguments);
    let mut watched = match Watched::new(&project, arguments) {
        Ok(watched) => watched,
        Err(message) => {
            output::failure(&message);
            return Status::Failed;
        }
    };
    // Something may have changed since the project was read.
    let mut is_read = again(&mut project, arguments, true);
    output::note(&format!("watching `{}`; Ctrl-C ends it", project.root.display()));
    while watched.follow_links(&project) {
        is_read = again(&mut project, arguments, is_read);
    }
    while let Some(changed) = watched.watch.next_change() {
        if !watched.may_matter(&project, &changed) {
            continue;
        }
        is_read = again(&mut project, arguments, is_read);
        while watched.follow_links(&project) {
            is_read = again(&mut project, arguments, is_read);
        }
    }
    Status::Done
}

/// What is watched.
struct Watched {
    watch: Watch,
    /// The folder for manifests, if it is elsewhere.
    out: Option<PathBuf>,
    /// The files to which links of the project lead.
    linked: BTreeSet<PathBuf>,
}

impl Watched {
    fn new(project: &OpenedProject, arguments: &Build) -> Result<Watched, String> {
        let root = real_path(&project.root).map_err(|error| error.to_string())?;
        let out = arguments.out.as_ref().and_then(|out| real_path(out).ok());
        let out = out.filter(|out| !out.starts_with(&root));
        let folders: Vec<PathBuf> = std::iter::once(root).chain(out.clone()).collect();
        let watch = Watch::new(&folders)?;
        let stop = watch.stop();
        // Between two builds, so that none is cut off.
        let handled = ctrlc::set_handler(move || stop.stop());
        handled.map_err(|error| format!("Ctrl-C can't be waited for: {error}"))?;
        Ok(Watched { watch, out, linked: BTreeSet::new() })
    }

    /// Watches the files to which links of the project lead. Whether there are others in other folders now, which may
    /// have changed before they were watched.
    fn follow_links(&mut self, project: &OpenedProject) -> bool {
        let files = project.files().chain([CONFIG_FILE]).map(|file| project.root.join(file));
        self.linked = files.filter(|file| file.is_symlink()).filter_map(|link| target(&link)).collect();
        let folders = self.linked.iter().filter_map(|file| file.parent()).map(Path::to_owned);
        self.watch.watch_besides(folders.collect())
    }

    /// Whether a change may be one of the project, so that it is worth reading again.
    fn may_matter(&self, project: &OpenedProject, changed: &Changed) -> bool {
        let root = real_path(&project.root).unwrap_or_else(|_| project.root.clone());
        let matters = |path: &PathBuf| match path.strip_prefix(&root) {
            _ if self.linked.contains(path) => true,
            Ok(inside) => !is_hidden(inside) && (path.is_dir() || may_be_of_project(project, inside)),
            Err(_) => self.out.as_ref().is_some_and(|out| path.starts_with(out)),
        };
        changed.is_uncertain || changed.paths.iter().any(matters)
    }
}

/// Where a link leads, be it to nothing.
fn target(link: &Path) -> Option<PathBuf> {
    real_path(link).ok().or_else(|| Some(link.parent()?.join(link.read_link().ok()?)))
}

/// Reads the project again, and builds it; whether it could be read. What comes of it is told if anything has changed,
/// or if it could not be read before.
fn again(project: &mut OpenedProject, arguments: &Build, was_read: bool) -> bool {
    let Some(changed) = project.reload() else { return false };
    if changed.is_empty() && was_read {
        restore(project, arguments);
        return true;
    }
    if !changed.is_empty() {
        output::note(&format!("changed: {}", shortened(&changed)));
    }
    build_project(project, arguments);
    true
}

fn shortened(paths: &[impl AsRef<str>]) -> String {
    const LISTED: usize = 5;
    let listed: Vec<&str> = paths.iter().take(LISTED).map(AsRef::as_ref).collect();
    match paths.len().saturating_sub(LISTED) {
        0 => listed.join(", "),
        more => format!("{} and {more} more", listed.join(", ")),
    }
}

/// What is hidden is none of the project; nor are files of promo that are written beside their place.
fn is_hidden(inside: &Path) -> bool {
    let mut names = inside.components().map(Component::as_os_str);
    names.any(|name| name.as_encoded_bytes().starts_with(b".") && name != IGNORE_FILE)
}

/// Whether a path is like that of a file of the project or of a manifest, or of a folder that holds some.
fn may_be_of_project(project: &OpenedProject, inside: &Path) -> bool {
    let name = inside.file_name().unwrap_or_default();
    let output_root = &project.database.project().config(&project.database).output_root;
    let outputs = output_folders().map(|folder| Path::new(output_root).join(folder));
    let is_output = |folder: PathBuf| inside.starts_with(&folder) || folder.starts_with(inside);
    [CONFIG_FILE, IGNORE_FILE, SOURCE_MAP].iter().any(|known| name == *known)
        || project.members.matches(inside)
        || outputs.into_iter().any(is_output)
        || project.files().any(|file| Path::new(file).starts_with(inside))
}

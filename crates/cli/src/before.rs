//! The state that a project is compared with: how it was at a revision, another folder, or the manifests that were
//! built.

use std::ffi::OsStr;
use std::path::Path;

use promo_analysis::knowledge::is_anything_unknown;
use promo_project::{Loaded, Location, Past, Revision, RevisionError, SourceText};
use promo_report::difference::{Against, Side, baseline};

use crate::opened_project::OpenedProject;
use crate::output;

/// A state that a project is compared with.
pub(crate) struct Before {
    /// What there is in it.
    project: &'static OpenedProject,
    /// Whether only its manifests are known.
    is_manifests_alone: bool,
    /// Whether all its files are at hand.
    is_whole: bool,
    /// A file that can't be read and may say something of promotions. What stands among what is built does, whatever
    /// can be made out of it.
    unreadable: Option<&'static str>,
    /// What is said before its name.
    words: &'static str,
    name: String,
}

/// Why there is nothing to compare with.
pub(crate) struct Refusal {
    message: String,
    help: Option<String>,
}

impl Refusal {
    fn new(message: impl ToString) -> Refusal {
        Refusal { message: message.to_string(), help: None }
    }

    /// Says so.
    pub(crate) fn report(&self) {
        output::failure(&self.message);
        if let Some(help) = &self.help {
            output::note(&format!("  help: {help}"));
        }
    }
}

/// The state that somebody asks for; without a name, what was built.
pub(crate) fn open(project: &'static OpenedProject, against: Option<&OsStr>) -> Result<Before, Refusal> {
    match against {
        None => built(project),
        Some(name) if is_path(name) => folder(project, Path::new(name)),
        Some(name) => named(project, name),
    }
}

/// Whether a name can only be that of a folder: revisions neither begin nor end so.
fn is_path(name: &OsStr) -> bool {
    let path = Path::new(name);
    let is_explicit = path.starts_with(".") || path.starts_with("..") || path.is_absolute();
    is_explicit || name.as_encoded_bytes().ends_with(b"/")
}

/// A revision, or else a folder of that name.
fn named(project: &OpenedProject, name: &OsStr) -> Result<Before, Refusal> {
    let shown = name.to_string_lossy();
    let is_folder = Path::new(name).is_dir();
    match Revision::find(&project.root, name) {
        Ok(revision) => {
            if is_folder {
                output::warning(&format!("`{shown}` is taken as a revision; `./{shown}` is the folder"));
            }
            past(project, &revision, &shown)
        }
        Err(_) if Path::new(name).exists() => folder(project, Path::new(name)),
        Err(error @ RevisionError::Unknown { .. }) => {
            let message = format!("there is neither a revision nor a folder `{shown}`");
            Err(Refusal { message, help: error.help() })
        }
        Err(error) => Err(Refusal { message: error.to_string(), help: error.help() }),
    }
}

fn past(project: &OpenedProject, revision: &Revision, name: &str) -> Result<Before, Refusal> {
    let location = Location::at(project.root.clone());
    let past = revision.load(&location).map_err(|error| Refusal {
        message: format!("the project at `{name}` can't be read: {error}"),
        help: error.help(),
    })?;
    for submodule in &past.unread {
        output::warning(&format!(
            "the submodule `{submodule}` doesn't have the commit of `{name}`, so that what was in it is not known; \
             see `git submodule update`"
        ));
    }
    if !past.is_there {
        output::warning(&format!(
            "the project's folder was not there at `{name}`, so that everything is new"
        ));
    }
    let Past { project: loaded, generated, is_there, unread } = past;
    // Who had no source yet had manifests by hand.
    let is_manifests_alone = is_there && loaded.sources.is_empty();
    let project = match is_manifests_alone {
        true => {
            let manifests = loaded.manifests.into_iter().chain(generated).collect();
            of_manifests(project, manifests, Beside::Nothing)
        }
        false => OpenedProject::of_other(loaded),
    };
    let output = if is_manifests_alone { project.unreadable_output() } else { None };
    let unreadable = project.unreadable().or(output);
    let (words, name) = ("", name.to_owned());
    Ok(Before { project, is_manifests_alone, is_whole: unread.is_empty(), unreadable, words, name })
}

fn folder(project: &OpenedProject, path: &Path) -> Result<Before, Refusal> {
    let name = path.display().to_string();
    let real = promo_project::real_path(path).map_err(Refusal::new)?;
    if !real.is_dir() {
        return Err(Refusal::new(format!("`{name}` is no folder; name the one that it is in")));
    }
    let location = Location::at(real);
    let failed = |error| Refusal::new(format!("`{name}` can't be read: {error}"));
    let loaded = promo_project::load(&location, None).map_err(failed)?;
    if location.config.is_some() || !loaded.sources.is_empty() {
        let (project, words) = (OpenedProject::of_other(loaded), "the project in ");
        let unreadable = project.unreadable();
        return Ok(Before { project, is_manifests_alone: false, is_whole: true, unreadable, words, name });
    }
    let Loaded { manifests, .. } = promo_project::load_with_generated(&location).map_err(failed)?;
    let other = of_manifests(project, manifests, Beside::HandWritten);
    Ok(of_manifests_alone(other, other.unreadable_output(), name))
}

/// The manifests in a folder. What can't be read and stands where manifests are built may be one.
fn of_manifests_alone(
    project: &'static OpenedProject,
    unreadable_output: Option<&'static str>,
    name: String,
) -> Before {
    let unreadable = project.unreadable().or(unreadable_output);
    Before { project, is_manifests_alone: true, is_whole: true, unreadable, words: MANIFESTS, name }
}

const MANIFESTS: &str = "the manifests in ";

/// The manifests that a build wrote earlier.
fn built(project: &'static OpenedProject) -> Result<Before, Refusal> {
    let root = &project.config().output_root;
    let generated = promo_project::generated(&project.root, root).map_err(Refusal::new)?;
    let name = if root.is_empty() { ".".to_owned() } else { root.clone() };
    if generated.is_empty() {
        output::warning(&format!("nothing was built in `{name}` yet, so that everything is new"));
    }
    let other = of_manifests(project, generated, Beside::HandWritten);
    Ok(of_manifests_alone(other, project.unreadable_output(), name))
}

/// A state of a project of which only manifests are known: all, or beside those that people write as they do today.
fn of_manifests(
    project: &OpenedProject,
    manifests: Vec<SourceText>,
    beside: Beside,
) -> &'static OpenedProject {
    let (mut known, unreadable) = promo_project::readable_manifests(manifests);
    if beside == Beside::HandWritten {
        known.extend(baseline::others(&project.database, &known));
    }
    let change = baseline::of_manifests(&project.database, known);
    project.with(change, unreadable)
}

/// What manifests stand beside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    HandWritten,
}

impl Before {
    /// The state as one of two that are compared.
    pub(crate) fn side(&self) -> Side<'_> {
        let side = self.project.side();
        Side { is_whole: self.is_whole && self.unreadable.is_none(), ..side }
    }

    /// What a difference is told to be from.
    pub(crate) fn against(&self) -> Against<'_> {
        Against { words: self.words, name: &self.name }
    }

    /// Says what follows for a result if something in this state is wrong or not understood. What only sources say is
    /// taken from today, so that manifests alone needn't fit to it.
    pub(crate) fn warn_if_unsure(&self, consequence: &str) {
        let (words, name) = (self.words, &self.name);
        let is_unknown = is_anything_unknown(&self.project.database);
        let cause = match self.is_manifests_alone {
            _ if let Some(file) = self.unreadable => format!("`{file}` of {words}`{name}` can't be read"),
            true if is_unknown => format!("some manifest of {words}`{name}` is not understood"),
            false if output::has_errors(&self.project.diagnostics()) => format!("{words}`{name}` has errors"),
            false if is_unknown => format!("some hand-written manifest of {words}`{name}` is not understood"),
            _ => return,
        };
        output::warning(&format!("{cause}, so that {consequence}"));
    }
}

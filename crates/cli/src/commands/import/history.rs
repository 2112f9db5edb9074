//! What Git knows of manifests that are not what their sources say: whether somebody edited them, or they were not
//! built since their sources changed.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::sync::Arc;

use promo_import::{Changed, ManifestText, changed_since};
use promo_project::{LastChange, Location, OutputFile, Revision};

use super::reconcile::built;
use crate::opened_project::OpenedProject;
use crate::output;

/// So many commits are looked at for the last change of a manifest.
const MOST_COMMITS: usize = 500;

/// So many states of the project are built. What was changed last in yet another commit counts as edited.
const MOST_STATES: usize = 8;

/// A manifest of which Git knows more than that it was edited.
pub(super) struct Known {
    /// What it is called.
    pub(super) name: Arc<str>,
    pub(super) changed: Changed,
    /// The commit since which that is so.
    pub(super) since: String,
}

/// The manifests whose sources were changed since the commit that wrote them. Nothing is known outside of a repository.
pub(super) fn known(project: &OpenedProject, edited: &[ManifestText], now: &[OutputFile]) -> Vec<Known> {
    let Some(history) = History::of(project).filter(|_| !edited.is_empty()) else { return Vec::new() };
    let now: HashMap<&str, &str> = now.iter().map(|file| (&*file.path, &*file.text)).collect();
    let mut states = States::default();
    let known = edited.iter().filter_map(|edited| {
        let path = edited.member.as_deref()?;
        let now = now.get(path)?;
        let mut bases = history.bases(project, &mut states, path, &edited.text).into_iter();
        bases.find_map(|(then, since)| {
            let changed = changed_since(&then, now, &edited.text);
            (changed != Changed::Manifest).then(|| Known { name: edited.path.clone(), changed, since })
        })
    });
    known.collect()
}

/// The commits that wrote manifests.
struct History {
    head: Revision,
    last: HashMap<String, Revision>,
}

impl History {
    fn of(project: &OpenedProject) -> Option<History> {
        let head = Revision::find(&project.root, OsStr::new("HEAD")).ok()?;
        let mut last = HashMap::new();
        for LastChange { revision, files } in
            head.last_changes(&project.config().output_root, MOST_COMMITS).ok()?
        {
            for file in files {
                last.entry(file).or_insert_with(|| revision.clone());
            }
        }
        Some(History { head, last })
    }

    /// What the source of a manifest made of it before it became what it is, each with its commit: in the commit that
    /// changed it last, which may have built it, and in the one before; or, if it is not as that commit left it, in the
    /// last commit.
    fn bases(
        &self,
        project: &OpenedProject,
        states: &mut States,
        path: &str,
        text: &str,
    ) -> Vec<(String, String)> {
        let Some(last) = self.last.get(path) else { return Vec::new() };
        let at_last = states.at(project, last);
        let is_clean = at_last.and_then(|state| state.manifests.get(path)).is_some_and(|then| then == text);
        let revisions = match is_clean {
            true => vec![Some(last.clone()), last.parent()],
            false => vec![Some(self.head.clone())],
        };
        let bases = revisions.into_iter().flatten().filter_map(|revision| {
            let then = states.at(project, &revision)?.built.get(path)?.clone();
            Some((then, revision.short_name().to_owned()))
        });
        bases.collect()
    }
}

/// The project as it was in some commits.
#[derive(Default)]
struct States(HashMap<String, Option<State>>);

/// The project as it was in a commit.
struct State {
    /// The manifests as they lay there, by path.
    manifests: HashMap<String, String>,
    /// The manifests as the sources made them.
    built: HashMap<String, String>,
}

impl States {
    fn at(&mut self, project: &OpenedProject, revision: &Revision) -> Option<&State> {
        let is_full = self.0.len() >= MOST_STATES;
        let state = self.0.entry(revision.short_name().to_owned());
        state.or_insert_with(|| if is_full { None } else { State::load(project, revision) }).as_ref()
    }
}

impl State {
    fn load(project: &OpenedProject, revision: &Revision) -> Option<State> {
        let past = revision.load(&Location::at(project.root.clone())).ok()?;
        let manifests = past.generated.into_iter();
        let manifests =
            manifests.filter_map(|file| Some((file.path.to_string(), file.text.ok()?.to_string())));
        let manifests = manifests.collect();
        let past = OpenedProject::of_other(past.project);
        if output::has_errors(&past.diagnostics()) {
            return None;
        }
        let built = built(past).ok()?.into_iter().map(|file| (file.path, file.text));
        Some(State { manifests, built: built.collect() })
    }
}

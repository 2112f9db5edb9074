//! Manifests that stand where a build writes the same objects and lack the first line, by which promo knows what it
//! wrote. They are shown like those that were edited, and never written over.

use std::collections::BTreeSet;
use std::sync::Arc;

use promo_analysis::unmarked_manifests;
use promo_diagnostics::{Diagnostic, Rule};
use promo_project::{Blocked, ChangedFile, OutputFile, Plan};

use super::target::Target;
use super::{Build, Refusal};
use crate::opened_project::OpenedProject;

const REASON: &str = "it lacks the first line of a generated manifest, so that it may be written by hand";

const HELP: &str = "nothing was written; if the manifest is right, run `promo import --reconcile`, which changes the \
                    sources and puts the line back; if the sources are, remove the file; then build again";

/// The paths of such manifests.
pub(super) struct Unmarked(BTreeSet<Arc<str>>);

impl Unmarked {
    /// None where a build writes elsewhere or nothing. What a link leads to was not written by promo.
    pub(super) fn of(project: &OpenedProject, arguments: &Build) -> Unmarked {
        if arguments.out.is_some() || arguments.stdout {
            return Unmarked(BTreeSet::new());
        }
        let files = unmarked_manifests(&project.database).into_iter();
        let paths = files.map(|file| file.path(&project.database).clone());
        Unmarked(paths.filter(|path| !project.root.join(&**path).is_symlink()).collect())
    }

    /// Leaves out what is wrong with the manifests, and that they declare what the sources do.
    pub(super) fn leave_out(&self, found: &mut Vec<Diagnostic>) {
        found.retain(|found| {
            let is_twice = found.rule == Rule::DuplicateDeclaration
                && found.related.iter().any(|related| self.0.contains(&related.place.file));
            !is_twice && !self.0.contains(&found.place.file)
        });
    }

    /// Counts the manifests among those that are there with another text.
    pub(super) fn show_as_changed<'a>(&self, plan: &mut Plan<'a>, files: &'a [OutputFile], target: &Target) {
        let changed = files.iter().filter(|file| self.0.contains(file.path.as_str()));
        let changed: Vec<ChangedFile<'a>> =
            changed.filter_map(|file| Some(ChangedFile { file, before: target.text(&file.path)? })).collect();
        plan.blocked.retain(|blocked| changed.iter().all(|changed| changed.file.path != blocked.path));
        plan.changed.extend(changed);
    }

    /// Refuses to write if one of the manifests is in the way.
    pub(super) fn refuse(&self, plan: &Plan<'_>, target: &Target) -> Result<(), Refusal> {
        if !plan.blocked.iter().any(|blocked| self.0.contains(blocked.path.as_str())) {
            return Ok(());
        }
        let blocked = plan.blocked.iter().map(|blocked| match self.0.contains(blocked.path.as_str()) {
            true => Blocked { reason: REASON.to_owned(), ..blocked.clone() },
            false => blocked.clone(),
        });
        Err(Refusal::blocked(blocked.collect(), &target.place, HELP))
    }
}

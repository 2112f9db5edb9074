//! Where a thing is named: in one source, and in the whole project.

use std::ops::Range;

use promo_analysis::knowledge::{self, CalledTemplate, KnownModel, Use};
use promo_analysis::model::Model;
use promo_analysis::{Db, Site, SourceFile, declarations};
use promo_diagnostics::Place;
use promo_syntax::SyntaxNode;

use crate::FilePosition;
use crate::naming::workflow_with_steps;
use crate::path::Path;
use crate::target::{Occurrence, Target, occurrence, occurrence_at};
use crate::words::{Word, words_at};

/// A place that names a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where.
    pub place: Place,
    /// Whether it declares the thing.
    pub declares: bool,
}

/// The places that name what stands at a place, by file and place.
pub fn references(db: &dyn Db, position: FilePosition) -> Vec<Reference> {
    let Some(found) = occurrence_at(db, position) else { return Vec::new() };
    let in_sources = occurrences_of(db, &found.target).into_iter().map(|occurrence| Reference {
        place: Site::from(occurrence.place).file_place(db),
        declares: occurrence.declares,
    });
    in_sources.chain(in_manifests(db, &found.target)).collect()
}

/// The places of hand-written manifests that name a target, by file and place.
pub(crate) fn in_manifests<'db>(db: &'db dyn Db, target: &Target<'db>) -> Vec<Reference> {
    let all = knowledge::all(db).filter(|(file, _)| file.text(db).contains(target.name()));
    let mut found: Vec<Reference> =
        all.flat_map(|(_, known)| &known.objects).flat_map(|known| named_by(db, known, target)).collect();
    found.sort_by(|one, other| one.place.cmp(&other.place));
    // What a set generates stands in one place.
    found.dedup();
    found
}

/// The places of an object that name a target.
fn named_by<'db>(db: &'db dyn Db, known: &KnownModel<'db>, target: &Target<'db>) -> Vec<Reference> {
    let reference = |site: Site<'_>, declares| Reference { place: site.file_place(db), declares };
    let Target::Name(namespace, name) = target else {
        let declared = template_of(known, target).map(|site| reference(site, true));
        let called = known.called_templates.iter().filter(|called| is_called(db, called, target));
        return declared
            .into_iter()
            .chain(called.map(|called| reference(called.name.place, false)))
            .collect();
    };
    let is_meant = |used: &&Use<'_>| used.namespace == *namespace && used.name.value == *name;
    let uses = known.named().filter(is_meant);
    let declared = (known.namespace == *namespace && known.name.value == *name).then_some(known.name.place);
    let declared = declared.into_iter().map(|site| reference(site, true));
    declared.chain(uses.map(|used| reference(used.name.place, false))).collect()
}

/// Whether a manifest runs the template that is meant, or that of the step that is.
pub(crate) fn is_called<'db>(db: &'db dyn Db, called: &CalledTemplate<'db>, target: &Target<'db>) -> bool {
    match target {
        Target::Template(workflow, name) => called.workflow == *workflow && called.name.value == *name,
        Target::Step(workflow, name) => {
            called.name.value == *name && workflow_with_steps(db, &called.workflow) == Some(*workflow)
        }
        _ => false,
    }
}

/// Where an object declares the template that is meant.
fn template_of<'db>(known: &KnownModel<'db>, target: &Target<'_>) -> Option<Site<'db>> {
    let (Target::Template(owner, template), Some(Model::Workflow(workflow))) = (target, &known.model) else {
        return None;
    };
    let own = workflow.steps.iter().filter(|_| workflow.metadata.name == *owner);
    own.map(|step| &step.name).find(|name| name.value == *template).map(|name| name.place)
}

/// The bytes in the same source that name what stands at a place.
pub fn highlights(db: &dyn Db, position: FilePosition) -> Vec<(Range<usize>, bool)> {
    let Some(found) = occurrence_at(db, position) else { return Vec::new() };
    let own = occurrences_in(db, position.file, &found.target);
    own.into_iter().map(|occurrence| (occurrence.place.bytes(db), occurrence.declares)).collect()
}

/// The occurrences of a target in the sources of the project, by file and place.
pub(crate) fn occurrences_of<'db>(db: &'db dyn Db, target: &Target<'db>) -> Vec<Occurrence<'db>> {
    let sources = db.project().sources(db).iter();
    sources.flat_map(|file| occurrences_in(db, *file, target)).collect()
}

fn occurrences_in<'db>(db: &'db dyn Db, file: SourceFile, target: &Target<'db>) -> Vec<Occurrence<'db>> {
    let words = words_in(db, file, &[target.name()]).into_iter();
    let named = words.filter_map(|word| occurrence(db, word.place.declaration, &word));
    named.filter(|occurrence| occurrence.target == *target).collect()
}

/// The words of a source that may be one of some names. Only sources, and words in them, that hold one as a text are
/// looked at any closer. A name with an escape in it is written in many ways, so all are.
pub(crate) fn words_in<'db>(db: &'db dyn Db, file: SourceFile, names: &[&str]) -> Vec<Word<'db>> {
    let text = file.text(db);
    let is_written_plainly = !names.iter().any(|name| name.contains(['"', '\\'])) && !text.contains("\\u");
    let may_hold = |text: &str| !is_written_plainly || names.iter().any(|name| text.contains(name));
    if !may_hold(text) {
        return Vec::new();
    }
    let may_be = |node: SyntaxNode<'_>| match node.text() {
        text if text.starts_with('"') => may_hold(text),
        text => names.contains(&text),
    };
    let mut found = Vec::new();
    for declaration in declarations(db, file) {
        Path::each_leaf(declaration.tree(db), |path| {
            if path.last().is_some_and(may_be) {
                found.extend(words_at(db, *declaration, path));
            }
        });
    }
    found
}

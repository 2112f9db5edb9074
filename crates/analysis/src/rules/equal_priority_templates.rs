//! `equal-priority-templates`: two templates of equal priority are for one Application and disagree, and nothing says
//! which of them counts.

use promo_diagnostics::Rule;

use super::Subject;
use crate::finding::Finding;
use crate::knowledge::applications;
use crate::model::{Model, PromotedFile, Promotion, Template};
use crate::names::{Namespace, resolve};
use crate::promoted::selection;
use crate::site::Site;

/// The disagreements of a template with those before it by name, so that of two only one is told.
pub(super) fn check<'db>(subject: Subject<'db>, template: &Template<'db>) -> Vec<Finding<'db>> {
    let (db, name) = (subject.db, &template.metadata.name);
    let rivals = selection(subject.db, subject.definition, template)
        .into_iter()
        .flat_map(|selection| &selection.rivals);
    let earlier = rivals.filter(|(rival, _)| rival < name);
    let found = earlier.filter_map(|(rival, number)| {
        let Some(Model::Template(other)) = resolve(db, Namespace::Templates, rival)?.model(db) else {
            return None;
        };
        let Disagreement { what, own, others } = disagreement(&template.promotion, &other.promotion)?;
        let application = applications(db).known.get(*number)?;
        let message = format!(
            "`{name}` and `{rival}` have the same priority {} and are both for `{}`, and differ in {what}",
            template.priority.value, application.name
        );
        let finding = subject.finding(Rule::EqualPriorityTemplates, own, message);
        let finding = finding.related(others, format!("`{rival}` says otherwise here"));
        let finding = finding.related(application.site, "both match this Application");
        Some(finding.help("nothing says which of two equals counts: give one another priority"))
    });
    found.collect()
}

/// Where two templates say different things of one.
struct Disagreement<'db> {
    what: String,
    own: Site<'db>,
    others: Site<'db>,
}

fn disagreement<'db>(own: &Promotion<'db>, other: &Promotion<'db>) -> Option<Disagreement<'db>> {
    let versions = own.version.as_ref().zip(other.version.as_ref());
    let version = versions
        .filter(|(left, right)| left.file.value != right.file.value || left.path.value != right.path.value);
    if let Some((left, right)) = version {
        let what = "where the version stands".to_owned();
        return Some(Disagreement { what, own: left.file.place, others: right.file.place });
    }
    own.files.iter().find_map(|left| {
        let right = other.files.iter().find(|right| right.file.value == left.file.value)?;
        (!are_alike(left, right)).then(|| Disagreement {
            what: format!("what of `{}` is promoted", left.file.value),
            own: left.file.place,
            others: right.file.place,
        })
    })
}

/// Whether the same paths of a file are promoted, in whatever order.
fn are_alike(left: &PromotedFile<'_>, right: &PromotedFile<'_>) -> bool {
    let has = |file: &PromotedFile<'_>, due: &str| file.paths.iter().any(|path| *path.value == *due);
    left.paths.iter().all(|path| has(right, &path.value))
        && right.paths.iter().all(|path| has(left, &path.value))
}

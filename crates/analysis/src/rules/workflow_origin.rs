//! `invalid-manifest` of a hand-written workflow: a promotion runs it, or it stands among those that promotions run,
//! and it lacks the annotation by which the platform knows them.

use promo_diagnostics::{Rule, nearest};
use promo_manifest::keys::{PROMOTION_ORIGIN, WORKFLOW_ORIGIN};

use super::Subject;
use crate::finding::{Finding, Repair};
use crate::model::{Metadata, Name, Sourced, Workflow};
use crate::names::{Definition, NameKey, Namespace};
use crate::workflows::first_run;

/// The folder of a repository from which the platform takes its promotion workflows.
const FOLDER: &str = "promotion-workflows";

/// The workflow, if a flow or policy names it, or if it stands among promotion workflows.
pub(super) fn check<'db>(subject: Subject<'db>, workflow: &Workflow<'db>) -> Option<Finding<'db>> {
    let Definition::Manifest { file, .. } = subject.definition else { return None };
    let (db, metadata) = (subject.db, &workflow.metadata);
    let origin = value_of(&metadata.annotations, WORKFLOW_ORIGIN);
    if origin == Some(PROMOTION_ORIGIN) {
        return None;
    }
    let run = first_run(db, NameKey::new(db, Namespace::Workflows, &*metadata.name));
    let mut folders = file.path(db).split('/').rev().skip(1);
    let what = match run {
        Some(_) => "a promotion runs",
        None if folders.any(|folder| folder == FOLDER) => "among promotion workflows stands",
        None => return None,
    };
    let message = format!(
        "{what} `{}`, which has no annotation `{WORKFLOW_ORIGIN}: {PROMOTION_ORIGIN}`",
        metadata.name
    );
    let finding = subject.finding_in_name(Rule::InvalidManifest, message);
    let mut finding = finding.related(run, "it runs here").help(help(metadata, origin));
    let marking = subject.definition.known(db).and_then(|known| known.marking.clone());
    // One that nothing runs may be there for others.
    finding.fixes.extend(marking.map(|marking| Repair { safe: marking.safe && run.is_some(), ..marking }));
    Some(finding)
}

/// How to mend it, with what is there instead.
fn help(metadata: &Metadata<'_>, origin: Option<&str>) -> String {
    if let Some(origin) = origin {
        return format!("the annotation says `{origin}`: write `{WORKFLOW_ORIGIN}: {PROMOTION_ORIGIN}`");
    }
    if value_of(&metadata.labels, WORKFLOW_ORIGIN).is_some() {
        return format!("`{WORKFLOW_ORIGIN}` is a label here: write it under `metadata.annotations`");
    }
    let keys = metadata.annotations.iter().map(|(key, _)| key.as_str());
    match nearest(WORKFLOW_ORIGIN, keys).first() {
        Some(key) => {
            format!("the annotation `{key}` is there: write `{WORKFLOW_ORIGIN}: {PROMOTION_ORIGIN}`")
        }
        None => format!("add it under `metadata.annotations`: `{WORKFLOW_ORIGIN}: {PROMOTION_ORIGIN}`"),
    }
}

fn value_of<'a>(entries: &'a [(String, Sourced<'_, Name>)], key: &str) -> Option<&'a str> {
    entries.iter().find(|(known, _)| known == key).map(|(_, value)| &*value.value)
}

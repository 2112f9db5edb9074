//! `invalid-manifest` of a hand-written workflow: a promotion runs it, and it lacks the annotation by which the
//! platform knows workflows of promotions.

use promo_diagnostics::{Rule, nearest};
use promo_manifest::keys::{PROMOTION_ORIGIN, WORKFLOW_ORIGIN};

use super::Subject;
use crate::finding::Finding;
use crate::model::{Metadata, Name, Sourced, Workflow};
use crate::names::{Definition, NameKey, Namespace};
use crate::workflows::first_run;

/// The workflow, if a flow or policy names it.
pub(super) fn check<'db>(subject: Subject<'db>, workflow: &Workflow<'db>) -> Option<Finding<'db>> {
    let metadata = &workflow.metadata;
    let is_written_by_hand = matches!(subject.definition, Definition::Manifest { .. });
    let origin = value_of(&metadata.annotations, WORKFLOW_ORIGIN);
    if !is_written_by_hand || origin == Some(PROMOTION_ORIGIN) {
        return None;
    }
    let run = first_run(subject.db, NameKey::new(subject.db, Namespace::Workflows, &*metadata.name))?;
    let message = format!(
        "a promotion runs `{}`, which has no annotation `{WORKFLOW_ORIGIN}: {PROMOTION_ORIGIN}`",
        metadata.name
    );
    let finding = subject.finding_in_name(Rule::InvalidManifest, message);
    Some(finding.related(run, "it runs here").help(help(metadata, origin)))
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

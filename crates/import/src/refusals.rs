//! What is wrong with manifests before anything is made of them: no YAML, fields that a cluster would refuse or drop,
//! and whatever would be an error in promo too.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use promo_analysis::diagnostics::of_manifest;
use promo_analysis::knowledge::{UnknownModel, knowledge};
use promo_analysis::workflows::{WorkflowFacts, facts_of};
use promo_analysis::{Change, Database, Finding};
use promo_diagnostics::{Diagnostic, Rule};
use rustc_hash::FxHashSet;

use crate::objects::Object;
use crate::proof::Failure;
use crate::reason::{Reason, shortened};
use crate::{Left, ManifestText};

/// What is wrong with each text.
pub(crate) struct Refusals {
    database: Database,
    texts: Vec<Text>,
}

/// What is wrong with one text.
struct Text {
    /// Its path in a project of these texts alone.
    name: Arc<str>,
    /// What keeps objects from being imported, by place, each with its rank: what a cluster does not take comes first.
    problems: Vec<(usize, Reason)>,
    /// All that is wrong with it, once somebody asks.
    diagnostics: OnceCell<Vec<Diagnostic>>,
}

impl Text {
    /// The problem in a place that matters most.
    fn problem_in(&self, span: &Range<usize>) -> Option<Reason> {
        let first = self.problems.partition_point(|(_, problem)| problem.span.start < span.start);
        let from_there = self.problems.iter().skip(first);
        let here = from_there.take_while(|(_, problem)| problem.span.start <= span.end);
        let inside = here.filter(|(_, problem)| problem.span.end <= span.end);
        inside.min_by_key(|(rank, _)| *rank).map(|(_, problem)| problem.clone())
    }
}

impl Refusals {
    pub(crate) fn of(manifests: &[ManifestText]) -> Refusals {
        let names: Vec<Arc<str>> = (0..manifests.len()).map(|index| format!("{index}.yaml").into()).collect();
        let texts =
            names.iter().zip(manifests).map(|(name, manifest)| (name.clone(), Some(manifest.text.clone())));
        let mut database = Database::default();
        database.apply(Change { manifests: texts.collect(), ..Change::default() });
        let texts = names.into_iter().map(|name| {
            let problems = problems(&database, &name);
            Text { name, problems, diagnostics: OnceCell::new() }
        });
        Refusals { texts: texts.collect(), database }
    }

    /// The texts as a project of their own.
    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// What is wrong with an object.
    pub(crate) fn of_object(&self, object: &Object) -> Option<Reason> {
        self.texts.get(object.text)?.problem_in(&object.node.span)
    }

    /// The texts that are no YAML, and what may be an object: its kind is misspelt.
    pub(crate) fn unreadable(&self, manifests: &[ManifestText], objects: &[Object]) -> Vec<Left> {
        let known: FxHashSet<(usize, usize)> =
            objects.iter().map(|object| (object.text, object.node.span.start)).collect();
        let mut left = Vec::new();
        for (index, (text, manifest)) in self.texts.iter().zip(manifests).enumerate() {
            let is_no_object = |start: usize| !known.contains(&(index, start));
            let reasons = self.reasons_of_text(text, &manifest.text, is_no_object);
            left.extend(reasons.into_iter().map(|reason| Left::new(manifest, None, reason)));
        }
        left
    }

    fn reasons_of_text(&self, text: &Text, yaml: &str, is_no_object: impl Fn(usize) -> bool) -> Vec<Reason> {
        let Some(file) = self.database.manifest(&text.name) else { return Vec::new() };
        let known = knowledge(&self.database, file);
        let is_ours = |unknown: &&UnknownModel<'_>| !unknown.kind.starts_with("Application");
        let unknown = || known.unknown.iter().filter(is_ours);
        if let Some(why) = &known.unreadable {
            let may_be_ours = unknown().next().is_some() || yaml.contains("codefresh.io/");
            let message = format!("this is no YAML: {}", why.message);
            let reason = may_be_ours.then(|| Reason::new(&(why.offset..why.offset), message));
            return reason.into_iter().collect();
        }
        let mut spans: Vec<_> = unknown().map(|one| one.site.file_place(&self.database).range()).collect();
        spans.retain(|span| is_no_object(span.start));
        spans.dedup();
        spans.iter().filter_map(|span| text.problem_in(span)).collect()
    }

    /// What is known of a workflow.
    pub(crate) fn facts(&self, workflow: &str) -> &WorkflowFacts<'_> {
        facts_of(&self.database, workflow)
    }

    /// What to say where something does not come back: what the rule says of the YAML itself, if it says it there.
    pub(crate) fn instead(&self, object: &Object, failure: Failure) -> Reason {
        match failure.rule.and_then(|rule| self.told(object, rule)) {
            Some(found) => {
                let reason = Reason::new(&found.place.range(), shortened(&found.message));
                Reason { help: found.help.clone(), ..reason }
            }
            None => failure.reason,
        }
    }

    /// Whether a rule finds something wrong in the YAML itself.
    pub(crate) fn tells(&self, object: &Object, rule: Rule) -> bool {
        self.told(object, rule).is_some()
    }

    fn told(&self, object: &Object, rule: Rule) -> Option<&Diagnostic> {
        let text = self.texts.get(object.text)?;
        let found = text.diagnostics.get_or_init(|| match self.database.manifest(&text.name) {
            Some(file) => of_manifest(&self.database, file),
            None => Vec::new(),
        });
        let span = object.span();
        let first = found.partition_point(|found| found.place.start < span.start);
        let inside = found.iter().skip(first).take_while(|found| found.place.start < span.end);
        inside.into_iter().find(|found| found.rule == rule)
    }
}

/// What a cluster would refuse or drop in a text, and what would be an error in promo, by place.
fn problems(database: &Database, name: &str) -> Vec<(usize, Reason)> {
    let Some(file) = database.manifest(name) else { return Vec::new() };
    let refused =
        |finding: &&Finding<'_>| finding.rule == Rule::InvalidManifest || finding.rule.prevents_emission();
    let findings = knowledge(database, file).problems.iter().filter(refused);
    let mut problems: Vec<(usize, Reason)> =
        findings.map(|finding| reason(database, finding)).enumerate().collect();
    problems.sort_by_key(|(_, problem)| problem.span.start);
    problems
}

fn reason(database: &Database, finding: &Finding<'_>) -> Reason {
    let reason = Reason::new(&finding.place.file_place(database).range(), shortened(&finding.message));
    let safe = finding.fixes.iter().find(|fix| fix.safe);
    match safe {
        Some(fix) => reason.help(format!("`--fix` does it for you: {}", fix.title)),
        None => reason,
    }
}

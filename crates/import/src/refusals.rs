//! What is wrong with manifests before anything is made of them: no YAML, fields that a cluster would refuse or drop,
//! and whatever would be an error in promo too.

use std::ops::Range;
use std::sync::Arc;

use promo_analysis::diagnostics::of_manifest;
use promo_analysis::knowledge::knowledge;
use promo_analysis::workflows::{WorkflowFacts, facts_of};
use promo_analysis::{Change, Database};
use promo_diagnostics::{Diagnostic, Rule};

use crate::objects::Object;
use crate::proof::Failure;
use crate::{Left, ManifestText};

/// What is wrong with each text.
pub(crate) struct Refusals {
    database: Database,
    names: Vec<Arc<str>>,
    problems: Vec<Vec<Problem>>,
}

struct Problem {
    message: String,
    span: Range<usize>,
}

impl Refusals {
    pub(crate) fn of(manifests: &[ManifestText]) -> Refusals {
        let names: Vec<Arc<str>> = (0..manifests.len()).map(|index| format!("{index}.yaml").into()).collect();
        let texts =
            names.iter().zip(manifests).map(|(name, manifest)| (name.clone(), Some(manifest.text.clone())));
        let mut database = Database::default();
        database.apply(Change { manifests: texts.collect(), ..Change::default() });
        let problems = names.iter().map(|name| problems(&database, name)).collect();
        Refusals { database, names, problems }
    }

    /// The texts as a project of their own.
    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// What is wrong with an object, and where.
    pub(crate) fn of_object(&self, object: &Object) -> Option<(&str, Range<usize>)> {
        let span = object.span();
        let problems = self.problems.get(object.text)?;
        let found = problems
            .iter()
            .find(|problem| span.start <= problem.span.start && problem.span.end <= span.end)?;
        Some((&found.message, found.span.clone()))
    }

    /// The texts that are no YAML, and problems that are in no object.
    pub(crate) fn unreadable(&self, manifests: &[ManifestText]) -> Vec<Left> {
        let mut found = Vec::new();
        for (name, manifest) in self.names.iter().zip(manifests) {
            let Some(file) = self.database.manifest(name) else { continue };
            let why = knowledge(&self.database, file).unreadable.as_ref();
            found.extend(why.map(|why| Left {
                path: manifest.path.clone(),
                object: None,
                reason: format!("this is no YAML: {}", why.message),
                span: why.offset..why.offset,
                help: None,
            }));
        }
        found
    }

    /// What is known of a workflow.
    pub(crate) fn facts(&self, workflow: &str) -> &WorkflowFacts<'_> {
        facts_of(&self.database, workflow)
    }

    /// What to say where something does not come back: what the rule says of the YAML itself, if it says it there.
    pub(crate) fn instead(&self, object: Option<&Object>, failure: &Failure) -> (String, Range<usize>) {
        let told = object.zip(failure.rule).and_then(|(object, rule)| self.told(object, rule));
        match told {
            Some(found) => (found.message, found.place.start..found.place.end),
            None => (failure.message.clone(), failure.span.clone()),
        }
    }

    fn told(&self, object: &Object, rule: Rule) -> Option<Diagnostic> {
        let file = self.database.manifest(self.names.get(object.text)?)?;
        let found = of_manifest(&self.database, file);
        found.into_iter().find(|found| found.rule == rule && object.span().contains(&found.place.start))
    }
}

fn problems(database: &Database, name: &str) -> Vec<Problem> {
    let Some(file) = database.manifest(name) else { return Vec::new() };
    let refused = |rule: Rule| rule == Rule::InvalidManifest || rule.prevents_emission();
    let findings = knowledge(database, file).problems.iter().filter(|finding| refused(finding.rule));
    let problems = findings.map(|finding| Problem {
        message: finding.message.clone(),
        span: finding.place.file_place(database).range(),
    });
    problems.collect()
}

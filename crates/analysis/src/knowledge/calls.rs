//! What a hand-written promotion workflow runs within itself, and doesn't have: the template that comes first, those
//! that tasks and steps name, and the tasks that others wait for.

use promo_diagnostics::{Rule, listed, nearest};
use promo_manifest::known::{self, Spanned};

use super::reader::Reader;
use crate::finding::Finding;

impl<'db> Reader<'db, '_> {
    /// Reports the names in a promotion workflow that stand for none of its templates or tasks. Where a name is only
    /// known when it runs nothing is missing.
    pub(super) fn check_calls(&mut self, workflow: &known::Workflow) {
        let names: Option<Vec<&str>> =
            workflow.templates.iter().map(|template| plain(&template.name)).collect();
        let Some(templates) = names.filter(|names| workflow.is_promotion && !names.is_empty()) else {
            return;
        };
        let calls: Vec<_> =
            workflow.templates.iter().filter_map(|template| template.calls.as_ref()).collect();
        let targets = calls.iter().flat_map(|calls| &calls.targets);
        for named in workflow.entrypoint.iter().chain(targets) {
            self.check_call(named, "template", &templates);
        }
        for calls in calls {
            let Some(names) = &calls.names else { continue };
            let tasks: Vec<&str> = names.iter().map(String::as_str).collect();
            let is_plain = !tasks.iter().any(|task| task.contains("{{"));
            let awaited = calls.awaited.iter().filter(|_| is_plain);
            awaited.for_each(|named| self.check_call(named, "task", &tasks));
        }
    }

    fn check_call(&mut self, named: &Spanned<String>, noun: &str, known: &[&str]) {
        let name = named.value.as_str();
        if name.is_empty() || name.contains("{{") || known.contains(&name) {
            return;
        }
        let message = format!("there is no {noun} `{name}` in this workflow, so that its runs fail");
        let finding = Finding::new(Rule::UnknownStep, self.site(&named.span), message);
        let finding = finding.help(format!("it has the {noun}s {}", listed(known, "and")));
        self.problems.push(finding.did_you_mean(&nearest(name, known.iter().copied())));
    }
}

/// A name that is known before the workflow runs.
fn plain(name: &Option<Spanned<String>>) -> Option<&str> {
    name.as_ref().map(|name| name.value.as_str()).filter(|name| !name.contains("{{"))
}

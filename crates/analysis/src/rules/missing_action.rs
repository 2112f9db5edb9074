//! `missing-action`: nothing says how an environment is promoted, so the release fails there.

use promo_diagnostics::Rule;

use super::Subject;
use super::flows::{CheckedFlow, products_text};
use crate::finding::Finding;

/// The steps that some product reaches without an action.
pub(super) fn check<'db>(subject: Subject<'db>, flow: &CheckedFlow<'db>) -> Vec<Finding<'db>> {
    let lacking = flow.steps_where(|settings| settings.effective.action.is_missing());
    let findings = lacking.into_iter().map(|(step, settings)| {
        let environment = &step.environment.value;
        let message = format!("nothing says how `{environment}` is promoted for {}", products_text(&settings));
        let help = format!(
            "set `action` in the step, as in `step {environment} {{ action pr }}`, in `default`, or in a policy \
             that matches"
        );
        subject.finding(Rule::MissingAction, step.environment.place, message).help(help)
    });
    findings.collect()
}

//! `none-without-pre`: the action `none` leaves the promoting to a workflow before it, and there is none.

use promo_diagnostics::Rule;

use super::Subject;
use super::flows::{CheckedFlow, products_text};
use crate::finding::Finding;
use crate::value::Action;

const HELP: &str = "name the workflow that makes the change, `pre WORKFLOW`, or let the platform make it: \
                    `action commit` or `action pr`";

/// The steps where nobody promotes anything for some product.
pub(super) fn check<'db>(subject: Subject<'db>, flow: &CheckedFlow<'db>) -> Vec<Finding<'db>> {
    let idle = flow.steps_where(|settings| {
        settings.effective.action.is(&Action::None) && settings.effective.pre.is_missing()
    });
    let findings = idle.into_iter().map(|(step, settings)| {
        let message = format!(
            "the action in `{}` is `none`, and no `pre` workflow promotes {} there",
            step.environment.value,
            products_text(&settings)
        );
        let action = settings.first().and_then(|settings| settings.effective.action.winner.as_ref());
        subject
            .finding(Rule::NoneWithoutPre, step.environment.place, message)
            .related(action.map(|action| action.site), "the action is set here")
            .help(HELP)
    });
    findings.collect()
}

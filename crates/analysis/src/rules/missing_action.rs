//! `missing-action`: nothing says how an environment is promoted, so the release fails there.

use promo_diagnostics::Rule;

use super::Subject;
use super::flows::{CheckedFlow, products_text};
use crate::finding::Finding;
use crate::model::Sourced;
use crate::names::{NameKey, Namespace};
use crate::policies::{RankedPolicy, StepSettings, general_policies, policies_naming};
use crate::site::Site;
use crate::value::Action;

/// The steps that some product reaches without an action.
pub(super) fn check<'db>(subject: Subject<'db>, flow: &CheckedFlow<'db>) -> Vec<Finding<'db>> {
    let lacking = flow.steps_where(|settings| settings.effective.action.is_missing());
    let findings = lacking.into_iter().map(|(step, settings)| {
        let environment = &step.environment.value;
        let message =
            format!("nothing says how `{environment}` is promoted for {}", products_text(&settings));
        let place = step.environment.place;
        let finding = subject.finding(Rule::MissingAction, place, message).help(help(place, environment));
        considered(subject, &settings).fold(finding, |finding, (name, action)| {
            let note = format!("the policy `{name}` sets `{}`, but not here", action.value.name());
            finding.related(action.place, note)
        })
    });
    findings.collect()
}

fn help(place: Site<'_>, environment: &str) -> String {
    let in_source =
        format!("set `action` in the step, as in `step {environment} {{ action pr }}`, in `default`, or");
    let in_manifest = "set `action` in the step, as in `policy: {action: pr}`, or";
    format!("{} in a policy that matches", place.words(&in_source, in_manifest))
}

/// The best policies that set an action and could be meant, but don't match.
fn considered<'db>(
    subject: Subject<'db>,
    settings: &[&StepSettings<'db>],
) -> impl Iterator<Item = (&'db str, &'db Sourced<'db, Action>)> + use<'db> {
    const NAMED: usize = 2;
    let product =
        settings.first().and_then(|settings| settings.products.first().cloned()).unwrap_or_default();
    let key = NameKey::new(subject.db, Namespace::Products, product);
    let naming = policies_naming(subject.db, key).ranked.iter();
    let set_action =
        |ranked: &'db RankedPolicy<'db>| Some((&*ranked.name, ranked.policy.settings.action.as_ref()?));
    naming.chain(&general_policies(subject.db).ranked).filter_map(set_action).take(NAMED)
}

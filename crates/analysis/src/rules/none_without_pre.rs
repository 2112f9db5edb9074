//! `none-without-pre`: the action `none` leaves the promoting to a workflow before it, and there is none. Whatever sets
//! the action is told once: a step, the `default` of a flow or a policy.

use indexmap::IndexMap;
use promo_diagnostics::{Rule, listed};

use super::Subject;
use super::flows::{CheckedFlow, products_text};
use super::policies::CheckedPolicy;
use crate::finding::Finding;
use crate::model::Step;
use crate::policies::{Idle, Origin, StepSettings};
use crate::site::Site;

/// How many environments are shown where their flow mentions them.
const SHOWN: usize = 3;

/// A step with its settings for some products.
type Idling<'a, 'db> = (&'db Step<'db>, Vec<&'a StepSettings<'db>>);

/// The steps where nobody promotes anything for some product, since the flow itself says so.
pub(super) fn check_flow<'db>(subject: Subject<'db>, flow: &CheckedFlow<'db>) -> Vec<Finding<'db>> {
    let mut causes: IndexMap<Site<'db>, Vec<Idling<'_, 'db>>> = IndexMap::new();
    for (step, settings) in flow.steps_where(|settings| own_cause(settings).is_some()) {
        let cause = settings.first().and_then(|settings| own_cause(settings));
        causes.entry(cause.unwrap_or(step.environment.place)).or_default().push((step, settings));
    }
    causes.into_iter().map(|(cause, steps)| in_steps(subject, cause, &steps)).collect()
}

/// Where the flow itself sets the action, if nothing is promoted.
fn own_cause<'db>(settings: &StepSettings<'db>) -> Option<Site<'db>> {
    let action = settings.effective.action.winner.as_ref().filter(|_| settings.effective.is_idle())?;
    (!matches!(action.origin, Origin::Policy { .. })).then_some(action.site)
}

/// One step is shown with what sets its action, and several are shown at that.
fn in_steps<'db>(subject: Subject<'db>, cause: Site<'db>, steps: &[Idling<'_, 'db>]) -> Finding<'db> {
    let names: Vec<_> = steps.iter().map(|(step, _)| &step.environment.value).collect();
    let settings: Vec<_> = steps.iter().flat_map(|(_, settings)| settings.iter().copied()).collect();
    let message = format!(
        "the action in {} is `none`, and no `{}` workflow promotes {} there",
        listed(&names, "and"),
        cause.words("pre", "preAction"),
        products_text(&settings)
    );
    let finding = match steps {
        [(step, _)] => {
            let finding = subject.finding(Rule::NoneWithoutPre, step.environment.place, message);
            finding.related(cause, "the action is set here")
        }
        _ => steps.iter().take(SHOWN).fold(
            subject.finding(Rule::NoneWithoutPre, cause, message),
            |finding, (step, _)| {
                finding.related(step.environment.place, format!("`{}` takes it", step.environment.value))
            },
        ),
    };
    finding.help(help(cause))
}

/// The policy, if it leaves the promoting to nobody somewhere.
pub(super) fn check_policy<'db>(subject: Subject<'db>, policy: &CheckedPolicy<'db>) -> Vec<Finding<'db>> {
    let Some(action) = &policy.policy.settings.action else { return Vec::new() };
    let idle = policy.standings().flat_map(|(product, standing)| {
        standing.idle.get(policy.name()).into_iter().flatten().map(move |idle| (product, idle))
    });
    let mut places: IndexMap<Site<'db>, _> = IndexMap::new();
    for (product, idle) in idle {
        places.entry(idle.site).or_insert((product, idle));
    }
    let mut names: Vec<_> = places.values().map(|(_, idle)| &idle.environment).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return Vec::new();
    }
    let message = format!(
        "the policy `{}` sets the action `none`, and no `{}` workflow makes the change in {}",
        policy.name(),
        action.place.words("pre", "preAction"),
        listed(&names, "and")
    );
    let finding = subject.finding(Rule::NoneWithoutPre, action.place, message);
    let shown = places.values().take(SHOWN);
    let finding = shown.fold(finding, |finding, (product, Idle { flow, environment, site })| {
        finding.related(*site, format!("`{flow}` promotes `{product}` into `{environment}`"))
    });
    vec![finding.help(help(action.place))]
}

fn help(place: Site<'_>) -> &'static str {
    place.words(
        "name the workflow that makes the change, `pre WORKFLOW`, or let the platform make it: `action commit` or \
         `action pr`",
        "name the workflow that makes the change, `preAction: WORKFLOW`, or let the platform make it: \
         `action: commit` or `action: pr`",
    )
}

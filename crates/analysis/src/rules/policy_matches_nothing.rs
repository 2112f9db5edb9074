//! `policy-matches-nothing`: no product passes through an environment that the policy is for.

use promo_diagnostics::{Rule, listed};

use super::Subject;
use super::policies::CheckedPolicy;
use crate::finding::Finding;
use crate::model::{Name, PolicySelector, Sourced};

/// The policy, if it has no effect anywhere because it matches nowhere. Where it has the very action that is missing
/// somewhere, that is said there.
pub(super) fn check<'db>(subject: Subject<'db>, policy: &CheckedPolicy<'db>) -> Vec<Finding<'db>> {
    let is_overridden =
        policy.standings().any(|(_, standing)| standing.overriding.contains_key(policy.name()));
    let is_missed = policy.policy.settings.action.is_some()
        && policy.standings().any(|(_, standing)| standing.lacks_action);
    let sets_nothing = policy.policy.settings.is_empty();
    if sets_nothing || is_overridden || is_missed || !policy.decides_nothing() {
        return Vec::new();
    }
    let message = format!("the policy `{}` matches nothing: {}", policy.name(), reason(policy));
    let post = subject.definition.site(subject.db).words("post", "postAction");
    let help = format!(
        "a policy counts where a product that it names takes a flow through an environment that it names; in a \
         trigger environment only its `{post}` counts"
    );
    vec![subject.finding_in_name(Rule::PolicyMatchesNothing, message).help(help)]
}

fn reason(policy: &CheckedPolicy<'_>) -> String {
    let selector = &policy.policy.selector;
    let products = match selector.products.as_deref() {
        None => "any product".to_owned(),
        Some(names) => one_of(names),
    };
    format!("no flow of {products} promotes into {}", environments(selector))
}

fn one_of(names: &[Sourced<'_, Name>]) -> String {
    let names: Vec<&Name> = names.iter().map(|name| &name.value).collect();
    listed(&names, "or")
}

fn environments(selector: &PolicySelector<'_>) -> String {
    let kind = match selector.environment_kinds.as_deref() {
        Some([kind]) => Some(format!("a {} environment", kind.value.name())),
        _ => None,
    };
    match (selector.environments.as_deref(), kind) {
        (None, None) => "an environment".to_owned(),
        (None, Some(kind)) => kind,
        (Some(names), kind) => {
            let names = one_of(names);
            kind.map_or(names.clone(), |kind| format!("{kind} that is {names}"))
        }
    }
}

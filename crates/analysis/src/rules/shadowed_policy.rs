//! `shadowed-policy`: wherever the policy matches, something better decides all that it sets.

use promo_diagnostics::Rule;

use super::Subject;
use super::policies::CheckedPolicy;
use crate::finding::Finding;
use crate::policies::Origin;

/// The policy, if it matches somewhere and never decides anything.
pub(super) fn check<'db>(subject: Subject<'db>, policy: &CheckedPolicy<'db>) -> Vec<Finding<'db>> {
    let mut overriding = policy
        .standings()
        .filter_map(|(product, standing)| Some((product, standing.overriding.get(policy.name())?)));
    let Some((product, first)) = overriding.next().filter(|_| policy.decides_nothing()) else {
        return Vec::new();
    };
    let message = format!("the policy `{}` never decides anything", policy.name());
    let by = match &first.by {
        Origin::Step => "the step itself".to_owned(),
        Origin::Default => "the `default` of the flow".to_owned(),
        Origin::Policy { name, priority, .. } => format!("the policy `{name}` of priority {priority}"),
    };
    let where_first = format!("for `{product}` in `{}`, {by} decides instead", first.environment);
    let help = "give it a better priority, let it match where nothing else decides, or take it out";
    vec![subject.finding_in_name(Rule::ShadowedPolicy, message).related(first.site, where_first).help(help)]
}

//! `equal-priority-conflict`: two policies of equal priority set one field differently in the same place, and
//! nothing says which of them decides.

use promo_diagnostics::Rule;
use rustc_hash::FxHashSet;

use super::Subject;
use super::policies::CheckedPolicy;
use crate::config::PolicyPriority;
use crate::finding::Finding;
use crate::model::{Model, Name};
use crate::names::{Namespace, resolve};
use crate::policies::Tie;
use crate::site::Site;

/// The first conflict of the policy with each of the others. Of two policies only one is told.
pub(super) fn check<'db>(subject: Subject<'db>, policy: &CheckedPolicy<'db>) -> Vec<Finding<'db>> {
    let mut seen: FxHashSet<&Name> = FxHashSet::default();
    let mut found = Vec::new();
    let ties = policy.standings().flat_map(|(product, standing)| {
        standing.ties.get(policy.name()).into_iter().flatten().map(move |tie| (product, tie))
    });
    for (product, tie) in ties {
        let Some((own, other)) = sides(tie, policy.name()) else { continue };
        if !seen.insert(&other.0) || !is_told_here(subject, policy, &other.0) {
            continue;
        }
        found.push(conflict(subject, policy, product, tie, own, other));
    }
    found
}

/// A policy with the text and place of what it sets.
type Side<'db> = (Name, String, Site<'db>);

/// The policy's own side of a tie, and the other one.
fn sides<'a, 'db>(tie: &'a Tie<'db>, name: &str) -> Option<(&'a Side<'db>, &'a Side<'db>)> {
    let [left, right] = &tie.policies;
    match (*left.0 == *name, *right.0 == *name) {
        (true, _) => Some((left, right)),
        (_, true) => Some((right, left)),
        _ => None,
    }
}

/// The narrower policy is told, since it is the exception; of two alike, the later one by name.
fn is_told_here(subject: Subject<'_>, policy: &CheckedPolicy<'_>, other: &Name) -> bool {
    let definition = resolve(subject.db, Namespace::Policies, other);
    let Some(Model::Policy(model)) = definition.and_then(|definition| definition.model(subject.db)) else {
        return false;
    };
    match (policy.policy.selector.products.is_some(), model.selector.products.is_some()) {
        (own, others) if own != others => own,
        _ => policy.name() > other,
    }
}

fn conflict<'db>(
    subject: Subject<'db>,
    policy: &CheckedPolicy<'db>,
    product: &Name,
    tie: &Tie<'db>,
    own: &Side<'db>,
    other: &Side<'db>,
) -> Finding<'db> {
    let environment = &tie.environment;
    let field = match tie.field {
        "pre" => own.2.words("pre", "preAction"),
        "post" => own.2.words("post", "postAction"),
        field => field,
    };
    let message = format!(
        "`{}` and `{}` have the same priority {}, and set `{field}` differently for `{product}` in `{environment}`",
        own.0, other.0, policy.policy.priority.value
    );
    let best = match subject.db.project().config(subject.db).policy_priority {
        PolicyPriority::LowestFirst => "lowest",
        PolicyPriority::HighestFirst => "highest",
    };
    let help = format!(
        "nothing says which of two equals decides: give one another priority, of which the {best} decides"
    );
    let finding = subject.finding(Rule::EqualPriorityConflict, own.2, message);
    finding.related(other.2, format!("`{}` sets `{}` here", other.0, other.1)).help(help)
}

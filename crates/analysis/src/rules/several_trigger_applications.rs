//! `several-trigger-applications`: several Applications of a product run in the environment where its flow starts,
//! and only one of them is promoted.

use promo_diagnostics::{Rule, listed};
use rustc_hash::FxHashSet;

use super::Subject;
use super::reached::{flow_key, reached_by};
use crate::finding::Finding;
use crate::knowledge::applications_of;
use crate::model::{Name, Product};
use crate::names::{NameKey, Namespace};

/// The flows of a product that start where it has several Applications, each environment told once.
pub(super) fn check<'db>(subject: Subject<'db>, product: &Product<'db>) -> Vec<Finding<'db>> {
    let (db, name) = (subject.db, &product.metadata.name);
    let applications = applications_of(db, NameKey::new(db, Namespace::Products, &**name));
    if applications.len() < 2 {
        return Vec::new();
    }
    let mut told: FxHashSet<&Name> = FxHashSet::default();
    let mut found = Vec::new();
    for choice in &product.flows {
        let Some(trigger) = reached_by(db, flow_key(db, &choice.flow.value)).first() else { continue };
        // Of one whose destination fits several environments nobody knows in which it is.
        let inside =
            applications.iter().filter(|fact| fact.environments.as_slice() == [trigger.name.clone()]);
        let inside: Vec<_> = inside.collect();
        if inside.len() < 2 || !told.insert(&trigger.name) {
            continue;
        }
        let names = listed(&inside.iter().map(|fact| &fact.name).collect::<Vec<_>>(), "and");
        let message = format!(
            "{names} of `{name}` run in `{}`, where `{}` starts: only one of them is promoted",
            trigger.name, choice.flow.value
        );
        let help = "let one Application of the product run in the trigger environment, or make the others a product \
                    of their own";
        let finding =
            subject.finding(Rule::SeveralTriggerApplications, choice.flow.place, message).help(help);
        found.push(inside.iter().take(2).fold(finding, |finding, fact| {
            finding.related(fact.site, format!("`{}` runs in `{}`", fact.name, trigger.name))
        }));
    }
    found
}

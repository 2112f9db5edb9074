//! `missing-application`: a flow of a product goes through an environment in which no Application of the product
//! runs, so that a release fails there.

use promo_diagnostics::{Rule, listed, nearest};
use promo_manifest::keys::PRODUCT;
use rustc_hash::FxHashSet;

use super::Subject;
use super::reached::{Reached, flow_key, reached_by};
use crate::database::Db;
use crate::finding::Finding;
use crate::knowledge::{applications, has_applications, is_absent};
use crate::model::{Name, Product};
use crate::names::{NameKey, Namespace, resolve};
use crate::site::Site;
use crate::unknown_names::is_unknown_environment;

/// How many environments are shown where their flow mentions them.
const SHOWN: usize = 3;

/// The flows of a product with environments that lack an Application, each environment told once.
pub(super) fn check<'db>(subject: Subject<'db>, product: &Product<'db>) -> Vec<Finding<'db>> {
    let db = subject.db;
    if !has_applications(db) {
        return Vec::new();
    }
    let name = &product.metadata.name;
    let key = NameKey::new(db, Namespace::Products, &**name);
    let mut told: FxHashSet<&Name> = FxHashSet::default();
    let mut found = Vec::new();
    for choice in &product.flows {
        let reached = reached_by(db, flow_key(db, &choice.flow.value)).iter();
        let lacking: Vec<&Reached<'db>> = reached
            .filter(|reached| is_absent(db, key, NameKey::new(db, Namespace::Constants, &*reached.name)))
            .filter(|reached| !is_unknown_environment(db, &reached.name))
            .filter(|reached| !is_told_elsewhere(db, name, &reached.name))
            .filter(|reached| told.insert(&reached.name))
            .collect();
        let Some(first) = lacking.first() else { continue };
        let names = listed(&lacking.iter().map(|reached| &reached.name).collect::<Vec<_>>(), "and");
        let message = format!("no Application of `{name}` runs in {names}, so that a release fails there");
        let declared = choice.flow.place.words("is declared", "is declared in a source");
        let help = format!(
            "annotate the Application with `codefresh.io/product: {name}`; one that lives elsewhere {declared}: \
             `application {name}-{0} {{ product {name}  environment {0} }}`",
            first.name
        );
        let finding = subject.finding(Rule::MissingApplication, choice.flow.place, message).help(help);
        let finding = lacking.iter().take(SHOWN).fold(finding, |finding, reached| {
            finding.related(reached.site, format!("`{}` goes through `{}`", choice.flow.value, reached.name))
        });
        found.push(match nearly(db, name, &lacking) {
            Some((site, note)) => finding.related(site, note),
            None => finding,
        });
    }
    found
}

/// Whether an Application runs there of a product that the project doesn't have, and that is much like this one: it is
/// told where the Application names it.
fn is_told_elsewhere(db: &dyn Db, product: &Name, environment: &Name) -> bool {
    applications(db).known.iter().filter(|fact| fact.environments.contains(environment)).any(|fact| {
        fact.product.as_ref().is_some_and(|said| {
            resolve(db, Namespace::Products, &said.value).is_none()
                && !nearest(&said.value, [&**product]).is_empty()
        })
    })
}

/// An Application that may be meant, and what keeps it from being one of the product.
fn nearly<'db>(db: &'db dyn Db, product: &Name, lacking: &[&Reached<'db>]) -> Option<(Site<'db>, String)> {
    let known = applications(db).known.iter().filter(|fact| fact.product.is_none());
    let mut here = known
        .filter(|fact| lacking.iter().any(|reached| fact.environments.as_slice() == [reached.name.clone()]));
    here.find_map(|fact| {
        let labels = fact.deployment.iter().flat_map(|deployment| &deployment.labels);
        let mut labels = labels.filter(|(key, value)| **key == *PRODUCT && value.value == *product);
        let note = format!("`{}` has a label for its product, where an annotation is due", fact.name);
        labels.next().map(|(_, value)| (value.place, note))
    })
}

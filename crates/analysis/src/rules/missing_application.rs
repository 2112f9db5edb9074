//! `missing-application`: a flow of a product goes through an environment in which no Application of the product
//! runs, so that the release fails there.

use promo_diagnostics::Rule;
use rustc_hash::FxHashSet;

use super::Subject;
use super::reached::{Reached, flow_key, listed, reached_by};
use crate::finding::Finding;
use crate::knowledge::{has_applications, is_absent};
use crate::model::{Name, Product};
use crate::names::{NameKey, Namespace};

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
            .filter(|reached| told.insert(&reached.name))
            .collect();
        let Some(first) = lacking.first() else { continue };
        let names = listed(lacking.iter().map(|reached| &reached.name));
        let message = format!("no Application of `{name}` runs in {names}, where a release fails then");
        let help = format!(
            "annotate the Application with `codefresh.io/product: {name}`; one that lives elsewhere is declared: \
             `application {name}-{0} {{ product {name}  environment {0} }}`",
            first.name
        );
        let finding = subject.finding(Rule::MissingApplication, choice.flow.place, message).help(help);
        found.push(lacking.iter().take(SHOWN).fold(finding, |finding, reached| {
            finding.related(reached.site, format!("`{}` goes through `{}`", choice.flow.value, reached.name))
        }));
    }
    found
}

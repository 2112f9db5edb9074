//! `application-without-environment`: an Application of a product is deployed to where no declared environment is.

use promo_diagnostics::{Rule, listed};

use super::{Subject, applications::called};
use crate::finding::Finding;
use crate::knowledge::{Astray, Part, applications_of};
use crate::model::{Application, Destination, Name, Sourced};
use crate::names::{NameKey, Namespace, resolve};

/// The Application, if its product is one of the project's. Where an environment doesn't say where it is the
/// Application may be in that one, unless it is nearly in another.
pub(super) fn check<'db>(subject: Subject<'db>, application: &Application<'db>) -> Vec<Finding<'db>> {
    let (Some(product), Some(deployment)) = (&application.product, &application.deployment) else {
        return Vec::new();
    };
    let facts = applications_of(subject.db, NameKey::new(subject.db, Namespace::Products, &*product.value));
    let fact = facts
        .iter()
        .find(|fact| fact.site == application.name.place && fact.deployment.as_deref() == Some(deployment));
    let astray = fact.and_then(|fact| fact.astray.as_ref());
    let astray = astray.filter(|astray| astray.is_outside_all || !astray.near.is_empty());
    let (Some(astray), Some(_)) = (astray, resolve(subject.db, Namespace::Products, &product.value)) else {
        return Vec::new();
    };
    let found = wrong_part(&deployment.destination, astray.part).map(|wrong| {
        let (name, part, text) = (called(application), noun(astray.part), &wrong.value);
        let message = format!("{name} runs in no environment: none is in the {part} `{text}`");
        let finding = Finding::new(Rule::ApplicationWithoutEnvironment, wrong.place, message);
        let belongs = format!("it belongs to the product `{}`", product.value);
        finding.related(product.place, belongs).help(help(astray))
    });
    found.into_iter().collect()
}

fn wrong_part<'a, 'db>(destination: &'a Destination<'db>, part: Part) -> Option<&'a Sourced<'db, Name>> {
    match part {
        Part::Cluster => destination.cluster.as_ref().or(destination.server.as_ref()),
        Part::Namespace => destination.namespace.as_ref(),
    }
}

fn noun(part: Part) -> &'static str {
    match part {
        Part::Cluster => "cluster",
        Part::Namespace => "namespace",
    }
}

fn help(astray: &Astray) -> String {
    let part = noun(astray.part);
    if astray.near.is_empty() {
        let ending = if astray.possible.len() == 1 { "" } else { "s" };
        let among = match astray.part {
            Part::Cluster => "",
            Part::Namespace => " of this cluster",
        };
        let possible = listed(&astray.possible, "and");
        return format!("the declared environments{among} are in the {part}{ending} {possible}");
    }
    let (near, meant) = (listed(&astray.near, "or"), listed(&astray.meant, "or"));
    format!("did you mean the {part} {near}, for the environment {meant}?")
}

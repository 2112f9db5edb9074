//! Which flow a product takes for a commit, and how the release then unfolds. What it shows is found out elsewhere.

mod text;

use promo_analysis::Db;
use promo_analysis::model::{Flow, Model, Product};
use promo_analysis::names::{Namespace, names, resolve};
use promo_analysis::policies::{Undecided, evaluate_flow};
use promo_analysis::releases::{Commit, Considered, Release, consider, unfold};
use promo_analysis::value::Concurrency;

use crate::formats;
use crate::formats::simulate::{Skipped, State, of_release};
use crate::lookup;

/// What somebody wants to see simulated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The product.
    pub product: String,
    /// The message of the commit.
    pub message: Option<String>,
    /// The branch or tag that the commit is on.
    pub revision: Option<String>,
    /// The flow to take, whatever the product asks for.
    pub flow: Option<String>,
    /// The environments that are to fail.
    pub fail: Vec<String>,
}

/// What is known of a release before it begins, and what then happens.
pub struct Simulation<'a> {
    product: &'a str,
    /// The flow that is taken, if one is.
    flow: Option<&'a str>,
    /// Why it is taken, or why none is.
    reason: String,
    /// The flows that are not taken, each with why.
    skipped: Vec<(&'a str, String)>,
    concurrency: Concurrency,
    timeout_minutes: Option<u64>,
    /// What nothing says for certain, each with its environment.
    undecided: Vec<(String, Undecided)>,
    /// What happens; none if there is no flow, or nothing is known of it.
    release: Option<Release>,
}

/// The release of a product as it would unfold.
///
/// # Errors
/// Why it can't be told, in words: a name stands for nothing.
pub fn simulate<'a>(db: &'a dyn Db, asked: &'a Asked) -> Result<Simulation<'a>, String> {
    let product = lookup::product(db, &asked.product)?;
    let mut simulation = match &asked.flow {
        Some(flow) => asked_for(db, product, flow)?,
        None => chosen(product, asked),
    };
    let (flow, why_unknown) = match simulation.flow.map(|flow| lookup::flow(db, flow)) {
        Some(Ok(flow)) => (Some(flow), None),
        Some(Err(why)) => (None, Some(why)),
        None => (None, None),
    };
    check_environments(db, flow, &asked.fail)?;
    if let Some(why) = why_unknown {
        simulation.reason.push_str(&format!("; {why}"));
    }
    if let Some(flow) = flow {
        let failing: Vec<&str> = asked.fail.iter().map(String::as_str).collect();
        simulation.release = Some(unfold(db, &product.metadata.name, flow, &failing));
        simulation.timeout_minutes = flow.timeout_minutes.as_ref().map(|minutes| minutes.value);
        simulation.undecided = undecided(db, product, flow);
    }
    Ok(simulation)
}

/// The settings of a flow of which nothing says what holds.
fn undecided(db: &dyn Db, product: &Product<'_>, flow: &Flow<'_>) -> Vec<(String, Undecided)> {
    let settings = evaluate_flow(db, flow, Some(&product.metadata.name));
    let undecided = settings.iter().flat_map(|settings| {
        settings.undecided().into_iter().map(|field| (settings.environment.to_string(), field))
    });
    undecided.collect()
}

/// With a flow that is asked for nothing is chosen.
fn asked_for<'a>(db: &'a dyn Db, product: &'a Product<'_>, name: &'a str) -> Result<Simulation<'a>, String> {
    if !lookup::defined_names(db, Namespace::Flows).contains(&name) {
        lookup::flow(db, name)?;
    }
    let is_taken = product.flows.iter().any(|choice| *choice.flow.value == *name);
    let reason = match is_taken {
        true => "it is asked for".to_owned(),
        false => format!("it is asked for, though `{}` does not name it", product.metadata.name),
    };
    Ok(Simulation { flow: Some(name), reason, ..before(product) })
}

fn chosen<'a>(product: &'a Product<'_>, asked: &Asked) -> Simulation<'a> {
    let commit = Commit { message: asked.message.as_deref(), revision: asked.revision.as_deref() };
    let (taken, skipped): (Vec<Considered<'_, '_>>, Vec<_>) =
        consider(product, &commit).into_iter().partition(|considered| considered.is_taken);
    let taken = taken.into_iter().next();
    let skipped = skipped.into_iter().map(|flow| (&*flow.choice.flow.value, flow.reason)).collect();
    let (flow, reason) = match taken {
        Some(taken) => (Some(&*taken.choice.flow.value), taken.reason),
        None if product.flows.is_empty() => (None, "the product names no flow".to_owned()),
        None => (None, "no flow of the product matches".to_owned()),
    };
    Simulation { flow, reason, skipped, ..before(product) }
}

fn before<'a>(product: &'a Product<'_>) -> Simulation<'a> {
    Simulation {
        product: &product.metadata.name,
        flow: None,
        reason: String::new(),
        skipped: Vec::new(),
        concurrency: product.concurrency.as_ref().map_or(Concurrency::Queue, |concurrency| concurrency.value),
        timeout_minutes: None,
        undecided: Vec::new(),
        release: None,
    }
}

/// Whatever is to fail must be there.
fn check_environments(db: &dyn Db, flow: Option<&Flow<'_>>, failing: &[String]) -> Result<(), String> {
    let (problem, known): (String, Vec<&str>) = match flow {
        Some(flow) => {
            let steps = flow.steps.iter().map(|step| &*step.environment.value);
            let problem = format!("the flow `{}` has no environment", flow.metadata.name);
            (problem, std::iter::once(&*flow.trigger.value).chain(steps).collect())
        }
        None => ("there is no environment".to_owned(), environments(db).collect()),
    };
    match failing.iter().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(lookup::not_among(&problem, name, known)),
        None => Ok(()),
    }
}

fn environments(db: &dyn Db) -> impl Iterator<Item = &str> {
    let all = names(db).in_namespace(Namespace::Constants);
    all.filter(move |name| {
        let definition = resolve(db, Namespace::Constants, name);
        let model = definition.and_then(|definition| definition.model(db));
        matches!(model, Some(Model::Environments(_)))
    })
}

impl Simulation<'_> {
    /// In words, for people.
    pub fn text(&self, db: &dyn Db) -> String {
        text::text(db, self)
    }

    /// For programs.
    ///
    /// # Errors
    /// The reason in words.
    pub fn json(&self) -> Result<String, String> {
        formats::pretty(&self.format())
    }

    fn state(&self) -> State {
        match (&self.release, self.flow) {
            (Some(release), _) if release.succeeds => State::Succeeded,
            (Some(_), _) => State::Failed,
            (None, Some(_)) => State::Unknown,
            (None, None) => State::None,
        }
    }

    fn format(&self) -> formats::simulate::Simulation<'_> {
        let skipped = self.skipped.iter();
        let (before, waves, after) = self.release.as_ref().map(of_release).unwrap_or_default();
        formats::simulate::Simulation {
            product: self.product,
            flow: self.flow,
            reason: self.reason.clone(),
            skipped: skipped.map(|(flow, reason)| Skipped { flow, reason: reason.clone() }).collect(),
            state: self.state(),
            undecided: self.undecided.iter().map(formats::simulate::undecided).collect(),
            before,
            waves,
            after,
        }
    }
}

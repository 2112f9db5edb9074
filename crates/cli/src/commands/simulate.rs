//! `promo simulate`: which flow a product takes for a commit, and how the release then unfolds. What it shows is found
//! out elsewhere.

mod text;

use std::path::Path;

use promo_analysis::model::{Flow, Model, Product};
use promo_analysis::names::{Namespace, names, resolve};
use promo_analysis::policies::{Undecided, evaluate_flow};
use promo_analysis::releases::{Commit, Considered, Release, consider, unfold};
use promo_analysis::value::Concurrency;

use crate::Status;
use crate::arguments::Simulate;
use crate::formats;
use crate::formats::simulate::{Skipped, State, of_release};
use crate::lookup;
use crate::opened_project::OpenedProject;
use crate::output;

pub(crate) fn run(arguments: &Simulate) -> Status {
    let path = arguments.path.as_deref().unwrap_or(Path::new("."));
    let Some(project) = OpenedProject::load(path) else { return Status::Failed };
    project.warn_if_empty();
    project.warn_if_unsure("a real release may differ");
    match simulate(project, arguments) {
        Ok(text) => output::result(&text),
        Err(message) => {
            output::failure(&message);
            Status::Failed
        }
    }
}

/// What is known of a release before it begins.
struct Simulation<'a> {
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

fn simulate(project: &OpenedProject, arguments: &Simulate) -> Result<String, String> {
    let product = lookup::product(project, &arguments.product)?;
    let mut simulation = match &arguments.flow {
        Some(flow) => asked_for(project, product, flow)?,
        None => chosen(product, arguments),
    };
    let (flow, why_unknown) = match simulation.flow.map(|flow| lookup::flow(project, flow)) {
        Some(Ok(flow)) => (Some(flow), None),
        Some(Err(why)) => (None, Some(why)),
        None => (None, None),
    };
    check_environments(project, flow, &arguments.fail)?;
    if let Some(why) = why_unknown {
        simulation.reason.push_str(&format!("; {why}"));
    }
    if let Some(flow) = flow {
        let failing: Vec<&str> = arguments.fail.iter().map(String::as_str).collect();
        simulation.release = Some(unfold(&project.database, &product.metadata.name, flow, &failing));
        simulation.timeout_minutes = flow.timeout_minutes;
        simulation.undecided = undecided(project, product, flow);
    }
    match arguments.json {
        true => formats::pretty(&format(&simulation)),
        false => Ok(text::text(&project.database, &simulation)),
    }
}

/// The settings of a flow of which nothing says what holds.
fn undecided(project: &OpenedProject, product: &Product<'_>, flow: &Flow<'_>) -> Vec<(String, Undecided)> {
    let settings = evaluate_flow(&project.database, flow, Some(&product.metadata.name));
    let undecided = settings.iter().flat_map(|settings| {
        settings.undecided().into_iter().map(|field| (settings.environment.to_string(), field))
    });
    undecided.collect()
}

/// With a flow that is asked for nothing is chosen.
fn asked_for<'a>(
    project: &'a OpenedProject,
    product: &'a Product<'_>,
    name: &'a str,
) -> Result<Simulation<'a>, String> {
    if !lookup::defined_names(project, Namespace::Flows).contains(&name) {
        lookup::flow(project, name)?;
    }
    let is_taken = product.flows.iter().any(|choice| *choice.flow.value == *name);
    let reason = match is_taken {
        true => "it is asked for".to_owned(),
        false => format!("it is asked for, though `{}` does not name it", product.metadata.name),
    };
    Ok(Simulation { flow: Some(name), reason, ..before(product) })
}

fn chosen<'a>(product: &'a Product<'_>, arguments: &Simulate) -> Simulation<'a> {
    let commit = Commit { message: arguments.message.as_deref(), revision: arguments.revision.as_deref() };
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
        concurrency: product.concurrency.unwrap_or(Concurrency::Queue),
        timeout_minutes: None,
        undecided: Vec::new(),
        release: None,
    }
}

/// Whatever is to fail must be there.
fn check_environments(
    project: &OpenedProject,
    flow: Option<&Flow<'_>>,
    failing: &[String],
) -> Result<(), String> {
    let (problem, known): (String, Vec<&str>) = match flow {
        Some(flow) => {
            let steps = flow.steps.iter().map(|step| &*step.environment.value);
            let problem = format!("the flow `{}` has no environment", flow.metadata.name);
            (problem, std::iter::once(&*flow.trigger).chain(steps).collect())
        }
        None => ("there is no environment".to_owned(), environments(project).collect()),
    };
    match failing.iter().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(lookup::not_among(&problem, name, known)),
        None => Ok(()),
    }
}

fn environments(project: &OpenedProject) -> impl Iterator<Item = &str> {
    let all = names(&project.database).in_namespace(Namespace::Constants);
    all.filter(|name| {
        let definition = resolve(&project.database, Namespace::Constants, name);
        let model = definition.and_then(|definition| definition.model(&project.database));
        matches!(model, Some(Model::Environments(_)))
    })
}

fn state(simulation: &Simulation<'_>) -> State {
    match (&simulation.release, simulation.flow) {
        (Some(release), _) if release.succeeds => State::Succeeded,
        (Some(_), _) => State::Failed,
        (None, Some(_)) => State::Unknown,
        (None, None) => State::None,
    }
}

fn format<'a>(simulation: &'a Simulation<'_>) -> formats::simulate::Simulation<'a> {
    let skipped = simulation.skipped.iter();
    let (before, waves, after) = simulation.release.as_ref().map(of_release).unwrap_or_default();
    formats::simulate::Simulation {
        product: simulation.product,
        flow: simulation.flow,
        reason: simulation.reason.clone(),
        skipped: skipped.map(|(flow, reason)| Skipped { flow, reason: reason.clone() }).collect(),
        state: state(simulation),
        undecided: simulation.undecided.iter().map(formats::simulate::undecided).collect(),
        before,
        waves,
        after,
    }
}

//! A simulation for people: why this flow, then wave after wave what runs and what it receives, in lines of at most a
//! hundred columns.

use std::borrow::Cow;
use std::collections::HashMap;

use promo_analysis::Db;
use promo_analysis::model::Name;
use promo_analysis::policies::Undecided;
use promo_analysis::releases::{Environment, EnvironmentState, Phase, Run};
use promo_analysis::value::{Action, Concurrency, duration_text};
use promo_analysis::workflows::{Parameter, facts_of};
use promo_diagnostics::one_line;
use unicode_width::UnicodeWidthStr;

use super::Simulation;
use crate::formats::simulate::{State, source};
use crate::table::padded;

/// How wide a line may be.
const COLUMNS: usize = 100;
/// How wide the column of workflows may be: a longer name pushes what is beside it.
const WIDEST_NAME: usize = 28;

/// All of a simulation.
pub(super) fn text(db: &dyn Db, simulation: &Simulation<'_>) -> String {
    let mut text = heading(simulation);
    if let Some(release) = &simulation.release {
        let environments = release.waves.iter().flatten().flat_map(|environment| &environment.runs);
        let runs = release.before.iter().chain(environments).chain(&release.after);
        let width = runs.map(|run| run_name(run).width()).max().unwrap_or_default();
        let printer = Printer { db, width: width.min(WIDEST_NAME) };
        if !release.before.is_empty() {
            text.push_str("\nbefore the first environment\n");
            release.before.iter().for_each(|run| text.push_str(&printer.run(run)));
        }
        for (index, wave) in release.waves.iter().enumerate() {
            text.push_str(&printer.wave(index + 1, wave));
        }
        if !release.after.is_empty() {
            text.push_str("\nafter the last environment\n");
            release.after.iter().for_each(|run| text.push_str(&printer.run(run)));
        }
    }
    text
}

/// What is known before anything runs.
fn heading(simulation: &Simulation<'_>) -> String {
    let product = simulation.product;
    let title = match (simulation.flow, simulation.state()) {
        (None, _) => format!("{product} takes no flow: nothing is promoted"),
        (Some(flow), State::Succeeded) => format!("{product} takes {flow}: the release succeeds"),
        (Some(flow), State::Failed) => format!("{product} takes {flow}: the release fails"),
        (Some(flow), _) => format!("{product} takes {flow}"),
    };
    let mut text = format!("{title}\n\n");
    text.push_str(&fact("because", &simulation.reason));
    for (flow, reason) in &simulation.skipped {
        text.push_str(&fact("", &format!("not {flow}: {reason}")));
    }
    if simulation.release.is_some() {
        for (environment, tie) in &simulation.undecided {
            text.push_str(&fact("tie", &undecided(environment, tie)));
        }
        text.push_str(&fact("concurrency", &concurrency(simulation)));
        if let Some(minutes) = simulation.timeout_minutes {
            text.push_str(&fact(
                "timeout",
                &format!("each promotion may take {}", duration_text(minutes.saturating_mul(60))),
            ));
        }
    }
    text
}

fn fact(label: &str, text: &str) -> String {
    wrapped(&format!("  {label:<11}  "), text)
}

fn undecided(environment: &str, tie: &Undecided) -> String {
    let sides = tie.values.iter().map(|(value, policy)| format!("{value} by the policy {policy}"));
    format!(
        "{} in {environment} may be {}: the policies have the same priority, and nothing says which of them decides; \
         here it is the first",
        tie.field,
        sides.collect::<Vec<_>>().join(" or ")
    )
}

fn concurrency(simulation: &Simulation<'_>) -> String {
    match simulation.concurrency {
        Concurrency::Queue => format!(
            "queue: it starts when the earlier releases of {} are over; if more than 50 wait, the oldest of them is \
             terminated",
            simulation.product
        ),
        Concurrency::Terminate => {
            "terminate: where it comes to an environment in which an earlier release still runs, that one ends"
                .to_owned()
        }
    }
}

struct Printer<'a> {
    db: &'a dyn Db,
    /// The width of the column of workflows and actions.
    width: usize,
}

impl Printer<'_> {
    fn wave(&self, number: usize, wave: &[Environment]) -> String {
        let beside = match (number, wave.len()) {
            (1, _) => ": where the change is made",
            (_, 1) => "",
            _ => ": side by side",
        };
        let mut text = format!("\nwave {number}{beside}\n");
        for alike in alike(wave) {
            text.push_str(&self.environments(&alike));
        }
        text
    }

    /// Environments in which the same happens.
    fn environments(&self, alike: &[&Environment]) -> String {
        let Some(first) = alike.first() else { return String::new() };
        let names: Vec<&str> = alike.iter().map(|environment| &*environment.name).collect();
        let reason = first.reason.as_deref().unwrap_or_default();
        let state = match first.state {
            EnvironmentState::Succeeded => String::new(),
            EnvironmentState::Failed => format!("  fails: {reason}"),
            EnvironmentState::Skipped => format!("  skipped: {reason}"),
        };
        let mut text = wrapped("  ", &format!("{}{state}", names.join(", ")));
        let applications: Vec<&str> =
            alike.iter().flat_map(|environment| &environment.applications).map(|name| &**name).collect();
        if first.state != EnvironmentState::Skipped && !applications.is_empty() {
            let noun = if applications.len() == 1 { "Application" } else { "Applications" };
            text.push_str(&wrapped("    ", &format!("{noun} {}", applications.join(", "))));
        }
        first.runs.iter().for_each(|run| text.push_str(&self.run(run)));
        text
    }

    fn run(&self, run: &Run) -> String {
        let prefix = format!("    {:<10}  {}  ", phase(run.phase), padded(run_name(run), self.width));
        let details = self.details(run);
        let mut lines = details.iter();
        let mut text = wrapped(&prefix, lines.next().map_or("", String::as_str));
        let indent = " ".repeat(prefix.width());
        lines.for_each(|line| text.push_str(&wrapped(&indent, line)));
        text
    }

    /// What there is to say of a run, line by line.
    fn details(&self, run: &Run) -> Vec<String> {
        let failure = run.failure.as_ref().map(|failure| format!("fails: {failure}"));
        let Some(workflow) = &run.workflow else { return vec![failure.unwrap_or_else(|| happening(run))] };
        let mut details = self.received(workflow, &run.parameters);
        if facts_of(self.db, workflow).waits {
            details.push("waits for a person".to_owned());
        }
        let exports = || self.exports(workflow).filter(|_| run.phase.is_hook());
        details.extend(failure.or_else(exports));
        details
    }

    /// What a workflow takes of what is passed to it, by where it comes from.
    fn received(&self, workflow: &Name, parameters: &[Parameter]) -> Vec<String> {
        let Some(inputs) = &facts_of(self.db, workflow).inputs else {
            return vec!["(what it takes is not known)".to_owned()];
        };
        if inputs.is_empty() {
            return vec!["(takes nothing)".to_owned()];
        }
        let mut by_source: Vec<(Cow<'static, str>, Vec<&str>)> = Vec::new();
        for Parameter { name, source: from, .. } in
            parameters.iter().filter(|parameter| parameter.is_asked_for)
        {
            let from = source(from);
            match by_source.iter_mut().find(|(known, _)| *known == from) {
                Some((_, names)) => names.push(name),
                None => by_source.push((from, vec![name])),
            }
        }
        by_source.into_iter().map(|(from, names)| format!("{from}: {}", names.join(", "))).collect()
    }

    fn exports(&self, workflow: &Name) -> Option<String> {
        let exports = &facts_of(self.db, workflow).exports;
        (!exports.names.is_empty()).then(|| format!("exports {} to later hooks", exports.names.join(", ")))
    }
}

/// The environments of a wave, those in which the same happens together.
fn alike(wave: &[Environment]) -> Vec<Vec<&Environment>> {
    let mut groups: Vec<Vec<&Environment>> = Vec::new();
    let mut numbers = HashMap::new();
    for environment in wave {
        let happening = (environment.state, &environment.reason, &environment.runs);
        let number = *numbers.entry(happening).or_insert(groups.len());
        match groups.get_mut(number) {
            Some(group) => group.push(environment),
            None => groups.push(vec![environment]),
        }
    }
    groups
}

fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::OnStart => "on start",
        Phase::Pre => "pre",
        Phase::Action => "action",
        Phase::Sync => "sync",
        Phase::Post => "post",
        Phase::OnSuccess => "on success",
        Phase::OnFail => "on fail",
    }
}

/// The workflow or action of a run.
fn run_name(run: &Run) -> &str {
    match (&run.workflow, run.action) {
        (Some(workflow), _) => workflow,
        (None, Some(action)) => action.name(),
        (None, None) => "",
    }
}

/// What happens where no workflow runs.
fn happening(run: &Run) -> String {
    let text = match (run.phase, run.action) {
        (_, Some(Action::Commit)) => "committed to the repository",
        (_, Some(Action::PullRequest)) => "pull request: waits until somebody merges it",
        (_, Some(Action::None)) => "the workflow before made the change",
        (Phase::Action, None) => "which one is not known",
        _ => "until all is synced and healthy",
    };
    text.to_owned()
}

/// A text behind a prefix, broken between words, its other lines as far to the right as the first.
fn wrapped(prefix: &str, text: &str) -> String {
    let indent = prefix.width();
    let mut lines = vec![prefix.to_owned()];
    let mut width = indent;
    for word in text.split(' ') {
        let length = word.width();
        if width > indent && width + 1 + length > COLUMNS {
            lines.push(" ".repeat(indent));
            width = indent;
        }
        let Some(line) = lines.last_mut() else { continue };
        if width > indent {
            line.push(' ');
            width += 1;
        }
        line.push_str(word);
        width += length;
    }
    // Names may hold anything, and a terminal obeys control characters.
    lines.iter().map(|line| format!("{}\n", one_line(line))).collect()
}

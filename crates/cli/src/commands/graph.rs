//! `promo graph`: pictures of flows, with what happens in each environment.

use std::path::Path;

use promo_analysis::model::Model;
use promo_analysis::names::{Definition, Namespace, resolve};
use promo_analysis::policies::defined;
use promo_diagnostics::{LineMap, did_you_mean};
use promo_diagram::{Diagram, dot, html, mermaid, of_flow, svg, text};

use crate::Status;
use crate::arguments::{Graph, GraphFormat};
use crate::opened_project::OpenedProject;
use crate::output;

/// The width of text that goes to no terminal.
const USUAL_WIDTH: usize = 80;

pub(crate) fn run(arguments: &Graph) -> Status {
    let path = arguments.project.as_deref().unwrap_or(Path::new("."));
    let Some(project) = OpenedProject::load(path) else { return Status::Failed };
    project.warn_if_empty();
    project.warn_if_unsure("not all is known that belongs here");
    let diagrams = match arguments.flows.as_slice() {
        [] => Ok(all(project)),
        names => named(project, names),
    };
    match diagrams {
        Ok(diagrams) => output::result(&drawn(&diagrams, arguments.format)),
        Err(message) => {
            output::failure(&message);
            Status::Failed
        }
    }
}

fn drawn(diagrams: &[Diagram], format: GraphFormat) -> String {
    match format {
        GraphFormat::Text => text(diagrams, width()),
        GraphFormat::Svg => svg(diagrams),
        GraphFormat::Html => html(diagrams),
        GraphFormat::Mermaid => mermaid(diagrams),
        GraphFormat::Dot => dot(diagrams),
    }
}

fn width() -> usize {
    terminal_size::terminal_size_of(std::io::stdout())
        .map_or(USUAL_WIDTH, |(terminal_size::Width(width), _)| usize::from(width))
}

/// Every flow that the project says anything of, by name.
fn all(project: &OpenedProject) -> Vec<Diagram> {
    let mut names: Vec<&str> = flow_names(project).collect();
    names.sort_unstable();
    let diagrams: Vec<Diagram> = names.iter().filter_map(|name| of_flow(&project.database, name)).collect();
    if diagrams.is_empty() {
        output::warning("there is no flow to draw in this project");
    }
    diagrams
}

fn flow_names(project: &OpenedProject) -> impl Iterator<Item = &str> {
    defined(&project.database, Namespace::Flows).map(|(name, _)| name)
}

/// The flows of some names, each once.
fn named(project: &OpenedProject, names: &[String]) -> Result<Vec<Diagram>, String> {
    let mut diagrams: Vec<Diagram> = Vec::new();
    for name in names {
        if !diagrams.iter().any(|known| known.flow == *name) {
            diagrams.push(of_flow(&project.database, name).ok_or_else(|| why_not(project, name))?);
        }
    }
    Ok(diagrams)
}

/// Why a flow can't be drawn.
fn why_not(project: &OpenedProject, name: &str) -> String {
    let database = &project.database;
    let Some(definition) = resolve(database, Namespace::Flows, name) else {
        let hint = did_you_mean(name, flow_names(project));
        return format!("there is no flow `{name}`: {}", hint.unwrap_or("none is near".to_owned()));
    };
    let place = definition.site(database);
    let line = LineMap::new(place.file(database).1).position(place.file_place(database).start).line;
    let place = format!("{}:{line}", place.file(database).0);
    let is_pattern = matches!(definition, Definition::Source { pattern: true, .. });
    match definition.model(database) {
        Some(Model::Extern(_)) => {
            format!("flow `{name}` lives elsewhere, as {place} says, so that nothing is known of it")
        }
        _ if is_pattern => {
            format!("flow `{name}` takes parameters, at {place}; draw a flow that is defined by it")
        }
        _ => {
            let what = match definition {
                Definition::Source { .. } => "has errors",
                Definition::Manifest { .. } => "has a manifest that is not understood",
            };
            format!("flow `{name}` {what}, at {place}, so that it can't be drawn; see `promo check`")
        }
    }
}

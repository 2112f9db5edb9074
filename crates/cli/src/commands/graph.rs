//! `promo graph`: pictures of flows, with what happens in each environment.

use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

use promo_analysis::names::Namespace;
use promo_diagram::{Diagram, dot, html, mermaid, of_flow, svg, text};
use promo_report::lookup;

use crate::Status;
use crate::opened_project::OpenedProject;
use crate::output;

/// The width of text that goes to no terminal.
const USUAL_WIDTH: usize = 80;

pub(crate) const EXAMPLES: &str = "\
Example: every flow of this project, in the terminal
  promo graph

Example: one flow, for a README
  promo graph to-prod --format mermaid

Example: a page with every flow, to open in a browser
  promo graph --format html > flows.html";

/// How flows are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// Boxes and lines for the terminal.
    Text,
    /// An SVG picture.
    Svg,
    /// A page that shows all settings with their origins.
    Html,
    /// A Mermaid flowchart, for a README or a pull request.
    Mermaid,
    /// For Graphviz.
    Dot,
}

#[derive(Args, Debug)]
pub(crate) struct Graph {
    /// Names of flows [default: every flow of the project]
    #[arg(value_name = "FLOW")]
    pub(crate) flows: Vec<String>,
    /// How the flows are drawn
    #[arg(long, value_enum, default_value_t = GraphFormat::Text, value_name = "FORMAT")]
    pub(crate) format: GraphFormat,
    /// The project: a folder or file in it [default: the current folder]
    #[arg(long, value_name = "PATH")]
    pub(crate) project: Option<PathBuf>,
}

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
    let names = lookup::defined_names(&project.database, Namespace::Flows);
    let diagrams: Vec<Diagram> = names.iter().filter_map(|name| of_flow(&project.database, name)).collect();
    if diagrams.is_empty() {
        output::warning("there is no flow to draw in this project");
    }
    diagrams
}

/// The flows of some names, each once.
fn named(project: &OpenedProject, names: &[String]) -> Result<Vec<Diagram>, String> {
    let mut diagrams: Vec<Diagram> = Vec::new();
    for name in names {
        if !diagrams.iter().any(|known| known.flow == *name) {
            lookup::flow(&project.database, name)?;
            diagrams.extend(of_flow(&project.database, name));
        }
    }
    Ok(diagrams)
}

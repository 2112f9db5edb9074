//! `promo check`: what is wrong with a project.

use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

use promo_diagnostics::{Diagnostic, Level, render_github, render_json, render_sarif};

use crate::Status;
use crate::arguments::DiagnosticFormat;
use crate::opened_project::OpenedProject;
use crate::output;
use crate::place::from_repository;

pub(crate) const EXAMPLES: &str = "\
Example: check this project, one line for each thing found
  promo check --output concise

Example: check the whole project, print what concerns one file
  promo check flows/to-prod.promo";

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// With the lines they are about.
    Human,
    /// One line each.
    Concise,
    /// As a JSON array.
    Json,
    /// As SARIF 2.1.0, for code scanning.
    Sarif,
    /// As workflow commands, which GitHub Actions shows beside the lines.
    Github,
}

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Files or folders; the project is analysed whole, what is printed is limited to them
    pub(crate) paths: Vec<PathBuf>,
    /// How diagnostics are printed
    #[arg(long, value_enum, default_value_t = CheckFormat::Human, value_name = "FORMAT")]
    pub(crate) output: CheckFormat,
    /// Fail if there are warnings
    #[arg(long)]
    pub(crate) deny_warnings: bool,
}

pub(crate) fn run(arguments: &Check) -> Status {
    let first = arguments.paths.first().map_or(Path::new("."), |path| path.as_path());
    let Some(project) = OpenedProject::load(first) else { return Status::Failed };
    let selection = match project.select(&arguments.paths) {
        Ok(selection) => selection,
        Err(message) => {
            output::failure(&message);
            return Status::Failed;
        }
    };
    project.warn_if_empty();
    let found = project.diagnostics();
    let named: Vec<Diagnostic> =
        found.into_iter().filter(|found| selection.holds(&found.place.file)).collect();
    let printed = print(&named, project, arguments.output);
    if printed == Status::Failed {
        return printed;
    }
    let worst = if arguments.deny_warnings { Level::Warning } else { Level::Error };
    if named.iter().any(|diagnostic| diagnostic.level >= worst) { Status::Found } else { Status::Done }
}

/// What programs read is the result of the command; what people read goes where messages go.
fn print(found: &[Diagnostic], project: &OpenedProject, format: CheckFormat) -> Status {
    let text = match format {
        CheckFormat::Human => return tell(found, project, DiagnosticFormat::Human),
        CheckFormat::Concise => return tell(found, project, DiagnosticFormat::Concise),
        CheckFormat::Json => render_json(found, project),
        CheckFormat::Sarif => render_sarif(found, project, &from_repository(&project.root)),
        CheckFormat::Github => render_github(found, project, &from_repository(&project.root)),
    };
    output::result(&text)
}

fn tell(found: &[Diagnostic], project: &OpenedProject, format: DiagnosticFormat) -> Status {
    output::diagnostics(found, project, format);
    Status::Done
}

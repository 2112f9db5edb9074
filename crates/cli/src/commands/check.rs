//! `promo check`: what is wrong with a project.

use clap::Args;
use std::path::{Path, PathBuf};

use promo_diagnostics::{Diagnostic, Level};

use crate::Status;
use crate::arguments::DiagnosticFormat;
use crate::opened_project::OpenedProject;
use crate::output;

pub(crate) const EXAMPLES: &str = "\
Example: check this project, one line for each thing found
  promo check --output concise

Example: check the whole project, print what concerns one file
  promo check flows/to-prod.promo";

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Files or folders; the project is analysed whole, what is printed is limited to them
    pub(crate) paths: Vec<PathBuf>,
    /// How diagnostics are printed
    #[arg(long, value_enum, default_value_t = DiagnosticFormat::Human, value_name = "FORMAT")]
    pub(crate) output: DiagnosticFormat,
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

/// JSON is the result of the command; what people read goes where messages go.
fn print(found: &[Diagnostic], project: &OpenedProject, format: DiagnosticFormat) -> Status {
    if format == DiagnosticFormat::Json {
        return output::result(&promo_diagnostics::render_json(found, project));
    }
    output::diagnostics(found, project, format);
    Status::Done
}

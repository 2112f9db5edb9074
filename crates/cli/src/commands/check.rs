//! `promo check`: what is wrong with a project.

mod fix;

use clap::{ArgGroup, Args, ValueEnum};
use std::path::{Path, PathBuf};

use promo_diagnostics::{Diagnostic, Level, render_github, render_json, render_sarif, summary};

use self::fix::Fixed;
use crate::Status;
use crate::arguments::DiagnosticFormat;
use crate::opened_project::{OpenedProject, each_project};
use crate::output;
use crate::place::{from_repository, shown_from_here};

pub(crate) const EXAMPLES: &str = "\
Example: check this project, one line for each thing found
  promo check --output concise

Example: check the whole project, print what concerns one file
  promo check flows/to-prod.promo

Example: mend what can be mended without a look
  promo check --fix

Example: see what all fixes together would change
  promo check --diff --unsafe-fixes

Example: show what is wrong beside the lines of a pull request
  promo check --output github";

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
#[command(group = ArgGroup::new("fixes").args(["fix", "diff"]).multiple(true))]
pub(crate) struct Check {
    /// Files or folders; the project is analysed whole, what is printed and fixed is limited to them
    pub(crate) paths: Vec<PathBuf>,
    /// How diagnostics are printed
    #[arg(long, value_enum, default_value_t = CheckFormat::Human, value_name = "FORMAT")]
    pub(crate) output: CheckFormat,
    /// Fail if there are warnings
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// Check every project at the PATHs and in the folders below, each by itself
    #[arg(long)]
    pub(crate) nested: bool,
    /// Make the safe fixes, which do what was meant in every case; what is left is reported
    #[arg(long)]
    pub(crate) fix: bool,
    /// With `--fix` or `--diff`: make all other fixes too, which may not do what was meant
    #[arg(long, requires = "fixes")]
    pub(crate) unsafe_fixes: bool,
    /// Write nothing; print what `--fix` would change
    #[arg(long, conflicts_with = "output")]
    pub(crate) diff: bool,
}

pub(crate) fn run(arguments: &Check) -> Status {
    if !arguments.nested {
        let first = arguments.paths.first().map_or(Path::new("."), |path| path.as_path());
        let Some(project) = OpenedProject::load_to_change(first) else { return Status::Failed };
        return check(project, &arguments.paths, arguments);
    }
    if matches!(arguments.output, CheckFormat::Json | CheckFormat::Sarif) {
        output::failure(NO_NESTED_FORMAT);
        return Status::Failed;
    }
    each_project(&arguments.paths, |project| check(project, &[], arguments))
}

const NO_NESTED_FORMAT: &str =
    "`--nested` tells of several projects, and JSON and SARIF of one: check each by itself";

fn check(project: &mut OpenedProject, paths: &[PathBuf], arguments: &Check) -> Status {
    let selection = match project.select(paths) {
        Ok(selection) => selection,
        Err(message) => {
            output::failure(&message);
            return Status::Failed;
        }
    };
    project.warn_if_empty();
    let Fixed { left, notes, status } = match arguments.fix || arguments.diff {
        true => fix::fix(project, &selection, arguments),
        false => Fixed { left: project.diagnostics(), notes: Vec::new(), status: Status::Done },
    };
    let named: Vec<Diagnostic> =
        left.into_iter().filter(|found| selection.holds(&found.place.file)).collect();
    if arguments.nested && !(named.is_empty() && notes.is_empty()) {
        output::note(&format!("in {}:", shown_from_here(&project.root)));
    }
    let printed = match arguments.diff {
        true => count(&named),
        false => print(&named, project, arguments.output),
    };
    notes.iter().for_each(|note| output::note(note));
    let worst = if arguments.deny_warnings { Level::Warning } else { Level::Error };
    let is_found = named.iter().any(|diagnostic| diagnostic.level >= worst);
    printed.max(status).max(if is_found { Status::Found } else { Status::Done })
}

/// What would be left stands in texts that nobody has, so that only its number is told.
fn count(found: &[Diagnostic]) -> Status {
    if let Some(counts) = summary(found) {
        output::note(&format!("{counts} would be left"));
    }
    Status::Done
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

//! `promo fmt`: sources in the one style.

use clap::Args;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::{Change, Database, Db, SourceFile, Volatility, diagnostics};
use promo_diagnostics::{Diagnostic, Level};
use promo_syntax::{format, parse};

use crate::Status;
use crate::arguments::DiagnosticFormat;
use crate::opened_project::{OpenedProject, each_project};
use crate::output;
use crate::place::shown_from_here;

pub(crate) const EXAMPLES: &str = "\
Example: format every source of this project
  promo fmt

Example: format what an editor has open
  promo fmt --stdin-path flows/to-prod.promo < buffer

Example: fail in CI if something is not formatted
  promo fmt --check --diff";

#[derive(Args, Debug)]
pub(crate) struct Fmt {
    /// Files or folders [default: every source of the project]
    pub(crate) paths: Vec<PathBuf>,
    /// Write nothing; fail if something would change
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing; print what would change
    #[arg(long)]
    pub(crate) diff: bool,
    /// Format every project at the PATHs and in the folders below
    #[arg(long, conflicts_with = "stdin_path")]
    pub(crate) nested: bool,
    /// Format standard input as if it were this file, and print it
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    pub(crate) stdin_path: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Fmt) -> Status {
    if let Some(path) = &arguments.stdin_path {
        return format_input(path, arguments);
    }
    if arguments.nested {
        return each_project(&arguments.paths, |project| format_project(project, &[], arguments));
    }
    let first = arguments.paths.first().map_or(Path::new("."), PathBuf::as_path);
    let Some(project) = OpenedProject::load(first) else { return Status::Failed };
    format_project(project, &arguments.paths, arguments)
}

fn format_project(project: &OpenedProject, paths: &[PathBuf], arguments: &Fmt) -> Status {
    let selection = match project.select_sources(paths) {
        Ok(selection) => selection,
        Err(message) => {
            output::failure(&message);
            return Status::Failed;
        }
    };
    project.warn_if_no_source();
    let files: Vec<SourceFile> = project.database.project().sources(&project.database).to_vec();
    let named: Vec<SourceFile> =
        files.into_iter().filter(|file| selection.holds(file.path(&project.database))).collect();
    let unreadable = project.unreadable_sources();
    let mut broken: Vec<Diagnostic> = unreadable.filter(|found| selection.holds(&found.place.file)).collect();
    let outcomes = project.for_each(&named, |database, file| vec![outcome(database, file)]);
    let mut changed = Vec::new();
    for (file, outcome) in named.iter().zip(outcomes) {
        match outcome {
            Outcome::Same => {}
            Outcome::Changed(text) => changed.push((*file, text)),
            Outcome::Broken(found) => broken.extend(found),
        }
    }
    output::diagnostics(&broken, project, DiagnosticFormat::Human);
    let status = if broken.is_empty() { Status::Done } else { Status::Found };
    status.max(finish(project, &changed, arguments))
}

/// What formatting a file comes to.
enum Outcome {
    Same,
    Changed(String),
    Broken(Vec<Diagnostic>),
}

fn outcome(database: &Database, file: SourceFile) -> Outcome {
    let text = file.text(database);
    match format(&parse(text)) {
        Ok(formatted) if *formatted == **text => Outcome::Same,
        Ok(formatted) => Outcome::Changed(formatted),
        Err(_) => Outcome::Broken(syntax_errors(database, file)),
    }
}

/// What keeps a file from being formatted.
fn syntax_errors(database: &Database, file: SourceFile) -> Vec<Diagnostic> {
    let found = diagnostics::of_syntax(database, file).into_iter();
    found.filter(|found| found.level == Level::Error).collect()
}

fn finish(project: &OpenedProject, changed: &[(SourceFile, String)], arguments: &Fmt) -> Status {
    let path = |file: SourceFile| file.path(&project.database).clone();
    // Of several projects, each has its own place.
    let place = arguments.nested.then(|| shown_from_here(&project.root));
    let shown = |file: SourceFile| match &place {
        Some(place) => Path::new(place).join(&*path(file)).display().to_string(),
        None => path(file).to_string(),
    };
    if arguments.diff || arguments.check {
        let text: String = changed
            .iter()
            .map(|(file, formatted)| match arguments.diff {
                true => output::unified_diff(file.text(&project.database), formatted, &shown(*file)),
                false => not_formatted(&shown(*file)),
            })
            .collect();
        let printed = output::result(&text);
        let found = arguments.check && !changed.is_empty();
        return printed.max(if found { Status::Found } else { Status::Done });
    }
    for (file, formatted) in changed {
        if let Err(error) = promo_project::write_text(&project.root.join(&*path(*file)), formatted) {
            output::failure(&error.to_string());
            return Status::Failed;
        }
    }
    let within = place.map(|place| format!(" in {place}")).unwrap_or_default();
    match changed.len() {
        0 => Status::Done,
        1 => output::result(&format!("1 file formatted{within}\n")),
        count => output::result(&format!("{count} files formatted{within}\n")),
    }
}

fn not_formatted(path: &str) -> String {
    format!("{path} is not formatted\n")
}

fn format_input(path: &Path, arguments: &Fmt) -> Status {
    let mut bytes = Vec::new();
    if let Err(error) = std::io::stdin().take(promo_project::SIZE_LIMIT + 1).read_to_end(&mut bytes) {
        output::failure(&format!("standard input can't be read: {}", promo_project::system_words(&error)));
        return Status::Failed;
    }
    if bytes.len() as u64 > promo_project::SIZE_LIMIT {
        let limit = promo_project::SIZE_LIMIT >> 20;
        output::failure(&format!("{}: standard input is too long: {limit} MB are the limit", path.display()));
        return Status::Found;
    }
    let Ok(text) = String::from_utf8(bytes) else {
        output::failure(&format!("{}: standard input is not UTF-8", path.display()));
        return Status::Found;
    };
    let name: Arc<str> = path.to_string_lossy().into();
    match format(&parse(&text)) {
        Ok(formatted) if arguments.diff || arguments.check => {
            let changes = formatted != text;
            let shown = match arguments.diff {
                true => output::unified_diff(&text, &formatted, &name),
                false if changes => not_formatted(&name),
                false => String::new(),
            };
            let printed = output::result(&shown);
            printed.max(if changes && arguments.check { Status::Found } else { Status::Done })
        }
        Ok(formatted) => output::result(&formatted),
        Err(_) => {
            report_input(name, &text);
            Status::Found
        }
    }
}

/// Reports the syntax errors of a text that stands in no project.
fn report_input(name: Arc<str>, text: &str) {
    let mut database = Database::default();
    let source = (name.clone(), Some((Arc::from(text), Volatility::Closed)));
    database.apply(Change { sources: vec![source], ..Change::default() });
    let found = database.source(&name).map(|file| syntax_errors(&database, file)).unwrap_or_default();
    let sources = Input { text };
    output::diagnostics(&found, &sources, DiagnosticFormat::Human);
}

struct Input<'a> {
    text: &'a str,
}

impl promo_diagnostics::Sources for Input<'_> {
    fn text(&self, _: &str) -> Option<&str> {
        Some(self.text)
    }
}

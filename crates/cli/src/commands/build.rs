//! `promo build`: a project becomes manifests.

use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::config::Config;
use promo_analysis::{Db, SourceFile, declarations};
use promo_emit::{Document, EmitError, Format, document, identity, stream};
use promo_manifest::Kind;
use promo_project::{Blocked, OutputFile, Plan, WriteError, plan};

use crate::Status;
use crate::arguments::DiagnosticFormat;
use crate::opened_project::OpenedProject;
use crate::output;
use crate::place::from_here;

pub(crate) const EXAMPLES: &str = "\
Example: write the manifests of this project
  promo build

Example: see what would be applied
  promo build --stdout | kubectl diff -f -

Example: fail in CI if someone forgot to build
  promo build --check";

/// How manifests are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ManifestFormat {
    /// A stream of YAML documents.
    Yaml,
    /// A JSON array.
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct Build {
    /// The project: a folder or file in it [default: the current folder]
    pub(crate) path: Option<PathBuf>,
    /// Write to this folder instead of the one that promo.toml names
    #[arg(long, value_name = "DIR", conflicts_with = "stdout")]
    pub(crate) out: Option<PathBuf>,
    /// Print the manifests instead of writing them
    #[arg(long)]
    pub(crate) stdout: bool,
    /// Write nothing; fail if something would change
    #[arg(long, conflicts_with = "stdout")]
    pub(crate) check: bool,
    /// How manifests are printed
    #[arg(long, value_enum, default_value_t = ManifestFormat::Yaml, value_name = "FORMAT")]
    pub(crate) format: ManifestFormat,
    /// How diagnostics are printed
    #[arg(long, value_enum, default_value_t = DiagnosticFormat::Human, value_name = "FORMAT")]
    pub(crate) output: DiagnosticFormat,
}

pub(crate) fn run(arguments: &Build) -> Status {
    if arguments.format == ManifestFormat::Json && !arguments.stdout {
        output::failure("`--format json` prints one array, so it needs `--stdout`");
        return Status::Failed;
    }
    let path = arguments.path.as_deref().unwrap_or(Path::new("."));
    let Some(project) = OpenedProject::load(path) else { return Status::Failed };
    let found = project.diagnostics();
    let has_errors = output::has_errors(&found);
    // A JSON array must be all that standard error holds: it comes last, and gives way to words if the build
    // fails for another reason than errors in the sources.
    let is_json = arguments.output == DiagnosticFormat::Json;
    if !is_json {
        project.warn_if_no_source();
    }
    if !is_json || has_errors {
        output::diagnostics(&found, project, arguments.output);
    }
    if has_errors {
        return Status::Found;
    }
    let status = match arguments.stdout {
        true => print(project, arguments.format.into()),
        false => write(project, arguments),
    };
    let status = match status {
        Ok(status) => status,
        Err(refusal) => return refusal.report(),
    };
    if is_json && status != Status::Failed {
        output::diagnostics(&found, project, arguments.output);
    }
    status
}

/// Why a project is not built in whose sources nothing is wrong.
struct Refusal {
    messages: Vec<String>,
    help: Option<&'static str>,
    status: Status,
}

impl Refusal {
    /// `place` is the folder that the paths of the error are relative to.
    fn new(error: WriteError, place: &Path) -> Refusal {
        let shown = |path: &str| place.join(path).display().to_string();
        match error {
            WriteError::Blocked(blocked) => {
                let blocked =
                    blocked.into_iter().map(|blocked| Blocked { path: shown(&blocked.path), ..blocked });
                Refusal {
                    messages: blocked.map(|blocked| blocked.to_string()).collect(),
                    help: Some(BLOCKED_HELP),
                    status: Status::Found,
                }
            }
            WriteError::System { action, path, error } => {
                let error = WriteError::System { action, path: shown(&path), error };
                Refusal { messages: vec![error.to_string()], help: None, status: Status::Failed }
            }
        }
    }

    /// More likely than not, the sources are looked for in the wrong place.
    fn to_remove_all(count: usize) -> Refusal {
        let noun = if count == 1 { "manifest" } else { "manifests" };
        Refusal {
            messages: vec![format!("without any source, all of {count} generated {noun} would be removed")],
            help: Some(
                "if that is what you want, remove them yourself, and otherwise see `[project] sources`",
            ),
            status: Status::Found,
        }
    }

    fn report(self) -> Status {
        for message in &self.messages {
            output::failure(message);
        }
        if let Some(help) = self.help {
            output::note(&format!("  help: {help}"));
        }
        self.status
    }
}

const BLOCKED_HELP: &str =
    "nothing was written; move what is in the way, or write to another folder with `--out`";

impl From<EmitError> for Refusal {
    fn from(error: EmitError) -> Refusal {
        Refusal { messages: vec![error.to_string()], help: None, status: Status::Failed }
    }
}

impl From<ManifestFormat> for Format {
    fn from(format: ManifestFormat) -> Format {
        match format {
            ManifestFormat::Yaml => Format::Yaml,
            ManifestFormat::Json => Format::Json,
        }
    }
}

/// How many manifests are put into words before they are printed.
const PRINTED_AT_ONCE: usize = 1024;

/// A manifest that a declaration becomes, by kind and name: the file, and which declaration of it.
type Emitted = (Kind, String, SourceFile, usize);

/// The manifests of a project, by kind and name.
fn emitted(project: &OpenedProject) -> Vec<Emitted> {
    let files = project.database.project().sources(&project.database).to_vec();
    let mut found: Vec<Emitted> = project.for_each(&files, |database, file| {
        let declared = declarations(database, file).iter().enumerate();
        let emitted = declared.filter_map(|(index, declaration)| {
            let (kind, name) = identity(database, *declaration)?;
            Some((kind, name.to_owned(), file, index))
        });
        emitted.collect()
    });
    found.sort_unstable_by(|(kind, name, ..), (other_kind, other_name, ..)| {
        (kind, name).cmp(&(other_kind, other_name))
    });
    found
}

/// What a function makes of some manifests, in their order, on all cores.
fn build<T: Send>(
    project: &OpenedProject,
    emitted: &[Emitted],
    build: impl Fn(&Document) -> Result<T, EmitError> + Sync,
) -> Result<Vec<T>, EmitError> {
    let places: Vec<(SourceFile, usize)> =
        emitted.iter().map(|(_, _, file, index)| (*file, *index)).collect();
    let built = project.for_each(&places, |database, (file, index)| {
        let declaration = declarations(database, file).get(index);
        let document = declaration.and_then(|declaration| document(database, *declaration).transpose());
        document.map(|document| build(&document?)).into_iter().collect()
    });
    built.into_iter().collect()
}

/// Prints the manifests some at a time, so that no more than these are in memory as text.
fn print(project: &OpenedProject, format: Format) -> Result<Status, Refusal> {
    let emitted = emitted(project);
    let mut failure = None;
    let texts = emitted.chunks(PRINTED_AT_ONCE).map_while(|some| {
        let built = build(project, some, |document| document.text(format));
        built.map_err(|error| failure = Some(error)).ok()
    });
    let status = output::results(stream(format, texts.flatten()));
    match failure {
        Some(error) => Err(error.into()),
        None => Ok(status),
    }
}

fn write(project: &OpenedProject, arguments: &Build) -> Result<Status, Refusal> {
    let mut config: Arc<Config> = project.database.project().config(&project.database).clone();
    let (root, place) = match &arguments.out {
        Some(out) => {
            Arc::make_mut(&mut config).output_root = String::new();
            (out, out.clone())
        }
        None => (&project.root, place(project, arguments)),
    };
    let files = build(project, &emitted(project), |document| {
        Ok(OutputFile { path: document.path(&config), text: document.text(Format::Yaml)? })
    })?;
    let plan = plan(root, &config.output_root, &files).map_err(|error| Refusal::new(error, &place))?;
    if project.is_empty() && !plan.stale.is_empty() {
        return Err(Refusal::to_remove_all(plan.stale.len()));
    }
    carry_out(&plan, arguments, &place).map_err(|error| Refusal::new(error, &place))
}

/// The project's folder, absolute only if that is how it was named.
fn place(project: &OpenedProject, arguments: &Build) -> PathBuf {
    match arguments.path.as_ref().is_some_and(|path| path.is_absolute()) {
        true => project.root.clone(),
        false => from_here(&project.root),
    }
}

fn carry_out(plan: &Plan<'_>, arguments: &Build, place: &Path) -> Result<Status, WriteError> {
    if arguments.check {
        if !plan.blocked.is_empty() {
            return Err(WriteError::Blocked(plan.blocked.clone()));
        }
        let status = if plan.changes_nothing() { Status::Done } else { Status::Found };
        return Ok(worse(output::result(&changes(plan, &PLANNED, place)), status));
    }
    plan.apply()?;
    Ok(output::result(&changes(plan, &DONE, place)))
}

fn worse(left: Status, right: Status) -> Status {
    if left == Status::Done { right } else { left }
}

/// The words for files that are added, changed and removed.
type Words = [&'static str; 3];

const DONE: Words = ["added", "changed", "removed"];
const PLANNED: Words = ["to add", "to change", "to remove"];

/// What a build does below a folder, in a line a file that changes and a line of counts.
fn changes(plan: &Plan<'_>, words: &Words, place: &Path) -> String {
    let [add, change, remove] = *words;
    let mut text = String::new();
    let added = plan.added.iter().map(|file| (add, file.path.as_str()));
    let changed = plan.changed.iter().map(|file| (change, file.path.as_str()));
    let removed = plan.stale.iter().map(|path| (remove, path.as_str()));
    let all: Vec<_> = added.chain(changed).chain(removed).collect();
    const LISTED: usize = 20;
    for (what, path) in all.iter().take(LISTED) {
        text.push_str(&format!("{what:>9} {}\n", place.join(path).display()));
    }
    if all.len() > LISTED {
        text.push_str(&format!("          … and {} more\n", all.len() - LISTED));
    }
    text.push_str(&format!(
        "{} {add}, {} {change}, {} {remove}, {} up to date\n",
        plan.added.len(),
        plan.changed.len(),
        plan.stale.len(),
        plan.unchanged.len()
    ));
    text
}

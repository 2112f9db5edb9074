//! `promo build`: a project becomes manifests.

mod drift;
pub(crate) mod emitted;
mod target;
mod unmarked;
mod watch;

use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

use promo_emit::{EmitError, Format, stream};
use promo_project::{Blocked, OutputFile, Plan, WriteError};
use promo_report::formats::source_map::SourceMap;
use promo_report::source_map;

use self::drift::Drift;
use self::emitted::{Emitted, build, emitted};
use self::target::{SOURCE_MAP, Target};
use self::unmarked::Unmarked;
use crate::Status;
use crate::arguments::DiagnosticFormat;
use crate::opened_project::OpenedProject;
use crate::output;

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
    /// Write where each field comes from, too: to promo-source-map.json
    #[arg(long)]
    pub(crate) source_map: bool,
    /// Write nothing; fail if something would change, and show what
    #[arg(long, conflicts_with = "stdout")]
    pub(crate) check: bool,
    /// Build again whenever something changes, until Ctrl-C
    #[arg(long, conflicts_with_all = ["stdout", "check"])]
    pub(crate) watch: bool,
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
    if arguments.source_map && arguments.stdout {
        output::failure(
            "`--source-map` tells of files, and `--stdout` writes none: leave one of the two out",
        );
        return Status::Failed;
    }
    if arguments.watch {
        if arguments.output == DiagnosticFormat::Json {
            output::failure(
                "`--output json` prints one array, and `--watch` goes on: leave one of the two out",
            );
            return Status::Failed;
        }
        return watch::run(arguments);
    }
    let path = arguments.path.as_deref().unwrap_or(Path::new("."));
    match OpenedProject::load(path) {
        Some(project) => build_project(project, arguments),
        None => Status::Failed,
    }
}

fn build_project(project: &OpenedProject, arguments: &Build) -> Status {
    let mut found = project.diagnostics();
    let unmarked = Unmarked::of(project, arguments);
    unmarked.leave_out(&mut found);
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
        false => write(project, arguments, &unmarked, Words::Always),
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
            WriteError::Blocked(blocked) => Refusal::blocked(blocked, place, BLOCKED_HELP),
            WriteError::System { action, path, error } => {
                let error = WriteError::System { action, path: shown(&path), error };
                Refusal { messages: vec![error.to_string()], help: None, status: Status::Failed }
            }
        }
    }

    fn blocked(blocked: Vec<Blocked>, place: &Path, help: &'static str) -> Refusal {
        let shown = |path: &str| place.join(path).display().to_string();
        let blocked = blocked.into_iter().map(|blocked| Blocked { path: shown(&blocked.path), ..blocked });
        let messages = blocked.map(|blocked| blocked.to_string()).collect();
        Refusal { messages, help: Some(help), status: Status::Found }
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
        Refusal::from(error.to_string())
    }
}

impl From<String> for Refusal {
    fn from(message: String) -> Refusal {
        Refusal { messages: vec![message], help: None, status: Status::Failed }
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

/// Prints the manifests some at a time, so that no more than these are in memory as text.
fn print(project: &OpenedProject, format: Format) -> Result<Status, Refusal> {
    let emitted = emitted(project);
    let mut failure: Option<EmitError> = None;
    let texts = emitted.chunks(PRINTED_AT_ONCE).map_while(|some| {
        let built = build(project, some, |document, _, _| document.text(format));
        built.map_err(|error| failure = Some(error)).ok()
    });
    let status = output::results(stream(format, texts.flatten()));
    match failure {
        Some(error) => Err(error.into()),
        None => Ok(status),
    }
}

/// Builds a project again whose sources are as they were. What comes of it is worth a word only if something is put
/// right.
fn restore(project: &OpenedProject, arguments: &Build) -> Status {
    let mut found = project.diagnostics();
    let unmarked = Unmarked::of(project, arguments);
    unmarked.leave_out(&mut found);
    match output::has_errors(&found) {
        true => Status::Found,
        false => write(project, arguments, &unmarked, Words::OfChanges).unwrap_or_else(Refusal::report),
    }
}

/// What a build tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    /// What it did, be it nothing.
    Always,
    /// What it did, if anything.
    OfChanges,
}

fn write(
    project: &OpenedProject,
    arguments: &Build,
    unmarked: &Unmarked,
    words: Words,
) -> Result<Status, Refusal> {
    let target = Target::of(project, arguments);
    let files = files(project, arguments, &target)?;
    let mut plan = target.plan(&files)?;
    if project.is_empty() && !plan.stale.is_empty() {
        return Err(Refusal::to_remove_all(plan.stale.len()));
    }
    if words == Words::OfChanges && plan.changes_nothing() {
        return Ok(Status::Done);
    }
    let status = match arguments.check {
        true => {
            unmarked.show_as_changed(&mut plan, &files, &target);
            check(&plan, &target, arguments)
        }
        false => {
            unmarked.refuse(&plan, &target)?;
            apply(&plan, &target, arguments)
        }
    };
    status.map_err(|error| Refusal::new(error, &target.place))
}

/// All that is written.
fn files(project: &OpenedProject, arguments: &Build, target: &Target) -> Result<Vec<OutputFile>, Refusal> {
    let emitted = emitted(project);
    let mut files: Vec<OutputFile> = build(project, &emitted, |document, _, _| {
        let (path, text) = (document.path(&target.config), document.text(Format::Yaml)?);
        Ok::<_, EmitError>(OutputFile { path, text })
    })?;
    // A map that is there is kept up to date: it would lead astray.
    if arguments.source_map || target.has_source_map() {
        files.push(source_map(project, &emitted, target)?);
    }
    Ok(files)
}

fn source_map(project: &OpenedProject, emitted: &[Emitted], target: &Target) -> Result<OutputFile, Refusal> {
    let manifests = build(project, emitted, |document, database, declaration| {
        let path = document.path(&target.config);
        source_map::of_manifest(database, declaration, document, path).map_err(Refusal::from)
    })?;
    Ok(OutputFile { path: SOURCE_MAP.to_owned(), text: SourceMap::new(manifests).text()? })
}

fn check(plan: &Plan<'_>, target: &Target, arguments: &Build) -> Result<Status, WriteError> {
    if !plan.blocked.is_empty() {
        return Err(WriteError::Blocked(plan.blocked.clone()));
    }
    let drift = Drift::of(plan, target);
    let changes = changes(plan, target, &PLANNED, |path| drift.reason(path));
    let printed = output::result(&(drift.differences() + &changes));
    if plan.changes_nothing() {
        return Ok(printed);
    }
    // Nothing but the array may stand in standard error.
    if arguments.output != DiagnosticFormat::Json {
        output::note(&format!("  help: {}", drift.help()));
    }
    Ok(worse(printed, Status::Found))
}

fn apply(plan: &Plan<'_>, target: &Target, arguments: &Build) -> Result<Status, WriteError> {
    let lost = Drift::of(plan, target).lost();
    plan.apply()?;
    let mut text = String::new();
    for message in lost {
        match arguments.output {
            // Nothing but the array may stand in standard error.
            DiagnosticFormat::Json => text.push_str(&format!("warning: {message}\n")),
            DiagnosticFormat::Human | DiagnosticFormat::Concise => output::warning(&message),
        }
    }
    Ok(output::result(&(text + &changes(plan, target, &DONE, |_| String::new()))))
}

fn worse(left: Status, right: Status) -> Status {
    if left == Status::Done { right } else { left }
}

/// The words for files that are added, changed and removed.
type Verbs = [&'static str; 3];

const DONE: Verbs = ["added", "changed", "removed"];
const PLANNED: Verbs = ["to add", "to change", "to remove"];

/// What a build does, in a line a file that changes, with the reason, and a line of counts.
fn changes(plan: &Plan<'_>, target: &Target, verbs: &Verbs, reason: impl Fn(&str) -> String) -> String {
    let [add, change, remove] = *verbs;
    let mut text = String::new();
    let added = plan.added.iter().map(|file| (add, file.path.as_str()));
    let changed = plan.changed.iter().map(|changed| (change, changed.file.path.as_str()));
    let removed = plan.stale.iter().map(|path| (remove, path.as_str()));
    let all: Vec<_> = added.chain(changed).chain(removed).collect();
    const LISTED: usize = 20;
    for (what, path) in all.iter().take(LISTED) {
        text.push_str(&format!("{what:>9} {}{}\n", target.shown(path), reason(path)));
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

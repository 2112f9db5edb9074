//! `promo where`: from a manifest, or a field of one, back to the source that makes it.

use clap::Args;
use std::path::{Path, PathBuf};

use promo_analysis::Db;
use promo_diagnostics::render_places;
use promo_emit::{is_generated, output_path, source_of};
use promo_manifest::Kind;
use promo_project::{discover, read_text, real_path, with_slashes};
use promo_report::where_from::{
    InFile, Position, Wanted, WhereFrom, in_file, is_emitted, object, where_from,
};

use crate::Status;
use crate::opened_project::OpenedProject;
use crate::output;
use crate::place::from_here;

/// What the names of sources end with.
const SOURCE_EXTENSION: &str = "promo";

pub(crate) const EXAMPLES: &str = "\
Example: a line of a generated manifest
  promo where resources/configurations/promotion-flows/to-prod.yaml:12

Example: what kubectl or Argo CD complains about
  promo where PromotionFlow/to-prod spec.steps[0].policy.action";

#[derive(Args, Debug)]
pub(crate) struct Where {
    /// A generated manifest, as FILE, FILE:LINE or FILE:LINE:COLUMN, or an object, as KIND/NAME
    #[arg(value_name = "FILE[:LINE]|KIND/NAME")]
    pub(crate) manifest: String,
    /// A field of it, as kubectl and Argo CD print it [default: the whole manifest]
    pub(crate) field: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// The project: a folder or file in it [default: that of the file, or the current folder]
    #[arg(long, value_name = "PATH")]
    pub(crate) project: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Where) -> Status {
    let answered = match file_of(&arguments.manifest) {
        Ok(Some((file, position))) => in_manifest(arguments, &file, position),
        Ok(None) => of_object(arguments),
        Err(message) => Err(message),
    };
    answered.unwrap_or_else(|message| {
        // What keeps a project from being opened is told already.
        if !message.is_empty() {
            output::failure(&message);
        }
        Status::Failed
    })
}

/// The file that a text names, and the place in it, as `grep -n` and compilers write it. A file may have a `:` in its
/// name.
fn file_of(text: &str) -> Result<Option<(PathBuf, Option<Position>)>, String> {
    let ends = text.match_indices(':').map(|(end, _)| end).chain([text.len()]);
    let files = ends.filter_map(|end| text.split_at_checked(end));
    let Some((file, place)) = files.rev().find(|(file, _)| Path::new(file).exists()) else { return Ok(None) };
    let first = place.split(':').nth(1).unwrap_or_default();
    if !first.is_empty() && !is_number(first) {
        return Err(format!("`{first}` is no line of `{file}`: write a number, such as `{file}:12`"));
    }
    let mut numbers = place.split(':').skip(1).map(|number| number.trim()).take_while(|text| is_number(text));
    let number =
        |number: &str, noun| number.parse::<usize>().map_err(|_| format!("`{file}` has no {noun} {number}"));
    let line = numbers.next().map(|text| number(text, "line")).transpose()?;
    let column = numbers.next().map(|text| number(text, "column")).transpose()?;
    Ok(Some((file.into(), line.map(|line| Position { line, column }))))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn of_object(arguments: &Where) -> Result<Status, String> {
    let text = &arguments.manifest;
    let (kind, name) = object(text).map_err(|message| match missing_file(text) {
        Some(file) => format!("`{file}` does not exist"),
        None => message,
    })?;
    let project = open(arguments.project.as_deref().unwrap_or(Path::new(".")))?;
    let wanted = arguments.field.as_deref().map_or(Wanted::Whole, Wanted::Text);
    print(project, &where_from(&project.database, kind, name, wanted)?, arguments)
}

/// The file that somebody meant, with a place in it or not.
fn missing_file(text: &str) -> Option<&str> {
    let file = text.trim_end_matches(|last: char| last.is_ascii_digit() || last == ':');
    let file = if file.len() < text.len() && text.get(file.len()..)?.starts_with(':') { file } else { text };
    let has_ending = [".yaml", ".yml", ".json"].iter().any(|ending| file.ends_with(ending));
    (has_ending || file.contains('\\') || file.matches('/').count() > 1).then_some(file)
}

fn in_manifest(arguments: &Where, file: &Path, position: Option<Position>) -> Result<Status, String> {
    let shown = file.display();
    if position.is_some() && arguments.field.is_some() {
        return Err("name a line of the file or a field, not both".to_owned());
    }
    if file.extension().is_some_and(|extension| extension == SOURCE_EXTENSION) {
        return Err(format!("`{shown}` is a source: name a manifest, and this leads to the source of it"));
    }
    let text = read_text(file).map_err(|problem| format!("`{shown}` can't be read: {problem}"))?;
    let InFile { kind, name, field, data } =
        in_file(&text, position).map_err(|problem| format!("`{shown}` {problem}"))?;
    let project = match &arguments.project {
        Some(project) => open(project)?,
        None => open(&project_of(file, &text)?)?,
    };
    if let Some(path) = path_by_hand(project, file) {
        if !is_output(project, kind, &name, &path) {
            return Err(format!(
                "`{shown}` is written by hand: it says itself what the {} `{name}` is, and no source makes it",
                kind.name()
            ));
        }
        output::warning(&format!(
            "`{shown}` stands where promo writes this {}, and lacks the first line by which promo knows what it wrote; \
             see `promo import --reconcile`",
            kind.name()
        ));
    }
    let wanted = match &arguments.field {
        Some(field) => Wanted::Text(field),
        None => Wanted::Path(&field),
    };
    let answer = where_from(&project.database, kind, &name, wanted).map_err(|message| {
        let is_stale = is_generated(text.as_bytes());
        if is_stale { format!("{message}; `{shown}` was made by an older source") } else { message }
    })?;
    if !data.is_some_and(|data| answer.is_of(&data)) {
        output::warning(&format!(
            "`{shown}` is not what the sources make now, so that its fields may have moved; see `promo build --check`"
        ));
    }
    print(project, &answer, arguments)
}

/// A folder or file in the project that a manifest is of. Without a `promo.toml` above it, it is the folder in which
/// the source is that the manifest says it is from, or else the current folder.
fn project_of(file: &Path, text: &str) -> Result<PathBuf, String> {
    if discover(file).is_ok_and(|location| location.config.is_some()) {
        return Ok(file.to_owned());
    }
    let real = real_path(file).map_err(|error| error.to_string())?;
    let source = source_of(text.trim_start_matches('\u{feff}'));
    let origin = source.and_then(|source| real.ancestors().skip(1).find(|root| root.join(source).is_file()));
    let here = real_path(Path::new(".")).ok().filter(|here| real.starts_with(here));
    origin.map(Path::to_owned).or(here).ok_or_else(|| {
        let named = source.map(|source| format!(" or the source `{source}` that it names"));
        format!(
            "it is not known which project `{}` is of: no folder above it has a `promo.toml`{}; name it \
             with `--project`",
            file.display(),
            named.unwrap_or_default()
        )
    })
}

/// The project that a path is in. The error is empty: what is wrong has been told.
fn open(path: &Path) -> Result<&'static OpenedProject, String> {
    let project = OpenedProject::load(path).ok_or_else(String::new)?;
    project.warn_if_empty();
    Ok(project)
}

/// The path of a file in the project, if it is one of the manifests that the project keeps beside its sources.
fn path_by_hand(project: &OpenedProject, file: &Path) -> Option<String> {
    let (file, root) = (real_path(file).ok()?, real_path(&project.root).ok()?);
    let path = with_slashes(file.strip_prefix(root).ok()?);
    project.database.project().manifest(&project.database, &path).is_some().then_some(path)
}

/// Whether a manifest would be written there.
fn is_output(project: &OpenedProject, kind: Kind, name: &str, path: &str) -> bool {
    is_emitted(&project.database, kind, name) && output_path(kind, name, project.config()) == path
}

fn print(project: &OpenedProject, answer: &WhereFrom<'_>, arguments: &Where) -> Result<Status, String> {
    if arguments.json {
        return Ok(output::result(&answer.json()?));
    }
    let mut text = String::new();
    if let Some((file, line, column)) = answer.place() {
        let file = from_here(&project.root.join(file));
        text.push_str(&format!("{}:{line}:{column}\n", file.display()));
    }
    text.push_str(&render_places(&answer.places(), project, output::result_color()));
    if let Some(note) = answer.note() {
        text.push_str(&format!("  note: {note}\n"));
    }
    Ok(output::result(&text))
}

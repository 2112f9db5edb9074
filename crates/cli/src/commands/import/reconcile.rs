//! `promo import --reconcile`: edits of generated manifests go to the sources.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::Db;
use promo_analysis::config::Config;
use promo_emit::{EmitError, Format};
use promo_import::{Around, Changed, ManifestText, Reconciled, reconcile};
use promo_project::{OutputFile, Plan, Replacement};

use super::history::{self, Known};
use super::{Import, report};
use crate::Status;
use crate::commands::build::emitted::{build, emitted};
use crate::opened_project::OpenedProject;
use crate::output;
use crate::place::from_here;

pub(super) fn run(arguments: &Import) -> Result<Status, String> {
    let named = Named::of(&arguments.paths)?;
    let first = arguments.paths.first().map_or(Path::new("."), PathBuf::as_path);
    let Some(project) = project_of(first) else { return Ok(Status::Failed) };
    if project.is_empty() {
        project.warn_if_no_source();
        let help = "name the project's folder, or run it there: paths below limit what is looked at";
        return Err(format!("no source makes any manifest here; {help}"));
    }
    let root = promo_project::real_path(&project.root).map_err(|error| error.to_string())?;
    named.are_in(&root)?;
    let files = built(project)?;
    let output_root = &project.config().output_root;
    let plan = promo_project::plan(&root, output_root, &files).map_err(|error| error.to_string())?;
    let mut found = Found::of(&plan, &root, &named);
    found.leave_to_sources(history::known(project, &found.edited, &files));
    let reconciled = reconcile(&found.edited, &around(project, &found.edited));
    report::left(&reconciled.left, &found.edited, "is not carried over");
    for object in &reconciled.unchanged {
        output::note(&format!(
            "{object} says what its source says; `promo build` brings it into its form again"
        ));
    }
    found.others.iter().for_each(|message| output::warning(message));
    let marked = found.marked(&files, &reconciled);
    let differences: String =
        reconciled.sources.iter().map(|(path, text)| difference(project, path, text)).collect();
    let mut status = output::result(&differences);
    if !arguments.stdout {
        write(project, &reconciled, &marked)?;
        marked.iter().for_each(|marked| output::note(&format!("`{}` {MARKED}", marked.name)));
        status = status.max(output::result(&summary(&reconciled, &found, arguments.paths.is_empty())));
    }
    let is_all = reconciled.left.is_empty() && found.others.is_empty();
    Ok(if is_all { status } else { status.max(Status::Found) })
}

/// The paths that limit which manifests are looked at, without links; none for all.
struct Named(Vec<(PathBuf, PathBuf)>);

impl Named {
    fn of(paths: &[PathBuf]) -> Result<Named, String> {
        let named = paths.iter().map(|path| {
            if path.as_os_str() == "-" {
                return Err(STANDARD_INPUT.to_owned());
            }
            let real = promo_project::real_path(path).map_err(|error| error.to_string())?;
            Ok((path.clone(), real))
        });
        named.collect::<Result<_, _>>().map(Named)
    }

    fn are_in(&self, root: &Path) -> Result<(), String> {
        // A path above the project names all of it.
        let outside = self.0.iter().find(|(_, real)| !real.starts_with(root) && !root.starts_with(real));
        outside.map_or(Ok(()), |(path, _)| {
            let root = root.display();
            Err(format!("`{}` is not in the project `{root}`, which the first path names", path.display()))
        })
    }

    fn hold(&self, file: &Path) -> bool {
        let real = promo_project::real_path(file).unwrap_or(file.to_owned());
        self.0.is_empty() || self.0.iter().any(|(_, named)| real.starts_with(named))
    }
}

const STANDARD_INPUT: &str = "`-` is standard input, and `--reconcile` looks at the manifests of a project: name their \
                              files or folders, or nothing for all";

/// The project that a path is in. A project without `promo.toml` is where its sources are, and its manifests stand in a
/// folder of a certain name there.
fn project_of(path: &Path) -> Option<&'static OpenedProject> {
    let project = OpenedProject::load(path)?;
    let is_found = !project.is_empty() || project.root.join(promo_project::CONFIG_FILE).exists();
    let output_root = Config::default().output_root;
    let mut above = project.root.ancestors().filter(|folder| folder.ends_with(&output_root));
    match above.next().and_then(Path::parent).filter(|_| !is_found) {
        Some(folder) => OpenedProject::load(folder),
        None => Some(project),
    }
}

/// The manifests as the sources make them.
pub(super) fn built(project: &OpenedProject) -> Result<Vec<OutputFile>, String> {
    let config = project.config();
    let files = build(project, &emitted(project), |document, _, _| {
        Ok::<_, EmitError>(OutputFile { path: document.path(config), text: document.text(Format::Yaml)? })
    });
    files.map_err(|error| error.to_string())
}

/// What is not as the sources make it, as far as some paths name it.
#[derive(Default)]
struct Found {
    /// The manifests that say something else.
    edited: Vec<ManifestText>,
    /// What there is besides, of which nothing can be carried over.
    others: Vec<String>,
    /// The paths of manifests that are found by their names alone.
    without_first_line: Vec<Arc<str>>,
    /// Whether there are manifests that only have to be built again.
    has_stale: bool,
}

impl Found {
    fn of(plan: &Plan<'_>, root: &Path, named: &Named) -> Found {
        let mut found = Found::default();
        let is_named = |path: &str| named.hold(&root.join(path));
        let missing: Vec<String> = plan.added.iter().map(|file| file.path.clone()).collect();
        found.tell(missing.into_iter().filter(|path| is_named(path)), root, MISSING);
        for changed in plan.changed.iter().filter(|changed| is_named(&changed.file.path)) {
            found.add(&changed.file.path, root);
        }
        for blocked in plan.blocked.iter().filter(|blocked| is_named(&blocked.path)) {
            if found.add(&blocked.path, root) {
                found.without_first_line.push(shown(root, &blocked.path).into());
            }
        }
        found.tell(plan.stale.iter().filter(|path| is_named(path)).cloned(), root, STALE);
        found
    }

    /// Adds what stands in a file, if it is one that can be read.
    fn add(&mut self, path: &str, root: &Path) -> bool {
        let name: Arc<str> = shown(root, path).into();
        match promo_project::read_text(&root.join(path)) {
            Ok(text) => self.edited.push(ManifestText { path: name, text, member: Some(path.into()) }),
            Err(problem) => {
                self.others.push(format!("`{name}` can't be read: {problem}"));
                return false;
            }
        }
        true
    }

    /// Leaves out the manifests whose sources were changed, and says so.
    fn leave_to_sources(&mut self, known: Vec<Known>) {
        self.edited.retain(|edited| known.iter().all(|known| known.name != edited.path));
        self.has_stale = known.iter().any(|known| known.changed == Changed::Source);
        for Known { name, changed, since } in known {
            match changed {
                Changed::Both => self.others.push(format!(
                    "`{name}` was edited, and its source was changed too since {since}: what was changed there \
                     would be undone. Make the edit in the source"
                )),
                _ => output::note(&format!(
                    "`{name}` was not edited: its source was changed since {since}, and `promo build` writes it"
                )),
            }
        }
    }

    /// The manifests that lost their first lines and say what their sources say now, with these lines.
    fn marked(&self, files: &[OutputFile], reconciled: &Reconciled) -> Vec<Marked<'_>> {
        let is_left = |path: &Arc<str>| reconciled.left.iter().any(|left| left.path == *path);
        let is_marked =
            |edited: &&ManifestText| self.without_first_line.contains(&edited.path) && !is_left(&edited.path);
        let marked = self.edited.iter().filter(is_marked).filter_map(|edited| {
            let path = edited.member.as_deref()?;
            let built = files.iter().find(|file| file.path == path)?;
            let after = with_first_line(&edited.text, built.text.lines().next()?);
            Some(Marked { name: &edited.path, path, before: &edited.text, after })
        });
        marked.collect()
    }

    /// Says the same of some files at once.
    fn tell(&mut self, paths: impl Iterator<Item = String>, root: &Path, what: (&str, &str)) {
        let paths: Vec<String> = paths.map(|path| format!("`{}`", shown(root, &path))).collect();
        let names = paths.get(..MOST_NAMES).unwrap_or(&paths).join(", ");
        match paths.len() {
            0 => {}
            1 => self.others.push(format!("{names} {}", what.0)),
            count if count > MOST_NAMES => {
                self.others.push(format!("{names} and {} others {}", count - MOST_NAMES, what.1));
            }
            _ => self.others.push(format!("{names} {}", what.1)),
        }
    }
}

/// A manifest that gets its first line back.
struct Marked<'f> {
    /// What it is called.
    name: &'f str,
    /// Its path in the project.
    path: &'f str,
    before: &'f str,
    after: String,
}

/// A text below a line, with the ends of lines and the byte-order mark that it has.
fn with_first_line(text: &str, line: &str) -> String {
    let (mark, rest) = text.strip_prefix('\u{feff}').map_or(("", text), |rest| ("\u{feff}", rest));
    let end = if rest.split_inclusive('\n').next().is_some_and(|first| first.ends_with("\r\n")) {
        "\r\n"
    } else {
        "\n"
    };
    format!("{mark}{line}{end}{rest}")
}

/// So many files are named of which the same is said.
const MOST_NAMES: usize = 5;

/// What is said of one file, and of several.
const MISSING: (&str, &str) = (
    "is not there: `promo build` writes it; to be rid of it, remove what declares it from the sources",
    "are not there: `promo build` writes them; to be rid of them, remove what declares them from the sources",
);

const STALE: (&str, &str) = (
    "says that promo made it, but no source makes it now: `promo build` removes it",
    "say that promo made them, but no source makes them now: `promo build` removes them",
);

const MARKED: &str = "has its first line again, by which promo knows what it made";

fn shown(root: &Path, path: &str) -> String {
    from_here(&root.join(path)).display().to_string()
}

/// The project without the manifests that are its own.
fn around(project: &OpenedProject, edited: &[ManifestText]) -> Around {
    let db = &project.database;
    let sources = db.project().sources(db).iter();
    let manifests = db
        .project()
        .manifests(db)
        .iter()
        .filter(|file| !edited.iter().any(|edited| edited.member.as_ref() == Some(file.path(db))));
    Around {
        config: project.config().clone(),
        is_configured: true,
        sources: sources.map(|file| (file.path(db).clone(), file.text(db).clone())).collect(),
        manifests: manifests.map(|file| (file.path(db).clone(), file.text(db).clone())).collect(),
        folder: String::new(),
    }
}

/// The text of a source as it was read.
fn before<'p>(project: &'p OpenedProject, path: &str) -> &'p str {
    project.database.source(path).map_or("", |file| file.text(&project.database))
}

fn difference(project: &OpenedProject, path: &str, text: &str) -> String {
    output::unified_diff(before(project, path), text, &shown(&project.root, path))
}

/// Writes all sources, and manifests that get their first lines back, or none.
fn write(project: &OpenedProject, reconciled: &Reconciled, marked: &[Marked<'_>]) -> Result<(), String> {
    let replacement =
        |path: &str, before, after| Replacement { path: project.root.join(path), before, after };
    let sources = reconciled.sources.iter();
    let sources = sources.map(|(path, text)| replacement(path, before(project, path), text));
    let manifests = marked.iter().map(|marked| replacement(marked.path, marked.before, &marked.after));
    let replacements: Vec<Replacement<'_>> = sources.chain(manifests).collect();
    match promo_project::replace_all(&replacements) {
        Ok(None) => Ok(()),
        Ok(Some(changed)) => {
            let path = from_here(&changed).display().to_string();
            Err(format!("`{path}` was changed while promo looked at it\nno source was changed; try again"))
        }
        Err(error) => Err(format!("{error}\nno source was changed")),
    }
}

fn summary(reconciled: &Reconciled, found: &Found, is_whole: bool) -> String {
    if found.edited.is_empty() && found.others.is_empty() && !found.has_stale {
        let which = if is_whole { "" } else { " in these paths" };
        return format!("every generated manifest{which} is what its source says\n");
    }
    match reconciled.carried.as_slice() {
        [] => String::new(),
        carried => format!("in the sources now: {}\nnext: promo build\n", carried.join(", ")),
    }
}

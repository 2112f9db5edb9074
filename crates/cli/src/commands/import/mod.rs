//! `promo import`: manifests become sources.

mod reconcile;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use promo_diagnostics::{Level, Message, Place, Sources, render_messages};
use promo_import::{Around, Imported, Left, ManifestText, Mended, import, mend};
use promo_project::{CONFIG_FILE, Loaded, SourceText};

use crate::Status;
use crate::opened_project::report_load_error;
use crate::output;

pub(crate) const EXAMPLES: &str = "\
Example: see what the manifests of a repository become
  promo import resources --stdout

Example: move a repository to promo, and build its manifests from the sources
  promo import resources --replace && promo build

Example: carry an edit of a generated manifest over to the source that makes it
  promo import --reconcile

Example: what a cluster has
  kubectl get products,promotionflows,promotionpolicies -A -o yaml | promo import - --out delivery";

#[derive(Args, Debug)]
pub(crate) struct Import {
    /// Files or folders with YAML; `-` is standard input
    #[arg(required_unless_present = "reconcile")]
    pub(crate) paths: Vec<PathBuf>,
    /// Write the sources to this folder [default: the current folder]
    #[arg(long, value_name = "DIR", conflicts_with = "stdout")]
    pub(crate) out: Option<PathBuf>,
    /// Print the sources as one text instead of writing them
    #[arg(long)]
    pub(crate) stdout: bool,
    /// Mend what is wrong in the YAML first, where it is clear what was meant; the files themselves stay as they are
    #[arg(long)]
    pub(crate) fix: bool,
    /// Remove the files that say nothing but what is in the sources then
    #[arg(long, conflicts_with = "stdout")]
    pub(crate) replace: bool,
    /// Carry edits of generated manifests over to their sources, and show what changes there; with --stdout, show it
    /// only
    #[arg(long, conflicts_with_all = ["out", "fix", "replace"])]
    pub(crate) reconcile: bool,
}

/// What standard input is called in messages.
const STANDARD_INPUT: &str = "standard input";

pub(crate) fn run(arguments: &Import) -> Status {
    let ended = if arguments.reconcile { reconcile::run(arguments) } else { try_to(arguments) };
    match ended {
        Ok(status) => status,
        Err(message) => {
            output::failure(&message);
            Status::Failed
        }
    }
}

fn try_to(arguments: &Import) -> Result<Status, String> {
    let folder = arguments.out.as_deref().unwrap_or(Path::new("."));
    let target = if arguments.stdout { Target::default() } else { Target::of(folder)? };
    let read = Texts::read(&arguments.paths, target.root.as_deref())?;
    let (texts, mended) = if arguments.fix { mend(&read.texts) } else { (read.texts.clone(), Vec::new()) };
    let imported = import(&texts, &target.around);
    report_mended(&mended);
    report_left(&imported.left, &texts, "stays YAML");
    read.report();
    report_renamed(&imported);
    if texts.is_empty() || imported.files.is_empty() && imported.left.is_empty() {
        output::warning(
            "there is nothing to import: no product, flow, policy, template or workflow was found",
        );
    }
    let is_all = imported.left.is_empty() && read.unreadable.is_empty();
    let status = if is_all { Status::Done } else { Status::Found };
    let written = match arguments.stdout {
        true => output::result(&as_one_text(&imported)),
        false => write(&imported, folder, arguments)?,
    };
    Ok(if written == Status::Done { status } else { written })
}

/// Where the sources go, and what is there.
#[derive(Default)]
struct Target {
    /// The project's folder.
    root: Option<PathBuf>,
    around: Around,
}

impl Target {
    fn of(folder: &Path) -> Result<Target, String> {
        let nearest = std::path::absolute(folder).map_err(|error| error.to_string())?;
        let there = nearest.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("/"));
        let mut location = promo_project::discover(there).map_err(|error| error.to_string())?;
        if location.config.is_none() {
            // A folder that is not there yet will be a project of its own.
            location = promo_project::Location::at(nearest.clone());
        }
        if !location.root.is_dir() {
            return Ok(Target { root: Some(location.root), around: Around::default() });
        }
        let loaded = promo_project::load(&location, None).map_err(|error| {
            report_load_error(&error);
            "nothing was imported, since the project there can't be loaded".to_owned()
        })?;
        Ok(Target {
            root: Some(loaded.root.clone()),
            around: around(loaded, &nearest, location.config.is_some()),
        })
    }
}

fn around(loaded: Loaded, folder: &Path, is_configured: bool) -> Around {
    let inside = folder.strip_prefix(&loaded.root).map(promo_project::with_slashes).unwrap_or_default();
    let texts = |files: Vec<SourceText>| -> Vec<(Arc<str>, Arc<str>)> {
        files.into_iter().filter_map(|file| Some((file.path, file.text.ok()?))).collect()
    };
    Around {
        config: loaded.config,
        is_configured,
        sources: texts(loaded.sources),
        manifests: texts(loaded.manifests),
        folder: if inside.is_empty() { inside } else { format!("{inside}/") },
    }
}

/// The YAML that was read.
struct Texts {
    texts: Vec<ManifestText>,
    unreadable: Vec<String>,
    generated: usize,
}

impl Texts {
    fn read(paths: &[PathBuf], root: Option<&Path>) -> Result<Texts, String> {
        let (streams, paths): (Vec<&PathBuf>, Vec<&PathBuf>) =
            paths.iter().partition(|path| path.as_os_str() == "-");
        let paths: Vec<PathBuf> = paths.into_iter().cloned().collect();
        let found = promo_project::manifest_files(&paths)?;
        let mut read = Texts { texts: Vec::new(), unreadable: Vec::new(), generated: found.generated };
        if !streams.is_empty() {
            let text = promo_project::read_stream(std::io::stdin().lock());
            read.add(Path::new(STANDARD_INPUT), text, None);
        }
        for (path, text) in found.files {
            read.add(&path, text, root);
        }
        Ok(read)
    }

    fn add(&mut self, path: &Path, text: Result<Arc<str>, promo_project::ReadProblem>, root: Option<&Path>) {
        match text {
            Ok(text) => {
                let member = root.and_then(|root| member(path, root));
                self.texts.push(ManifestText { path: path.display().to_string().into(), text, member });
            }
            Err(problem) => self.unreadable.push(format!("{} can't be read: {problem}", path.display())),
        }
    }

    fn report(&self) {
        self.unreadable.iter().for_each(|message| output::warning(message));
        if self.generated > 0 {
            let count = counted(self.generated, "file");
            output::note(&format!(
                "{count} that promo generated were passed over; name one by itself to import it"
            ));
        }
    }
}

/// The path of a file in the project, if it is in its folder.
fn member(path: &Path, root: &Path) -> Option<Arc<str>> {
    let path = promo_project::real_path(path).ok()?;
    let root = promo_project::real_path(root).ok()?;
    Some(promo_project::with_slashes(path.strip_prefix(root).ok()?).into())
}

struct Shown<'t>(&'t [ManifestText]);

impl Sources for Shown<'_> {
    fn text(&self, file: &str) -> Option<&str> {
        self.0.iter().find(|manifest| *manifest.path == *file).map(|manifest| &*manifest.text)
    }
}

fn report_mended(mended: &[Mended]) {
    for Mended { path, line, problem, fix } in mended {
        output::note(&format!("{path}:{line}: {problem}\n  mended: {fix}"));
    }
}

/// Reports objects for which something is not so, in the words of `what`.
fn report_left(left: &[Left], texts: &[ManifestText], what: &str) {
    let messages = left.iter().map(|left| Message {
        level: Level::Warning,
        text: match &left.object {
            Some(object) => format!("{object} {what}: {}", left.reason),
            None => left.reason.clone(),
        },
        place: Place { file: left.path.clone(), start: left.span.start, end: left.span.end },
        help: left.help.clone(),
    });
    let messages: Vec<Message> = messages.collect();
    if !messages.is_empty() {
        output::note(&render_messages(&messages, &Shown(texts), output::error_color()));
    }
}

fn report_renamed(imported: &Imported) {
    for (workflow, renamed) in &imported.renamed {
        let names: Vec<String> =
            renamed.iter().map(|(before, now)| format!("`{before}` is `{now}`")).collect();
        output::note(&format!(
            "WorkflowTemplate {workflow}: its templates are named as its steps now: {}",
            names.join(", ")
        ));
    }
}

fn as_one_text(imported: &Imported) -> String {
    let texts: Vec<&str> = imported.files.iter().map(|file| file.text.as_str()).collect();
    texts.join("\n")
}

fn write(imported: &Imported, folder: &Path, arguments: &Import) -> Result<Status, String> {
    let config = imported.config.iter().map(|text| (CONFIG_FILE, text.as_str()));
    let sources = imported.files.iter().map(|file| (file.path.as_str(), file.text.as_str()));
    let files: Vec<(&str, &str)> = config.chain(sources).collect();
    if let Some((path, _)) = files.iter().find(|(path, _)| folder.join(path).symlink_metadata().is_ok()) {
        let path = folder.join(path);
        return Err(format!(
            "{} is there already, and nothing is overwritten; nothing was written",
            path.display()
        ));
    }
    let mut told = String::new();
    for (path, text) in &files {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .map_err(|error| format!("{}: {}", parent.display(), promo_project::system_words(&error)))?;
        promo_project::write_text(&path, text).map_err(|error| error.to_string())?;
        told.push_str(&format!("    added {}\n", path.display()));
    }
    if arguments.replace {
        for path in &imported.whole {
            std::fs::remove_file(&**path)
                .map_err(|error| format!("{path}: {}", promo_project::system_words(&error)))?;
            told.push_str(&format!("  removed {path}\n"));
        }
    }
    told.push_str(&summary(imported, arguments));
    Ok(output::result(&told))
}

fn summary(imported: &Imported, arguments: &Import) -> String {
    let counts: Vec<String> =
        imported.counts.iter().map(|(kind, count)| format!("{count} {}", kind.name())).collect();
    let left = imported.left.len();
    let mut text = match counts.as_slice() {
        [] => "nothing is in the sources".to_owned(),
        counts => format!("in the sources: {}", counts.join(", ")),
    };
    text.push_str(&format!("; left as YAML: {left}\n"));
    if !imported.whole.is_empty() && !arguments.replace {
        text.push_str("next: remove the YAML that is in the sources (`--replace` does so), then `promo check` and `promo build`\n");
    }
    text
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

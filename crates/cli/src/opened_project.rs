//! A project, loaded and analysed: what the subcommands that look at sources begin with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::{Change, Database, Db, SourceFile, Volatility, diagnostics};
use promo_diagnostics::{Diagnostic, Level, Place, Rule, Sources};
use promo_project::{LoadError, Loaded, ReadProblem};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::output;
use crate::progress::Bar;

/// Fewer files are checked faster than threads are started.
const WORTH_THREADS: usize = 32;

/// A project in memory.
pub(crate) struct OpenedProject {
    /// The folder of the project.
    pub(crate) root: PathBuf,
    /// The database that holds it.
    pub(crate) database: Database,
    unreadable: Vec<Diagnostic>,
    bar: Bar,
}

impl OpenedProject {
    /// Loads the project that a path is in. What can't be loaded at all has been reported when there is none.
    pub(crate) fn load(path: &Path) -> Option<OpenedProject> {
        let location =
            promo_project::discover(path).map_err(|error| output::failure(&error.to_string())).ok()?;
        let bar = Bar::new();
        let loaded = promo_project::load(&location, Some(&|progress| bar.read(progress)));
        let loaded = loaded.map_err(|error| report_load_error(&error)).ok()?;
        Some(OpenedProject::of(loaded, bar))
    }

    fn of(loaded: Loaded, bar: Bar) -> OpenedProject {
        let mut database = Database::default();
        let mut change = Change { config: Some(Arc::new(loaded.config)), ..Change::default() };
        let mut unreadable = Vec::new();
        for source in loaded.sources {
            match source.text {
                Ok(text) => change.sources.push((source.path, Some((text, Volatility::Closed)))),
                Err(problem) => unreadable.push(unreadable_source(source.path, &problem)),
            }
        }
        for manifest in loaded.manifests {
            if let Ok(text) = manifest.text {
                change.manifests.push((manifest.path, Some(text)));
            }
        }
        database.apply(change);
        OpenedProject { root: loaded.root, database, unreadable, bar }
    }

    /// Everything that is wrong with the project, by file and place.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        let files: Vec<SourceFile> = self.database.project().sources(&self.database).to_vec();
        self.bar.checking(files.len());
        let mut found = self.unreadable.clone();
        let bar = &self.bar;
        found.extend(self.for_each_file(&files, |database, file| {
            let found = diagnostics::of_file(database, file);
            bar.checked();
            found
        }));
        let manifests = self.database.project().manifests(&self.database);
        found.extend(manifests.iter().flat_map(|file| diagnostics::of_manifest(&self.database, *file)));
        found.sort_by(|left, right| (&left.place, left.rule).cmp(&(&right.place, right.rule)));
        found
    }

    /// The sources that can't be read.
    pub(crate) fn unreadable(&self) -> &[Diagnostic] {
        &self.unreadable
    }

    /// What a function gives for each file, in order, on all cores if there are many.
    pub(crate) fn for_each_file<T: Send>(
        &self,
        files: &[SourceFile],
        function: impl Fn(&Database, SourceFile) -> Vec<T> + Sync,
    ) -> Vec<T> {
        let pool = (files.len() >= WORTH_THREADS)
            .then(|| rayon::ThreadPoolBuilder::new().stack_size(crate::STACK_SIZE).build().ok())
            .flatten();
        let Some(pool) = pool else {
            return files.iter().flat_map(|file| function(&self.database, *file)).collect();
        };
        let handles = Handles(std::sync::Mutex::new(self.database.clone()));
        let lists: Vec<Vec<T>> = pool.install(|| {
            files.par_iter().map_init(|| handles.one(), |database, file| function(database, *file)).collect()
        });
        lists.into_iter().flatten().collect()
    }
}

/// A database whose handles go to several threads: a handle can be sent, not shared.
struct Handles(std::sync::Mutex<Database>);

impl Handles {
    fn one(&self) -> Database {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

impl Sources for OpenedProject {
    fn text(&self, file: &str) -> Option<&str> {
        let source = self.database.source(file).map(|source| source.text(&self.database).as_ref());
        source.or_else(|| self.database.manifest(file).map(|manifest| manifest.text(&self.database).as_ref()))
    }
}

const UNREADABLE_HELP: &str = "a source is a text file in UTF-8 of at most 32 MB; \
                               leave other files out with `[project] sources`";

fn unreadable_source(file: Arc<str>, problem: &ReadProblem) -> Diagnostic {
    Diagnostic {
        rule: Rule::UnreadableFile,
        level: Level::Error,
        message: format!("this source can't be read: {problem}"),
        place: Place { file, start: 0, end: 0 },
        help: Some(UNREADABLE_HELP.to_owned()),
        related: Vec::new(),
        fixes: Vec::new(),
    }
}

/// One text, for messages about `promo.toml`.
struct ConfigText<'a>(&'a str);

impl Sources for ConfigText<'_> {
    fn text(&self, _: &str) -> Option<&str> {
        Some(self.0)
    }
}

fn report_load_error(error: &LoadError) {
    let LoadError::Config { text, errors } = error else {
        return output::failure(&error.to_string());
    };
    for error in errors {
        let place =
            Place { file: promo_project::CONFIG_FILE.into(), start: error.range.start, end: error.range.end };
        let help = error.help.as_deref();
        let color = output::error_color();
        let sources = ConfigText(text);
        let message = promo_diagnostics::render_message(
            Level::Error,
            &error.message,
            Some(&place),
            help,
            &sources,
            color,
        );
        output::note(message.trim_end());
    }
}

/// Which files some paths name: each path and all below it.
pub(crate) struct Selection {
    prefixes: Vec<String>,
}

impl Selection {
    /// The files that paths name in a project; every one if there are no paths.
    ///
    /// # Errors
    /// A path that does not exist or is outside of the project.
    pub(crate) fn new(root: &Path, paths: &[PathBuf]) -> Result<Selection, String> {
        let prefixes: Result<Vec<String>, String> = paths.iter().map(|path| prefix(root, path)).collect();
        Ok(Selection { prefixes: prefixes? })
    }

    /// Whether a file of the project is named.
    pub(crate) fn holds(&self, file: &str) -> bool {
        self.prefixes.is_empty() || self.prefixes.iter().any(|prefix| is_below(file, prefix))
    }
}

fn is_below(file: &str, prefix: &str) -> bool {
    let rest = file.strip_prefix(prefix);
    prefix.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn prefix(root: &Path, path: &Path) -> Result<String, String> {
    let full = path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))?;
    let root = root.canonicalize().map_err(|error| format!("{}: {error}", root.display()))?;
    let relative = full.strip_prefix(&root).map_err(|_| {
        format!("{} is not in the project {}; check each project by itself", path.display(), root.display())
    })?;
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Ok(parts.join("/"))
}

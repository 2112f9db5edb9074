//! A project, loaded and analysed: what the subcommands that look at sources begin with.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use promo_analysis::config::Config;
use promo_analysis::diagnostics::{self, UnreadableFile, UnreadableRole};
use promo_analysis::knowledge::{self, Knowledge, is_anything_unknown};
use promo_analysis::names::summary;
use promo_analysis::{Change, Database, Db, SourceFile, checked, declarations};
use promo_diagnostics::{Diagnostic, Level, Message, Place, Sources, render_messages};
use promo_emit::output_folders;
use promo_project::{LoadError, Loaded, Location, Members, remove_missing};
use promo_report::difference::Side;
use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::Status;
use crate::output;
use crate::place::shown_from_here;
use crate::progress::Bar;

/// Fewer files are checked faster than threads are started.
const WORTH_THREADS: usize = 32;

/// A project in memory.
pub(crate) struct OpenedProject {
    /// The folder of the project.
    pub(crate) root: PathBuf,
    /// The database that holds it.
    pub(crate) database: Database,
    /// Which files belong to it.
    pub(crate) members: Members,
    unreadable: Vec<UnreadableFile>,
    /// The folders below that are projects of their own.
    nested: Vec<PathBuf>,
    bar: Bar,
    /// The threads, once there is enough for them to do: they live on, and keep the memory that they have.
    pool: OnceLock<Option<ThreadPool>>,
}

impl OpenedProject {
    /// Loads the project that a path is in. What can't be loaded at all has been reported when there is none.
    /// A command opens one project and ends: its memory is not given back piece by piece before that.
    pub(crate) fn load(path: &Path) -> Option<&'static OpenedProject> {
        OpenedProject::load_to_change(path).map(|project| &*project)
    }

    /// The same, whose texts can be changed.
    pub(crate) fn load_to_change(path: &Path) -> Option<&'static mut OpenedProject> {
        OpenedProject::open(path).map(|project| Box::leak(Box::new(project)))
    }

    /// The same for a command that goes on.
    pub(crate) fn open(path: &Path) -> Option<OpenedProject> {
        let location =
            promo_project::discover(path).map_err(|error| output::failure(&error.to_string())).ok()?;
        let bar = Bar::new();
        let loaded = promo_project::load(&location, Some(&|progress| bar.read(progress)));
        let loaded = loaded.map_err(|error| report_load_error(&error)).ok()?;
        Some(OpenedProject::of(loaded, bar))
    }

    /// Reads the project again. What is as it was changes nothing; whatever else did is told. Nothing if it can't be
    /// loaded, which has been reported: it stays as it was.
    pub(crate) fn reload(&mut self) -> Option<Vec<Arc<str>>> {
        let location = Location::at(self.root.clone());
        let loaded = promo_project::load(&location, None);
        let loaded = loaded.map_err(|error| report_load_error(&error)).ok()?;
        self.nested.clone_from(&loaded.nested);
        self.members = loaded.members.clone();
        let (mut change, unreadable) = loaded.into_inputs();
        remove_missing(&mut change, &self.database);
        let mut changed = self.differences(&change);
        changed.extend(
            unreadable.iter().filter(|file| !self.unreadable.contains(file)).map(|file| file.path.clone()),
        );
        self.unreadable = unreadable;
        self.database.apply(change);
        Some(changed)
    }

    /// The files that a change makes others.
    fn differences(&self, change: &Change) -> Vec<Arc<str>> {
        let database = &self.database;
        let text = |path: &Arc<str>| database.source(path).map(|file| file.text(database));
        let sources =
            change.sources.iter().filter(|(path, state)| text(path) != state.as_ref().map(|(text, _)| text));
        let text = |path: &Arc<str>| database.manifest(path).map(|file| file.text(database));
        let manifests = change.manifests.iter().filter(|(path, state)| text(path) != state.as_ref());
        let is_config =
            change.config.as_ref().is_some_and(|config| config != database.project().config(database));
        let config = is_config.then(|| Arc::from(promo_project::CONFIG_FILE));
        let paths = sources.map(|(path, _)| path).chain(manifests.map(|(path, _)| path)).cloned();
        config.into_iter().chain(paths).collect()
    }

    fn of(loaded: Loaded, bar: Bar) -> OpenedProject {
        let mut database = Database::default();
        let (root, nested, members) = (loaded.root.clone(), loaded.nested.clone(), loaded.members.clone());
        let (change, unreadable) = loaded.into_inputs();
        database.apply(change);
        OpenedProject { root, database, members, unreadable, nested, bar, pool: OnceLock::new() }
    }

    /// Another state of the project, which is not the one that the command is about.
    pub(crate) fn of_other(loaded: Loaded) -> &'static OpenedProject {
        Box::leak(Box::new(OpenedProject::of(loaded, Bar::new())))
    }

    /// A state of the project that is made up.
    pub(crate) fn with(&self, change: Change, unreadable: Vec<UnreadableFile>) -> &'static OpenedProject {
        let mut database = Database::default();
        database.apply(change);
        let (root, members) = (self.root.clone(), self.members.clone());
        let (nested, bar, pool) = (Vec::new(), Bar::new(), OnceLock::new());
        Box::leak(Box::new(OpenedProject { root, database, members, unreadable, nested, bar, pool }))
    }

    /// What `promo.toml` says.
    pub(crate) fn config(&self) -> &Config {
        self.database.project().config(&self.database)
    }

    /// The project as one of two that are compared.
    pub(crate) fn side(&self) -> Side<'_> {
        Side { db: &self.database, is_whole: self.unreadable().is_none() }
    }

    /// The first of the files that can't be read and may say something of promotions.
    pub(crate) fn unreadable(&self) -> Option<&str> {
        let mut unreadable = self.unreadable.iter();
        let file = unreadable.find(|file| diagnostics::of_unreadable(&self.database, file).is_some());
        file.map(|file| &*file.path)
    }

    /// The first of the files that can't be read and stand where manifests are built.
    pub(crate) fn unreadable_output(&self) -> Option<&str> {
        let is_output = |file: &str| {
            let file = format!("/{file}");
            output_folders().any(|folder| file.contains(&format!("/{folder}/")))
        };
        self.unreadable_paths(|role| role == UnreadableRole::Manifest).find(|file| is_output(file))
    }

    /// Whether the project has no source at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.sources().next().is_none()
    }

    /// Whether nothing makes a project of the folder but those in folders below.
    fn only_holds_others(&self) -> bool {
        let is_marked = self.root.join(promo_project::CONFIG_FILE).exists();
        self.is_empty() && !is_marked && !self.nested.is_empty()
    }

    /// Says that the project has neither a source nor a manifest of promotions, if so.
    pub(crate) fn warn_if_empty(&self) {
        let is_known = |knowledge: &Knowledge<'_>| {
            let mut objects = knowledge.objects.iter();
            objects.any(|known| known.is_of_promotions) || !knowledge.unknown.is_empty()
        };
        if !knowledge::all(&self.database).any(|(_, knowledge)| is_known(knowledge)) {
            self.warn_if_no_source();
        }
    }

    /// Says that the project has no source at all, if so.
    pub(crate) fn warn_if_no_source(&self) {
        if !self.is_empty() {
            return;
        }
        let patterns = &self.database.project().config(&self.database).sources;
        let reason = match patterns.is_empty() {
            true => "`[project] sources` is empty".to_owned(),
            false => format!("no file matches `{}`", patterns.join("`, `")),
        };
        output::warning(&format!("there is no source in `{}`: {reason}", self.root.display()));
        for nested in &self.nested {
            output::note(&format!("`{}` is a project of its own", nested.display()));
        }
    }

    /// Says what follows for a result if something in the project is wrong or not understood. Whether it has errors.
    pub(crate) fn warn_if_unsure(&self, consequence: &str) -> bool {
        let has_errors = output::has_errors(&self.diagnostics());
        let cause = match has_errors {
            true => "the project has errors",
            false if is_anything_unknown(&self.database) => "some hand-written manifest is not understood",
            false => return false,
        };
        output::warning(&format!("{cause}, so that {consequence}; see `promo check`"));
        has_errors
    }

    /// Everything that is wrong with the project, by file and place.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        let found =
            diagnostics::of_project(&self.database, &self.unreadable, |files| self.diagnostics_of(files));
        self.bar.clear();
        found
    }

    fn diagnostics_of(&self, files: &[SourceFile]) -> Vec<Diagnostic> {
        self.bar.checking(files.len());
        // What looks at the whole project waits for every file, so all cores are given the files first.
        self.for_each(files, |database, file| {
            summary(database, file);
            Vec::<()>::new()
        });
        self.for_each(files, |database, file| {
            for declaration in declarations(database, file) {
                checked(database, *declaration);
            }
            Vec::<()>::new()
        });
        let bar = &self.bar;
        self.for_each(files, |database, file| {
            let found = diagnostics::of_file(database, file);
            bar.checked();
            found
        })
    }

    /// The diagnostics of the sources that can't be read.
    pub(crate) fn unreadable_sources(&self) -> impl Iterator<Item = Diagnostic> {
        let sources = self.unreadable.iter().filter(|file| file.role == UnreadableRole::Source);
        sources.filter_map(|file| diagnostics::of_unreadable(&self.database, file))
    }

    /// The files of the project that some paths name, sources and others; every one if there are no paths.
    ///
    /// # Errors
    /// A path that does not exist, is outside of the project, or is a file that is none of the project's.
    pub(crate) fn select(&self, paths: &[PathBuf]) -> Result<Selection, String> {
        self.select_from(paths, |name| {
            name == promo_project::CONFIG_FILE || self.files().any(|file| file == name)
        })
    }

    /// The sources of the project that some paths name; every one if there are no paths.
    ///
    /// # Errors
    /// A path that does not exist, is outside of the project, or is a file that is no source.
    pub(crate) fn select_sources(&self, paths: &[PathBuf]) -> Result<Selection, String> {
        self.select_from(paths, |name| self.sources().any(|file| file == name))
    }

    fn select_from(&self, paths: &[PathBuf], is_known: impl Fn(&str) -> bool) -> Result<Selection, String> {
        let selection = Selection::new(&self.root, paths)?;
        let mut named = paths.iter().zip(&selection.prefixes);
        let unknown = named.find(|(path, name)| path.is_file() && !is_known(name));
        match unknown {
            None => Ok(selection),
            Some((path, _)) => {
                let patterns = &self.database.project().config(&self.database).sources;
                let patterns = match patterns.is_empty() {
                    true => "are empty".to_owned(),
                    false => format!("are `{}`", patterns.join("`, `")),
                };
                Err(format!(
                    "`{}` is no source of the project `{}`, whose `[project] sources` {patterns}",
                    path.display(),
                    self.root.display()
                ))
            }
        }
    }

    /// The paths of all files.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.sources().chain(self.manifests())
    }

    /// The paths of the sources, those that can't be read among them.
    fn sources(&self) -> impl Iterator<Item = &str> {
        let sources = self.database.project().sources(&self.database).iter();
        let readable = sources.map(|file| file.path(&self.database).as_ref());
        readable.chain(self.unreadable_paths(|role| role == UnreadableRole::Source))
    }

    /// The paths of the hand-written manifests, those that can't be read among them.
    fn manifests(&self) -> impl Iterator<Item = &str> {
        let manifests = self.database.project().manifests(&self.database).iter();
        let readable = manifests.map(|file| file.path(&self.database).as_ref());
        readable.chain(self.unreadable_paths(|role| role != UnreadableRole::Source))
    }

    fn unreadable_paths(&self, wanted: impl Fn(UnreadableRole) -> bool) -> impl Iterator<Item = &str> {
        self.unreadable.iter().filter(move |file| wanted(file.role)).map(|file| file.path.as_ref())
    }

    /// What a function gives for each file, or part of one, in order, on all cores if there are many.
    pub(crate) fn for_each<I: Copy + Sync, T: Send>(
        &self,
        files: &[I],
        function: impl Fn(&Database, I) -> Vec<T> + Sync,
    ) -> Vec<T> {
        if files.len() < WORTH_THREADS {
            return files.iter().flat_map(|file| function(&self.database, *file)).collect();
        }
        let handles = Handles(std::sync::Mutex::new(self.database.clone()));
        let each = || -> Vec<Vec<T>> {
            let all = files.par_iter();
            all.map_init(|| handles.one(), |database, file| function(database, *file)).collect()
        };
        let lists = match self.pool.get_or_init(pool) {
            Some(pool) => pool.install(each),
            None => files.iter().map(|file| function(&self.database, *file)).collect(),
        };
        lists.into_iter().flatten().collect()
    }
}

/// Does something with each project at some paths, or the current folder, and in the folders below, one after the
/// other. The worst of what comes of it.
pub(crate) fn each_project(
    paths: &[PathBuf],
    mut act: impl FnMut(&'static mut OpenedProject) -> Status,
) -> Status {
    let here = [PathBuf::from(".")];
    let mut open: Vec<PathBuf> = if paths.is_empty() { here.to_vec() } else { paths.to_vec() };
    open.reverse();
    let mut done = BTreeSet::new();
    let mut worst = Status::Done;
    while let Some(path) = open.pop() {
        let Some(project) = OpenedProject::load_to_change(&path) else {
            output::note(&format!("{} is left out", shown_from_here(&path)));
            worst = Status::Failed;
            continue;
        };
        if !done.insert(project.root.clone()) {
            continue;
        }
        open.extend(project.nested.iter().rev().cloned());
        if !project.only_holds_others() {
            worst = worst.max(act(project));
        }
    }
    worst
}

/// Threads with a stack for the deepest source; none where the system has no more threads to give.
fn pool() -> Option<ThreadPool> {
    rayon::ThreadPoolBuilder::new().stack_size(promo_analysis::STACK_SIZE).build().ok()
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
        let seen = || {
            let unreadable = self.unreadable.iter().find(|unreadable| *unreadable.path == *file)?;
            unreadable.offset.map(|_| unreadable.seen.as_str())
        };
        self.database.project().text(&self.database, file).or_else(seen)
    }
}

/// One text, for messages about `promo.toml`.
struct ConfigText<'a>(&'a str);

impl Sources for ConfigText<'_> {
    fn text(&self, _: &str) -> Option<&str> {
        Some(self.0)
    }
}

/// Says why a project can't be loaded.
pub(crate) fn report_load_error(error: &LoadError) {
    let LoadError::Config { text, errors } = error else {
        return output::failure(&error.to_string());
    };
    let messages = errors.iter().map(|error| Message {
        level: Level::Error,
        text: error.message.clone(),
        place: Place {
            file: promo_project::CONFIG_FILE.into(),
            start: error.range.start,
            end: error.range.end,
        },
        help: error.help.clone(),
    });
    let messages: Vec<Message> = messages.collect();
    output::note(&render_messages(&messages, &ConfigText(text), output::error_color()));
}

/// Which files some paths name: each path and all below it.
pub(crate) struct Selection {
    prefixes: Vec<String>,
}

impl Selection {
    fn new(root: &Path, paths: &[PathBuf]) -> Result<Selection, String> {
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
    let full = promo_project::real_path(path).map_err(|error| error.to_string())?;
    let root = promo_project::real_path(root).map_err(|error| error.to_string())?;
    let relative = full.strip_prefix(&root).map_err(|_| {
        format!(
            "`{}` is not in the project `{}`; check each project by itself",
            path.display(),
            root.display()
        )
    })?;
    Ok(promo_project::with_slashes(relative))
}

//! Compiling a project in memory, and comparing what comes out.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use assert_cmd::Command;
use promo_analysis::config::Config;
use promo_analysis::{Change, Database, Db, Volatility, declarations, diagnostics};
use promo_diagnostics::{Diagnostic, Level, Sources, render_concise};
use promo_emit::{Document, Format, document};
use serde_json::Value;

use crate::strict::{StrictValidator, shared_folder};

/// The folder of the whole workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A project in memory, compiled.
pub struct Compiled {
    pub database: Database,
    pub diagnostics: Vec<Diagnostic>,
    pub documents: Vec<Document>,
}

impl Sources for Compiled {
    fn text(&self, file: &str) -> Option<&str> {
        let source = self.database.source(file).map(|source| source.text(&self.database).as_ref());
        source.or_else(|| Some(self.database.manifest(file)?.text(&self.database).as_ref()))
    }
}

impl Compiled {
    /// Compiles sources, given by path and text, with hand-written manifests beside them.
    pub fn new(sources: &[(String, String)], manifests: &[(String, String)], config: Config) -> Compiled {
        let mut database = Database::default();
        let path = |path: &String| Arc::<str>::from(path.trim_start_matches('/'));
        let sources = sources
            .iter()
            .map(|(name, text)| (path(name), Some((Arc::from(text.as_str()), Volatility::Closed))));
        let manifests = manifests.iter().map(|(name, text)| (path(name), Some(Arc::from(text.as_str()))));
        database.apply(Change {
            sources: sources.collect(),
            manifests: manifests.collect(),
            config: Some(Arc::new(config)),
        });
        let files = database.project().sources(&database).to_vec();
        let diagnostics = diagnostics::of_project(&database, &[], |files| {
            files.iter().flat_map(|file| diagnostics::of_file(&database, *file)).collect()
        });
        let mut documents: Vec<Document> = Vec::new();
        for declaration in files.iter().flat_map(|file| declarations(&database, *file)) {
            documents.extend(document(&database, *declaration).unwrap());
        }
        Compiled { database, diagnostics, documents }
    }

    /// One source.
    pub fn of_text(text: &str) -> Compiled {
        Compiled::new(&[("main.promo".to_owned(), text.to_owned())], &[], Config::default())
    }

    /// A project on the disk.
    pub fn of_folder(folder: &Path) -> Compiled {
        let location = promo_project::discover(folder).unwrap();
        let loaded = promo_project::load(&location, None).unwrap();
        let text =
            |source: promo_project::SourceText| (source.path.to_string(), source.text.unwrap().to_string());
        let sources: Vec<_> = loaded.sources.into_iter().map(text).collect();
        let manifests: Vec<_> = loaded.manifests.into_iter().map(text).collect();
        Compiled::new(&sources, &manifests, loaded.config)
    }

    /// The diagnostics of at least a level, a line each.
    pub fn listed(&self, level: Level) -> String {
        let listed: Vec<_> = self.diagnostics.iter().filter(|found| found.level >= level).cloned().collect();
        render_concise(&listed, self)
    }

    /// Asserts that the formatter would change nothing.
    pub fn assert_formatted(&self, what: &str) {
        for file in self.database.project().sources(&self.database) {
            let text = file.text(&self.database);
            let formatted = promo_syntax::format(&promo_syntax::parse(text)).ok();
            let path = file.path(&self.database);
            assert_eq!(formatted.as_deref(), Some(&**text), "{what}: {path} is not formatted");
        }
    }

    /// The manifests as data.
    pub fn manifests(&self) -> Vec<Value> {
        self.documents.iter().map(data).collect()
    }

    /// Asserts that the cluster would take every manifest, with nothing in it that it would drop.
    pub fn assert_accepted(&self, what: &str) {
        let Some(folder) = shared_folder("crds") else {
            eprintln!("SKIPPED: {what} is not compared with the CRDs, since ../shared is absent");
            return;
        };
        let validator = StrictValidator::from_folder(&folder);
        for manifest in self.manifests() {
            let problems = validator.problems(&manifest);
            assert_eq!(problems, Vec::<String>::new(), "{what}: {}", manifest["metadata"]["name"]);
        }
    }
}

/// A document as data, read back from its YAML.
pub fn data(document: &Document) -> Value {
    let yaml = document.text(Format::Yaml).unwrap();
    let read: Value = serde_yaml::from_str(&yaml).unwrap();
    assert_eq!(read, document.data().unwrap(), "the YAML of {} reads as something else", document.name);
    read
}

/// The files below a folder with an ending, by path.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in
            std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Compares a text with a file, or writes the file if `PROMO_UPDATE` is set.
pub fn assert_file(path: &Path, text: &str) {
    if std::env::var_os("PROMO_UPDATE").is_some() {
        std::fs::write(path, text).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        expected == text,
        "{} is not what comes out now; look at the difference and run the test with PROMO_UPDATE=1\n{}",
        path.display(),
        similar::TextDiff::from_lines(expected.as_str(), text).unified_diff()
    );
}

/// What a command ended with, and said.
pub struct Told {
    pub code: i32,
    pub out: String,
    pub error: String,
}

impl From<Output> for Told {
    fn from(output: Output) -> Told {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Told { code: output.status.code().unwrap(), out: text(output.stdout), error: text(output.stderr) }
    }
}

/// Runs the program in a folder, which no variable of Git's ties to another repository.
pub fn promo(folder: &Path, arguments: &[&str]) -> Told {
    let mut command = Command::cargo_bin("promo").unwrap();
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    command.current_dir(folder).env("NO_COLOR", "1").args(arguments).output().unwrap().into()
}

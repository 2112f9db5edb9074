//! Imports in memory, and what they build.

use std::collections::HashMap;
use std::sync::Arc;

use promo_analysis::config::Config;
use promo_analysis::{Change, Database, Db, Volatility, declarations, diagnostics};
use promo_diagnostics::{Level, Rule};
use promo_emit::{Content, Format, document};
use promo_import::{Around, Imported, Left, ManifestText, import};
use promo_syntax::{format, parse};
use serde_json::Value;

use crate::same::canonical;

/// A text that is no manifest of a project.
pub fn manifest(path: &str, text: &str) -> ManifestText {
    ManifestText { path: path.into(), text: text.into(), member: None }
}

/// Imports one text into no project.
pub fn import_text(text: &str) -> Imported {
    import(&[manifest("manifests.yaml", text)], &Around::default())
}

/// The line that something is left for, from 1.
pub fn line_of(text: &str, left: &Left) -> usize {
    text[..left.span.start.min(text.len())].matches('\n').count() + 1
}

/// A project with what was imported into it.
pub struct Project {
    database: Database,
    /// The paths of what is new.
    new: Vec<String>,
}

impl Project {
    pub fn of(imported: &Imported, around: &Around) -> Project {
        let source = |path: &str, text: &str| (Arc::from(path), Some((Arc::from(text), Volatility::Closed)));
        let path = |file: &promo_import::File| format!("{}{}", around.folder, file.path);
        let known = around.sources.iter().map(|(path, text)| source(path, text));
        let new = imported.files.iter().map(|file| source(&path(file), &file.text));
        let stays = around.manifests.iter().filter(|(path, _)| !imported.whole.contains(path));
        let mut database = Database::default();
        database.apply(Change {
            sources: known.chain(new).collect(),
            manifests: stays.map(|(path, text)| (path.clone(), Some(text.clone()))).collect(),
            config: Some(Arc::new(config(imported, around))),
        });
        Project { database, new: imported.files.iter().map(path).collect() }
    }

    /// What it builds of the new sources.
    pub fn manifests(&self) -> Vec<Value> {
        let db = &self.database;
        let files = self.new.iter().map(|path| db.source(path).unwrap());
        let all = files.flat_map(|file| declarations(db, file));
        let documents = all.filter_map(|declared| document(db, *declared).unwrap());
        documents
            .map(|document| {
                let yaml = document.text(Format::Yaml).unwrap();
                let read: Value = serde_yaml::from_str(&yaml).unwrap();
                if let Content::Typed(manifest) = document.content {
                    assert_eq!(read, serde_json::to_value(manifest.as_ref()).unwrap(), "{yaml}");
                }
                read
            })
            .collect()
    }

    /// What keeps it from being built, once nothing is left in the YAML of what is in the sources: nothing, if all is
    /// well.
    pub fn obstacles(&self) -> Vec<String> {
        let db = &self.database;
        let found = db.project().sources(db).iter().flat_map(|file| diagnostics::of_file(db, *file));
        let errors = found.filter(|found| found.level == Level::Error && found.rule.prevents_emission());
        let errors = errors.filter(|found| found.rule != Rule::DuplicateDeclaration);
        errors.map(|found| format!("{}: {}", found.place.file, found.message)).collect()
    }
}

fn config(imported: &Imported, around: &Around) -> Config {
    match &imported.config {
        Some(text) => promo_project::parse_config(text).unwrap(),
        None => around.config.clone(),
    }
}

/// Asserts that the new sources are formatted and can be built, and that what comes out are the objects of the texts
/// but for those that are left. How many there are.
pub fn assert_comes_back(texts: &[ManifestText], imported: &Imported, around: &Around) -> usize {
    for file in &imported.files {
        assert_eq!(format(&parse(&file.text)).ok().as_deref(), Some(&*file.text), "{}", file.path);
    }
    let project = Project::of(imported, around);
    assert_eq!(project.obstacles(), Vec::<String>::new(), "{:#?}", imported.files);
    let mut originals: HashMap<(String, String), Vec<Value>> = HashMap::new();
    for original in texts.iter().flat_map(|text| objects(&text.text)) {
        originals.entry(title(&original)).or_default().push(original);
    }
    let built = project.manifests();
    for manifest in &built {
        let similar = originals.get(&title(manifest)).map_or(&[][..], Vec::as_slice);
        let is_one = similar.iter().any(|original| canonical(original) == canonical(manifest));
        assert!(is_one, "built: {manifest:#}\nof: {similar:#?}");
    }
    let counted: usize = imported.counts.iter().map(|(_, count)| count).sum();
    assert_eq!(built.len(), counted);
    built.len()
}

fn title(manifest: &Value) -> (String, String) {
    (manifest["kind"].to_string(), manifest["metadata"]["name"].to_string())
}

/// The objects of a text, as another reader of YAML sees them; none of a document that it can't read.
fn objects(text: &str) -> Vec<Value> {
    let mut documents = vec![String::new()];
    for line in text.split_inclusive('\n') {
        match line.trim_end() {
            "---" => documents.push(String::new()),
            _ => documents.last_mut().into_iter().for_each(|document| document.push_str(line)),
        }
    }
    let documents = documents.iter().filter_map(|text| serde_yaml::from_str::<Value>(text).ok());
    documents.flat_map(of_list).collect()
}

fn of_list(mut document: Value) -> Vec<Value> {
    match document.get("kind").and_then(Value::as_str) {
        Some(kind) if kind == "List" || kind.ends_with("List") && document["items"].is_array() => {
            let items = document["items"].take().as_array().cloned().unwrap_or_default();
            items.into_iter().flat_map(of_list).collect()
        }
        _ if document.get("metadata").is_some_and(Value::is_object) => vec![document],
        _ => Vec::new(),
    }
}

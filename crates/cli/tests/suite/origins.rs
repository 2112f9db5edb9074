//! Every value in every manifest has an origin, and every origin is that of a field.

use std::collections::BTreeSet;

use promo_analysis::{Db, declarations};
use promo_diagnostics::Level;
use promo_emit::{document, origins};
use serde_json::Value;

use crate::support::{Compiled, data, files, workspace};

/// Every project of the repository that is without errors, with its name.
fn projects() -> Vec<(String, Compiled)> {
    let workspace = workspace();
    let folders = ["examples", "tests/projects"].into_iter().flat_map(|folder| {
        let folder = std::fs::read_dir(workspace.join(folder)).unwrap();
        folder.map(|entry| entry.unwrap().path())
    });
    let folders = folders.map(|folder| (folder.display().to_string(), Compiled::of_folder(&folder)));
    let texts = ["tests/baselines", "tests/corpus"].into_iter();
    let texts = texts.flat_map(|folder| files(&workspace.join(folder), "promo"));
    let texts = texts.map(|path| {
        (path.display().to_string(), Compiled::of_text(&std::fs::read_to_string(&path).unwrap()))
    });
    // Nothing is written where there are errors.
    folders.chain(texts).filter(|(_, project)| project.listed(Level::Error).is_empty()).collect()
}

/// The ways to all scalars and empty collections of a manifest, or to all of its fields.
fn fields(value: &Value, way: &[String], only_scalars: bool, found: &mut BTreeSet<Vec<String>>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => (0..).map(|index: usize| index.to_string()).zip(items).collect(),
        _ => Vec::new(),
    };
    if inner.is_empty() || !only_scalars {
        found.insert(way.to_vec());
    }
    for (step, value) in inner {
        let way: Vec<String> = way.iter().cloned().chain([step]).collect();
        fields(value, &way, only_scalars, found);
    }
}

#[test]
fn every_value_has_an_origin() {
    let mut values = 0;
    for (name, project) in projects() {
        let db = &project.database;
        let files = db.project().sources(db).iter();
        for declaration in files.flat_map(|file| declarations(db, *file)) {
            let Some(document) = document(db, *declaration).unwrap() else { continue };
            let (mut scalars, mut all) = (BTreeSet::new(), BTreeSet::new());
            fields(&data(&document), &[], true, &mut scalars);
            fields(&data(&document), &[], false, &mut all);
            let known: BTreeSet<_> =
                origins(db, *declaration).into_iter().map(|origin| origin.field).collect();
            let missing: Vec<_> = scalars.difference(&known).collect();
            assert!(missing.is_empty(), "{name}: {} has no origin of {missing:?}", document.name);
            let astray: Vec<_> = known.difference(&all).collect();
            assert!(astray.is_empty(), "{name}: {} has no field {astray:?}", document.name);
            values += scalars.len();
        }
    }
    assert!(values > 1_000, "{values}");
}

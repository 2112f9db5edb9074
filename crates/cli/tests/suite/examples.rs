//! Every example is without errors and warnings, formatted, and compiles to what the cluster takes.

use std::collections::BTreeSet;

use promo_analysis::Db;
use promo_diagnostics::Level;
use promo_manifest::Kind;

use crate::support::{Compiled, workspace};

fn assert_example(name: &str, manifests: usize) {
    let example = Compiled::of_folder(&workspace().join("examples").join(name));
    assert_eq!(example.listed(Level::Warning), "");
    assert_eq!(example.documents.len(), manifests);
    example.assert_formatted(name);
    example.assert_accepted(name);
}

#[test]
fn quickstart() {
    assert_example("quickstart", 3);
}

#[test]
fn shop() {
    assert_example("shop", 17);
}

#[test]
fn patterns() {
    assert_example("patterns", 27);
}

#[test]
fn every_kind_of_manifest_has_an_output_folder() {
    let example = Compiled::of_folder(&workspace().join("examples/shop"));
    let config = example.database.project().config(&example.database);
    let folders: Vec<&str> = promo_emit::output_folders().collect();
    let mut kinds = BTreeSet::new();
    for document in &example.documents {
        let path = document.path(config);
        let folder = folders.iter().find(|folder| path.contains(&format!("/{folder}/")));
        kinds.insert((document.kind, folder.unwrap_or_else(|| panic!("{path} is in no output folder"))));
    }
    assert_eq!(kinds.len(), Kind::ALL.len(), "{kinds:?}");
    assert_eq!(folders.len(), Kind::ALL.len());
}

#[test]
fn there_are_no_other_examples() {
    let folder = std::fs::read_dir(workspace().join("examples")).unwrap();
    let mut names: Vec<_> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["patterns", "quickstart", "shop"]);
}

//! Every example is without errors and warnings, formatted, and compiles to what the cluster takes.

use promo_diagnostics::Level;

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
fn there_are_no_other_examples() {
    let folder = std::fs::read_dir(workspace().join("examples")).unwrap();
    let mut names: Vec<_> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["patterns", "quickstart", "shop"]);
}

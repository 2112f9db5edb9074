//! What people really deploy, re-expressed by hand: each source compiles to the very manifest, as data.
//! Key order, the order of steps and of `dependsOn`, and a Product's apiVersion aside.

use std::collections::BTreeMap;
use std::path::Path;

use promo_diagnostics::Level;
use serde_json::Value;

use crate::corpus_index::rows;
use crate::strict::shared_folder;
use crate::support::{Compiled, files, workspace};

#[test]
fn each_source_compiles_to_its_original() {
    let folder = workspace().join("tests/corpus");
    let sources = files(&folder, "promo");
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for path in &sources {
        let relative = path.strip_prefix(&folder).unwrap();
        let source = Compiled::of_text(&std::fs::read_to_string(path).unwrap());
        assert_eq!(source.listed(Level::Error), "", "{}", relative.display());
        source.assert_accepted(&relative.display().to_string());
        let [manifest] = source.manifests().try_into().expect("one manifest");
        *kinds.entry(manifest["kind"].as_str().unwrap().to_owned()).or_default() += 1;
        compare(relative, manifest);
    }
    assert!(sources.len() >= 20, "{kinds:?}");
    assert_eq!(kinds.len(), 5, "{kinds:?}");
    assert!(kinds["WorkflowTemplate"] >= 5, "{kinds:?}");
}

fn compare(relative: &Path, manifest: Value) {
    let Some(corpus) = shared_folder("corpus") else {
        eprintln!("SKIPPED: {} is not compared, since ../shared is absent", relative.display());
        return;
    };
    let original = std::fs::read_to_string(corpus.join(relative.with_extension("yaml"))).unwrap();
    let original: Value = serde_yaml::from_str(&original).unwrap();
    assert_eq!(comparable(manifest), comparable(original), "{}", relative.display());
}

/// What counts of a manifest: the order of steps and dependencies doesn't, nor does a Product's apiVersion.
fn comparable(mut manifest: Value) -> Value {
    if manifest["kind"] == "Product" {
        manifest["apiVersion"] = Value::Null;
    }
    if manifest["kind"] == "PromotionFlow"
        && let Some(steps) = manifest["spec"]["steps"].as_array_mut()
    {
        steps.sort_by_key(|step| step["environment"].to_string());
        for step in steps {
            if let Some(names) = step["dependsOn"].as_array_mut() {
                names.sort_by_key(Value::to_string);
            }
        }
    }
    manifest
}

#[test]
fn the_documentation_is_re_expressed_or_listed_with_a_reason() {
    let Some(rows) = rows() else { return };
    let folder = workspace().join("tests/corpus");
    let excluded = std::fs::read_to_string(folder.join("EXCLUDED.md")).unwrap();
    let mut seen = 0;
    for row in rows.iter().filter(|row| row.origin == "docs" && row.is_ok() && row.kind != "Application") {
        seen += 1;
        let stem = row.stem();
        let name = row.file.trim_end_matches(".yaml");
        let is_expressed = folder.join(format!("{stem}.promo")).exists();
        let reason = excluded.lines().find(|line| line.starts_with('|') && line.contains(name));
        let is_excluded =
            reason.is_some_and(|line| line.split('|').nth(2).is_some_and(|why| why.trim().len() > 20));
        assert!(
            is_expressed != is_excluded,
            "{stem} must be re-expressed or be listed with a reason, not both"
        );
    }
    assert!(seen > 20, "{seen}");
}

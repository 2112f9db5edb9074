//! What promo builds, imported: whatever the sources were, the new ones build the same.

use promo_diagnostics::Level;
use promo_emit::Format;
use promo_import::{Around, Imported, ManifestText, import};
use serde_json::Value;

use crate::documentation::blocks;
use crate::rule_pages::Example;
use crate::same::canonical;
use crate::support::{Compiled, files, workspace};

#[test]
fn the_examples_come_back() {
    let examples = workspace().join("examples");
    let folders = std::fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path());
    let count = folders.filter(|path| path.is_dir()).map(|folder| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert_comes_back(&name, &Compiled::of_folder(&folder))
    });
    assert!(count.sum::<usize>() >= 10);
}

#[test]
fn the_baselines_come_back() {
    let sources = files(&workspace().join("tests/baselines"), "promo");
    let count = sources.iter().map(|path| {
        let text = std::fs::read_to_string(path).unwrap();
        assert_comes_back(&path.display().to_string(), &Compiled::of_text(&text))
    });
    assert!(count.sum::<usize>() >= 10);
}

#[test]
fn the_projects_come_back() {
    let folders = std::fs::read_dir(workspace().join("tests/projects")).unwrap();
    let count = folders.map(|folder| {
        let folder = folder.unwrap().path();
        assert_comes_back(&folder.display().to_string(), &Compiled::of_folder(&folder.join("repository")))
    });
    assert!(count.sum::<usize>() >= 10);
}

#[test]
fn what_the_documentation_shows_comes_back() {
    let folders = ["docs", "tests/rules"].map(|folder| files(&workspace().join(folder), "md"));
    let mut count = 0;
    for page in folders.concat() {
        let text = std::fs::read_to_string(&page).unwrap();
        for (line, block) in blocks(&text, "promo") {
            count +=
                assert_comes_back(&format!("{}:{line}", page.display()), &Example::new(&block).compile());
        }
    }
    assert!(count >= 300, "{count}");
}

#[test]
fn what_is_written_by_hand_in_the_corpus_comes_back() {
    for path in files(&workspace().join("tests/corpus"), "promo") {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(assert_comes_back(&path.display().to_string(), &Compiled::of_text(&text)), 1);
    }
}

/// Imports what a project builds, and builds that. How many manifests there are: none of a project with errors, of
/// which nothing is built.
fn assert_comes_back(what: &str, project: &Compiled) -> usize {
    if !project.listed(Level::Error).is_empty() {
        return 0;
    }
    let imported = imported(project);
    assert_eq!(imported.left, [], "{what}");
    let again = compiled(&imported);
    assert_eq!(again.listed(Level::Error), "", "{what}");
    again.assert_formatted(what);
    assert_eq!(sorted(&again), sorted(project), "{what}");
    project.documents.len()
}

fn imported(project: &Compiled) -> Imported {
    let texts = project.documents.iter().map(|document| ManifestText {
        path: format!("{}.yaml", document.name).into(),
        text: document.text(Format::Yaml).unwrap().into(),
        member: None,
    });
    import(&texts.collect::<Vec<_>>(), &Around::default())
}

fn compiled(imported: &Imported) -> Compiled {
    let sources: Vec<_> = imported.files.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
    let config = imported.config.as_deref().map(|text| promo_project::parse_config(text).unwrap());
    Compiled::new(&sources, &[], config.unwrap_or_default())
}

fn sorted(project: &Compiled) -> Vec<Value> {
    let mut manifests: Vec<Value> = project.manifests().iter().map(canonical).collect();
    manifests
        .sort_by_key(|manifest| (manifest["kind"].to_string(), manifest["metadata"]["name"].to_string()));
    manifests
}

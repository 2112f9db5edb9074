//! Whole repositories in Codefresh's layout, a folder a test: what `promo` says of each, which settings hold in it and
//! which files it would write. And the manifests that people really have: each is read, or a diagnostic says what
//! of it is not.

use std::collections::BTreeSet;
use std::path::Path;

use assert_cmd::Command;
use promo_analysis::Db;
use promo_analysis::config::Config;
use promo_analysis::knowledge::knowledge;
use promo_analysis::names::Namespace;
use promo_diagnostics::{Color, render_human, render_json};
use promo_manifest::Kind;
use promo_manifest::known::{KnownObject, known_objects};
use serde_json::Value;

use crate::strict::{StrictValidator, shared_folder};
use crate::support::{Compiled, assert_file, files, workspace};

#[test]
fn each_folder() {
    let folder = workspace().join("tests/projects");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        check(&entry.unwrap().path());
        count += 1;
    }
    assert!(count >= 3, "{count}");
}

fn check(folder: &Path) {
    let name = folder.file_name().unwrap().to_str().unwrap();
    let repository = folder.join("repository");
    assert_file(&folder.join("check.txt"), &promo(&repository, &["check", "--output", "concise"]));
    assert_file(&folder.join("eval.txt"), &promo(&repository, &["eval"]));
    assert_file(&folder.join("build.txt"), &build(&repository));
    let project = Compiled::of_folder(&repository);
    project.assert_formatted(name);
    project.assert_accepted(name);
    assert_hand_written_are_accepted(&project, name);
}

/// What a command prints in a folder: its exit status if that is not 0, then diagnostics, then results.
fn promo(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::cargo_bin("promo").unwrap().current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let status = match output.status.code() {
        Some(0) => String::new(),
        code => format!("? {}\n", code.unwrap()),
    };
    status + &text(output.stderr) + &text(output.stdout)
}

/// What a build would do to the files that are there, and all that it writes into an empty folder, where the
/// second build has nothing to do.
fn build(repository: &Path) -> String {
    let would = promo(repository, &["build", "--check", "--output", "concise"]);
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["build", "--output", "concise", "--out", folder.path().to_str().unwrap()];
    promo(repository, &arguments);
    let again = promo(repository, &[&arguments[..], &["--check"]].concat());
    assert!(!again.starts_with('?'), "{again}");
    let written = files(folder.path(), "yaml");
    let written = written.iter().map(|path| path.strip_prefix(folder.path()).unwrap().to_str().unwrap());
    format!("{}\n{}\n", would.lines().last().unwrap(), written.collect::<Vec<_>>().join("\n"))
}

/// Asserts that the cluster would take each hand-written manifest that no diagnostic is about: what is said to be
/// right has to be.
fn assert_hand_written_are_accepted(project: &Compiled, name: &str) {
    let Some(folder) = shared_folder("crds") else {
        eprintln!(
            "SKIPPED: the manifests of {name} are not compared with the CRDs, since ../shared is absent"
        );
        return;
    };
    let validator = StrictValidator::from_folder(&folder);
    let database = &project.database;
    let blamed: BTreeSet<&str> = project.diagnostics.iter().map(|found| &*found.place.file).collect();
    for file in database.project().manifests(database) {
        if blamed.contains(&**file.path(database)) {
            continue;
        }
        for object in objects(file.text(database)) {
            assert_eq!(validator.problems(&object), Vec::<String>::new(), "{name}: {}", file.path(database));
        }
    }
}

/// The objects in a text that promo could have written; none where it is no YAML.
fn objects(text: &str) -> Vec<Value> {
    let mut objects: Vec<Value> = serde_yaml::from_multiple(text).unwrap_or_default();
    objects.retain(|object| Kind::ALL.iter().any(|kind| object["kind"] == kind.name()));
    objects
}

/// The manifests that people have, by path and text. Nothing, said loudly, where they are absent.
fn corpus() -> Option<Vec<(String, String)>> {
    let Some(folder) = shared_folder("corpus") else {
        eprintln!("SKIPPED: no manifest that people have is read, since ../shared is absent");
        return None;
    };
    let files = files(&folder, "yaml").into_iter().map(|path| {
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        (path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned(), text)
    });
    Some(files.collect())
}

#[test]
fn what_is_not_understood_is_told() {
    let Some(corpus) = corpus() else { return };
    let (mut whole, mut silent) = (0, Vec::new());
    for (path, text) in &corpus {
        let project = Compiled::new(&[], &[(path.clone(), text.clone())], Config::default());
        render_human(&project.diagnostics, &project, Color::Off);
        render_json(&project.diagnostics, &project);
        if is_whole(&project, text) {
            whole += 1;
        } else if project.diagnostics.is_empty() {
            silent.push(path);
        }
    }
    assert!(silent.is_empty(), "not understood, and nothing says so: {silent:#?}");
    eprintln!("understood whole: {whole} of {}", corpus.len());
    assert!(whole > corpus.len() * 8 / 10);
}

/// Whether all that a manifest says was understood.
fn is_whole(project: &Compiled, text: &str) -> bool {
    let [file] = project.database.project().manifests(&project.database)[..] else { panic!("one manifest") };
    let known = knowledge(&project.database, file);
    let [object] = &known.objects[..] else { return false };
    // Which keys a script writes into a promotion's context is not known before it runs, and no mistake.
    let is_understood = object.is_complete || object.namespace == Namespace::Workflows && is_read_whole(text);
    known.unreadable.is_none() && known.unknown.is_empty() && is_understood
}

fn is_read_whole(text: &str) -> bool {
    let is_whole = |object: &KnownObject| object.header().is_some_and(|header| header.complete);
    known_objects(text).is_ok_and(|file| file.objects.iter().all(is_whole))
}

#[test]
fn all_that_people_have_stands_in_one_project() {
    let Some(corpus) = corpus() else { return };
    let project = Compiled::new(&[], &corpus, Config::default());
    render_human(&project.diagnostics, &project, Color::Off);
    assert!(project.diagnostics.len() > 20, "{}", project.diagnostics.len());
}

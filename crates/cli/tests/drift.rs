//! What `promo build` says of manifests that are not as the sources say, whatever stands in them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
#![allow(clippy::disallowed_methods)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

const FLOWS: usize = 24;

/// A project of some flows, built, with a source map.
fn built() -> TempDir {
    let folder = TempDir::new().unwrap();
    let flows = (0..FLOWS).map(|number| format!("flow to-qa-{number} {{ dev -> qa }}\n"));
    let source = format!("environment dev, qa\n{}", flows.collect::<String>());
    fs::write(folder.path().join("good.promo"), source).unwrap();
    let output = promo(folder.path(), &["build", "--source-map"]);
    assert_eq!(output.status.code(), Some(0));
    folder
}

fn promo(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("promo").unwrap();
    command.current_dir(folder).args(arguments).output().unwrap()
}

fn manifest(folder: &TempDir, number: usize) -> PathBuf {
    let flows = folder.path().join("resources/configurations/promotion-flows");
    flows.join(format!("to-qa-{number}.yaml"))
}

fn edit(path: &Path, change: impl Fn(&str) -> Vec<u8>) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, change(&text)).unwrap();
}

/// The status, standard output and standard error.
fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn what_is_shown_has_an_end() {
    let folder = built();
    for number in 0..FLOWS {
        edit(&manifest(&folder, number), |text| format!("{text}{}", "# mine\n".repeat(5_000)).into());
    }
    let (code, result, help) = said(&promo(folder.path(), &["build", "--check"]));
    assert_eq!(code, Some(1));
    assert!(result.lines().count() < 1_000, "{} lines", result.lines().count());
    assert!(result.contains(" more lines\n") && result.contains(" more that differ\n"));
    assert!(result.ends_with("0 to add, 24 to change, 0 to remove, 1 up to date\n"), "{result}");
    assert!(help.starts_with("  help: if the sources are right, run `promo build`; "), "{help}");
    let (code, _, warnings) = said(&promo(folder.path(), &["build"]));
    assert_eq!(code, Some(0));
    assert_eq!(warnings.matches("was edited by hand, and is overwritten").count(), FLOWS);
}

#[test]
fn odd_texts_are_edited_ones() {
    let edits: [fn(&str) -> Vec<u8>; 7] = [
        |text| format!("{text}spec: *nobody\n").into(),
        |text| format!("{text}{}", "- [".repeat(100_000)).into(),
        |text| text.lines().next().unwrap().into(),
        |text| text.replace("spec:", "spec: {{ .Values.spec }}").into(),
        |text| text.replace("spec:", "spec: # mine").into(),
        |text| text.replace("kind:", "kind: PromotionFlow\nkind:").into(),
        |text| text.replace("dev", "\u{1b}[31m\u{202e}").into(),
    ];
    let folder = built();
    for (number, change) in edits.into_iter().enumerate() {
        edit(&manifest(&folder, number), change);
    }
    let (code, result, _) = said(&promo(folder.path(), &["build", "--check"]));
    assert_eq!(code, Some(1));
    assert!(!result.contains('\u{1b}') && !result.contains('\u{202e}'), "{result}");
    assert!(result.ends_with("0 to add, 7 to change, 0 to remove, 18 up to date\n"), "{result}");
    let (code, _, warnings) = said(&promo(folder.path(), &["build"]));
    assert_eq!(code, Some(0));
    assert_eq!(warnings.matches("was edited by hand, and is overwritten").count(), 7, "{warnings}");
}

#[test]
fn standard_error_holds_nothing_but_the_array() {
    let folder = built();
    edit(&manifest(&folder, 0), |text| format!("{text}# mine\n").into());
    for (arguments, code) in [(vec!["build", "--check"], 1), (vec!["build"], 0)] {
        let arguments = [&arguments[..], &["--output", "json"]].concat();
        let (found, result, array) = said(&promo(folder.path(), &arguments));
        assert_eq!(found, Some(code));
        assert!(result.contains("was edited by hand"), "{result}");
        assert!(serde_json::from_str::<Vec<serde_json::Value>>(&array).is_ok(), "{array}");
    }
}

#[test]
fn a_source_map_of_somebody_else_is_left_alone() {
    let folder = built();
    let map = folder.path().join("promo-source-map.json");
    let whole = fs::read_to_string(&map).unwrap();
    fs::write(&map, "{}").unwrap();
    assert_eq!(said(&promo(folder.path(), &["build", "--check"])).0, Some(0));
    let (code, _, error) = said(&promo(folder.path(), &["build", "--source-map"]));
    assert_eq!((code, fs::read_to_string(&map).unwrap()), (Some(1), "{}".to_owned()));
    assert!(error.contains("`promo-source-map.json` can't be written"), "{error}");
    fs::remove_file(&map).unwrap();
    let (code, result, _) = said(&promo(folder.path(), &["build", "--check", "--source-map"]));
    assert_eq!(code, Some(1));
    assert!(result.contains("to add promo-source-map.json\n1 to add, 0 to change"), "{result}");
    // One that is there is kept up to date, without being asked for.
    fs::write(&map, whole.replace("\"line\":2", "\"line\":3")).unwrap();
    assert_eq!(said(&promo(folder.path(), &["build", "--check"])).0, Some(1));
    assert_eq!(said(&promo(folder.path(), &["build"])).0, Some(0));
    assert_eq!(fs::read_to_string(&map).unwrap(), whole);
}

#[test]
fn a_source_map_that_somebody_edited_says_nothing_of_the_sources() {
    let folder = built();
    edit(&folder.path().join("promo-source-map.json"), |text| format!("{text}\n").into());
    let (code, result, help) = said(&promo(folder.path(), &["build", "--check"]));
    assert_eq!(code, Some(1));
    assert!(
        result.contains("either the sources have changed since it was written, or it was edited by hand")
    );
    assert_eq!(help, "  help: run `promo build`\n");
}

#[test]
fn a_manifest_without_its_first_line_is_shown_and_never_overwritten() {
    let folder = built();
    let path = manifest(&folder, 3);
    edit(&path, |text| {
        text.split_once('\n').unwrap().1.replace("environment: qa", "environment: dev").into()
    });
    let edited = fs::read_to_string(&path).unwrap();

    let (code, result, help) = said(&promo(folder.path(), &["build", "--check"]));
    assert_eq!(code, Some(1), "{result}{help}");
    assert!(result.contains("+# Generated by promo from good.promo."), "{result}");
    assert!(result.contains("to-qa-3.yaml: it lacks the first line, by which promo knows what it wrote"));
    assert!(result.ends_with("0 to add, 1 to change, 0 to remove, 24 up to date\n"), "{result}");
    assert!(help.contains("`promo import --reconcile`"), "{help}");

    let (code, _, error) = said(&promo(folder.path(), &["build"]));
    assert_eq!((code, fs::read_to_string(&path).unwrap()), (Some(1), edited.clone()));
    assert!(error.contains("to-qa-3.yaml` can't be written: it lacks the first line"), "{error}");
    let (code, _, error) = said(&promo(folder.path(), &["check"]));
    assert_eq!(code, Some(1));
    assert!(error.contains("help: `promo build` writes to this very file"), "{error}");

    // Elsewhere, or where another one of the name stands, it is a declaration like others.
    let elsewhere = folder.path().join("mine.yaml");
    fs::copy(&path, &elsewhere).unwrap();
    let (code, _, error) = said(&promo(folder.path(), &["build", "--check"]));
    assert_eq!(code, Some(1));
    assert!(error.contains("help: take one of the two out"), "{error}");
    fs::remove_file(&path).unwrap();
    let (code, _, error) = said(&promo(folder.path(), &["build", "--check"]));
    assert_eq!(code, Some(1));
    assert!(error.contains("help: take one of the two out"), "{error}");
    fs::remove_file(&elsewhere).unwrap();
    assert_eq!(said(&promo(folder.path(), &["build"])).0, Some(0));
}

#[test]
#[cfg(unix)]
fn a_link_where_a_manifest_is_due_is_no_manifest_of_promo() {
    let folder = built();
    let (path, elsewhere) = (manifest(&folder, 3), folder.path().join("text"));
    edit(&path, |text| text.split_once('\n').unwrap().1.into());
    fs::rename(&path, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    for arguments in [&["build", "--check"][..], &["build"]] {
        let (code, result, error) = said(&promo(folder.path(), arguments));
        assert_eq!((code, result.as_str()), (Some(1), ""));
        assert!(error.contains("error[duplicate-declaration]"), "{error}");
    }
}

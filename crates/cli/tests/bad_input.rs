//! Input that no one means: a clear message with file and place, the right exit status, nothing lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::disallowed_methods)]

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

const GOOD: &str = "environment dev, qa\nflow to-qa { dev -> qa }\n";

/// A project with one good source and a file with some bytes.
fn project(name: &str, bytes: impl AsRef<[u8]>) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("good.promo"), GOOD).unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    folder
}

fn promo(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("promo").unwrap();
    command.current_dir(folder).args(arguments).output().unwrap()
}

/// Checks a project, and returns what is said, a line each.
fn check(folder: &Path) -> Vec<String> {
    let output = promo(folder, &["check", "--output", "concise"]);
    let said = String::from_utf8(output.stderr).unwrap();
    let code = output.status.code();
    assert_eq!(code, Some(if said.contains(": error[") { 1 } else { 0 }), "{said}");
    said.lines().map(str::to_owned).collect()
}

/// Asserts that there is one diagnostic, which begins like this.
fn assert_one(folder: &Path, beginning: &str) {
    let said = check(folder);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].starts_with(beginning), "{said:#?}");
    let built = promo(folder, &["build"]);
    assert_eq!(built.status.code(), Some(1));
    assert!(!folder.join("resources").exists(), "nothing is written");
}

#[test]
fn text_that_is_not_utf8() {
    let folder = project("bad.promo", b"environment prod\n\xff\xfe");
    assert_one(folder.path(), "bad.promo:");
}

#[test]
fn a_folder_where_a_file_is_due() {
    let folder = project("x.promo.keep", "");
    fs::create_dir(folder.path().join("x.promo")).unwrap();
    let said = check(folder.path());
    assert!(said.len() <= 1, "{said:?}");
}

#[test]
fn links_that_lead_in_a_circle_or_nowhere() {
    let folder = project("real.promo", "environment other\n");
    std::os::unix::fs::symlink("b.promo", folder.path().join("a.promo")).unwrap();
    std::os::unix::fs::symlink("a.promo", folder.path().join("b.promo")).unwrap();
    std::os::unix::fs::symlink("..", folder.path().join("up")).unwrap();
    std::os::unix::fs::symlink("nothing.promo", folder.path().join("dangling.promo")).unwrap();
    let said = check(folder.path());
    assert_eq!(said.len(), 3, "{said:#?}");
    assert!(said.iter().all(|line| line.contains("error[unreadable-file]")), "{said:#?}");
}

#[test]
fn a_file_of_fifty_megabytes() {
    let folder = project("big.promo", "// x\n".repeat(10_000_000));
    assert_one(folder.path(), "big.promo:1:1: error[unreadable-file]");
}

#[test]
fn a_hundred_thousand_nested_brackets() {
    for (open, close) in [("{", "}"), ("[", "]"), ("(", ")")] {
        let text = format!("let x = {}{}\n", open.repeat(100_000), close.repeat(100_000));
        let folder = project("deep.promo", text);
        let said = check(folder.path());
        assert!(said.iter().any(|line| line.contains("error[nesting-too-deep]")), "{open}: {said:#?}");
        assert!(said.len() <= 3, "{open}: {said:#?}");
    }
}

#[test]
fn a_merge_conflict() {
    let text = "environment a\n<<<<<<< ours\nenvironment b\n=======\nenvironment c\n>>>>>>> theirs\n";
    let folder = project("conflict.promo", text);
    assert_one(folder.path(), "conflict.promo:2:1: error[conflict-marker]");
}

#[test]
fn an_unclosed_bracket_costs_one_error() {
    for text in [
        "flow x {\n  dev -> qa\n",
        "let x = [\"a\"\n",
        "let x = \"abc\n",
        "let x = \"\"\"\nabc\n",
        "flow y(a: int\n",
    ] {
        let folder = project("open.promo", text);
        let said = check(folder.path());
        let errors = said.iter().filter(|line| line.contains(": error[unclosed]")).count();
        assert_eq!(errors, 1, "{text:?}: {said:#?}");
        assert_eq!(said.len(), 1, "{text:?}: {said:#?}");
    }
}

#[test]
fn places_are_right_in_other_scripts_tabs_and_crlf() {
    let text = "\u{feff}// αβγ 🚀\r\n\tflow ü { }\r\nflow \"🚀x\" {\r\n\tdev -> nowhere\r\n}\r\n";
    let folder = project("text.promo", text);
    let said = check(folder.path());
    assert!(
        said.iter().any(|line| line.starts_with("text.promo:4:9: error[unknown-environment]")),
        "{said:#?}"
    );
}

#[test]
fn a_hand_written_file_in_the_way_is_never_touched() {
    let folder = project("extra.promo", "");
    let target = folder.path().join("resources/configurations/promotion-flows/to-qa.yaml");
    fs::create_dir_all(target.parent().unwrap()).unwrap();
    fs::write(&target, "mine: true\n").unwrap();
    let output = promo(folder.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("to-qa.yaml"), "{said}");
    assert_eq!(fs::read_to_string(&target).unwrap(), "mine: true\n");
}

#[test]
fn an_error_anywhere_leaves_what_was_built_before() {
    let folder = project("extra.promo", "");
    assert_eq!(promo(folder.path(), &["build"]).status.code(), Some(0));
    let target = folder.path().join("resources/configurations/promotion-flows/to-qa.yaml");
    let before = fs::read_to_string(&target).unwrap();
    fs::write(folder.path().join("extra.promo"), "flow broken { dev -> nowhere }\n").unwrap();
    assert_eq!(promo(folder.path(), &["build"]).status.code(), Some(1));
    assert_eq!(fs::read_to_string(&target).unwrap(), before);
}

#[test]
fn what_is_no_longer_declared_is_removed_and_nothing_else() {
    let folder = project("extra.promo", "flow second { dev -> qa }\n");
    assert_eq!(promo(folder.path(), &["build"]).status.code(), Some(0));
    let flows = folder.path().join("resources/configurations/promotion-flows");
    fs::write(flows.join("mine.yaml"), "mine: true\n").unwrap();
    fs::write(folder.path().join("extra.promo"), "").unwrap();
    assert_eq!(promo(folder.path(), &["build", "--check"]).status.code(), Some(1));
    assert!(flows.join("second.yaml").exists(), "`--check` changes nothing");
    assert_eq!(promo(folder.path(), &["build"]).status.code(), Some(0));
    assert!(!flows.join("second.yaml").exists());
    assert!(flows.join("mine.yaml").exists());
    assert_eq!(promo(folder.path(), &["build", "--check"]).status.code(), Some(0));
}

#[test]
fn a_full_disk_loses_nothing() {
    let folder = project("extra.promo", "");
    let out = folder.path().join("out");
    fs::create_dir_all(out.join("configurations")).unwrap();
    // A file where a folder must be made stands for any refusal of the system.
    fs::write(out.join("configurations/promotion-flows"), "in the way").unwrap();
    let output = promo(folder.path(), &["build", "--out", "out"]);
    assert!(matches!(output.status.code(), Some(1 | 2)), "{output:?}");
    assert_eq!(fs::read_to_string(out.join("configurations/promotion-flows")).unwrap(), "in the way");
    let left: Vec<_> = fs::read_dir(out.join("configurations")).unwrap().collect();
    assert_eq!(left.len(), 1, "no temporary file is left");
}

#[test]
fn standard_output_that_is_full() {
    if !Path::new("/dev/full").exists() {
        eprintln!("SKIPPED: there is no /dev/full here");
        return;
    }
    let folder = project("extra.promo", "");
    let binary = assert_cmd::cargo::cargo_bin("promo");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(binary);
    let output =
        command.current_dir(folder.path()).args(["build", "--stdout"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_project_that_is_not_there() {
    let folder = TempDir::new().unwrap();
    assert_eq!(promo(folder.path(), &["check", "nothing-here"]).status.code(), Some(2));
    fs::write(folder.path().join("promo.toml"), "[output]\nrot = \"x\"\n").unwrap();
    let output = promo(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("root"));
}

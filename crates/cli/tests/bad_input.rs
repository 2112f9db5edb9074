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
fn a_manifest_that_is_not_utf8_counts_if_it_concerns_promotions() {
    let folder = project("promo.toml", "");
    let workflow = b"# caf\xe9\napiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\n";
    fs::write(folder.path().join("smoke.yaml"), workflow).unwrap();
    fs::write(folder.path().join("other.yaml"), b"# caf\xe9\napiVersion: v1\n").unwrap();
    std::os::unix::fs::symlink("nothing", folder.path().join("dangling.yaml")).unwrap();
    let problem = "this manifest can't be read, so nothing in it counts: it is not UTF-8 from here on";
    assert_eq!(check(folder.path()), [format!("smoke.yaml:1:6: warning[unreadable-manifest] {problem}")]);
    let output = promo(folder.path(), &["check", "smoke.yaml", "--deny-warnings"]);
    assert_eq!(output.status.code(), Some(1));
    fs::write(folder.path().join("promo.toml"), "[lint]\nunreadable-manifest = \"allow\"\n").unwrap();
    assert_eq!(check(folder.path()), [""; 0]);
}

/// What a build prints to standard error, which must be one array, or words without any array.
fn errors_of_json_build(folder: &Path, code: i32) -> Result<serde_json::Value, String> {
    let output = promo(folder, &["build", "--output", "json"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{said}");
    serde_json::from_str(&said).map_err(|_| said)
}

#[test]
fn standard_error_holds_one_json_array_or_none() {
    let warned =
        "/// for nobody\nextern workflow smoke\ntemplate all { priority 1  promote \"a.yaml\" $.b }\n";
    let folder = project("extra.promo", warned);
    let found = errors_of_json_build(folder.path(), 0).unwrap();
    assert!(found.as_array().is_some_and(|found| !found.is_empty()), "{found}");

    let flows = folder.path().join("resources/configurations/promotion-flows");
    fs::write(flows.join("to-qa.yaml"), "mine: true\n").unwrap();
    let said = errors_of_json_build(folder.path(), 1).unwrap_err();
    let shown = "error: `resources/configurations/promotion-flows/to-qa.yaml` can't be written: ";
    assert!(said.starts_with(shown) && !said.contains('['), "{said}");

    fs::write(folder.path().join("extra.promo"), "flow broken { dev -> nowhere }\n").unwrap();
    let found = errors_of_json_build(folder.path(), 1).unwrap();
    assert_eq!(found[0]["rule"], "unknown-environment");

    let empty = TempDir::new().unwrap();
    assert_eq!(errors_of_json_build(empty.path(), 0), Ok(serde_json::json!([])));
}

#[test]
fn fmt_takes_sources_only() {
    let folder = project("manifest.yaml", "kind: Other\n");
    fs::write(folder.path().join("promo.toml"), "").unwrap();
    fs::write(folder.path().join("notes.txt"), "").unwrap();
    for name in ["manifest.yaml", "promo.toml", "notes.txt"] {
        let output = promo(folder.path(), &["fmt", name]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.starts_with(&format!("error: `{name}` is no source of the project ")), "{said}");
    }
    assert_eq!(promo(folder.path(), &["fmt", "good.promo"]).status.code(), Some(0));
    for (name, code) in [("manifest.yaml", 0), ("promo.toml", 0), ("notes.txt", 2)] {
        assert_eq!(promo(folder.path(), &["check", name]).status.code(), Some(code), "{name}");
    }
}

#[test]
fn paths_are_shown_as_they_can_be_opened() {
    let outer = TempDir::new().unwrap();
    let shown = |folder: &str, arguments: &[&str]| {
        let output = promo(&outer.path().join(folder), arguments);
        let said = String::from_utf8(output.stdout).unwrap();
        said.lines().next().unwrap().trim().trim_start_matches("to add ").to_owned()
    };
    fs::create_dir_all(outer.path().join("project/inner")).unwrap();
    fs::create_dir_all(outer.path().join("beside")).unwrap();
    fs::write(outer.path().join("project/promo.toml"), "").unwrap();
    fs::write(outer.path().join("project/good.promo"), GOOD).unwrap();
    let manifest = "configurations/promotion-flows/to-qa.yaml";
    let absolute = outer.path().join("project").display().to_string();
    for (folder, arguments, place) in [
        ("project", &[][..], "resources"),
        ("project/inner", &[], "../resources"),
        ("", &["project"], "project/resources"),
        ("beside", &["../project"], "../project/resources"),
        ("", &[&absolute], &format!("{absolute}/resources")),
        ("", &["project", "--out", "out/deep"], "out/deep"),
        ("project", &["--out", "../out"], "../out"),
    ] {
        let arguments = [&["build", "--check"], arguments].concat();
        assert_eq!(shown(folder, &arguments), format!("{place}/{manifest}"), "{folder} {arguments:?}");
    }
}

#[test]
fn no_sources_at_all() {
    let folder = project("promo.toml", "[project]\nsources = []\n");
    let said = check(folder.path());
    assert_eq!(said.len(), 1);
    assert!(said[0].ends_with("`: `[project] sources` is empty"), "{said:?}");
    let output = promo(folder.path(), &["fmt", "good.promo"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("whose `[project] sources` are empty"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_linked_folder_is_never_written_through() {
    let outside = TempDir::new().unwrap();
    let folder = project("extra.promo", "");
    fs::create_dir_all(folder.path().join("resources/configurations")).unwrap();
    let link = folder.path().join("resources/configurations/promotion-flows");
    std::os::unix::fs::symlink(outside.path(), link).unwrap();
    fs::write(outside.path().join("theirs.yaml"), "# Generated by promo from x. Edit that file.\n").unwrap();
    let output = promo(folder.path(), &["build"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("its folder `promotion-flows` is a link"), "{said}");
    let left: Vec<_> = fs::read_dir(outside.path()).unwrap().collect();
    assert_eq!(left.len(), 1);
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
#[cfg(unix)]
fn fixes_that_cannot_be_written_are_told() {
    let folder = project("a.promo", "");
    let flow = |name: &str| format!("flow {name} {{ trigger dev  dev -> qa }}\n");
    fs::write(folder.path().join("b.promo"), flow("b")).unwrap();
    let long = format!("{}{}", flow("c"), "// A comment.\n".repeat(1000));
    fs::write(folder.path().join("c.promo"), &long).unwrap();
    fs::write(folder.path().join("d.promo"), flow("d")).unwrap();
    // No file may be longer than a few hundred bytes.
    let script = "trap '' XFSZ && ulimit -f 1 && exec \"$0\" check --fix --output concise";
    let mut command = std::process::Command::new("sh");
    let command = command.current_dir(folder.path()).args(["-c", script]);
    let output = command.arg(assert_cmd::cargo::cargo_bin("promo")).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("c.promo`: File too large"), "{told}");
    assert!(told.contains("c.promo:1:10: hint[redundant-trigger]"), "{told}");
    assert!(!told.contains("b.promo:") && !told.contains("d.promo:"), "{told}");
    assert!(told.ends_with("fixes made in 2 files, and none in `c.promo`\n"), "{told}");
    assert_eq!(fs::read_to_string(folder.path().join("c.promo")).unwrap(), long);
    for name in ["b", "d"] {
        let text = fs::read_to_string(folder.path().join(format!("{name}.promo"))).unwrap();
        assert!(!text.contains("trigger"), "{text}");
    }
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

#[test]
fn a_build_without_sources_removes_nothing() {
    let folder = project("promo.toml", "");
    assert_eq!(promo(folder.path(), &["build"]).status.code(), Some(0));
    let manifest = folder.path().join("resources/configurations/promotion-flows/to-qa.yaml");
    assert!(manifest.exists());
    fs::write(folder.path().join("promo.toml"), "[project]\nsources = [\"nothing/*.promo\"]\n").unwrap();
    for arguments in [&["build"][..], &["build", "--check"]] {
        let output = promo(folder.path(), arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("all of 1 generated manifest would be removed"), "{said}");
    }
    assert!(manifest.exists());
}

#[test]
fn a_name_as_long_as_names_can_be_is_formatted() {
    let name = format!("{}.promo", "a".repeat(245));
    let folder = project(&name, "environment   prod\n");
    assert_eq!(promo(folder.path(), &["fmt"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), "environment prod\n");
}

/// A flow of as many environments, one after the other: each has a hook that exports a key of its own, and nothing is
/// known of what that takes.
fn chain(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|number| format!("e{number}")).collect();
    let mut text = format!("environment dev, {}\n", names.join(", "));
    for number in 0..count {
        text.push_str(&format!("extern workflow w{number} {{ exports K{number} }}\n"));
    }
    text.push_str("flow f {\n  default { action commit }\n");
    text.push_str(&format!("  dev -> {}\n", names.join(" -> ")));
    for number in 0..count {
        text.push_str(&format!("  step e{number} {{ on success w{number} }}\n"));
    }
    text + "}\nproduct shop { flow f }\n"
}

#[test]
fn settings_at_many_places_of_a_huge_file() {
    // A look through the whole file for each place would hang here.
    let comment = "// nothing to see here\n".repeat(300_000);
    let folder = project("huge.promo", format!("{comment}{}", chain(1_000)));
    let output = promo(folder.path(), &["eval", "--product", "shop", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let settings: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let line = &settings["settings"][1]["action"]["origin"]["line"];
    assert_eq!(*line, 300_000 + 1 + 1_000 + 2, "{}", settings["settings"][1]);
}

#[test]
fn a_release_of_many_environments_with_many_keys() {
    let folder = project("long.promo", chain(1_000));
    let output = promo(folder.path(), &["simulate", "--product", "shop", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    // Half a million keys would be passed.
    assert!(output.stdout.len() < 10_000_000, "{}", output.stdout.len());
}

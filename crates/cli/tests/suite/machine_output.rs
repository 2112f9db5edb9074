//! What other programs get from `promo check`: valid SARIF and commands of GitHub for whatever is wrong, with paths
//! that a repository knows; and nothing at all where promo could not run.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use promo_analysis::Db;
use promo_diagnostics::{Rule, Sources, render_sarif};
use serde_json::Value;
use tempfile::TempDir;

use crate::rule_pages::failing_examples;
use crate::support::{Compiled, workspace};

fn validator() -> jsonschema::Validator {
    let path = workspace().join("crates/diagnostics/tests/sarif/sarif-schema-2.1.0.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

/// All texts of a project in memory, the manifests too.
struct AllTexts<'a>(&'a Compiled);

impl Sources for AllTexts<'_> {
    fn text(&self, file: &str) -> Option<&str> {
        self.0.database.project().text(&self.0.database, file)
    }
}

#[test]
fn whatever_a_rule_finds_is_valid_sarif() {
    let validator = validator();
    let mut count = 0;
    for rule in Rule::ALL {
        for compiled in failing_examples(*rule) {
            let sarif = render_sarif(&compiled.diagnostics, &AllTexts(&compiled), "services/shop/");
            let sarif: Value = serde_json::from_str(&sarif).unwrap();
            if let Some(error) = validator.iter_errors(&sarif).next() {
                panic!("{rule}: {error} at {}", error.instance_path());
            }
            let results = sarif["runs"][0]["results"].as_array().unwrap();
            assert_eq!(results.len(), compiled.diagnostics.len());
            let has_region = |result: &Value| !result["locations"][0]["physicalLocation"]["region"].is_null();
            assert!(results.iter().all(has_region), "{rule}");
            count += results.len();
        }
    }
    assert!(count > Rule::ALL.len(), "{count}");
}

fn promo(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_promo")).current_dir(folder).args(arguments).output().unwrap()
}

/// The results of a check as SARIF, and its exit status.
fn sarif(folder: &Path, path: &str) -> (Vec<Value>, Option<i32>) {
    let output = promo(folder, &["check", path, "--output", "sarif"]);
    let sarif: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    validator().validate(&sarif).unwrap_or_else(|error| panic!("{error}"));
    (sarif["runs"][0]["results"].as_array().unwrap().clone(), output.status.code())
}

/// The paths in the results.
fn paths(results: &[Value]) -> Vec<&str> {
    let physical = results.iter().map(|result| &result["locations"][0]["physicalLocation"]);
    physical.map(|physical| physical["artifactLocation"]["uri"].as_str().unwrap()).collect()
}

fn github(folder: &Path, path: &str) -> (String, Option<i32>) {
    let output = promo(folder, &["check", path, "--output", "github"]);
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

fn write(folder: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A project with one mistake, two folders down.
fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "the services/shop/promo.toml", "");
    write(folder.path(), "the services/shop/flows/a.promo", "environment dev\nflow f { dev -> stagin }\n");
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    folder
}

#[test]
fn paths_begin_at_the_root_of_the_repository_wherever_promo_runs() {
    let folder = project();
    fs::create_dir(folder.path().join(".git")).unwrap();
    let whole = "the%20services/shop/flows/a.promo";
    for (here, path) in [
        ("", "the services/shop"),
        ("the services/shop", "."),
        ("the services/shop/flows", "a.promo"),
        ("elsewhere", "../the services/shop"),
    ] {
        let (results, status) = sarif(&folder.path().join(here), path);
        assert_eq!((paths(&results), status), (vec![whole], Some(1)), "{here}");
        let (commands, status) = github(&folder.path().join(here), path);
        let beginning = "::error file=the services/shop/flows/a.promo,line=2,endLine=2,col=17,endColumn=23,";
        assert!(commands.starts_with(beginning) && status == Some(1), "{commands}");
    }
}

#[test]
fn without_a_repository_paths_begin_where_promo_runs_or_at_the_project() {
    let folder = project();
    for (here, path, expected) in [
        ("", "the services/shop", "the%20services/shop/flows/a.promo"),
        ("the services", "shop", "shop/flows/a.promo"),
        ("the services/shop/flows", "a.promo", "flows/a.promo"),
        ("elsewhere", "../the services/shop", "flows/a.promo"),
    ] {
        let (results, _) = sarif(&folder.path().join(here), path);
        assert_eq!(paths(&results), [expected], "{here}");
    }
}

#[test]
fn what_cannot_be_read_is_a_result() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "good.promo", "environment dev\n");
    write(folder.path(), "latin.promo", b"environment dev2\n// caf\xe9\n");
    write(folder.path(), "utf-16.promo", b"\xff\xfee\0n\0v\0");
    fs::create_dir(folder.path().join("folder.promo")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", folder.path().join("link.promo")).unwrap();
    let (results, status) = sarif(folder.path(), ".");
    assert_eq!(status, Some(1));
    assert_eq!(paths(&results), ["folder.promo", "latin.promo", "link.promo", "utf-16.promo"]);
    let region = |index: usize| &results[index]["locations"][0]["physicalLocation"]["region"];
    assert!(region(0).is_null() && region(2).is_null());
    assert_eq!(region(1)["startLine"], 2);
    assert_eq!(region(1)["startColumn"], 7);
    let (commands, status) = github(folder.path(), ".");
    assert_eq!((commands.lines().count(), status), (4, Some(1)));
    assert!(commands.lines().all(|line| line.starts_with("::error file=")), "{commands}");
}

#[test]
fn nothing_is_printed_where_promo_could_not_run() {
    let folder = project();
    write(folder.path(), "the services/shop/promo.toml", "[lnt]\n");
    for format in ["sarif", "github", "json"] {
        for path in ["the services/shop", "nowhere"] {
            let output = promo(folder.path(), &["check", path, "--output", format]);
            assert_eq!(output.status.code(), Some(2));
            assert_eq!(String::from_utf8_lossy(&output.stdout), "");
            assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: "));
        }
    }
}

#[test]
fn where_nothing_is_wrong_there_is_no_result() {
    let folder = TempDir::new().unwrap();
    assert_eq!(sarif(folder.path(), "."), (vec![], Some(0)));
    assert_eq!(github(folder.path(), "."), (String::new(), Some(0)));
}

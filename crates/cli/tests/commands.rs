//! The command line as a user sees it: each page in `tests/commands`, and the pages of the book that show
//! commands, hold what is typed and all that comes out, with the exit status. The projects of a page stand in
//! the folder beside it that ends in `.in`; where one that ends in `.out` is there too, the commands run in a
//! copy, and what they leave behind must hold those files. Knows the program only from outside.
//!
//! With `TRYCMD=overwrite` the pages are written anew; what changed is to be read before it is kept.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use promo_analysis::config::Config;
use promo_testing::Repository;

/// The current folder is one for all tests of the process: each that needs it holds this as long.
static CURRENT_FOLDER: Mutex<()> = Mutex::new(());

/// The pages that show the examples come last, from the folder of the whole repository, where their commands are
/// typed.
#[test]
fn pages_are_true() {
    let _own = CURRENT_FOLDER.lock();
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR")).unwrap();
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .case("tests/commands/*.md")
        .case("tests/commands/*.toml")
        .case("../../docs/ci.md")
        .case("../../docs/command-line.md")
        .case("../../docs/configuration.md")
        .case("../../docs/from-manifest-to-source.md")
        .case("../../docs/machine-formats.md")
        .case("../../docs/yaml.md");
    std::env::set_current_dir(workspace()).unwrap();
    trycmd::TestCases::new().env("NO_COLOR", "1").case("README.md").case("docs/releases.md");
}

/// The page about differences is run in a repository that holds what it shows: its first project is committed, and its
/// second one lies there.
#[test]
fn the_page_about_differences_is_true() {
    let page = read("docs/diff.md");
    let mut blocks = page.split("```promo\n").skip(1).map(|rest| rest.split_once("```").unwrap().0);
    let (before, after) = (blocks.next().unwrap(), blocks.next().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("delivery.promo");
    std::fs::write(&source, before).unwrap();
    Repository::init(folder.path(), &[]).commit("before");
    std::fs::write(&source, after).unwrap();
    let (_, shown) = page.split_once("```console\n").unwrap();
    let shown = shown.split_once("\n\n```").unwrap().0;
    assert!(read("README.md").contains(shown), "README.md shows something else than docs/diff.md");
    let page = workspace().canonicalize().unwrap().join("docs/diff.md");
    let _own = CURRENT_FOLDER.lock();
    std::env::set_current_dir(folder.path()).unwrap();
    trycmd::TestCases::new().env("NO_COLOR", "1").case(page);
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(workspace().join(path)).unwrap()
}

#[test]
fn the_readme_shows_an_example_and_what_it_becomes() {
    let mut build = Command::new(env!("CARGO_BIN_EXE_promo"));
    let build = build.args(["build", "--stdout", "examples/quickstart"]).current_dir(workspace());
    let manifests = String::from_utf8(build.output().unwrap().stdout).unwrap();
    let readme = read("README.md");
    let source = read("examples/quickstart/delivery.promo");
    assert!(readme.contains(&format!("```promo\n{source}```\n")), "the source in README.md is another");
    assert!(
        readme.contains(&format!("```yaml\n{manifests}```\n")),
        "the YAML in README.md is not\n{manifests}"
    );
}

#[test]
fn what_is_printed_for_programs_is_as_its_schema_says() {
    let shop = ["--product", "storefront", "--revision", "main"];
    for (name, arguments) in [
        ("eval", vec!["--product", "checkout"]),
        ("simulate", shop.to_vec()),
        ("simulate", [&shop[..], &["--fail", "prod-eu"]].concat()),
        ("simulate", vec!["--product", "storefront"]),
    ] {
        let schema = json(&["schema", name]);
        let result = json(&[&[name, "examples/shop", "--json"], &arguments[..]].concat());
        jsonschema::validate(&schema, &result).unwrap();
    }
}

#[test]
fn where_fields_come_from_is_as_its_schema_says() {
    let schema = json(&["schema", "where"]);
    for field in ["spec.steps[0]", "spec.triggerEnvironment", "spec.steps[1].hooks.onStart", "kind"] {
        let asked = ["where", "PromotionFlow/to-eu-north", field, "--project", "examples/patterns", "--json"];
        jsonschema::validate(&schema, &json(&asked)).unwrap();
    }
    let folder = tempfile::TempDir::new().unwrap();
    let mut build = Command::new(env!("CARGO_BIN_EXE_promo"));
    build.args(["build", "examples/patterns", "--source-map", "--out"]).arg(folder.path());
    assert!(build.current_dir(workspace()).output().unwrap().status.success());
    let map = std::fs::read_to_string(folder.path().join("promo-source-map.json")).unwrap();
    let map: serde_json::Value = serde_json::from_str(&map).unwrap();
    jsonschema::validate(&json(&["schema", "source-map"]), &map).unwrap();
    for manifest in map["manifests"].as_array().unwrap() {
        assert!(folder.path().join(manifest["file"].as_str().unwrap()).is_file());
    }
}

#[test]
fn the_book_shows_how_a_source_map_begins() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut build = Command::new(env!("CARGO_BIN_EXE_promo"));
    build.args(["build", "docs/machine-formats.in/mapped", "--source-map", "--out"]).arg(folder.path());
    assert!(build.current_dir(workspace()).output().unwrap().status.success());
    let map = std::fs::read_to_string(folder.path().join("promo-source-map.json")).unwrap();
    let map = map.replace("\"file\":\"configurations", "\"file\":\"resources/configurations");
    let beginning: Vec<&str> = map.lines().take(3).collect();
    let page = read("docs/machine-formats.md");
    assert!(page.contains(&format!("```json\n{}\n```", beginning.join("\n"))), "{beginning:#?}");
}

fn json(arguments: &[&str]) -> serde_json::Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_promo"));
    let output = command.args(arguments).current_dir(workspace()).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_defaults_in_the_book_are_the_defaults() {
    let page = read("docs/configuration.md");
    let (_, block) = page.split_once("```toml\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    assert_eq!(promo_project::parse_config(block), Ok(Config::default()));
}

//! The command line as a user sees it: each page in `tests/commands`, and the pages of the book that show
//! commands, hold what is typed and all that comes out, with the exit status. The projects of a page stand in
//! the folder beside it that ends in `.in`; where one that ends in `.out` is there too, the commands run in a
//! copy, and what they leave behind must hold those files. Knows the program only from outside.
//!
//! With `TRYCMD=overwrite` the pages are written anew; what changed is to be read before it is kept.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::path::{Path, PathBuf};
use std::process::Command;

use promo_analysis::config::Config;

#[test]
fn pages_are_true() {
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .case("tests/commands/*.md")
        .case("tests/commands/*.toml")
        .case("../../docs/command-line.md")
        .case("../../docs/configuration.md")
        .case("../../docs/machine-formats.md")
        .case("../../docs/yaml.md");
}

/// The pages that show the examples are run where their commands are typed: in the folder of the whole repository.
#[test]
fn pages_about_the_examples_are_true() {
    std::env::set_current_dir(workspace()).unwrap();
    trycmd::TestCases::new().env("NO_COLOR", "1").case("README.md").case("docs/releases.md");
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

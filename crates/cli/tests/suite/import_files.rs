//! `promo import` on the disk: what it reads, where it writes, what it removes; and that nothing is ever lost.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

use crate::same::canonical;
use crate::support::{Told, files, promo};

fn product(name: &str) -> String {
    format!("apiVersion: codefresh.io/v1beta1\nkind: Product\nmetadata:\n  name: {name}\n")
}

const FLOW: &str = "apiVersion: codefresh.io/v1beta1\nkind: PromotionFlow\nmetadata:\n  name: to-qa\nspec:\n  \
                    triggerEnvironment: dev\n  steps:\n    - environment: qa\n      dependsOn: [dev]\n";

const BAD: &str =
    "apiVersion: codefresh.io/v1beta1\nkind: PromotionFlow\nmetadata:\n  name: bad\nspec:\n  steps: []\n";

/// A folder with some files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn import(folder: &Path, arguments: &[&str]) -> Told {
    promo(folder, &[&["import"], arguments].concat())
}

/// The files of a folder, by path.
fn listed(folder: &Path) -> Vec<String> {
    let all = ["promo", "yaml", "yml", "toml", "tmp"].map(|ending| files(folder, ending)).concat();
    let mut all: Vec<String> =
        all.iter().map(|path| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned()).collect();
    all.sort();
    all
}

#[test]
fn a_repository_moves_to_promo_and_builds_what_it_had() {
    let folder = folder(&[
        ("resources/configurations/products/loans.yaml", &product("loans")),
        (
            "resources/configurations/promotion-flows/flows.yaml",
            &format!("{FLOW}---\n{}", FLOW.replace("to-qa", "two")),
        ),
        ("resources/control-planes/app.yaml", "kind: Application\n"),
    ]);
    let originals: Vec<Value> = [product("loans"), FLOW.to_owned(), FLOW.replace("to-qa", "two")]
        .iter()
        .map(|text| canonical(&serde_yaml::from_str(text).unwrap()))
        .collect();
    let told = import(folder.path(), &["resources", "--replace"]);
    assert_eq!((told.code, told.error.as_str()), (0, ""), "{}", told.out);
    assert_eq!(
        listed(folder.path()),
        [
            "environments.promo",
            "flows.promo",
            "products/loans.promo",
            "promo.toml",
            "resources/control-planes/app.yaml"
        ]
    );
    for command in [&["check"][..], &["fmt", "--check"], &["build"]] {
        let told = promo(folder.path(), command);
        assert_eq!(told.code, 0, "{}", told.error);
    }
    let built = files(&folder.path().join("resources/configurations"), "yaml");
    let read = |path: &std::path::PathBuf| -> Value {
        canonical(&serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap())
    };
    let built: Vec<Value> = built.iter().map(read).collect();
    assert_eq!(built.len(), 3);
    assert!(originals.iter().all(|original| built.contains(original)), "{built:#?}");
    let again = import(folder.path(), &["resources"]);
    assert!(again.error.contains("3 files that promo generated were passed over"), "{}", again.error);
}

#[test]
fn what_has_something_else_in_it_is_kept() {
    let two = format!("{FLOW}---\n{BAD}");
    let other = format!("{}---\nkind: Other\n", product("other"));
    let unread = format!("{}---\na: [\n", product("unread"));
    let files =
        [("good.yaml", product("good")), ("two.yaml", two), ("other.yaml", other), ("unread.yaml", unread)];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let folder = folder(&files);
    let told = import(folder.path(), &[".", "--replace"]);
    assert_eq!(told.code, 1, "{}", told.error);
    assert!(told.out.contains("  removed ./good.yaml\n"), "{}", told.out);
    let kept = [("two.yaml", &*format!("---\n{BAD}")), ("other.yaml", "---\nkind: Other\n"), files[3]];
    for (path, text) in kept {
        assert_eq!(fs::read_to_string(folder.path().join(path)).unwrap(), *text);
        assert!(!told.out.contains(&format!("removed ./{path}")), "{}", told.out);
    }
}

#[test]
fn a_file_in_the_way_stops_all() {
    for (path, reason) in [
        ("products/a.promo", "it is there already"),
        ("products", "a file stands where one of its folders should be"),
        ("environments.promo/x.txt", "it is there already"),
    ] {
        let folder = folder(&[("yaml/a.yaml", &product("a")), ("yaml/b.yaml", FLOW)]);
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "mine").unwrap();
        // It is no source of the project, so that no other name is taken for its sake.
        fs::write(folder.path().join("promo.toml"), "[project]\nsources = [\"*/new/*.promo\"]\n").unwrap();
        let before = listed(folder.path());
        let told = import(folder.path(), &["yaml", "--replace"]);
        assert_eq!(told.code, 2, "{}", told.out);
        assert!(told.error.contains(reason) && told.error.contains("nothing was written"), "{}", told.error);
        assert_eq!(listed(folder.path()), before);
        assert_eq!(fs::read_to_string(path).unwrap(), "mine");
    }
}

#[test]
fn a_source_in_the_way_gets_a_neighbour() {
    let folder = folder(&[("yaml/a.yaml", &product("a")), ("products/a.promo", "environment dev\n")]);
    let told = import(folder.path(), &["yaml"]);
    assert_eq!(told.code, 0, "{}", told.error);
    assert_eq!(fs::read_to_string(folder.path().join("products/a.promo")).unwrap(), "environment dev\n");
    assert_eq!(fs::read_to_string(folder.path().join("products/a-2.promo")).unwrap(), "product a {}\n");
}

#[cfg(unix)]
#[test]
fn links_are_not_written_through_and_not_removed() {
    let folder = folder(&[("yaml/a.yaml", &product("a")), ("out/x.txt", "")]);
    let elsewhere = self::folder(&[("b.yaml", &product("b"))]);
    let real = elsewhere.path().join("b.yaml");
    std::os::unix::fs::symlink("out", folder.path().join("products")).unwrap();
    let told = import(folder.path(), &["yaml", "--replace"]);
    assert_eq!(told.code, 2);
    assert!(told.error.contains("its folder `products` is a link"), "{}", told.error);
    assert!(folder.path().join("yaml/a.yaml").exists());
    fs::remove_file(folder.path().join("products")).unwrap();

    std::os::unix::fs::symlink(&real, folder.path().join("yaml/link.yaml")).unwrap();
    let told = import(folder.path(), &["yaml/link.yaml", "--replace"]);
    assert_eq!(told.code, 0, "{}", told.error);
    assert!(told.out.contains("kept yaml/link.yaml: it is a link"), "{}", told.out);
    assert!(real.exists() && folder.path().join("yaml/link.yaml").exists());

    std::os::unix::fs::symlink("out", folder.path().join("there")).unwrap();
    let told = import(folder.path(), &["yaml/a.yaml", "--out", "there"]);
    assert_eq!(told.code, 0, "a folder that the user names may be a link: {}", told.error);
    assert!(folder.path().join("out/products/a.promo").exists());
}

#[test]
fn a_file_named_twice_is_one() {
    let folder = folder(&[("yaml/a.yaml", &product("a"))]);
    let absolute = folder.path().join("yaml/a.yaml");
    let told = import(
        folder.path(),
        &["yaml", "yaml/a.yaml", "./yaml/../yaml/a.yaml", absolute.to_str().unwrap(), "--stdout"],
    );
    assert_eq!((told.code, told.out.as_str(), told.error.as_str()), (0, "product a {}\n", ""));
}

#[test]
fn standard_input_is_read_once_and_never_removed() {
    let folder = folder(&[("standard input", "a file"), ("a.yaml", &product("a"))]);
    let mut command = Command::cargo_bin("promo").unwrap();
    command.current_dir(folder.path()).args(["import", "-", "a.yaml", "-", "standard input", "--replace"]);
    let told: Told = command.write_stdin(product("b")).output().unwrap().into();
    assert_eq!(told.code, 0, "{}", told.error);
    assert_eq!(fs::read_to_string(folder.path().join("standard input")).unwrap(), "a file");
    assert_eq!(listed(folder.path()), ["products/a.promo", "products/b.promo", "promo.toml"]);
}

#[test]
fn a_folder_that_is_not_there_becomes_a_project() {
    let namespaced = product("a").replace("name: a", "name: a\n  namespace: runtime");
    let folder = folder(&[("a.yaml", &namespaced), ("b.yaml", FLOW)]);
    let told = import(folder.path(), &["a.yaml", "--out", "new/deep/project"]);
    assert_eq!(told.code, 0, "{}", told.error);
    let project = folder.path().join("new/deep/project");
    assert_eq!(listed(&project), ["products/a.promo", "promo.toml"]);
    let told = promo(&project, &["build", "--stdout"]);
    assert!(told.out.contains("namespace: runtime"), "{}{}", told.out, told.error);
    let told = import(folder.path(), &["b.yaml", "--out", "new/./deep/../flows"]);
    assert_eq!(told.code, 0, "{}", told.error);
    assert_eq!(listed(&folder.path().join("new/flows")), ["environments.promo", "flows.promo", "promo.toml"]);
    let told = import(folder.path(), &["b.yaml", "--out", "nowhere/../flows"]);
    assert_eq!(told.code, 2);
    assert!(told.error.contains("goes through a folder that does not exist"), "{}", told.error);
}

#[test]
fn a_folder_in_a_project_knows_the_project() {
    let folder = folder(&[
        ("promo.toml", "[project]\nsources = [\"src/**/*.promo\"]\n"),
        ("src/names.promo", "environment dev, qa\n"),
        ("yaml/flow.yaml", FLOW),
    ]);
    for (out, is_source) in [("src/flows", true), ("elsewhere", false)] {
        let told = import(folder.path(), &["yaml", "--out", out]);
        assert_eq!(told.code, 0, "{}", told.error);
        assert_eq!(listed(&folder.path().join(out)), ["flows.promo"], "the environments are known");
        assert_eq!(told.error.contains("no sources of the project"), !is_source, "{}", told.error);
        fs::remove_dir_all(folder.path().join(out)).unwrap();
    }
    let told = import(&folder.path().join("src"), &["../yaml", "--out", "../src/./flows", "--replace"]);
    assert_eq!(told.code, 0, "{}", told.error);
    assert_eq!(promo(folder.path(), &["check"]).code, 0);
    assert!(!folder.path().join("yaml/flow.yaml").exists());
}

#[test]
fn a_project_with_errors_takes_sources_too() {
    let folder = folder(&[
        ("broken.promo", "flow broken {\n  dev ->\n"),
        ("names.promo", "environment dev\nflow wrong { dev -> nowhere }\n"),
        ("yaml/flow.yaml", FLOW),
    ]);
    let told = import(folder.path(), &["yaml", "--replace"]);
    assert_eq!(told.code, 0, "{}", told.error);
    assert_eq!(fs::read_to_string(folder.path().join("environments.promo")).unwrap(), "environment qa\n");
    let unusable = promo(folder.path(), &["check"]);
    assert!(!unusable.error.contains("to-qa"), "{}", unusable.error);
    fs::write(folder.path().join("promo.toml"), "[output]\nrot = 1\n").unwrap();
    fs::write(folder.path().join("b.yaml"), product("b")).unwrap();
    let told = import(folder.path(), &["b.yaml", "--replace"]);
    assert_eq!(told.code, 2);
    assert!(folder.path().join("b.yaml").exists() && !folder.path().join("products").exists());
}

#[test]
fn what_can_not_be_read_is_told_and_the_rest_imported() {
    let folder = folder(&[("good.yaml", &product("good")), ("folder.yaml/inner.yml", &product("inner"))]);
    fs::write(folder.path().join("bad.yaml"), b"apiVersion: codefresh.io/v1beta1\nkind: Product\n# \xff\n")
        .unwrap();
    fs::write(folder.path().join("big.yaml"), "# x\n".repeat(9_000_000)).unwrap();
    fs::write(folder.path().join(".hidden.yaml"), product("hidden")).unwrap();
    fs::write(folder.path().join(".gitignore"), "ignored.yaml\n").unwrap();
    fs::write(folder.path().join("ignored.yaml"), product("ignored")).unwrap();
    fs::write(folder.path().join("notes.txt"), product("notes")).unwrap();
    let told = import(folder.path(), &[".", "--stdout"]);
    assert_eq!(
        (told.code, told.out.as_str()),
        (1, "product good {}\n\nproduct inner {}\n"),
        "{}",
        told.error
    );
    assert!(told.error.contains("`./bad.yaml` can't be read: it is not UTF-8"), "{}", told.error);
    assert!(told.error.contains("`./big.yaml` can't be read: "), "{}", told.error);
    let told = import(folder.path(), &["notes.txt", ".hidden.yaml", "ignored.yaml", "--stdout"]);
    assert_eq!(told.code, 0, "a file that is named is read whatever it is called");
    assert_eq!(told.out.lines().filter(|line| line.starts_with("product")).count(), 3);
    for path in ["nothing-here", "good.yaml/inner"] {
        let told = import(folder.path(), &[path]);
        assert_eq!(told.code, 2, "{}", told.error);
        assert!(told.error.contains(path), "{}", told.error);
    }
}

#[test]
fn a_target_that_refuses_loses_nothing() {
    let folder = folder(&[("a.yaml", &product("a")), ("b.yaml", FLOW)]);
    for out in ["a.yaml/out", "/proc/promo-import-test"] {
        let told = import(folder.path(), &[".", "--out", out, "--replace"]);
        assert_eq!(told.code, 2, "{out}: {} {}", told.out, told.error);
        assert_eq!(listed(folder.path()), ["a.yaml", "b.yaml"]);
    }
}

#[test]
fn nothing_to_import() {
    let folder = folder(&[("a.yaml", "kind: Other\n"), ("empty.yaml", "")]);
    let told = import(folder.path(), &["."]);
    assert_eq!(told.code, 0);
    assert!(told.error.contains("there is nothing to import"), "{}", told.error);
    assert_eq!(listed(folder.path()), ["a.yaml", "empty.yaml"]);
    assert_eq!(import(folder.path(), &[]).code, 2);
    assert_eq!(import(folder.path(), &[".", "--stdout", "--replace"]).code, 2);
}

#[test]
fn fixes_are_made_for_the_sources_and_not_in_the_files() {
    let text = FLOW.replace("dependsOn", "dependOn");
    let folder = folder(&[("a.yaml", &text)]);
    let told = import(folder.path(), &["a.yaml"]);
    assert_eq!(told.code, 1);
    assert!(told.error.contains("`--fix` does it for you: rename it to `dependsOn`"), "{}", told.error);
    let told = import(folder.path(), &["a.yaml", "--fix", "--out", "new"]);
    assert_eq!((told.code, fs::read_to_string(folder.path().join("a.yaml")).unwrap()), (0, text.clone()));
    assert!(told.error.starts_with("a.yaml:9: `dependOn` is no field of"), "{}", told.error);
    let told = import(folder.path(), &["a.yaml", "--fix", "--replace", "--out", "newer"]);
    assert_eq!(told.code, 0, "{}", told.error);
    assert!(!folder.path().join("a.yaml").exists());
}

#[test]
fn one_line_of_ten_megabytes_is_not_printed() {
    let text = format!("{}spec: {{concurrency: {}}}\n", product("a"), "x".repeat(10_000_000));
    let folder = folder(&[("a.yaml", &text)]);
    let told = import(folder.path(), &["a.yaml"]);
    assert_eq!(told.code, 1);
    assert!(told.error.len() < 10_000, "{}", told.error.len());
}

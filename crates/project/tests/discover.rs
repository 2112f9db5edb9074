//! Where a project begins.
#![allow(clippy::disallowed_methods)]

mod support;

use std::path::Path;

use promo_project::discover;
use support::Folder;

#[test]
fn the_nearest_configured_folder_above_is_the_project() {
    let folder = Folder::with(&[("promo.toml", ""), ("a/b/c.promo", ""), ("a/inner/promo.toml", "")]);
    for (path, root, config) in [
        ("", "", "promo.toml"),
        ("promo.toml", "", "promo.toml"),
        ("a/b/c.promo", "", "promo.toml"),
        ("a/b", "", "promo.toml"),
        ("a/inner", "a/inner", "a/inner/promo.toml"),
        ("a/inner/../b/./c.promo", "", "promo.toml"),
    ] {
        let location = discover(&folder.path(path)).expect("a path that is there");
        let canonical = |path: &Path| path.canonicalize().expect("a path that is there");
        assert_eq!(canonical(&location.root), canonical(&folder.path(root)), "{path}");
        let found = location.config.as_deref().map(canonical);
        assert_eq!(found, Some(canonical(&folder.path(config))), "{path}");
        assert!(location.root.is_absolute());
    }
}

#[test]
fn without_configuration_the_folder_is_the_project() {
    let folder = Folder::with(&[("a/c.promo", "")]);
    for (path, root) in [("", ""), ("a", "a"), ("a/c.promo", "a")] {
        let location = discover(&folder.path(path)).expect("a path that is there");
        assert_eq!((location.root, location.config), (folder.path(root), None), "{path}");
    }
}

#[test]
fn configuration_that_is_a_folder_is_not_passed_over() {
    let folder = Folder::with(&[("promo.toml/x", "")]);
    let location = discover(&folder.path("")).expect("a path that is there");
    assert_eq!(location.config, Some(folder.path("promo.toml")));
    assert!(promo_project::load(&location, None).is_err());
}

#[test]
fn a_path_that_does_not_exist_is_an_error() {
    let folder = Folder::with(&[("a.promo", "")]);
    for path in ["b.promo", "b/c", "a.promo/b"] {
        let path = folder.path(path);
        let error = discover(&path).expect_err("nothing is there");
        assert!(error.to_string().starts_with(&format!("`{}` ", path.display())), "{error}");
    }
    let error = discover(Path::new("surely-not-here")).expect_err("nothing is there");
    assert_eq!(error.to_string(), "`surely-not-here` does not exist");
}

//! `promo import --reconcile` in a Git repository: what was changed in a source and not built is no edit of a manifest.

use std::fs;
use std::path::Path;

use promo_testing::Repository;

use crate::support::{Told, promo};

const FLOW: &str = "resources/configurations/promotion-flows/f.yaml";

const SOURCE: &str = "environment dev, qa

extern workflow smoke, load

flow f {
  timeout 3h
  dev -> qa
  step qa { action pr  post smoke }
}
";

fn replace(folder: &Path, path: &str, from: &str, to: &str) {
    let path = folder.join(path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replace(from, to)).unwrap();
}

fn source(folder: &Path) -> String {
    fs::read_to_string(folder.join("f.promo")).unwrap()
}

/// A project that is built and committed.
fn repository(folder: &Path) -> Repository {
    fs::write(folder.join("f.promo"), SOURCE).unwrap();
    let repository = Repository::init(folder, &[]);
    assert_eq!(promo(folder, &["build"]).code, 0);
    repository.commit("built");
    repository
}

fn reconcile(folder: &Path) -> Told {
    promo(folder, &["import", "--reconcile"])
}

#[test]
fn a_source_that_was_not_built_again_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let repository = repository(folder);
    replace(folder, "f.promo", "3h", "5h");
    let now = source(folder);
    for is_committed in [false, true] {
        if is_committed {
            repository.commit("longer");
        }
        let told = reconcile(folder);
        assert_eq!((told.code, told.out.as_str()), (0, ""), "{}", told.error);
        assert!(
            told.error.contains(&format!("`{FLOW}` was not edited: its source was changed since ")),
            "{}",
            told.error
        );
        assert_eq!(source(folder), now);
    }
}

#[test]
fn what_was_changed_on_both_sides_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let repository = repository(folder);
    replace(folder, "f.promo", "3h", "5h");
    replace(folder, FLOW, "postAction: smoke", "postAction: load");
    let now = source(folder);
    for is_committed in [false, true] {
        if is_committed {
            repository.commit("both");
        }
        let told = reconcile(folder);
        assert_eq!(told.code, 1, "{}{}", told.out, told.error);
        assert!(told.error.contains("its source was changed too"), "{}", told.error);
        assert_eq!(source(folder), now);
    }
}

#[test]
fn an_edit_that_is_committed_is_carried_over_and_one_after_another() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let repository = repository(folder);
    replace(folder, FLOW, "postAction: smoke", "postAction: load");
    repository.commit("edited by a UI");
    let told = reconcile(folder);
    assert_eq!(told.code, 0, "{}", told.error);
    assert!(source(folder).contains("post load"), "{}", told.out);
    replace(folder, FLOW, "promotionTimeoutLimit: 180", "promotionTimeoutLimit: 240");
    let told = reconcile(folder);
    assert_eq!(told.code, 0, "{}", told.error);
    assert!(source(folder).contains("timeout 4h"), "{}", told.out);
    assert!(source(folder).contains("post load"), "{}", told.out);
}

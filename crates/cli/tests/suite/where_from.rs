//! `promo where` on files that lie anywhere, and that people and tools have changed: it finds the project that made
//! them, or says that it can't.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

const SOURCE: &str = "environment dev\nenvironment prod { kind production }\n\nflow to-prod {\n  timeout 4h\n  \
                      dev -> prod\n}\n";
const OTHER: &str = "environment dev, prod\nflow to-prod { timeout 2h  dev -> prod }\n";
const FLOW: &str = "resources/configurations/promotion-flows/to-prod.yaml";

/// Two projects beside each other, the first of which was built. Neither has a `promo.toml`.
fn projects() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (project, text) in [("shop", SOURCE), ("other", OTHER)] {
        fs::create_dir(folder.path().join(project)).unwrap();
        fs::write(folder.path().join(project).join("delivery.promo"), text).unwrap();
    }
    let (code, _, _) = promo(&folder.path().join("shop"), &["build"]);
    assert_eq!(code, Some(0));
    folder
}

fn promo(here: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::cargo_bin("promo").unwrap();
    let output = command.current_dir(here).env("NO_COLOR", "1").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The line that limits the time, and where it is written, as seen from a folder.
fn line_of_timeout(here: &Path, file: &str) -> String {
    let text = fs::read_to_string(here.join(file)).unwrap();
    let line = text.lines().position(|line| line.contains("promotionTimeoutLimit")).unwrap() + 1;
    let (code, out, said) = promo(here, &["where", &format!("{file}:{line}")]);
    assert_eq!((code, said.as_str()), (Some(0), ""), "{out}");
    out.lines().next().unwrap().to_owned()
}

#[test]
fn the_project_is_that_of_the_file() {
    let folder = projects();
    let root = folder.path();
    for (here, file, place) in [
        (root.join("shop"), FLOW.to_owned(), "delivery.promo:5:11"),
        (root.to_owned(), format!("shop/{FLOW}"), "shop/delivery.promo:5:11"),
        (root.join("other"), format!("../shop/{FLOW}"), "../shop/delivery.promo:5:11"),
        (root.join("shop/resources"), FLOW["resources/".len()..].to_owned(), "../delivery.promo:5:11"),
        (
            root.join("other"),
            root.join("shop").join(FLOW).display().to_string(),
            "../shop/delivery.promo:5:11",
        ),
    ] {
        assert_eq!(line_of_timeout(&here, &file), place, "{file} in {}", here.display());
    }
}

#[test]
fn a_file_of_no_known_project_is_not_looked_for_in_another() {
    let folder = projects();
    fs::remove_file(folder.path().join("shop/delivery.promo")).unwrap();
    let other = folder.path().join("other");
    let file = format!("../shop/{FLOW}");
    let (code, out, said) = promo(&other, &["where", &file]);
    let reason = "no folder above it has a `promo.toml` or the source `delivery.promo` that it names";
    let expected =
        format!("error: it is not known which project `{file}` is of: {reason}; name it with `--project`\n");
    assert_eq!((code, out.as_str(), said.as_str()), (Some(2), "", expected.as_str()));
    let (code, out, _) = promo(&other, &["where", &file, "--project", "."]);
    assert!(code == Some(0) && out.starts_with("delivery.promo:2:6\n"), "{out}");
}

#[test]
fn a_manifest_that_lost_its_first_line_is_found() {
    let folder = projects();
    let shop = folder.path().join("shop");
    let text = fs::read_to_string(shop.join(FLOW)).unwrap();
    let (_, rest) = text.split_once('\n').unwrap();
    fs::write(shop.join(FLOW), rest).unwrap();
    let lacks = format!(
        "warning: `{FLOW}` stands where promo writes this PromotionFlow, and lacks the first line by which promo knows \
         what it wrote; see `promo import --reconcile`\n"
    );
    let (code, out, said) = promo(&shop, &["where", FLOW]);
    assert_eq!((code, said.as_str()), (Some(0), lacks.as_str()));
    assert!(out.starts_with("delivery.promo:4:6\n"), "{out}");
    fs::write(shop.join(FLOW), rest.replace("240", "480")).unwrap();
    let (code, out, said) = promo(&shop, &["where", FLOW, "spec.promotionTimeoutLimit"]);
    assert!(code == Some(0) && out.starts_with("delivery.promo:5:11\n"), "{out}");
    assert!(said.starts_with(&lacks) && said.contains("is not what the sources make now"), "{said}");

    // Anywhere else, and under any other name, it is somebody's own.
    for (path, text) in [("mine.yaml", rest.to_owned()), (FLOW, rest.replace("to-prod", "mine"))] {
        fs::write(shop.join(path), text).unwrap();
        let (code, _, said) = promo(&shop, &["where", path]);
        assert!(code == Some(2) && said.contains("is written by hand"), "{said}");
    }
}

/// As `kubectl get -o yaml` prints them.
#[test]
fn an_object_in_a_list_is_one_like_others() {
    let folder = projects();
    let shop = folder.path().join("shop");
    let text = fs::read_to_string(shop.join(FLOW)).unwrap();
    let (_, item) = text.split_once('\n').unwrap();
    let item: String = item.lines().map(|line| format!("  {line}\n")).collect();
    for kind in ["List", "PromotionFlowList"] {
        let list = format!("apiVersion: v1\nkind: {kind}\nitems:\n-{}", &item[1..]);
        fs::write(shop.join("live.txt"), list).unwrap();
        assert_eq!(line_of_timeout(&shop, "live.txt"), "delivery.promo:5:11");
    }
}

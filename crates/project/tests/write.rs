//! What writing manifests changes, and what it leaves alone.
#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::fs;

use promo_emit::GENERATED_PREFIX;
use promo_project::{OutputFile, Plan, Replacement, WriteError, plan, replace_all};
use support::Folder;

const PRODUCT: &str = "resources/configurations/products/loans.yaml";
const FLOW: &str = "resources/configurations/promotion-flows/to-prod.yaml";
const WORKFLOW: &str = "resources/control-planes/promotion-workflows/smoke.yaml";

fn generated(content: &str) -> String {
    format!("{GENERATED_PREFIX}a.promo. Edit that file, not this one.\n{content}\n")
}

fn output(path: &str, content: &str) -> OutputFile {
    OutputFile { path: path.to_owned(), text: generated(content) }
}

fn plan_for<'a>(folder: &Folder, files: &'a [OutputFile]) -> Plan<'a> {
    plan(folder.root(), "resources", files).expect("a folder that can be looked at")
}

/// The paths added, changed, unchanged, stale and blocked.
fn summary(plan: &Plan) -> [Vec<String>; 5] {
    let paths = |files: &[&OutputFile]| files.iter().map(|file| file.path.clone()).collect();
    let blocked = plan.blocked.iter().map(|blocked| blocked.path.clone()).collect();
    let changed = plan.changed.iter().map(|changed| changed.file.path.clone()).collect();
    [paths(&plan.added), changed, paths(&plan.unchanged), plan.stale.clone(), blocked]
}

fn strings(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| path.to_string()).collect()
}

#[test]
fn only_what_differs_is_written() {
    let folder = Folder::with(&[("a.promo", "")]);
    let first = [output(PRODUCT, "1"), output(FLOW, "1")];
    let planned = plan_for(&folder, &first);
    assert_eq!(summary(&planned), [strings(&[PRODUCT, FLOW]), vec![], vec![], vec![], vec![]]);
    assert!(!planned.changes_nothing());
    assert_eq!(folder.list(), ["a.promo"], "a plan writes nothing");
    planned.apply().expect("written");
    assert_eq!(folder.list(), ["a.promo", PRODUCT, FLOW]);

    let again = plan_for(&folder, &first);
    assert!(again.changes_nothing());
    again.apply().expect("written");

    let modified = |path| fs::metadata(folder.path(path)).and_then(|data| data.modified()).expect("a time");
    let before = modified(PRODUCT);
    let second = [output(PRODUCT, "1"), output(FLOW, "2"), output(WORKFLOW, "1")];
    let planned = plan_for(&folder, &second);
    let expected = [strings(&[WORKFLOW]), strings(&[FLOW]), strings(&[PRODUCT]), vec![], vec![]];
    assert_eq!(summary(&planned), expected);
    planned.apply().expect("written");
    assert_eq!(folder.list(), ["a.promo", PRODUCT, FLOW, WORKFLOW]);
    assert_eq!((folder.read(PRODUCT), folder.read(FLOW)), (generated("1"), generated("2")));
    assert_eq!(modified(PRODUCT), before, "what is unchanged is not touched");
}

#[test]
fn stale_manifests_go_and_hand_written_files_stay() {
    let old = generated("old");
    let folder = Folder::with(&[
        ("resources/configurations/products/old.yaml", &old),
        ("resources/configurations/products/deep/old.yaml", &old),
        ("resources/configurations/products/manual.yaml", "kind: Product\n"),
        ("resources/configurations/promotion-policies/old.yaml", &old),
        ("resources/elsewhere/old.yaml", &old),
        ("configurations/products/old.yaml", &old),
    ]);
    fs::create_dir_all(folder.path("resources/configurations/promotion-templates")).expect("a folder");
    let files = [output(FLOW, "1")];
    let planned = plan_for(&folder, &files);
    assert_eq!(
        planned.stale,
        [
            "resources/configurations/products/deep/old.yaml",
            "resources/configurations/products/old.yaml",
            "resources/configurations/promotion-policies/old.yaml",
        ]
    );
    planned.apply().expect("written");
    assert_eq!(
        folder.list(),
        [
            "configurations/products/old.yaml",
            "resources/configurations/products/manual.yaml",
            FLOW,
            "resources/configurations/promotion-templates/",
            "resources/elsewhere/old.yaml",
        ]
    );
}

#[test]
fn with_nothing_left_the_output_root_goes_too() {
    let folder = Folder::with(&[("a.promo", ""), (PRODUCT, &generated("1")), (WORKFLOW, &generated("1"))]);
    plan_for(&folder, &[]).apply().expect("written");
    assert_eq!(folder.list(), ["a.promo"]);
    assert!(plan_for(&folder, &[]).changes_nothing());
}

#[test]
fn the_project_itself_can_be_the_output_root() {
    let folder = Folder::with(&[("configurations/products/old.yaml", &generated("old"))]);
    let files = [output("configurations/products/new.yaml", "1")];
    plan(folder.root(), "", &files).and_then(|plan| plan.apply()).expect("written");
    assert_eq!(folder.list(), ["configurations/products/new.yaml"]);
}

#[test]
fn nothing_is_written_if_anything_is_in_the_way() {
    let folder = Folder::with(&[
        (PRODUCT, "kind: Product\n"),
        ("resources/configurations/products/old.yaml", &generated("old")),
        ("resources/configurations/promotion-flows/to-prod.yaml/file", ""),
        ("resources/control-planes", "a file"),
    ]);
    folder.write("resources/configurations/products/binary.yaml", b"\xff");
    let binary = "resources/configurations/products/binary.yaml";
    let before = folder.list();
    let files = [
        output("resources/configurations/products/new.yaml", "1"),
        output(PRODUCT, "1"),
        output(FLOW, "1"),
        output(WORKFLOW, "1"),
        output(binary, "1"),
        output("../outside.yaml", "1"),
        output("/outside.yaml", "1"),
    ];
    let planned = plan_for(&folder, &files);
    let reasons: Vec<String> = planned.blocked.iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        [
            format!("`{PRODUCT}` can't be written: a file that promo did not generate has its name"),
            format!("`{FLOW}` can't be written: a folder has its name"),
            format!("`{WORKFLOW}` can't be written: a file stands where one of its folders should be"),
            format!("`{binary}` can't be written: a file that promo did not generate has its name"),
            "`../outside.yaml` can't be written: the path leads out of the project".to_owned(),
            "`/outside.yaml` can't be written: the path leads out of the project".to_owned(),
        ]
    );
    let error = planned.apply().expect_err("blocked");
    assert_eq!(error, WriteError::Blocked(planned.blocked.clone()));
    assert_eq!(error.to_string(), reasons.join("\n"));
    assert_eq!((folder.list(), folder.read(PRODUCT)), (before, "kind: Product\n".to_owned()));
}

#[test]
fn a_hand_written_file_of_the_very_text_is_as_it_should_be() {
    let folder = Folder::with(&[(PRODUCT, "kind: Product\n")]);
    let files = [OutputFile { path: PRODUCT.to_owned(), text: "kind: Product\n".to_owned() }];
    assert!(plan_for(&folder, &files).changes_nothing());
}

#[cfg(unix)]
#[test]
fn a_link_is_in_the_way_and_its_target_is_safe() {
    let target = generated("target");
    let folder = Folder::with(&[("target.yaml", &target), ("resources/configurations/products/x", "")]);
    std::os::unix::fs::symlink(folder.path("target.yaml"), folder.path(PRODUCT)).expect("a link");
    let files = [output(PRODUCT, "1")];
    let planned = plan_for(&folder, &files);
    assert_eq!(planned.blocked.len(), 1);
    assert!(planned.apply().is_err());
    assert_eq!(folder.read("target.yaml"), target);
}

#[cfg(unix)]
#[test]
fn what_is_behind_a_linked_folder_is_safe() {
    for linked in ["resources", "resources/configurations", "resources/configurations/products"] {
        let outside = Folder::with(&[]);
        let folder = Folder::with(&[("a.promo", "")]);
        let inside = PRODUCT.strip_prefix(&format!("{linked}/")).expect("a path below the link");
        outside.write(inside, generated("theirs").as_bytes());
        let old = inside.replace("loans", "old");
        outside.write(&old, generated("old").as_bytes());
        let link = folder.path(linked);
        fs::create_dir_all(link.parent().expect("a folder")).expect("a folder");
        std::os::unix::fs::symlink(outside.root(), &link).expect("a link");
        let new = PRODUCT.replace("loans", "new");
        let files = [output(PRODUCT, "ours"), output(&new, "ours")];
        let planned = plan_for(&folder, &files);
        let reasons: Vec<String> = planned.blocked.iter().map(ToString::to_string).collect();
        let name = linked.rsplit('/').next().expect("a name");
        let reason = |path: &str| format!("`{path}` can't be written: its folder `{name}` is a link");
        assert_eq!(reasons, [reason(PRODUCT), reason(&new)]);
        assert!(planned.stale.is_empty(), "{linked}: {:?}", planned.stale);
        assert!(planned.apply().is_err());
        plan_for(&folder, &[]).apply().expect("nothing to do");
        assert_eq!(outside.list(), [inside, old.as_str()]);
        assert_eq!(outside.read(inside), generated("theirs"));
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_the_root_itself_is_followed() {
    let folder = Folder::with(&[("there/a.promo", "")]);
    std::os::unix::fs::symlink(folder.path("there"), folder.path("link")).expect("a link");
    let files = [output(PRODUCT, "1")];
    let planned = plan(&folder.path("link"), "resources", &files).expect("a plan");
    planned.apply().expect("written");
    assert_eq!(folder.read(&format!("there/{PRODUCT}")), generated("1"));
}

/// Something gets in the way after the plan was made.
#[test]
fn a_failure_leaves_what_was_there() {
    let folder = Folder::with(&[(PRODUCT, &generated("1"))]);
    let files = [output(PRODUCT, "2"), output(FLOW, "2"), output(WORKFLOW, "2")];
    let planned = plan_for(&folder, &files);
    folder.write("resources/control-planes", b"a file");
    let error = planned.apply().expect_err("a folder can't be made");
    let message = error.to_string();
    let expected = "can't create the folder `resources/control-planes/promotion-workflows`: ";
    assert!(message.starts_with(expected) && !message.contains("os error"), "{message}");
    assert_eq!(folder.list(), [PRODUCT, "resources/control-planes"]);
    assert_eq!(folder.read(PRODUCT), generated("1"));

    let files = [output(PRODUCT, "2"), output(FLOW, "2")];
    let planned = plan_for(&folder, &files);
    folder.write(FLOW, b"somebody's own");
    let error = planned.apply().expect_err("a file of somebody else's is in the way");
    assert!(error.to_string().starts_with(&format!("`{FLOW}` can't be written: ")), "{error}");
    assert_eq!(folder.read(FLOW), "somebody's own");
    let temporary = folder.list().into_iter().find(|path| path.contains(".tmp"));
    assert_eq!(temporary, None);
}

#[test]
fn many_manifests_are_written_the_same_way() {
    let folder = Folder::with(&[]);
    let path = |index| format!("resources/configurations/products/p{index}.yaml");
    let files: Vec<OutputFile> = (0..500).map(|index| output(&path(index), &index.to_string())).collect();
    plan_for(&folder, &files).apply().expect("written");
    assert!(files.iter().all(|file| folder.read(&file.path) == file.text));
    assert_eq!(folder.list().len(), files.len());
    assert!(plan_for(&folder, &files).changes_nothing());
    let planned = plan_for(&folder, &files[..100]);
    assert_eq!((planned.unchanged.len(), planned.stale.len()), (100, 400));
    planned.apply().expect("written");
    assert_eq!(folder.list().len(), 100);
}

#[test]
fn what_promo_wrote_is_known_whatever_became_of_it() {
    let huge = generated(&"x".repeat(33 << 20));
    let unreadable = [generated("1").as_bytes(), b"\xff"].concat();
    let windows = format!("\u{feff}{}", generated("1").replace('\n', "\r\n"));
    let folder = Folder::with(&[(PRODUCT, &huge), (WORKFLOW, &windows)]);
    folder.write(FLOW, &unreadable);
    let files = [output(PRODUCT, "1"), output(FLOW, "1"), output(WORKFLOW, "1")];
    let planned = plan_for(&folder, &files);
    assert_eq!(summary(&planned), [vec![], strings(&[PRODUCT, FLOW]), strings(&[WORKFLOW]), vec![], vec![]]);
    planned.apply().expect("written");
    assert_eq!((folder.read(PRODUCT), folder.read(FLOW)), (generated("1"), generated("1")));
    assert_eq!(folder.read(WORKFLOW), windows, "what is unchanged is not touched");
    let files = [OutputFile { path: PRODUCT.to_owned(), text: huge.clone() }];
    folder.write(PRODUCT, huge.as_bytes());
    assert_eq!(plan_for(&folder, &files).unchanged.len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_what_was_there() {
    let folder = Folder::with(&[]);
    let Some(_disk) = SmallDisk::mount(&folder) else {
        eprintln!("SKIPPED: no file system can be mounted here");
        return;
    };
    let small = [output(PRODUCT, "1")];
    plan_for(&folder, &small).apply().expect("written");
    let large = [output(PRODUCT, "2"), output(FLOW, &"x".repeat(400_000))];
    let error = plan_for(&folder, &large).apply().expect_err("no room");
    assert_eq!(error.to_string(), format!("can't write `{FLOW}`: No space left on device"));
    assert_eq!((folder.list(), folder.read(PRODUCT)), (strings(&[PRODUCT]), generated("1")));
}

/// A file system of 128 kB in a folder.
#[cfg(target_os = "linux")]
struct SmallDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    /// Only the superuser may.
    fn mount(folder: &Folder) -> Option<SmallDisk> {
        let mut mount = std::process::Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", "size=128k", "tmpfs"]).arg(folder.root()).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| SmallDisk(folder.root().to_owned()))
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn several_texts_are_replaced_all_or_none() {
    let folder = Folder::with(&[("a.promo", "a"), ("b/b.promo", "b")]);
    let replacement = |path: &str, before: &'static str, after: &'static str| Replacement {
        path: folder.path(path),
        before,
        after,
    };
    let text = |path: &str| fs::read_to_string(folder.path(path)).expect("a text");
    let both = [replacement("a.promo", "a", "A"), replacement("b/b.promo", "b", "B")];

    // A folder stands where the second would be written beside its place.
    let in_the_way = folder.path(&format!("b/.promo-{}-1.tmp", std::process::id()));
    fs::create_dir(&in_the_way).expect("a folder");
    assert!(replace_all(&both).is_err());
    assert_eq!((text("a.promo"), text("b/b.promo")), ("a".to_owned(), "b".to_owned()));
    fs::remove_dir(&in_the_way).expect("removed");
    assert_eq!(folder.list(), ["a.promo", "b/b.promo"], "nothing is left beside them");

    assert_eq!(replace_all(&both), Ok(None));
    assert_eq!((text("a.promo"), text("b/b.promo")), ("A".to_owned(), "B".to_owned()));

    // The first is not as it was, by now.
    let again = [replacement("b/b.promo", "B", "c"), replacement("a.promo", "a", "c")];
    assert_eq!(replace_all(&again), Ok(Some(folder.path("a.promo"))));
    assert_eq!((text("a.promo"), text("b/b.promo")), ("A".to_owned(), "B".to_owned()));
}

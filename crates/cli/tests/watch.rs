//! `promo build --watch`, as somebody uses it who edits files: every wait is for something to come, with an end.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]
#![allow(clippy::disallowed_methods)]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Nothing may take longer.
const PATIENCE: Duration = Duration::from_secs(20);

const FLOW: &str = "flow to-qa { dev -> qa  step qa { action commit } }\n";

/// A watching build.
struct Watching {
    child: Child,
    /// What it prints, line by line.
    lines: Receiver<String>,
    folder: TempDir,
}

impl Watching {
    fn start(arguments: &[&str]) -> Watching {
        let folder = TempDir::new().unwrap();
        write(&folder.path().join("project/promo.toml"), "");
        write(&folder.path().join("project/environments.promo"), "environment dev, qa, prod\n");
        write(&folder.path().join("project/flows/to-qa.promo"), FLOW);
        let mut command = Command::new(env!("CARGO_BIN_EXE_promo"));
        command.args(["build", "--watch", "project"]).args(arguments).current_dir(folder.path());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                let lines = BufReader::new(stream).lines();
                lines.map_while(Result::ok).for_each(|line| drop(sender.send(line)));
            });
        }
        let watching = Watching { child, lines, folder };
        watching.until_all(&["watching ", "up to date"]);
        watching
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("project").join(path)
    }

    fn flow(&self) -> PathBuf {
        self.path("resources/configurations/promotion-flows/to-qa.yaml")
    }

    /// The lines up to one that has something in it.
    fn until(&self, part: &str) -> Vec<String> {
        self.until_one_of(&[part])
    }

    /// The lines up to one that has one of some parts in it.
    fn until_one_of(&self, parts: &[&str]) -> Vec<String> {
        let end = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            let is_last = parts.iter().any(|part| line.contains(part));
            seen.push(line);
            if is_last {
                return seen;
            }
        }
        panic!("none of {parts:?} was printed, but {seen:#?}");
    }

    /// Waits for lines with some parts in them, in any order: they come from two streams.
    fn until_all(&self, parts: &[&str]) {
        let mut missing = parts.to_vec();
        while !missing.is_empty() {
            let seen = self.until_one_of(&missing);
            missing.retain(|part| !seen.iter().any(|line| line.contains(part)));
        }
    }

    /// Waits until a file is as it should be.
    fn until_file(&self, path: &Path, is_right: impl Fn(Option<&str>) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            let text = fs::read_to_string(path).ok();
            if is_right(text.as_deref()) {
                return;
            }
            assert!(Instant::now() < end, "{} is {text:?}", path.display());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn until_flow_says(&self, part: &str) {
        self.until_file(&self.flow(), |text| text.is_some_and(|text| text.contains(part)));
    }

    /// Ends it as Ctrl-C does.
    fn end(mut self) {
        let interrupted = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(interrupted.unwrap().success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // It has ended already unless the test failed.
        let _ = self.child.kill();
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn what_changes_is_built_again() {
    let watching = Watching::start(&[]);
    watching.until_flow_says("action: commit");

    write(&watching.path("flows/to-qa.promo"), &FLOW.replace("commit", "pr"));
    watching.until_flow_says("action: pr");
    watching.until_all(&["changed: flows/to-qa.promo", "0 added, 1 changed, 0 removed, 0 up to date"]);

    // Errors are reported, and it goes on.
    write(&watching.path("flows/to-qa.promo"), &FLOW.replace("commit", "comit"));
    watching.until("error[type-mismatch]");
    write(&watching.path("flows/to-qa.promo"), FLOW);
    watching.until_flow_says("action: commit");

    // Many editors write beside the file, and rename.
    let temporary = watching.path("flows/.to-qa.promo.swp");
    write(&temporary, &FLOW.replace("commit", "none"));
    fs::rename(&temporary, watching.path("flows/to-qa.promo")).unwrap();
    watching.until_flow_says("action: none");

    // Configuration counts, too, and so do mistakes in it.
    write(&watching.path("promo.toml"), "[output]\nnamespce = \"x\"\n");
    watching.until("unknown key `namespce`");
    write(&watching.path("promo.toml"), "[output]\nnamespace = \"promotions\"\n");
    watching.until_flow_says("namespace: promotions");
    watching.end();
}

#[test]
fn files_come_and_go() {
    let watching = Watching::start(&["--source-map"]);
    write(&watching.path("new/folder/more.promo"), "flow to-prod { dev -> prod }\n");
    let more = watching.path("resources/configurations/promotion-flows/to-prod.yaml");
    watching.until_file(&more, |text| text.is_some());
    let map = watching.path("promo-source-map.json");
    watching.until_file(&map, |text| text.is_some_and(|text| text.contains("new/folder/more.promo")));
    fs::remove_dir_all(watching.path("new")).unwrap();
    watching.until_file(&more, |text| text.is_none());
    write(&watching.path("new/folder/more.promo"), "flow to-prod { dev -> qa -> prod }\n");
    watching.until_file(&more, |text| text.is_some_and(|text| text.contains("environment: qa")));

    // A hand-written manifest that names the same is an error, as long as it is there.
    let manifest = "apiVersion: codefresh.io/v1beta1\nkind: PromotionFlow\nmetadata: {name: to-qa}\n\
                    spec: {triggerEnvironment: dev}\n";
    write(&watching.path("by-hand/flow.yaml"), manifest);
    watching.until("error[duplicate-declaration]");
    fs::remove_file(watching.path("by-hand/flow.yaml")).unwrap();
    watching.until("up to date");
    watching.end();
}

#[test]
fn what_somebody_does_to_a_manifest_is_undone() {
    let watching = Watching::start(&[]);
    let text = fs::read_to_string(watching.flow()).unwrap();
    write(&watching.flow(), &format!("{text}# mine\n"));
    watching.until_file(&watching.flow(), |now| now == Some(&text));
    watching.until("was edited by hand, and is overwritten");
    fs::remove_dir_all(watching.path("resources")).unwrap();
    watching.until_file(&watching.flow(), |now| now == Some(&text));
    watching.until("1 added, 0 changed, 0 removed, 0 up to date");
    watching.end();
}

#[test]
fn the_whole_project_may_go_and_come_again() {
    let watching = Watching::start(&[]);
    let project = watching.folder.path().join("project");
    fs::remove_dir_all(&project).unwrap();
    watching.until("can't be read");
    write(&project.join("environments.promo"), "environment dev, qa\n");
    write(&project.join("flows/to-qa.promo"), &FLOW.replace("commit", "pr"));
    watching.until_flow_says("action: pr");
    write(&project.join("flows/to-qa.promo"), FLOW);
    watching.until_flow_says("action: commit");
    watching.end();
}

#[test]
fn nothing_is_said_of_what_does_not_matter() {
    let watching = Watching::start(&[]);
    fs::create_dir_all(watching.path(".git")).unwrap();
    write(&watching.path(".git/index"), "x");
    write(&watching.path("notes.txt"), "x");
    fs::create_dir_all(watching.path("empty")).unwrap();
    write(&watching.path("flows/to-qa.promo"), FLOW);
    write(&watching.path("flows/to-qa.promo"), &FLOW.replace("commit", "pr"));
    let said = watching.until("up to date");
    let counts: Vec<&String> = said.iter().filter(|line| line.contains("up to date")).collect();
    assert_eq!(counts, ["0 added, 1 changed, 0 removed, 0 up to date"], "{said:#?}");
    watching.end();
}

#[test]
fn manifests_elsewhere_are_watched_too() {
    let watching = Watching::start(&["--out", "elsewhere"]);
    let flow = watching.folder.path().join("elsewhere/configurations/promotion-flows/to-qa.yaml");
    watching.until_file(&flow, |text| text.is_some());
    fs::remove_file(&flow).unwrap();
    watching.until_file(&flow, |text| text.is_some());
    watching.end();
}

#[test]
fn what_links_lead_to_is_watched_too() {
    let watching = Watching::start(&[]);
    let elsewhere = watching.folder.path().join("elsewhere");
    write(&elsewhere.join("shared.txt"), &FLOW.replace("to-qa", "shared"));
    std::os::unix::fs::symlink(elsewhere.join("shared.txt"), watching.path("shared.promo")).unwrap();
    let shared = watching.path("resources/configurations/promotion-flows/shared.yaml");
    watching.until_file(&shared, |text| text.is_some_and(|text| text.contains("action: commit")));

    let temporary = elsewhere.join("new");
    write(&temporary, &FLOW.replace("to-qa", "shared").replace("commit", "pr"));
    fs::rename(&temporary, elsewhere.join("shared.txt")).unwrap();
    watching.until_file(&shared, |text| text.is_some_and(|text| text.contains("action: pr")));
    watching.until("changed: shared.promo");

    // What it leads to may be none of the project, though it is in its folder.
    write(&watching.path("inside.txt"), &FLOW.replace("to-qa", "shared"));
    fs::remove_file(watching.path("shared.promo")).unwrap();
    std::os::unix::fs::symlink("inside.txt", watching.path("shared.promo")).unwrap();
    watching.until_file(&shared, |text| text.is_some_and(|text| text.contains("action: commit")));
    write(&watching.path("inside.txt"), &FLOW.replace("to-qa", "shared").replace("commit", "none"));
    watching.until_file(&shared, |text| text.is_some_and(|text| text.contains("action: none")));
    watching.end();
}

#[test]
fn what_can_not_be_combined_is_refused() {
    for (option, part) in [("--check", "cannot be used with"), ("--stdout", "cannot be used with")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_promo"));
        let output = command.args(["build", "--watch", option]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().contains(part));
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_promo"));
    let output = command.args(["build", "--watch", "--output", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

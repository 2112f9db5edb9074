//! What is measured of the program as a whole: the projects, the commands and what each may take. The
//! targets stand here and nowhere else.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::account;
use super::measure::{Measured, Run, run, summary};
use super::projects::{self, Shape};

/// A project that is measured.
struct Case {
    title: &'static str,
    shape: Shape,
    files: usize,
    /// How often each command is run at the least; a command that takes long is run no oftener.
    runs: usize,
    commands: &'static [(Task, Target)],
}

/// What promo is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    Check,
    /// A check whose result is SARIF.
    Sarif,
    Print,
    Write,
    /// Against the commit before an edit, which must be the last task of a case.
    Compare,
    Import,
}

/// What a command may take at most. Without a time, it is there to show how the cost grows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Target {
    pub(super) time: Option<Duration>,
    /// In bytes.
    pub(super) memory: Option<u64>,
}

/// One line of the results.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) project: &'static str,
    pub(super) command: &'static str,
    pub(super) files: usize,
    pub(super) target: Target,
    pub(super) measured: Measured,
}

const fn at_most(milliseconds: u64, megabytes: u64) -> Target {
    let memory = if megabytes == 0 { None } else { Some(megabytes * 1_000_000) };
    Target { time: Some(Duration::from_millis(milliseconds)), memory }
}

const GROWTH: Target = Target { time: None, memory: None };

const CASES: &[Case] = &[
    Case {
        title: "one file",
        shape: Shape::Single,
        files: 1,
        runs: 50,
        commands: &[(Task::Check, at_most(10, 20))],
    },
    Case {
        title: "100 files of 100 lines",
        shape: Shape::Full,
        files: 100,
        runs: 30,
        commands: &[(Task::Check, GROWTH), (Task::Print, GROWTH), (Task::Write, GROWTH)],
    },
    Case {
        title: "1,000 files of 100 lines",
        shape: Shape::Full,
        files: 1_000,
        runs: 15,
        commands: &[
            (Task::Check, at_most(200, 120)),
            (Task::Print, at_most(250, 120)),
            (Task::Write, at_most(500, 120)),
        ],
    },
    Case {
        title: "1,000 files with 3,000 hints",
        shape: Shape::Advised,
        files: 1_000,
        runs: 25,
        commands: &[(Task::Check, GROWTH), (Task::Sarif, GROWTH)],
    },
    Case {
        title: "10,000 files of 100 lines",
        shape: Shape::Full,
        files: 10_000,
        runs: 5,
        commands: &[(Task::Check, GROWTH), (Task::Print, GROWTH), (Task::Write, GROWTH)],
    },
    Case {
        title: "concise form, 1,000 files",
        shape: Shape::Concise,
        files: 1_000,
        runs: 25,
        commands: &[(Task::Print, at_most(50, 0))],
    },
    Case {
        title: "concise form, 10,000 files",
        shape: Shape::Concise,
        files: 10_000,
        runs: 7,
        commands: &[(Task::Print, at_most(500, 200))],
    },
    Case {
        title: "an account of 1,000 flows",
        shape: Shape::Account,
        files: 1_000,
        runs: 15,
        commands: &[
            (Task::Check, at_most(1_000, 300)),
            (Task::Sarif, GROWTH),
            (Task::Print, GROWTH),
            (Task::Compare, at_most(1_500, 0)),
        ],
    },
    Case {
        title: "1,400 manifests of five kinds",
        shape: Shape::EveryKind,
        files: 280,
        runs: 15,
        commands: &[(Task::Import, at_most(500, 0))],
    },
];

/// Measures every case. A quick look leaves out the biggest projects and runs each command three times.
pub(super) fn measure(promo: &Path, quick: bool) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::new();
    for case in CASES.iter().filter(|case| !quick || case.files <= 1_000) {
        eprintln!("measuring: {}", case.title);
        let folder = tempfile::tempdir()?;
        let project = folder.path().join("project");
        projects::write(&project, case.shape.files(case.files))?;
        for (task, target) in case.commands {
            let bench = Bench { promo, project: &project, folder: folder.path(), case };
            let runs = if quick { 3 } else { case.runs };
            let measured = bench.measure(*task, runs).with_context(|| case.title)?;
            outcomes.push(Outcome {
                project: case.title,
                command: task.shown(),
                files: case.files,
                target: if *task == Task::Sarif { over_check(outcomes.last()) } else { *target },
                measured,
            });
        }
    }
    Ok(outcomes)
}

/// What SARIF may take: a tenth over the check before it.
fn over_check(check: Option<&Outcome>) -> Target {
    let most = |check: &Outcome| check.measured.median + check.measured.median / 10;
    Target { time: check.map(most), memory: None }
}

struct Bench<'a> {
    promo: &'a Path,
    project: &'a Path,
    folder: &'a Path,
    case: &'a Case,
}

impl Bench<'_> {
    /// The first run is not counted: it finds out whether the files are in the system's cache.
    fn measure(&self, task: Task, count: usize) -> Result<Measured> {
        match task {
            Task::Compare => self.commit_and_edit()?,
            Task::Import => self.write_by_hand()?,
            _ => {}
        }
        self.run(task)?;
        let runs = (0..count).map(|_| self.run(task)).collect::<Result<Vec<_>>>()?;
        summary(&runs).context("nothing was run")
    }

    fn run(&self, task: Task) -> Result<Run> {
        let output = self.folder.join("output");
        let mut command = Command::new(self.promo);
        match task {
            Task::Check => command.arg("check").arg(self.project),
            Task::Sarif => command.arg("check").arg(self.project).args(["--output", "sarif"]),
            Task::Print => command.arg("build").arg(self.project).arg("--stdout"),
            Task::Write => command.arg("build").arg(self.project).arg("--out").arg(&output),
            Task::Compare => command.arg("diff").arg(self.project).args(["--against", "HEAD"]),
            Task::Import => command.arg("import").arg(self.manifests()).arg("--out").arg(&output),
        };
        let run = run(&mut command)?;
        let expected = match task {
            Task::Check | Task::Sarif | Task::Print | Task::Compare => return Ok(run),
            Task::Write => self.case.shape.manifests(self.case.files),
            // A file for each product and each workflow, and those of what they share.
            Task::Import => 2 * self.case.files + SHARED_FILES,
        };
        let written = files(&output)?.len();
        ensure!(written == expected, "{written} files were written instead of {expected}");
        std::fs::remove_dir_all(&output)?;
        Ok(run)
    }

    fn manifests(&self) -> PathBuf {
        self.folder.join("manifests")
    }

    /// Writes the manifests of the project as if people had: without the line that says where they come from.
    fn write_by_hand(&self) -> Result<()> {
        let folder = self.manifests();
        run(Command::new(self.promo).arg("build").arg(self.project).arg("--out").arg(&folder))?;
        for path in files(&folder)? {
            let text = std::fs::read_to_string(&path)?;
            let (_, by_hand) = text.split_once('\n').context("a manifest has several lines")?;
            std::fs::write(&path, by_hand)?;
        }
        Ok(())
    }

    /// Makes the project a repository with one commit, packed as a clone has it, and then changes what happens in an
    /// environment of every flow.
    fn commit_and_edit(&self) -> Result<()> {
        let who = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"];
        self.git(&["init", "--quiet"])?;
        self.git(&["add", "--all"])?;
        self.git(&[&who[..], &["commit", "--quiet", "--message", "before"]].concat())?;
        self.git(&["gc", "--quiet"])?;
        let policy = self.project.join(account::REVIEW);
        let text = std::fs::read_to_string(&policy).with_context(|| policy.display().to_string())?;
        ensure!(text.contains("action pr"), "{} sets no action", policy.display());
        Ok(std::fs::write(&policy, text.replace("action pr", "action commit"))?)
    }

    fn git(&self, arguments: &[&str]) -> Result<()> {
        let status = Command::new("git").args(arguments).current_dir(self.project).status()?;
        ensure!(status.success(), "git {arguments:?} failed");
        Ok(())
    }
}

impl Task {
    fn shown(self) -> &'static str {
        match self {
            Task::Check => "promo check",
            Task::Sarif => "promo check --output sarif",
            Task::Print => "promo build --stdout",
            Task::Write => "promo build --out",
            Task::Compare => "promo diff --against HEAD",
            Task::Import => "promo import --out",
        }
    }
}

/// The files that an import makes for what belongs to no product: environments, policies, templates, what lives
/// elsewhere, and `promo.toml`.
const SHARED_FILES: usize = 5;

/// All files in a folder and the folders in it.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}

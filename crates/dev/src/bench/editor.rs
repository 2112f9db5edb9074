//! What an editor's user waits for, measured by a real client over pipes: how long after the last byte of a message the
//! answer is read. The targets stand here and nowhere else.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use promo_testing::{Editor, position};
use serde_json::{Value, json};

use super::projects::{self, Shape, SourceFile};

/// How often each thing is done.
const RUNS: usize = 200;

/// How long nothing is asked when the server is to do nothing.
const IDLE: Duration = Duration::from_secs(2);

/// A share of the runs that takes at most so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Share {
    Half,
    Most,
}

/// What something may take at most.
pub(super) type Target = Option<(Share, Duration)>;

/// One line of the results.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) project: &'static str,
    pub(super) what: &'static str,
    pub(super) target: Target,
    pub(super) times: Times,
}

/// What the runs took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) p50: Duration,
    pub(super) p95: Duration,
    pub(super) p99: Duration,
}

impl Times {
    /// The shares of some runs, of which there is at least one.
    pub(super) fn of(mut runs: Vec<Duration>) -> Result<Times> {
        runs.sort_unstable();
        let at = |percent: usize| {
            runs.get((runs.len() * percent / 100).min(runs.len().saturating_sub(1))).copied()
        };
        let times = |(p50, p95, p99)| Times { p50, p95, p99 };
        at(50)
            .zip(at(95))
            .zip(at(99))
            .map(|((p50, p95), p99)| times((p50, p95, p99)))
            .context("nothing was run")
    }

    /// Whether a target is met.
    pub(super) fn meet(self, target: Target) -> Option<bool> {
        target.map(|(share, limit)| match share {
            Share::Half => self.p50 <= limit,
            Share::Most => self.p99 <= limit,
        })
    }
}

/// What the server holds and does when nobody asks.
#[derive(Debug)]
pub(super) struct Rest {
    pub(super) project: &'static str,
    /// In bytes.
    pub(super) memory: u64,
    pub(super) target: Option<u64>,
    /// What was computed in two seconds.
    pub(super) computed: Duration,
}

/// A project in which something is edited.
struct Case {
    title: &'static str,
    /// How many files, or how many hundred lines of one.
    size: usize,
    is_one_file: bool,
    edit: Target,
    ask: Target,
    tokens: Target,
    rename: Target,
    start: Target,
    /// In bytes.
    memory: Option<u64>,
}

const fn most(milliseconds: u64) -> Target {
    Some((Share::Most, Duration::from_millis(milliseconds)))
}

const fn half(milliseconds: u64) -> Target {
    Some((Share::Half, Duration::from_millis(milliseconds)))
}

const CASES: &[Case] = &[
    Case {
        title: "one file of 100 lines",
        size: 1,
        is_one_file: true,
        edit: most(1),
        ask: most(10),
        tokens: None,
        rename: None,
        start: None,
        memory: Some(30_000_000),
    },
    Case {
        title: "100 files of 100 lines",
        size: 100,
        is_one_file: false,
        edit: None,
        ask: most(10),
        tokens: None,
        rename: None,
        start: None,
        memory: None,
    },
    Case {
        title: "1,000 files of 100 lines",
        size: 1_000,
        is_one_file: false,
        edit: most(10),
        ask: most(10),
        tokens: None,
        rename: half(100),
        start: half(700),
        memory: Some(250_000_000),
    },
    Case {
        title: "one file of 2,000 lines",
        size: 20,
        is_one_file: true,
        edit: None,
        ask: None,
        tokens: most(15),
        rename: None,
        start: None,
        memory: None,
    },
    Case {
        title: "one file of 10,000 lines",
        size: 100,
        is_one_file: true,
        edit: half(10),
        ask: None,
        tokens: None,
        rename: None,
        start: None,
        memory: None,
    },
    Case {
        title: "one file of 100,000 lines",
        size: 1_000,
        is_one_file: true,
        edit: half(80),
        ask: None,
        tokens: None,
        rename: None,
        start: None,
        memory: None,
    },
];

/// Measures every case. A quick look leaves out the biggest.
pub(super) fn measure(promo: &Path, quick: bool) -> Result<(Vec<Outcome>, Vec<Rest>)> {
    let mut outcomes = Vec::new();
    let mut rests = Vec::new();
    for case in CASES.iter().filter(|case| !quick || case.size < 1_000) {
        eprintln!("measuring: the editor, {}", case.title);
        case.measure(promo, &mut outcomes, &mut rests)?;
    }
    Ok((outcomes, rests))
}

impl Case {
    fn measure(&self, promo: &Path, outcomes: &mut Vec<Outcome>, rests: &mut Vec<Rest>) -> Result<()> {
        let folder = tempfile::tempdir()?;
        let root = folder.path().join("project");
        projects::write(&root, self.files().into_iter())?;
        let edited = self.files().pop().context("a project has files")?;
        let mut outcome =
            |what, target, times| outcomes.push(Outcome { project: self.title, what, target, times });

        let starts =
            (0..RUNS).map(|_| Session::start(promo, &root, &edited).map(|session| session.started_in));
        outcome("from the start to what is wrong", self.start, Times::of(starts.collect::<Result<_>>()?)?);
        let mut session = Session::start(promo, &root, &edited)?;
        outcome("from an edit to what is wrong", self.edit, Times::of(session.edits())?);
        outcome("completion", self.ask, Times::of(session.asks("textDocument/completion"))?);
        outcome("hover", self.ask, Times::of(session.asks("textDocument/hover"))?);
        outcome("all semantic tokens of the file", self.tokens, Times::of(session.tokens())?);
        outcome("rename of an environment", self.rename, Times::of(session.renames())?);
        rests.push(session.rest(self)?);
        Ok(())
    }

    fn files(&self) -> Vec<SourceFile> {
        if !self.is_one_file {
            return Shape::Full.files(self.size).collect();
        }
        let text: Vec<String> = Shape::Full.files(self.size).map(|file| file.text).collect();
        vec![SourceFile { path: "all.promo".to_owned(), text: text.join("\n") }]
    }
}

/// An editor with one document open.
struct Session {
    editor: Editor,
    started_in: Duration,
    path: String,
    text: String,
    version: i64,
}

/// A name in the middle of the file that is right, and one that nothing has.
const RIGHT: &str = "check-window";
const WRONG: &str = "check-windoo";

impl Session {
    /// The document is opened with a mistake, so that there is something to be told.
    fn start(promo: &Path, root: &Path, file: &SourceFile) -> Result<Session> {
        let begun = Instant::now();
        let mut editor = Editor::start(Command::new(promo).arg("lsp"), root, json!({}));
        let (path, text) = (file.path.clone(), file.text.clone());
        let place = middle(&text).context("the name is there")?;
        let mut wrong = text.clone();
        wrong.replace_range(place..place + RIGHT.len(), WRONG);
        editor.open(&path, &wrong);
        let mut session = Session { editor, started_in: Duration::ZERO, path, text, version: 1 };
        session.started_in = session.told(true).duration_since(begun);
        Ok(session)
    }

    /// When it was told that the mistake is there, or no more.
    fn told(&mut self, is_wrong: bool) -> Instant {
        let uri = self.editor.uri(&self.path);
        let is_told = |message: &Value| {
            let is_of_file = message.pointer("/params/uri").is_some_and(|told| *told == uri);
            let found = message.pointer("/params/diagnostics").filter(|_| is_of_file);
            found.is_some_and(|found| found.to_string().contains(WRONG) == is_wrong)
        };
        self.editor.wait_for(is_told).0
    }

    fn edits(&mut self) -> Vec<Duration> {
        let Some(place) = middle(&self.text) else { return Vec::new() };
        let (start, end) = (position(&self.text, place), position(&self.text, place + RIGHT.len()));
        let range = json!({ "start": start, "end": end });
        let mut times = Vec::new();
        for run in 0..RUNS {
            let is_wrong = run % 2 == 1;
            self.version += 1;
            let changes = json!([{ "range": range, "text": if is_wrong { WRONG } else { RIGHT } }]);
            let (path, version) = (self.path.clone(), self.version);
            let said = self.editor.change(&path, version, &changes);
            times.push(self.told(is_wrong).duration_since(said));
            self.settle();
        }
        times
    }

    /// Waits until the server has nothing left to tell, as it does between two keys.
    fn settle(&mut self) {
        let document = json!({ "textDocument": { "uri": self.editor.uri(&self.path) } });
        let _ = self.editor.begin("textDocument/foldingRange", document.clone());
        let id = self.editor.begin("textDocument/documentSymbol", document);
        let _ = self.editor.response(id);
        self.editor.forget();
    }

    fn asks(&mut self, method: &str) -> Vec<Duration> {
        let Some(place) = middle(&self.text) else { return Vec::new() };
        let parameters = json!({
            "textDocument": { "uri": self.editor.uri(&self.path) },
            "position": position(&self.text, place + 5),
        });
        self.timed(method, &parameters)
    }

    fn tokens(&mut self) -> Vec<Duration> {
        let parameters = json!({ "textDocument": { "uri": self.editor.uri(&self.path) } });
        self.timed("textDocument/semanticTokens/full", &parameters)
    }

    fn renames(&mut self) -> Vec<Duration> {
        let Some(place) = self.text.find("dev ->") else { return Vec::new() };
        let parameters = json!({
            "textDocument": { "uri": self.editor.uri(&self.path) },
            "position": position(&self.text, place),
            "newName": "development",
        });
        self.timed("textDocument/rename", &parameters)
    }

    fn timed(&mut self, method: &str, parameters: &Value) -> Vec<Duration> {
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let id = self.editor.begin(method, parameters.clone());
            let said = Instant::now();
            let is_answer = |message: &Value| {
                message.get("id").is_some_and(|answered| *answered == id) && message.get("method").is_none()
            };
            times.push(self.editor.wait_for(is_answer).0.duration_since(said));
        }
        times
    }

    fn rest(&mut self, case: &Case) -> Result<Rest> {
        self.settle();
        let before = self.editor.computed().context("the system doesn't say what a process computed")?;
        std::thread::sleep(IDLE);
        let after = self.editor.computed().context("the system doesn't say what a process computed")?;
        let memory = self.editor.memory().context("the system doesn't say what memory a process holds")?;
        Ok(Rest { project: case.title, memory, target: case.memory, computed: after.saturating_sub(before) })
    }
}

/// Where the name stands that is nearest to the middle of a text.
fn middle(text: &str) -> Option<usize> {
    let half = text.floor_char_boundary(text.len() / 2);
    let behind = text.get(half..)?.find(RIGHT).map(|place| place + half);
    behind.or_else(|| text.rfind(RIGHT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_runs_decides() {
        let runs = (1..=200).map(Duration::from_millis).collect();
        let times = Times::of(runs).unwrap();
        assert_eq!([times.p50, times.p95, times.p99].map(|time| time.as_millis()), [101, 191, 199]);
        assert_eq!(times.meet(half(101)), Some(true));
        assert_eq!(times.meet(most(198)), Some(false));
        assert!(Times::of(Vec::new()).is_err());
    }

    #[test]
    fn every_case_has_the_name_that_is_edited() {
        for case in CASES.iter().filter(|case| case.size < 1_000) {
            let text = case.files().pop().unwrap().text;
            assert!(text[middle(&text).unwrap()..].starts_with(RIGHT), "{}", case.title);
            assert!(text.contains("dev ->"));
        }
    }
}

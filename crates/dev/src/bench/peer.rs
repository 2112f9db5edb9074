//! What somebody waits for who writes the manifests themselves: yaml-language-server with the schema of flows, on what
//! promo makes of the projects that are measured. Knows how that server is set up, and how it is asked.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use promo_testing::{Editor, position};
use serde_json::{Value, json};

use super::editor::Times;
use super::projects::{self, Shape};
use crate::node;

/// The server, as npm names it.
const PACKAGE: &str = "yaml-language-server@2.0.0";

/// The definition of flows. It belongs to Codefresh, and lies beside the repository where that may be.
const DEFINITION: &str = "../shared/crds/promotionflows.codefresh.io.yaml";

/// Takes the schema out of a definition.
const SCHEMA_OF_DEFINITION: &str = "import json, sys, yaml\n\
     definition = yaml.safe_load(sys.stdin)\n\
     json.dump(definition['spec']['versions'][0]['schema']['openAPIV3Schema'], sys.stdout)";

/// How often each text is edited: it takes its time.
const RUNS: usize = 20;

/// How long the texts are, in lines; up to a flow more.
const LINES: [usize; 3] = [100, 10_000, 100_000];

/// A value in a flow, and one that the schema doesn't allow there.
const RIGHT: &str = "promotionTimeoutLimit: 240";
const WRONG: &str = "promotionTimeoutLimit: abc";

/// One line of the results.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) lines: usize,
    /// From an edit to what is wrong.
    pub(super) times: Times,
    /// In bytes.
    pub(super) memory: u64,
}

/// Measures every length; nothing where the definition of flows isn't at hand.
pub(super) fn measure(root: &Path, promo: &Path, quick: bool) -> Result<Vec<Outcome>> {
    let Ok(definition) = std::fs::File::open(root.join(DEFINITION)) else {
        eprintln!("not measured: yaml-language-server, since {DEFINITION} is missing");
        return Ok(Vec::new());
    };
    let server = node::ensure(PACKAGE)?.join("node_modules/.bin/yaml-language-server");
    // It matches no file below a hidden folder.
    let folder = tempfile::Builder::new().prefix("promo-bench-").tempdir()?;
    let schema = Command::new("python3").args(["-c", SCHEMA_OF_DEFINITION]).stdin(definition).output()?;
    ensure!(schema.status.success(), "the schema of flows can't be had: python3 with PyYAML is needed");
    std::fs::write(folder.path().join("flow.schema.json"), schema.stdout)?;
    let lengths = LINES.into_iter().filter(|lines| !quick || *lines < 100_000);
    lengths.map(|lines| measure_length(&server, promo, folder.path(), lines)).collect()
}

fn measure_length(server: &Path, promo: &Path, folder: &Path, lines: usize) -> Result<Outcome> {
    eprintln!("measuring: yaml-language-server, {lines} lines");
    let text = flows(promo, folder, lines)?;
    let half = text.floor_char_boundary(text.len() / 2);
    let place = text.get(half..).and_then(|rest| rest.find(RIGHT)).map(|place| place + half);
    let place = place.or_else(|| text.find(RIGHT)).context("a flow has a limit")?;
    let (start, end) = (position(&text, place), position(&text, place + RIGHT.len()));

    let mut editor = started(server, folder)?;
    editor.open("flows.yaml", &text);
    told(&mut editor, false);
    let mut times: Vec<Duration> = Vec::new();
    for run in 0..RUNS {
        let is_wrong = run % 2 == 0;
        let text = if is_wrong { WRONG } else { RIGHT };
        let changes = json!([{ "range": { "start": start, "end": end }, "text": text }]);
        let said = editor.change("flows.yaml", run as i64 + 2, &changes);
        times.push(told(&mut editor, is_wrong).duration_since(said));
    }
    let memory = editor.memory().context("the system doesn't say what memory a process holds")?;
    Ok(Outcome { lines: text.lines().count(), times: Times::of(times)?, memory })
}

/// The server with the schema for all YAML.
fn started(server: &Path, folder: &Path) -> Result<Editor> {
    let mut command = node::command(server)?;
    command.arg("--stdio").stderr(Stdio::null());
    let mut editor = Editor::start(&mut command, folder, json!({}));
    let schemas = json!({ editor.uri("flow.schema.json"): "*.yaml" });
    let settings = json!({ "validate": true, "schemaStore": { "enable": false }, "schemas": schemas });
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": { "yaml": settings } }));
    // It asks twice: when it is ready, and when it hears of the settings.
    for _ in 0..2 {
        let (_, asked) = editor.wait_for(|message| {
            message.get("method").is_some_and(|method| method == "workspace/configuration")
        });
        let sections = asked.pointer("/params/items").and_then(Value::as_array).map_or(0, Vec::len);
        let mut answers = vec![json!({}); sections];
        if let Some(first) = answers.first_mut() {
            *first = settings.clone();
        }
        editor.answer(&asked, json!(answers));
    }
    Ok(editor)
}

/// When the editor was told that something is wrong, or nothing.
fn told(editor: &mut Editor, is_wrong: bool) -> std::time::Instant {
    let is_told = |message: &Value| {
        let found = message.pointer("/params/diagnostics").and_then(Value::as_array);
        found.is_some_and(|found| found.is_empty() != is_wrong)
    };
    let at = editor.wait_for(is_told).0;
    editor.forget();
    at
}

/// Manifests of flows, one after the other, with at least so many lines.
fn flows(promo: &Path, folder: &Path, lines: usize) -> Result<String> {
    let project = folder.join(format!("project-{lines}"));
    // A flow becomes about a hundred lines.
    projects::write(&project, Shape::Full.files(lines / 50))?;
    let built = Command::new(promo).arg("build").arg(&project).arg("--stdout").output()?;
    ensure!(built.status.success(), "the project can't be built");
    let manifests = String::from_utf8(built.stdout)?;
    let mut text = String::new();
    let mut count = 0;
    for manifest in manifests.split("---\n").filter(|manifest| manifest.contains("kind: PromotionFlow\n")) {
        text.push_str("---\n");
        text.push_str(manifest);
        count += manifest.lines().count() + 1;
        if count >= lines {
            return Ok(text);
        }
    }
    anyhow::bail!("{count} lines of flows are too few")
}

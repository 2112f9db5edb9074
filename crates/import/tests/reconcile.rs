//! Edits of generated manifests in the sources: pages with a project, edits of the manifests that it gives, and what
//! becomes of the sources; and random edits, after which the project must give exactly the edited manifests.
//! `PROMO_UPDATE=1` writes the results on the pages anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use promo_analysis::config::Config;
use promo_analysis::{Change, Database, Db, declarations};
use promo_diagnostics::Level;
use promo_emit::{Format, document};
use promo_import::{Around, ManifestText, Reconciled, reconcile};
use proptest::prelude::*;
use serde_json::Value;

/// The manifests of a project: by path, the YAML and the data.
type Built = BTreeMap<String, (String, Value)>;

fn build(sources: &[(Arc<str>, Arc<str>)]) -> Built {
    let mut database = Database::default();
    database.apply(Change::of_texts(sources.iter().cloned()));
    let mut built = Built::new();
    for declared in
        database.project().sources(&database).iter().flat_map(|file| declarations(&database, *file))
    {
        if let Some(document) = document(&database, *declared).unwrap() {
            let (text, data) = (document.text(Format::Yaml).unwrap(), document.data().unwrap());
            built.insert(document.path(&Config::default()), (text, data));
        }
    }
    built
}

fn around(sources: &[(Arc<str>, Arc<str>)]) -> Around {
    Around { sources: sources.to_vec(), is_configured: true, ..Around::default() }
}

fn edited(path: &str, text: &str) -> ManifestText {
    ManifestText { path: path.into(), text: text.into(), member: None }
}

/// The sources with what was reconciled.
fn carried(sources: &[(Arc<str>, Arc<str>)], reconciled: &Reconciled) -> Vec<(Arc<str>, Arc<str>)> {
    let mut sources = sources.to_vec();
    for (path, text) in &reconciled.sources {
        let source = sources.iter_mut().find(|(known, _)| known == path).expect("a source of the project");
        source.1 = text.as_str().into();
    }
    sources
}

/// A block of code of a page: what stands behind the quotes, and its lines.
struct Block {
    head: String,
    text: String,
    range: std::ops::Range<usize>,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut place = 0;
    let mut open: Option<(String, usize)> = None;
    for line in page.split_inclusive('\n') {
        if let Some(head) = line.strip_prefix("```") {
            match open.take() {
                None => open = Some((head.trim().to_owned(), place + line.len())),
                Some((head, start)) => {
                    blocks.push(Block { head, text: page[start..place].to_owned(), range: start..place });
                }
            }
        }
        place += line.len();
    }
    blocks
}

#[test]
fn pages_are_true() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reconcile");
    let mut pages = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let page = std::fs::read_to_string(&path).unwrap();
        let mut written = page.clone();
        let blocks = blocks(&page);
        let mut sources: Vec<(Arc<str>, Arc<str>)> = Vec::new();
        let mut results = Vec::new();
        let mut edits: Vec<(&str, &str)> = Vec::new();
        let mut last = String::new();
        for block in &blocks {
            match block.head.split_once(' ').unwrap_or((&block.head, "")) {
                ("promo", "") => sources = vec![("delivery.promo".into(), block.text.as_str().into())],
                ("edit", path) => edits.push((path, &block.text)),
                ("text" | "diff", _) => {
                    if !edits.is_empty() {
                        last = outcome(&sources, &std::mem::take(&mut edits));
                    }
                    results.push((block.range.clone(), last.clone(), block.text.clone()));
                }
                (other, _) => panic!("{}: a block of `{other}`", path.display()),
            }
        }
        assert!(!results.is_empty(), "{}", path.display());
        pages += 1;
        for (range, result, expected) in results.into_iter().rev() {
            if std::env::var_os("PROMO_UPDATE").is_some() {
                written.replace_range(range, &result);
            } else {
                assert_eq!(result, expected, "{}", path.display());
            }
        }
        if written != page {
            std::fs::write(&path, written).unwrap();
        }
    }
    assert!(pages > 3, "{pages}");
}

/// What becomes of the sources of a project when some manifests are edited.
fn outcome(sources: &[(Arc<str>, Arc<str>)], edits: &[(&str, &str)]) -> String {
    let built = build(sources);
    let texts: Vec<ManifestText> =
        edits.iter().map(|(path, edits)| edited(path, &with_edits(&built, path, edits))).collect();
    let reconciled = reconcile(&texts, &around(sources));
    let backwards: Vec<ManifestText> = texts.iter().rev().cloned().collect();
    assert_eq!(reconciled.sources, reconcile(&backwards, &around(sources)).sources, "in another order");
    let mut result = String::new();
    for (path, after) in &reconciled.sources {
        let before =
            sources.iter().find(|(known, _)| known == path).map(|(_, text)| text.to_string()).unwrap();
        let difference = similar::TextDiff::from_lines(before.as_str(), after);
        result.push_str(&difference.unified_diff().context_radius(1).to_string());
    }
    for left in &reconciled.left {
        let text = texts.iter().find(|text| text.path == left.path).unwrap();
        let line = text.text[..left.span.start].matches('\n').count() + 1;
        result.push_str(&format!("{}:{line}: {}\n", left.path, left.reason));
        result.extend(left.help.iter().map(|help| format!("  help: {help}\n")));
    }
    for object in &reconciled.unchanged {
        result.push_str(&format!("{object} says the same\n"));
    }
    result
}

/// A manifest in which each pair of lines `- before` and `+ after` replaces text.
fn with_edits(built: &Built, path: &str, edits: &str) -> String {
    let (_, (yaml, _)) =
        built.iter().find(|(known, _)| known.ends_with(path)).expect("a manifest of the project");
    let mut text = yaml.clone();
    for edit in edits.split("\n\n") {
        let part = |sign: char| -> String {
            let lines = edit.lines().filter_map(|line| line.strip_prefix(sign));
            lines.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect()
        };
        let (before, after) = (part('-'), part('+'));
        assert_eq!(text.matches(&before).count(), 1, "{before:?} in {text}");
        text = text.replacen(&before, &after, 1);
    }
    text
}

/// Sources with constants, defaults, patterns and comments, as people keep them.
const PROJECT: &str = include_str!("reconcile.promo");

/// All the places of scalars in a manifest that name something or set something.
fn scalars(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| {
                scalars(value, &format!("{path}/{}", key.replace('/', "~1")), found)
            });
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, value)| scalars(value, &format!("{path}/{index}"), found));
        }
        _ if path.starts_with("/spec") || path.starts_with("/metadata/annotations") => {
            found.push(path.to_owned())
        }
        _ => {}
    }
}

const WORDS: [&str; 10] = [
    "dev",
    "qa",
    "prod-eu",
    "prod-us",
    "commit",
    "pr",
    "none",
    "smoke",
    "$.x[0].y",
    "two\nlines of \"text\" ${x}",
];

/// A random change of a manifest.
fn change(manifest: &mut Value, pick: usize, kind: usize, word: usize) {
    let mut places = Vec::new();
    scalars(manifest, "", &mut places);
    let place = &places[pick % places.len()];
    let word = WORDS[word % WORDS.len()];
    match kind % 4 {
        0 => {
            let value = manifest.pointer_mut(place).unwrap();
            *value = if value.is_number() { Value::from(word.len()) } else { Value::from(word) };
        }
        1 => {
            let (parent, name) = place.rsplit_once('/').unwrap();
            match manifest.pointer_mut(parent).unwrap() {
                Value::Object(fields) => drop(fields.shift_remove(&name.replace("~1", "/"))),
                Value::Array(items) => drop(items.remove(name.parse().unwrap())),
                _ => {}
            }
        }
        2 => {
            if let Some(Value::Array(steps)) = manifest.pointer_mut("/spec/steps") {
                let index = pick % steps.len();
                steps[index]["policy"]["action"] = Value::from("pr");
            }
        }
        _ => {
            let annotations = manifest.pointer_mut("/metadata").unwrap();
            annotations["annotations"]["note"] = Value::from(word);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_edits_come_out_as_they_were_made(
        manifest in any::<usize>(),
        changes in prop::collection::vec((any::<usize>(), any::<usize>(), any::<usize>()), 1..4),
    ) {
        let sources: Vec<(Arc<str>, Arc<str>)> = vec![("delivery.promo".into(), PROJECT.into())];
        let built = build(&sources);
        let path = built.keys().nth(manifest % built.len()).unwrap().clone();
        let mut wanted = built[&path].1.clone();
        for (pick, kind, word) in changes {
            change(&mut wanted, pick, kind, word);
        }
        let text = promo_manifest::to_yaml(&wanted).unwrap();
        let reconciled = reconcile(&[edited(&path, &text)], &around(&sources));
        let told = reconciled.carried.len() + reconciled.unchanged.len() + reconciled.left.len();
        prop_assert!(told >= 1, "nothing is said of the edit");
        prop_assert_eq!(reconciled.carried.is_empty(), reconciled.sources.is_empty());
        prop_assert!(reconciled.left.iter().all(|left| !left.reason.is_empty() && left.span.end <= text.len()));
        let after = build(&carried(&sources, &reconciled));
        for (other, (_, data)) in &built {
            if *other != path {
                prop_assert_eq!(Some(data), after.get(other).map(|(_, data)| data), "{} changed", other);
            }
        }
        let carried = carried(&sources, &reconciled);
        prop_assert_eq!(errors(&carried), Vec::<String>::new());
        prop_assert_eq!(comments(&sources), comments(&carried), "{:?}", reconciled.sources);
        prop_assert_eq!(exports(&sources), exports(&carried));
        if !reconciled.carried.is_empty() {
            prop_assert_eq!(unordered(after[&path].1.clone()), unordered(wanted), "{:?}", reconciled.sources);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn edits_of_several_manifests_go_over_in_any_order(
        edits in prop::collection::vec((any::<usize>(), any::<usize>(), any::<usize>(), any::<usize>()), 2..5),
    ) {
        let sources: Vec<(Arc<str>, Arc<str>)> = vec![("delivery.promo".into(), PROJECT.into())];
        let built = build(&sources);
        let mut wanted: BTreeMap<&str, Value> = BTreeMap::new();
        for (manifest, pick, kind, word) in edits {
            let (path, (_, data)) = built.iter().nth(manifest % built.len()).unwrap();
            change(wanted.entry(path).or_insert_with(|| data.clone()), pick, kind, word);
        }
        let texts = wanted.iter().map(|(path, data)| edited(path, &promo_manifest::to_yaml(data).unwrap()));
        let mut texts: Vec<ManifestText> = texts.collect();
        let reconciled = reconcile(&texts, &around(&sources));
        texts.reverse();
        prop_assert_eq!(&reconciled.sources, &reconcile(&texts, &around(&sources)).sources);
        let carried = carried(&sources, &reconciled);
        let after = build(&carried);
        for (path, (_, before)) in &built {
            let (kind, name) = (before["kind"].as_str().unwrap(), before["metadata"]["name"].as_str().unwrap());
            let title = format!("{kind} {name}");
            let expected = wanted.get(path.as_str()).filter(|_| reconciled.carried.contains(&title));
            let expected = expected.unwrap_or(before).clone();
            prop_assert_eq!(unordered(after[path].1.clone()), unordered(expected), "{}", path);
        }
        prop_assert_eq!(errors(&carried), Vec::<String>::new());
        prop_assert_eq!(comments(&sources), comments(&carried));
        prop_assert_eq!(exports(&sources), exports(&carried));
    }
}

/// What `promo build` would stop at.
fn errors(sources: &[(Arc<str>, Arc<str>)]) -> Vec<String> {
    let mut database = Database::default();
    database.apply(Change::of_texts(sources.iter().cloned()));
    let files = database.project().sources(&database).iter();
    let found = files.flat_map(|file| promo_analysis::diagnostics::of_file(&database, *file));
    found.filter(|found| found.level == Level::Error).map(|found| found.message).collect()
}

/// The comments that document nothing, in alphabetical order. No string of the sources has two slashes.
fn comments(sources: &[(Arc<str>, Arc<str>)]) -> Vec<String> {
    let lines = sources.iter().flat_map(|(_, text)| text.lines());
    let comments = lines.filter_map(|line| line.split_once("//").map(|(_, comment)| comment.to_owned()));
    let mut comments: Vec<String> = comments.filter(|comment| !comment.starts_with('/')).collect();
    comments.sort();
    comments
}

/// The clauses that no manifest shows.
fn exports(sources: &[(Arc<str>, Arc<str>)]) -> Vec<String> {
    let lines = sources.iter().flat_map(|(_, text)| text.lines());
    lines.map(str::trim).filter(|line| line.starts_with("exports")).map(str::to_owned).collect()
}

/// The order of steps and of what each depends on says nothing, nor does what is empty.
fn unordered(mut manifest: Value) -> Value {
    if let Some(Value::Array(steps)) = manifest.pointer_mut("/spec/steps") {
        steps.sort_by_key(|step| step["environment"].to_string());
        for step in steps {
            if let Some(Value::Array(names)) = step.get_mut("dependsOn") {
                names.sort_by_key(Value::to_string);
            }
        }
    }
    drop_empty(&mut manifest);
    manifest
}

fn drop_empty(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(drop_empty);
            fields.retain(|name, value| name == "applicationSourceSelector" || !says_nothing(value));
        }
        Value::Array(items) => items.iter_mut().for_each(drop_empty),
        _ => {}
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

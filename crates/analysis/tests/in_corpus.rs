//! What is said of real manifests: of each that others find something wrong with, the rule and the line; of the others,
//! nothing that a cluster would refuse or drop. And the safe fixes: whatever they are made in, the file still reads,
//! keeps its values, and has less wrong with it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// The corpus is files.
#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_analysis::{Change, Database, diagnostics};
use promo_diagnostics::{Diagnostic, Wanted, mend};
use promo_manifest::{Node, NodeValue, documents};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

/// A real manifest, as the index of the corpus has it.
struct Sample {
    /// The kind and the name of its file.
    name: String,
    /// Where it stood in its repository.
    path: String,
    text: String,
    is_ok: bool,
}

fn corpus() -> Option<Vec<Sample>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if !folder.is_dir() {
        eprintln!("SKIPPED: {} is absent", folder.display());
        return None;
    }
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    Some(index.lines().skip(1).map(|row| sample(&folder, row)).collect())
}

fn sample(folder: &Path, row: &str) -> Sample {
    let cells: Vec<&str> = row.split('\t').collect();
    let file: PathBuf = folder.join(cells[0]).join(cells[1]);
    // A block of a page stands in no folder that means something.
    let path = if cells[7].ends_with(".yaml") { cells[7] } else { cells[1] };
    Sample {
        name: format!("{}/{}", cells[0], cells[1].trim_end_matches(".yaml")),
        path: path.to_owned(),
        text: std::fs::read_to_string(file).unwrap(),
        is_ok: cells[10] == "OK",
    }
}

/// What is found in a project of one file.
fn found(path: &str, text: &str) -> Vec<Diagnostic> {
    let mut db = Database::default();
    db.apply(Change::of_texts([(path.into(), text.into())]));
    diagnostics::of_project(&db, &[], |_| Vec::new())
}

/// The lines of what is found, each with the rule.
fn lines(path: &str, text: &str) -> Vec<String> {
    let line = |offset: usize| text[..offset].matches('\n').count() + 1;
    found(path, text).iter().map(|found| format!("{} {}", line(found.place.start), found.rule)).collect()
}

/// What is wrong with each real manifest that others find something wrong with.
const WRONG: &[(&str, &[&str])] = &[
    ("Product/aperture-sci--loan--dd247df", &["34 invalid-file", "35 empty-list"]),
    ("Product/aperture-sci--sequential-accounts--973d3ad", &["8 invalid-manifest"]),
    ("Product/docs--product-crd--444d8a9", &["6 unreadable-manifest"]),
    ("Product/docs--product-crd--d9aafc8", &["6 unreadable-manifest"]),
    ("Product/plakyda-codefresh--fox--1e2644b", &["12 invalid-manifest", "15 invalid-manifest"]),
    ("Product/plakyda-codefresh--fox--2aa65d0", &["7 invalid-manifest"]),
    ("Product/plakyda-codefresh--fox--634f1b9", &["20 invalid-manifest"]),
    ("Product/plakyda-codefresh--fox--69a59c4", &["14 invalid-manifest"]),
    ("Product/plakyda-codefresh--fox--79b27e5", &["9 invalid-manifest"]),
    ("Product/plakyda-codefresh--fox--f8227da", &["14 invalid-manifest"]),
    ("Product/plakyda-codefresh--orphaned-product-changed--064dc77", &["5 invalid-name"]),
    ("Product/zivl45--test--f91ed7e", &["12 empty-list"]),
    ("PromotionFlow/aperture-sci--idan-test-flow--94e7f04", &["10 invalid-manifest"]),
    ("PromotionFlow/aperture-sci--idan-test-flow--c7a7f3f", &["5 invalid-manifest"]),
    ("PromotionFlow/aperture-sci--idan-test-flow--de89e30", &["6 invalid-manifest"]),
    ("PromotionFlow/docs--global-parallel-flow--7c46b8b", &["7 invalid-manifest"]),
    (
        "PromotionPolicy/docs--productiondeployments--84cf25b",
        &[
            "2 invalid-manifest",
            "5 invalid-name",
            "17 invalid-manifest",
            "24 invalid-manifest",
            "26 invalid-manifest",
        ],
    ),
    ("PromotionTemplate/akavalchuk--test-template--ffbedce", &["7 invalid-manifest"]),
    (
        "PromotionTemplate/docs--base-helm--c87e16a",
        &["7 invalid-manifest", "7 invalid-manifest", "9 invalid-path"],
    ),
    ("PromotionTemplate/docs--promotion-template-crd--5826055", &["6 unreadable-manifest"]),
    ("PromotionWorkflow/akavalchuk--create--5a6c9f8", &["5 invalid-manifest"]),
    ("PromotionWorkflow/akavalchuk--create--5e518a5", &["5 invalid-manifest"]),
    ("PromotionWorkflow/akavalchuk--create-demo-test--11b197a", &["5 invalid-manifest"]),
    ("PromotionWorkflow/akavalchuk--demo--1927fa1", &["2 invalid-manifest", "4 invalid-manifest"]),
    ("PromotionWorkflow/akavalchuk--test-create--fff4ce9", &["2 invalid-manifest", "4 invalid-manifest"]),
    ("PromotionWorkflow/aperture-sci--service-now-open-hook--8e0497f", &["10 invalid-manifest"]),
    ("PromotionWorkflow/aperture-sci--service-now-open-hook--ef1a8b2", &["10 invalid-manifest"]),
    ("PromotionWorkflow/aperture-sci--slack-notification--d6328bd", &["50 unreadable-manifest"]),
    ("PromotionWorkflow/aperture-sci--smoketests-od--22374fc", UNQUOTED),
    ("PromotionWorkflow/aperture-sci--smoketests-od--89f6b10", UNQUOTED),
    ("PromotionWorkflow/aperture-sci--sn-open-cr--ab63f0f", &["32 unreadable-manifest"]),
    ("PromotionWorkflow/aperture-sci--snow-open--609296c", &["67 invalid-manifest", "69 invalid-manifest"]),
    (
        "PromotionWorkflow/aperture-sci--snow-open-pre-action--35ec256",
        &["64 invalid-manifest", "66 invalid-manifest"],
    ),
    ("PromotionWorkflow/aperture-sci--tetasf--e0832a2", &["10 invalid-manifest"]),
    ("PromotionWorkflow/docs--quick-start-promotion-workflow--33cbe0a", &["52 unreadable-manifest"]),
];

/// Placeholders without quotes on three lines.
const UNQUOTED: &[&str] = &["27 invalid-manifest", "29 invalid-manifest", "31 invalid-manifest"];

/// What may be said of a manifest that a cluster takes: it does something else than is meant, or nothing.
const OF_WHAT_A_CLUSTER_TAKES: &[&str] = &[
    "conflicting-clauses",
    "empty-flow",
    "invalid-path",
    "message-without-wildcard",
    "selects-everything",
    "undocumented-tags",
    "unknown-reference",
    "unreachable-flow",
];

#[test]
fn what_is_wrong_is_told_at_its_line_and_nothing_else_is() {
    let Some(samples) = corpus() else { return };
    let wrong: BTreeMap<&str, &[&str]> = WRONG.iter().copied().collect();
    let mut differences = Vec::new();
    for Sample { name, path, text, is_ok } in &samples {
        let rule = |line: &String| line.split(' ').next_back().unwrap().to_owned();
        let mut found = lines(path, text);
        match is_ok {
            true => found.retain(|line| !OF_WHAT_A_CLUSTER_TAKES.contains(&rule(line).as_str())),
            false => found.retain(|line| rule(line) != "message-without-wildcard"),
        }
        let expected = wrong.get(name.as_str()).copied().unwrap_or_default();
        if found != expected || *is_ok != expected.is_empty() {
            differences.push(format!("{name}: {found:?}, not {expected:?}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    let known = |name: &&str| samples.iter().any(|sample| sample.name == **name);
    assert!(wrong.keys().all(known), "a file of the list is not in the corpus");
}

/// Every scalar of a text, as often as it stands there.
fn values(text: &str) -> BTreeMap<String, usize> {
    fn collect(node: &Node, values: &mut BTreeMap<String, usize>) {
        match &node.value {
            NodeValue::Scalar { text, .. } => *values.entry(text.trim().to_owned()).or_default() += 1,
            NodeValue::Sequence(items) => items.iter().for_each(|item| collect(item, values)),
            // A key is no value, and may be misspelt.
            NodeValue::Mapping(pairs) => pairs.iter().for_each(|(_, value)| collect(value, values)),
            NodeValue::Alias => {}
        }
    }
    let mut found = BTreeMap::new();
    documents(text).unwrap().iter().for_each(|document| collect(document, &mut found));
    found
}

/// A text with all safe fixes.
fn mended(path: &str, text: &str) -> String {
    let mut texts: BTreeMap<Arc<str>, String> = BTreeMap::from([(path.into(), text.to_owned())]);
    let find = |texts: &BTreeMap<Arc<str>, String>| {
        texts.iter().flat_map(|(path, text)| found(path, text)).collect()
    };
    mend(&mut texts, Wanted::Safe, find);
    texts.into_values().next().unwrap()
}

/// The words that a fix puts in the place of others.
const PUT: &[&str] = &[
    "gitRevision",
    "commitMessage",
    "In",
    "NotIn",
    "PROD",
    "NON_PROD",
    "commit",
    "pr",
    "none",
    "queue",
    "terminate",
    "promotion",
];

/// Whether nothing is lost but words that stand for one of a few, names of kinds and versions, and what isn't right as
/// a path.
fn keeps_values(before: &str, after: &str) -> Result<(), String> {
    let (before, after) = (values(before), values(after));
    let lost =
        before.iter().filter(|(value, count)| after.get(*value).copied().unwrap_or_default() < **count);
    let lost: BTreeSet<&str> = lost.map(|(value, _)| value.as_str()).collect();
    let is_added = |value: &&String| after[*value] > before.get(*value).copied().unwrap_or_default();
    let added: BTreeSet<&str> = after.keys().filter(is_added).map(String::as_str).collect();
    let is_known = |value: &&str| {
        PUT.contains(value)
            || value.contains(['$', '{'])
            || value.contains("/v1")
            || value.chars().all(|letter| letter.is_ascii_alphabetic()) && value.starts_with("Pro")
    };
    match added.iter().all(is_known) && lost.len() <= added.len() {
        true => Ok(()),
        false => Err(format!("lost {lost:?}, added {added:?}")),
    }
}

/// What is told of what is understood alone, and so perhaps after a fix for the first time.
const OF_WHAT_IS_UNDERSTOOD: &[&str] = &[
    "empty-flow",
    "message-without-wildcard",
    "promotes-everything",
    "selects-everything",
    "unreachable-flow",
];

/// Checks what the safe fixes of a text come to.
fn check_mended(path: &str, text: &str) -> Result<(), String> {
    let before = found(path, text);
    if documents(text).is_err() || !before.iter().any(|found| found.fixes.iter().any(|fix| fix.safe)) {
        return Ok(());
    }
    let after = mended(path, text);
    let error = |what: String| Err(format!("{what}\n{text}---\n{after}"));
    if let Err(problem) = documents(&after) {
        return error(format!("{problem}"));
    }
    if let Err(problem) = keeps_values(text, &after) {
        return error(problem);
    }
    let rest = found(path, &after);
    if rest.iter().any(|found| found.fixes.iter().any(|fix| fix.safe)) {
        return error("a safe fix is left".to_owned());
    }
    let is_new = |found: &&Diagnostic| !before.iter().any(|known| known.message == found.message);
    let needs_understanding = |found: &&Diagnostic| {
        OF_WHAT_IS_UNDERSTOOD.contains(&found.rule.name()) || found.message.contains(": it is one of ")
    };
    let left = rest.iter().filter(|found| !(is_new(found) && needs_understanding(found))).count();
    // Of an object whose kind or name is misspelt only the fields are looked at.
    let hides = |found: &Diagnostic| {
        let hiding = ["is no kind of", "did you mean `metadata`?", "did you mean `name`?"];
        hiding.iter().any(|words| found.message.contains(words))
    };
    if left >= before.len() && !before.iter().any(hides) {
        return error(format!("{before:#?}, then {rest:#?}"));
    }
    Ok(())
}

#[test]
fn safe_fixes_of_what_is_wrong_leave_less_of_it() {
    let Some(samples) = corpus() else { return };
    let mut mended_files = 0;
    for sample in samples.iter().filter(|sample| !sample.is_ok) {
        for text in [sample.text.clone(), sample.text.replace('\n', "\r\n")] {
            check_mended(&sample.path, &text).unwrap_or_else(|problem| panic!("{}: {problem}", sample.name));
            mended_files += usize::from(mended(&sample.path, &text) != text);
        }
    }
    assert!(mended_files >= 2 * 14, "only {mended_files}");
}

/// Manifests in which nothing is wrong, in any style.
fn good() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/good_manifests");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Where the keys, the scalars and the lists of a text stand.
#[derive(Default)]
struct Places {
    keys: Vec<std::ops::Range<usize>>,
    scalars: Vec<std::ops::Range<usize>>,
    lists: Vec<std::ops::Range<usize>>,
}

impl Places {
    fn of(text: &str) -> Places {
        let mut places = Places::default();
        documents(text).unwrap().iter().for_each(|document| places.collect(document));
        places
    }

    fn collect(&mut self, node: &Node) {
        match &node.value {
            NodeValue::Scalar { .. } => self.scalars.push(node.span.clone()),
            NodeValue::Sequence(items) => {
                self.lists.push(node.span.clone());
                items.iter().for_each(|item| self.collect(item));
            }
            NodeValue::Mapping(pairs) => {
                for (key, value) in pairs {
                    self.keys.push(key.span.clone());
                    self.collect(value);
                }
            }
            NodeValue::Alias => {}
        }
    }
}

/// One thing that is made wrong in a text: what, where, and a letter.
fn damage(text: &str, what: u8, place: prop::sample::Index, letter: char) -> String {
    let places = Places::of(text);
    let ends = text.match_indices('\n').map(|(end, _)| end + 1);
    let starts = std::iter::once(0).chain(ends.clone());
    let lines: Vec<_> = starts.zip(ends).map(|(start, end)| start..end).collect();
    let chosen = |list: &[std::ops::Range<usize>]| (!list.is_empty()).then(|| place.get(list).clone());
    let changed = |range: std::ops::Range<usize>, change: &dyn Fn(&str) -> String| {
        let mut changed = text.to_owned();
        changed.replace_range(range.clone(), &change(&text[range]));
        changed
    };
    let middle =
        |written: &str| written.char_indices().nth(written.chars().count() / 2).map_or(0, |(at, _)| at);
    let result = match what {
        0 => chosen(&places.keys).map(|key| changed(key, &|key| key.replacen(letter, "", 1))),
        1 => chosen(&places.keys).map(|key| {
            changed(key, &|key| format!("{}{letter}{}", &key[..middle(key)], &key[middle(key)..]))
        }),
        2 => chosen(&places.keys).map(|key| changed(key, &|key| key.to_uppercase())),
        3 => chosen(&places.scalars).map(|scalar| changed(scalar, &|scalar| format!("[{scalar}]"))),
        4 => chosen(&places.scalars).map(|scalar| {
            changed(scalar, &|scalar| format!("'{}'", scalar.trim_matches(['"', '\'']).replace('\'', "''")))
        }),
        5 => chosen(&places.lists)
            .map(|list| changed(list, &|list| list.trim_start_matches('[').trim_end_matches(']').to_owned())),
        6 => chosen(&places.scalars).map(|scalar| changed(scalar, &|scalar| scalar.to_lowercase())),
        7 => chosen(&lines).map(|line| changed(line, &|line| line.replacen("  ", "", 1))),
        8 => chosen(&lines).map(|line| changed(line, &|line| format!("  {line}"))),
        _ => chosen(&places.scalars)
            .map(|scalar| changed(scalar, &|scalar| scalar.replacen(['$', '.'], "", 1))),
    };
    result.unwrap_or_else(|| text.to_owned())
}

#[test]
fn safe_fixes_of_any_damage_leave_less_of_it() {
    let damages = prop::collection::vec(
        (0_u8..10, any::<prop::sample::Index>(), prop::sample::select(vec!['a', 'e', 's', 'n'])),
        1..5,
    );
    let texts = (prop::sample::select(good()), damages, any::<bool>());
    let config = ProptestConfig {
        cases: 1_500,
        rng_seed: RngSeed::Fixed(5),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let counted = std::cell::Cell::new(0);
    TestRunner::new(config)
        .run(&texts, |(good, damages, is_crlf)| {
            let mut text = if is_crlf { good.replace('\n', "\r\n") } else { good };
            for (what, place, letter) in damages {
                let damaged = damage(&text, what, place, letter);
                if documents(&damaged).is_ok() {
                    text = damaged;
                }
            }
            counted.set(counted.get() + usize::from(mended("a.yaml", &text) != text));
            check_mended("a.yaml", &text).map_err(TestCaseError::fail)
        })
        .unwrap();
    assert!(counted.get() > 500, "only {} texts were mended", counted.get());
    for good in good() {
        assert_eq!(lines("a.yaml", &good), Vec::<String>::new(), "{good}");
    }
}

//! Project knowledge of real manifests: every one is read, and the problems are found where other
//! validators find some.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use promo_manifest::known::{KnownObject, known_objects};

use crate::strict;

/// A real manifest.
struct Sample {
    file: String,
    text: String,
    /// What validators of other makes say of it.
    problems: Vec<String>,
}

fn samples(folder: &Path) -> Vec<Sample> {
    let index = fs::read_to_string(folder.join("INDEX.tsv")).expect("the index");
    let sample = |row: &str| {
        let cells: Vec<&str> = row.split('\t').collect();
        let file = format!("{}/{}", cells[0], cells[1]);
        let text = fs::read_to_string(folder.join(&file)).expect("a manifest");
        let problems = cells.get(11).unwrap_or(&"").split(" | ").filter(|problem| !problem.is_empty());
        Sample { file, text, problems: problems.map(str::to_owned).collect() }
    };
    index.lines().skip(1).map(sample).collect()
}

fn kind(object: &KnownObject) -> &'static str {
    match object {
        KnownObject::Application(_) => "Application",
        KnownObject::Workflow(_) => "Workflow",
        KnownObject::ClusterWorkflow(_) => "ClusterWorkflow",
        KnownObject::Product(_) => "Product",
        KnownObject::Flow(_) => "Flow",
        KnownObject::Policy(_) => "Policy",
        KnownObject::Template(_) => "Template",
        KnownObject::Unknown(_) => "Unknown",
    }
}

#[test]
fn every_manifest_is_read() {
    let Some(folder) = strict::shared_folder("corpus") else {
        return;
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for sample in samples(&folder) {
        let Ok(file) = known_objects(&sample.text) else {
            *counts.entry("no YAML").or_default() += 1;
            continue;
        };
        assert_eq!(file.objects.len(), 1, "{}", sample.file);
        file.objects.iter().for_each(|object| *counts.entry(kind(object)).or_default() += 1);
    }
    eprintln!("objects of the corpus: {counts:?}");
    let of = |kind: &str| counts.get(kind).copied().unwrap_or_default();
    assert!(of("no YAML") <= 7 && of("Unknown") <= 3, "{counts:?}");
}

/// Neither names nor the annotation of promotion workflows are this crate's to check.
fn is_ours(problem: &str) -> bool {
    !problem.contains("RFC1123") && !problem.starts_with("no codefresh.io/workflow-origin")
}

/// Whether a field is missed beside one that is meant to be it, or that stands around it, of which we speak alone.
fn is_misspelt(problem: &str, all: &[String]) -> bool {
    let is_wrapped =
        problem.contains("is a required property") && all.iter().any(|other| other.ends_with(".properties"));
    let Some(missing) = problem.strip_suffix(" missing") else { return is_wrapped };
    let (map, name) = missing.rsplit_once('.').unwrap_or(("", missing));
    let unknown = all.iter().filter_map(|other| other.strip_prefix("unknown field "));
    let mut beside = unknown.filter_map(|path| path.rsplit_once('.')).filter(|(other, _)| *other == map);
    beside.any(|(_, field)| !promo_diagnostics::nearest(field, [name]).is_empty())
}

#[test]
fn problems_are_those_that_others_find() {
    let Some(folder) = strict::shared_folder("corpus") else {
        return;
    };
    for sample in samples(&folder) {
        let found: Vec<String> = match known_objects(&sample.text) {
            Ok(file) => file.problems.into_iter().map(|problem| problem.message).collect(),
            Err(error) => vec![error.to_string()],
        };
        let all = &sample.problems;
        let expected: Vec<&String> =
            all.iter().filter(|problem| is_ours(problem) && !is_misspelt(problem, all)).collect();
        let no_version = usize::from(!sample.text.contains("apiVersion:"));
        let place = format!("{}: {found:?}, but others: {expected:?}", sample.file);
        assert_eq!(found.len(), expected.len() + no_version, "{place}");
    }
}

/// How many lines of a text, trimmed, begin with one of these.
fn lines_beginning(text: &str, beginnings: &[&str]) -> usize {
    let begins = |line: &&str| beginnings.iter().any(|beginning| line.trim().starts_with(beginning));
    text.lines().filter(begins).count()
}

#[test]
fn products_and_parameters_are_found() {
    let Some(folder) = strict::shared_folder("corpus") else {
        return;
    };
    let mut parameters = 0;
    for sample in samples(&folder) {
        for object in known_objects(&sample.text).map(|file| file.objects).unwrap_or_default() {
            match object {
                KnownObject::Application(application) => {
                    let annotated = application.header.annotation("codefresh.io/product").is_some();
                    assert_eq!(lines_beginning(&sample.text, &["codefresh.io/product:"]) > 0, annotated);
                    assert_eq!(application.product().is_some(), annotated, "{}", sample.file);
                    let has_source = lines_beginning(&sample.text, &["source:", "sources:"]) > 0;
                    assert_eq!(has_source, !application.sources.is_empty(), "{}", sample.file);
                }
                KnownObject::Workflow(workflow) if workflow.is_promotion => {
                    let templates = workflow.templates.iter();
                    let inputs: usize = templates.map(|step| step.inputs.len() + step.outputs.len()).sum();
                    let named = lines_beginning(&sample.text, &["- name:", "name:", "- {name:"]);
                    assert!(named >= workflow.parameters.len() + inputs, "{}", sample.file);
                    let takes_some = sample.text.contains("\n  arguments:\n    parameters:\n    ");
                    assert!(!takes_some || !workflow.parameters.is_empty(), "{}", sample.file);
                    parameters += workflow.parameters.len();
                    let context = sample.text.contains("globalName: PROMOTION_CONTEXT");
                    assert_eq!(workflow.promotion_context().is_some(), context, "{}", sample.file);
                }
                _ => {}
            }
        }
    }
    assert!(parameters >= 250, "only {parameters} parameters");
}

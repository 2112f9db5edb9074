//! Releases as they unfold: on the pages of `tests/releases`, where each block of files stands with what happens in a
//! release of its products; and in generated flows against the plainest way to tell. An environment called `broken`
//! fails.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// The pages are files.
#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use promo_analysis::model::Name;
use promo_analysis::names::Namespace;
use promo_analysis::policies::{defined, flow_named, product_named};
use promo_analysis::releases::{Environment, EnvironmentState, Release, Run, unfold};
use promo_analysis::workflows::{Parameter, Source};
use promo_analysis::{Change, Database, Db, diagnostics};
use promo_testing::Fixture;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

fn project(files: impl IntoIterator<Item = (Arc<str>, String)>) -> Database {
    let mut database = Database::default();
    database.apply(Change::of_texts(files.into_iter().map(|(path, text)| (path, text.into()))));
    database
}

/// What is wrong with a project, then the releases of its products by each of their flows.
fn describe(db: &Database) -> String {
    let mut text = String::new();
    let sources = db.project().sources(db).iter().flat_map(|file| diagnostics::of_file(db, *file));
    for found in sources {
        writeln!(text, "{}: {}", found.rule, found.message).unwrap();
    }
    let mut products: Vec<&str> = defined(db, Namespace::Products).map(|(name, _)| name).collect();
    products.sort_unstable();
    for product in products.into_iter().filter_map(|name| product_named(db, name)) {
        for choice in &product.flows {
            let flow = flow_named(db, &choice.flow.value).unwrap();
            let release = unfold(db, &product.metadata.name, flow, &["broken"]);
            let end = if release.succeeds { "succeeds" } else { "fails" };
            writeln!(text, "{} by {}: {end}", product.metadata.name, choice.flow.value).unwrap();
            describe_release(&release, &mut text);
        }
    }
    text
}

fn describe_release(release: &Release, text: &mut String) {
    release.before.iter().for_each(|run| describe_run(run, "  ", text));
    for wave in &release.waves {
        text.push_str("  -\n");
        for environment in wave {
            let reason = environment.reason.as_ref().map(|reason| format!(", {reason}")).unwrap_or_default();
            writeln!(text, "  {}: {:?}{reason}", environment.name, environment.state).unwrap();
            environment.runs.iter().for_each(|run| describe_run(run, "    ", text));
        }
    }
    if !release.after.is_empty() {
        text.push_str("  -\n");
    }
    release.after.iter().for_each(|run| describe_run(run, "  ", text));
}

fn describe_run(run: &Run, indent: &str, text: &mut String) {
    write!(text, "{indent}{:?}", run.phase).unwrap();
    if let Some(name) = run.workflow.as_deref().or(run.action.map(promo_analysis::value::Action::name)) {
        write!(text, " {name}").unwrap();
    }
    let asked_for = run.parameters.iter().filter(|parameter| parameter.is_asked_for);
    let asked_for: Vec<String> = asked_for.map(describe_parameter).collect();
    writeln!(text, "{}{}", if asked_for.is_empty() { "" } else { ": " }, asked_for.join(", ")).unwrap();
}

fn describe_parameter(parameter: &Parameter) -> String {
    let source = match &parameter.source {
        Source::Platform => return parameter.name.to_string(),
        Source::Output(by) => format!("output of {by}"),
        Source::Context(by) => format!("context of {by}"),
        Source::Default(value) => format!("default {value:?}"),
        Source::Unknown => "unknown".to_owned(),
        Source::Missing => "missing".to_owned(),
    };
    format!("{} ({source})", parameter.name)
}

/// The blocks of files of a page, and the block of text that follows each.
fn examples(page: &str) -> Vec<(String, String)> {
    let blocks = page.split("```promo\n").skip(1);
    let examples = blocks.map(|block| {
        let (files, rest) = block.split_once("```\n").expect("the end of a block of files");
        let rest = rest.split_once("```text\n").expect("what comes of a block of files").1;
        (files.to_owned(), rest.split_once("```").expect("the end of a block of text").0.to_owned())
    });
    examples.collect()
}

#[test]
fn pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/releases");
    let mut differences = Vec::new();
    for path in fs::read_dir(folder).expect("the pages").map(|entry| entry.expect("a page").path()) {
        let page = fs::read_to_string(&path).expect("a page");
        for (files, expected) in examples(&page) {
            let of_fixture = Fixture::parse(&files).files.into_iter().map(|file| (file.path, file.text));
            let found = describe(&project(of_fixture));
            if found != expected {
                differences
                    .push(format!("{}\n{files}--- expected\n{expected}--- found\n{found}", path.display()));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The environments of a flow, each with those before it that it depends on; the first is the trigger.
type Graph = Vec<BTreeSet<usize>>;

/// A flow of up to nine environments, with some that fail.
fn graph() -> impl Strategy<Value = (Graph, BTreeSet<usize>)> {
    (2..10_usize).prop_flat_map(|count| {
        let dependencies = (1..count).map(|own| prop::collection::btree_set(0..own, 1..=own.min(3)));
        let failing = prop::collection::btree_set(0..count, 0..3);
        (dependencies.collect::<Vec<_>>(), failing).prop_map(|(dependencies, failing)| {
            (std::iter::once(BTreeSet::new()).chain(dependencies).collect(), failing)
        })
    })
}

/// A name by which no order of the environments can be told.
fn name(environment: usize) -> String {
    format!("env-{}", (environment * 7 + 3) % 10)
}

fn source(graph: &Graph) -> String {
    let names: Vec<String> = (0..graph.len()).map(name).collect();
    let mut text = format!("environment {}\nflow generated {{\n", names.join(", "));
    // The last environment first, since the order of the arrows means nothing.
    for (environment, dependencies) in graph.iter().enumerate().skip(1).rev() {
        let before: Vec<String> = dependencies.iter().map(|before| name(*before)).collect();
        writeln!(text, "  {} -> {}", before.join(", "), name(environment)).unwrap();
    }
    text.push_str("  default { action commit }\n}\nproduct loans { flow generated }\n");
    text
}

/// Whether something that an environment depends on, directly or not, is among some.
fn is_after(graph: &Graph, environment: usize, some: &BTreeSet<usize>) -> bool {
    graph[environment].iter().any(|before| some.contains(before) || is_after(graph, *before, some))
}

fn check(test: impl Fn(&Graph, &BTreeSet<usize>, &Database)) {
    let config = proptest::test_runner::Config {
        cases: 300,
        rng_seed: RngSeed::Fixed(5),
        failure_persistence: None,
        ..Default::default()
    };
    let result = TestRunner::new(config).run(&graph(), |(graph, failing)| {
        test(&graph, &failing, &project([("all.promo".into(), source(&graph))]));
        Ok(())
    });
    result.unwrap();
}

fn release(db: &Database, failing: &BTreeSet<usize>) -> Release {
    let failing: Vec<String> = failing.iter().map(|environment| name(*environment)).collect();
    let failing: Vec<&str> = failing.iter().map(String::as_str).collect();
    unfold(db, &Name::from("loans"), flow_named(db, "generated").unwrap(), &failing)
}

fn all_environments(release: &Release) -> impl Iterator<Item = &Environment> {
    release.waves.iter().flatten()
}

#[test]
fn what_an_environment_depends_on_is_in_an_earlier_wave_and_nothing_waits_longer() {
    check(|graph, failing, db| {
        let release = release(db, failing);
        let waves = release.waves.iter().enumerate();
        let waves: BTreeMap<&str, usize> =
            waves.flat_map(|(number, wave)| wave.iter().map(move |one| (&*one.name, number))).collect();
        for (environment, dependencies) in graph.iter().enumerate() {
            let latest = dependencies.iter().map(|before| waves[&*name(*before)]).max();
            assert_eq!(waves[&*name(environment)], latest.map_or(0, |latest| latest + 1), "{graph:?}");
        }
    });
}

#[test]
fn a_release_that_succeeds_runs_every_environment_once() {
    check(|graph, _, db| {
        let release = release(db, &BTreeSet::new());
        assert!(release.succeeds);
        let ran: Vec<&str> = all_environments(&release).map(|one| &*one.name).collect();
        let once: BTreeSet<&str> = ran.iter().copied().collect();
        assert_eq!((ran.len(), once.len()), (graph.len(), graph.len()), "{graph:?}");
        assert!(all_environments(&release).all(|one| one.state == EnvironmentState::Succeeded));
    });
}

#[test]
fn after_a_failure_exactly_what_comes_after_is_skipped() {
    check(|graph, failing, db| {
        let release = release(db, failing);
        assert_eq!(release.succeeds, failing.is_empty());
        let states: BTreeMap<&str, EnvironmentState> =
            all_environments(&release).map(|one| (&*one.name, one.state)).collect();
        assert_eq!(states.len(), graph.len());
        for environment in 0..graph.len() {
            let expected = match () {
                () if is_after(graph, environment, failing) => EnvironmentState::Skipped,
                () if failing.contains(&environment) => EnvironmentState::Failed,
                () => EnvironmentState::Succeeded,
            };
            assert_eq!(states[&*name(environment)], expected, "{graph:?}, {failing:?}");
        }
    });
}

/// By environment: the key that its hook on success requires, and those that its hooks export.
type Keys = Vec<[usize; 4]>;

fn with_hooks(graph: &Graph, keys: &Keys) -> String {
    let mut text = source(graph).replace("product loans { flow generated }\n", "");
    text = text.trim_end().trim_end_matches('}').to_owned();
    for environment in 1..graph.len() {
        let name = name(environment);
        let hooks = format!("on start start-{name}  on success success-{name}  on fail fail-{name}");
        writeln!(text, "  step {name} {{ {hooks} }}").unwrap();
    }
    text.push_str("}\nproduct loans { flow generated }\n");
    for (environment, [required, start, success, fail]) in keys.iter().enumerate().take(graph.len()).skip(1) {
        let name = name(environment);
        writeln!(text, "extern workflow start-{name} {{ exports K{start} }}").unwrap();
        writeln!(text, "extern workflow success-{name} {{ input K{required}  exports K{success} }}").unwrap();
        writeln!(text, "extern workflow fail-{name} {{ exports K{fail} }}").unwrap();
    }
    text
}

/// Whether the hook after success of an environment receives a key: for certain, perhaps, or never.
fn expected(graph: &Graph, keys: &Keys, environment: usize) -> Option<bool> {
    let required = keys[environment][0];
    let others = || (1..graph.len()).filter(|other| *other != environment);
    let is_before =
        |earlier: usize, later: usize| is_after(graph, later, &std::iter::once(earlier).collect());
    let mut before = others().filter(|other| is_before(*other, environment));
    let beside = |other: &usize| !is_before(*other, environment) && !is_before(environment, *other);
    if keys[environment][1] == required || before.any(|other| keys[other][1..3].contains(&required)) {
        return Some(true);
    }
    others().filter(beside).any(|other| keys[other][1..].contains(&required)).then_some(false)
}

#[test]
fn a_hook_receives_what_the_order_of_the_environments_says() {
    let keys = prop::collection::vec([0..6_usize, 0..6, 0..6, 0..6], 10);
    let config = proptest::test_runner::Config {
        cases: 300,
        rng_seed: RngSeed::Fixed(6),
        failure_persistence: None,
        ..Default::default()
    };
    let check = |((graph, _), keys): ((Graph, BTreeSet<usize>), Keys)| {
        let db = project([("all.promo".into(), with_hooks(&graph, &keys))]);
        let release = release(&db, &BTreeSet::new());
        let ran = all_environments(&release).filter_map(|one| {
            let is_last = |run: &&Run| run.workflow.as_deref() == Some(&*format!("success-{}", one.name));
            Some((
                &*one.name,
                one.runs.iter().find(is_last)?.parameters.iter().find(|one| one.is_asked_for)?.clone(),
            ))
        });
        let ran: BTreeMap<&str, Parameter> = ran.collect();
        let told = diagnostics::of_file(&db, db.project().sources(&db)[0]);
        for environment in 1..graph.len() {
            let name = name(environment);
            let expected = expected(&graph, &keys, environment);
            let start = format!("`success-{name}` requires");
            assert_eq!(
                told.iter().any(|one| one.message.starts_with(&start)),
                expected.is_none(),
                "{graph:?} {keys:?}"
            );
            let Some(parameter) = ran.get(&*name) else { continue };
            let found = match parameter.source {
                Source::Context(_) => Some(true),
                Source::Unknown => Some(false),
                _ => None,
            };
            assert_eq!(found, expected, "{name} in {graph:?} {keys:?}");
        }
        Ok(())
    };
    TestRunner::new(config).run(&(graph(), keys), check).unwrap();
}

#[test]
fn of_the_keys_that_nobody_asks_for_the_newest_are_told() {
    let count = 120;
    let names: Vec<String> = (0..count).map(|number| format!("e{number}")).collect();
    let mut text = format!("environment dev, {}\n", names.join(", "));
    for number in 0..count {
        writeln!(text, "extern workflow w{number} {{ input VERSION  exports K{number} }}").unwrap();
    }
    text.push_str("extern workflow last { input K3 }\nflow f {\n  default { action commit }\n");
    writeln!(text, "  dev -> {}\n  on success last", names.join(" -> ")).unwrap();
    for number in 0..count {
        writeln!(text, "  step e{number} {{ on success w{number} }}").unwrap();
    }
    let db = project([("all.promo".into(), format!("{text}}}\nproduct loans {{ flow f }}\n"))]);
    let release = unfold(&db, &Name::from("loans"), flow_named(&db, "f").unwrap(), &[]);
    let last = &release.after[0].parameters;
    let keys = last.iter().filter(|parameter| matches!(parameter.source, Source::Context(_)));
    let keys: Vec<&str> = keys.map(|parameter| &*parameter.name).collect();
    let newest: Vec<String> = (70..count).map(|number| format!("K{number}")).collect();
    assert_eq!(keys[..50], newest);
    assert_eq!(keys[50..], ["K3"], "it is asked for");
}

//! The way of a value: from the clause that says it, through constants and arguments, to where it is written out, and
//! to the uses of the pattern that it stands in.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use promo_analysis::derivation::{Part, derivation};
use promo_analysis::model::{Flow, Model, Policy};
use promo_analysis::{Change, Database, Declaration, Site, checked, declarations};

const PROJECT: &str = r#"environment dev, qa
environment prod-eu, prod-us { kind production }
extern workflow check, page, mend

let eu = prod-eu
let regions = [eu, "prod-us"]
let all = [qa, regions]
let days = 2d
let production = [prod-eu]
let reviewed = pr

flow direct { dev -> all  timeout days  step all { action reviewed  pre check } }

flow inner(to: environments, act: action, hook: workflow = page) {
  dev -> to
  step to { action act  on fail hook }
}
flow outer(where: environments, act: action = reviewed) = inner(where, act: act)
flow one = inner([qa, prod-eu], commit)
flow two = outer(regions)
flow three = outer(where: qa, act: commit)

policy kinds(rank: int) { priority rank  when environment.kind == production  pre check }
policy first = kinds(-5)
"#;

fn project() -> Database {
    let mut database = Database::default();
    database.apply(Change::of_texts([("main.promo".into(), Arc::from(PROJECT))]));
    database
}

fn declared<'db>(db: &'db Database, name: &str) -> Declaration<'db> {
    let all = declarations(db, db.source("main.promo").unwrap());
    *all.iter().find(|known| **known.name(db) == *name).unwrap()
}

fn flow<'db>(db: &'db Database, name: &str) -> &'db Flow<'db> {
    match &checked(db, declared(db, name)).model {
        Some(Model::Flow(flow)) => flow,
        other => panic!("{name}: {other:?}"),
    }
}

/// The texts on a way, each with what it is.
fn way<'db>(db: &'db Database, name: &str, site: Site<'db>, value: &str) -> Vec<String> {
    let steps = derivation(db, declared(db, name), site, value).into_iter().map(|step| {
        let place = step.site.file_place(db);
        let text = &PROJECT[place.range()];
        match step.what {
            Part::Clause => text.to_owned(),
            Part::Constant(name) => format!("let {name}: {text}"),
            Part::Argument(name) => format!("for {name}: {text}"),
            Part::Default(name) => format!("default of {name}: {text}"),
            Part::Use(name) => format!("use of {name}: {text}"),
        }
    });
    steps.collect()
}

fn environments(db: &Database, name: &str) -> Vec<Vec<String>> {
    let steps = flow(db, name).steps.iter().map(|step| &step.environment);
    steps.map(|environment| way(db, name, environment.place, &environment.value)).collect()
}

#[test]
fn a_constant_leads_to_its_item() {
    let db = &project();
    assert_eq!(
        environments(db, "direct"),
        [
            vec!["all", "let all: qa"],
            vec!["all", "let all: regions", "let regions: eu", "let eu: prod-eu"],
            vec!["all", "let all: regions", "let regions: \"prod-us\""],
        ]
    );
    let direct = flow(db, "direct");
    let timeout = direct.timeout_minutes.as_ref().unwrap();
    assert_eq!(way(db, "direct", timeout.place, "2880"), ["days", "let days: 2d"]);
    let action = direct.steps[0].settings.action.as_ref().unwrap();
    assert_eq!(way(db, "direct", action.place, "pr"), ["reviewed", "let reviewed: pr"]);
    let pre = direct.steps[0].settings.pre.as_ref().unwrap();
    assert_eq!(way(db, "direct", pre.place, "check"), ["check"]);
}

#[test]
fn a_pattern_leads_to_its_arguments_and_uses() {
    let db = &project();
    assert_eq!(environments(db, "one"), [["to", "for to: qa"], ["to", "for to: prod-eu"]]);
    assert_eq!(
        environments(db, "two"),
        [
            vec!["to", "for to: where", "for where: regions", "let regions: eu", "let eu: prod-eu"],
            vec!["to", "for to: where", "for where: regions", "let regions: \"prod-us\""],
        ]
    );
    let two = flow(db, "two");
    assert_eq!(
        way(db, "two", two.trigger.place, "dev"),
        ["dev", "use of inner: inner(where, act: act)", "use of outer: outer(regions)"]
    );
    let action = two.steps[0].settings.action.as_ref().unwrap();
    assert_eq!(
        way(db, "two", action.place, "pr"),
        [
            "act",
            "for act: act",
            "default of act: reviewed",
            "let reviewed: pr",
            "use of outer: outer(regions)"
        ]
    );
    let hook = two.steps[0].hooks.fail.as_ref().unwrap();
    assert_eq!(
        way(db, "two", hook.place, "page"),
        [
            "hook",
            "default of hook: page",
            "use of inner: inner(where, act: act)",
            "use of outer: outer(regions)"
        ]
    );
    let action = flow(db, "three").steps[0].settings.action.as_ref().unwrap();
    assert_eq!(way(db, "three", action.place, "commit"), ["act", "for act: act", "for act: commit"]);
}

#[test]
fn a_word_is_not_the_constant_of_that_name() {
    let db = &project();
    let Some(Model::Policy(policy)) = &checked(db, declared(db, "first")).model else { panic!("no policy") };
    let Policy { priority, selector, .. } = policy;
    let kind = &selector.environment_kinds.as_ref().unwrap()[0];
    assert_eq!(way(db, "first", kind.place, "PROD"), ["production", "use of kinds: kinds(-5)"]);
    assert_eq!(way(db, "first", priority.place, "-5"), ["rank", "for rank: -5"]);
}

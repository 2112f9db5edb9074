//! Settings against the plainest way to merge them: whatever a project writes its policies like, what holds in an
//! environment is what looking at every policy gives.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fmt::Write;
use std::sync::Arc;

use promo_analysis::config::{Config, PolicyPriority};
use promo_analysis::names::{NameKey, Namespace};
use promo_analysis::policies::{Decision, flow_named, settings_in_flow, standings_for, users_of};
use promo_analysis::{Change, Database, Volatility, diagnostics};
use proptest::prelude::*;
use proptest::sample::subsequence;
use proptest::test_runner::{RngSeed, TestRunner};

const PRODUCTS: [&str; 3] = ["loans", "cards", "maps"];
/// The environments of the flow after its trigger, with whether they are of production.
const ENVIRONMENTS: [(&str, bool); 3] = [("qa", false), ("prod-eu", true), ("prod-us", true)];
const FIELDS: [&str; 3] = ["pre", "action", "post"];

/// The values of the three fields, where they are set.
type Settings = [Option<&'static str>; 3];

/// How a policy says which products it is for.
#[derive(Clone, Copy, Debug)]
enum Form {
    Plain,
    Quoted,
    /// By constants that are lists, one defined by the other.
    Constant,
    /// By the arguments of a pattern.
    Arguments,
    /// By the body of a pattern that a pattern uses.
    Pattern,
    /// By a name that is put together.
    Composed,
}

#[derive(Clone, Debug)]
struct Policy {
    priority: i64,
    products: Option<Vec<&'static str>>,
    environments: Option<Vec<&'static str>>,
    production: Option<bool>,
    settings: Settings,
    form: Form,
}

#[derive(Clone, Debug)]
struct Project {
    policies: Vec<Policy>,
    steps: Vec<Settings>,
    default: Settings,
    highest_first: bool,
}

fn settings() -> impl Strategy<Value = Settings> {
    let workflow = || prop::option::of(prop::sample::select(vec!["smoke", "notify"]));
    let action = prop::option::of(prop::sample::select(vec!["commit", "pr", "none"]));
    (workflow(), action, workflow()).prop_map(|(pre, action, post)| [pre, action, post])
}

fn policy() -> impl Strategy<Value = Policy> {
    let names = ENVIRONMENTS.map(|(name, _)| name).to_vec();
    let form = prop::sample::select(vec![
        Form::Plain,
        Form::Quoted,
        Form::Constant,
        Form::Arguments,
        Form::Pattern,
        Form::Composed,
    ]);
    let settings = settings().prop_filter("a policy sets something", |set| set.iter().any(Option::is_some));
    let products = prop::option::of(subsequence(PRODUCTS.to_vec(), 1..=2));
    let environments = prop::option::of(subsequence(names, 1..=2));
    (-2..3_i64, products, environments, prop::option::of(any::<bool>()), settings, form).prop_map(
        |(priority, products, environments, production, settings, form)| Policy {
            priority,
            products,
            environments,
            production,
            settings,
            form,
        },
    )
}

fn project() -> impl Strategy<Value = Project> {
    let own = || prop_oneof![3 => Just([None; 3]), 1 => settings()];
    let policies = prop::collection::vec(policy(), 0..7);
    (policies, prop::collection::vec(own(), 3), own(), any::<bool>()).prop_map(
        |(policies, steps, default, highest_first)| Project { policies, steps, default, highest_first },
    )
}

fn clauses(settings: &Settings) -> String {
    let set =
        FIELDS.iter().zip(settings).filter_map(|(field, value)| Some(format!(" {field} {}", (*value)?)));
    set.collect()
}

/// The declarations of a policy, and the condition by which it asks for products.
fn asking_for_products(index: usize, products: &[&str], form: Form) -> (String, String) {
    let listed = products.join(", ");
    match form {
        Form::Plain => (String::new(), format!("product in [{listed}]")),
        Form::Quoted => (String::new(), format!("product in [\"{}\"]", products.join("\", \""))),
        Form::Constant => (
            format!("let first-{index} = [{listed}]\nlet then-{index} = [first-{index}]\n"),
            format!("product in then-{index}"),
        ),
        Form::Composed => {
            let names: Vec<_> = (0..products.len()).map(|number| format!("name-{index}-{number}")).collect();
            let constants = products.iter().zip(&names).map(|(product, name)| {
                let (start, end) = product.split_at(2);
                format!("let end-{name} = \"{end}\"\nlet {name} = \"{start}${{end-{name}}}\"\n")
            });
            (constants.collect(), format!("product in [{}]", names.join(", ")))
        }
        Form::Arguments | Form::Pattern => (String::new(), "product in [a, b]".to_owned()),
    }
}

fn policy_text(index: usize, policy: &Policy) -> String {
    let products = policy.products.as_deref().unwrap_or_default();
    let (mut text, by_products) = asking_for_products(index, products, policy.form);
    let mut conditions: Vec<String> = Vec::new();
    if !products.is_empty() {
        conditions.push(by_products);
    }
    conditions
        .extend(policy.environments.as_ref().map(|names| format!("environment in [{}]", names.join(", "))));
    conditions.extend(policy.production.map(|production| {
        format!("environment.kind == {}", if production { "production" } else { "non-production" })
    }));
    let when =
        if conditions.is_empty() { String::new() } else { format!(" when {}", conditions.join(" and ")) };
    let body = format!("{{ priority {}{when}{} }}", policy.priority, clauses(&policy.settings));
    let [first, .., last] = products else {
        let [only] = products else { return text + &format!("policy policy-{index} {body}\n") };
        return policy_text_with(text, index, policy.form, (only, only), &body);
    };
    text = policy_text_with(text, index, policy.form, (first, last), &body);
    text
}

fn policy_text_with(mut text: String, index: usize, form: Form, (a, b): (&str, &str), body: &str) -> String {
    match form {
        Form::Arguments => {
            writeln!(text, "policy pattern-{index}(a: product, b: product = {b}) {body}").unwrap();
            writeln!(text, "policy policy-{index} = pattern-{index}({a})").unwrap();
        }
        Form::Pattern => {
            writeln!(text, "policy inner-{index}(a: product, b: string) {body}").unwrap();
            writeln!(text, "policy outer-{index}(a: product) = inner-{index}(a, \"{b}\")").unwrap();
            writeln!(text, "policy policy-{index} = outer-{index}({a})").unwrap();
        }
        _ => writeln!(text, "policy policy-{index} {body}").unwrap(),
    }
    text
}

fn text(project: &Project) -> String {
    let mut text = String::from(
        "environment dev, qa\nenvironment prod-eu, prod-us { kind production }\nextern workflow smoke, notify\n",
    );
    for product in PRODUCTS {
        writeln!(text, "product {product} {{ flow standard }}").unwrap();
    }
    writeln!(
        text,
        "flow standard {{\n  dev -> qa -> prod-eu, prod-us\n  default {{{} }}",
        clauses(&project.default)
    )
    .unwrap();
    for ((environment, _), step) in ENVIRONMENTS.iter().zip(&project.steps) {
        writeln!(text, "  step {environment} {{{} }}", clauses(step)).unwrap();
    }
    text.push_str("}\n");
    for (index, policy) in project.policies.iter().enumerate() {
        text.push_str(&policy_text(index, policy));
    }
    text
}

fn opened(project: &Project) -> Database {
    let policy_priority =
        if project.highest_first { PolicyPriority::HighestFirst } else { PolicyPriority::LowestFirst };
    let mut database = Database::default();
    database.apply(Change {
        sources: vec![("all.promo".into(), Some((text(project).into(), Volatility::Closed)))],
        config: Some(Arc::new(Config { policy_priority, ..Config::default() })),
        ..Change::default()
    });
    database
}

/// What sets a field, the best first, with the number of the policy.
fn naive(project: &Project, product: &str, step: usize, field: usize) -> Vec<(&'static str, Option<usize>)> {
    let (environment, production) = ENVIRONMENTS[step];
    let mut policies: Vec<(usize, &Policy)> = project.policies.iter().enumerate().collect();
    policies.sort_by_key(|(index, policy)| {
        (if project.highest_first { -policy.priority } else { policy.priority }, *index)
    });
    let matching = policies.into_iter().filter(|(_, policy)| {
        policy.products.as_ref().is_none_or(|names| names.contains(&product))
            && policy.environments.as_ref().is_none_or(|names| names.contains(&environment))
            && policy.production.is_none_or(|wanted| wanted == production)
    });
    let by_policies = matching.filter_map(|(index, policy)| Some((policy.settings[field]?, Some(index))));
    let own = [project.steps[step][field], project.default[field]].into_iter().flatten();
    own.map(|value| (value, None)).chain(by_policies).collect()
}

/// What holds for a field, and whether policies of one priority disagree about it.
fn naive_decision(project: &Project, product: &str, step: usize, field: usize) -> (Option<String>, bool) {
    let all = naive(project, product, step, field);
    let Some((value, by)) = all.first() else { return (None, false) };
    let priority = |index: &usize| project.policies[*index].priority;
    let is_tied = by.as_ref().is_some_and(|best| {
        let equal = |(_, by): &&(&str, Option<usize>)| by.as_ref().map(priority) == Some(priority(best));
        all.iter().filter(equal).any(|(other, _)| other != value)
    });
    (Some((*value).to_owned()), is_tied)
}

fn value<T>(decision: &Decision<'_, T>, name: impl Fn(&T) -> String) -> (Option<String>, bool) {
    (decision.winner.as_ref().map(|winner| name(&winner.value)), decision.is_uncertain)
}

fn check(test: impl Fn(&Project, &Database)) {
    let config = proptest::test_runner::Config {
        cases: 500,
        rng_seed: RngSeed::Fixed(11),
        failure_persistence: None,
        ..Default::default()
    };
    let result = TestRunner::new(config).run(&project(), |project| {
        let database = opened(&project);
        let found = diagnostics::of_file(&database, database.source("all.promo").unwrap());
        let errors: Vec<_> = found
            .iter()
            .filter(|found| found.level == promo_diagnostics::Level::Error)
            .filter(|found| !["missing-action", "none-without-pre"].contains(&found.rule.name()))
            .collect();
        assert!(errors.is_empty(), "{}\n{errors:?}", text(&project));
        test(&project, &database);
        Ok(())
    });
    result.unwrap();
}

#[test]
fn settings_are_what_looking_at_every_policy_gives() {
    check(|project, db| {
        let flow = flow_named(db, "standard").unwrap();
        let users = users_of(db, NameKey::new(db, Namespace::Flows, "standard"));
        assert_eq!(users.len(), PRODUCTS.len());
        for found in settings_in_flow(db, flow, users) {
            let effective = [
                value(&found.effective.pre, |name| name.to_string()),
                value(&found.effective.action, |action| action.name().to_owned()),
                value(&found.effective.post, |name| name.to_string()),
            ];
            for product in found.products.iter() {
                let expected = [0, 1, 2].map(|field| naive_decision(project, product, found.step, field));
                assert_eq!(effective, expected, "{product} in {}:\n{}", found.step, text(project));
            }
        }
    });
}

#[test]
fn the_policies_that_decide_are_those_that_win_somewhere() {
    check(|project, db| {
        for product in PRODUCTS {
            let standings = standings_for(db, &product.into());
            let mut deciding: Vec<String> =
                standings.iter().flat_map(|standing| &standing.deciding).map(ToString::to_string).collect();
            deciding.sort_unstable();
            let mut expected: Vec<String> = Vec::new();
            for (step, field) in (0..3).flat_map(|step| (0..3).map(move |field| (step, field))) {
                let all = naive(project, product, step, field);
                let Some((_, Some(best))) = all.first() else { continue };
                let equal = all.iter().filter_map(|(_, index)| *index);
                let equal = equal
                    .filter(|index| project.policies[*index].priority == project.policies[*best].priority);
                expected.extend(equal.map(|index| format!("policy-{index}")));
            }
            // In the trigger environment, which is no environment of production, a policy's `post` counts too.
            expected.extend(deciding_in_trigger(project, product));
            expected.sort_unstable();
            expected.dedup();
            assert_eq!(deciding, expected, "{product}:\n{}", text(project));
        }
    });
}

fn deciding_in_trigger(project: &Project, product: &str) -> Vec<String> {
    let matching = project.policies.iter().enumerate().filter(|(_, policy)| {
        policy.products.as_ref().is_none_or(|names| names.contains(&product))
            && policy.environments.is_none()
            && policy.production != Some(true)
            && policy.settings[2].is_some()
    });
    let rank = |policy: &Policy| if project.highest_first { -policy.priority } else { policy.priority };
    let matching: Vec<_> = matching.collect();
    let best = matching.iter().map(|(_, policy)| rank(policy)).min();
    let deciding = matching.iter().filter(|(_, policy)| Some(rank(policy)) == best);
    deciding.map(|(index, _)| format!("policy-{index}")).collect()
}

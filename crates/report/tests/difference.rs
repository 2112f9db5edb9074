//! A difference is empty exactly when nothing differs that anybody could find out about the two states: random projects
//! with random edits, compared with a naive look at every product, flow, environment and commit.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use promo_analysis::model::{Flow, Model, Product};
use promo_analysis::names::Namespace;
use promo_analysis::policies::{Evaluation, defined, evaluate, evaluate_flow, flow_named, product_named};
use promo_analysis::releases::{Commit, consider};
use promo_analysis::{Change, Database, Db, declarations};
use promo_emit::{Format, document};
use promo_report::difference::{Difference, Side};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

/// A project, apart from how it is written.
#[derive(Clone, Debug)]
struct Project {
    /// Whether each of [`ENVIRONMENTS`] is production.
    kinds: Vec<bool>,
    flows: Vec<FlowSpec>,
    policies: Vec<PolicySpec>,
    products: Vec<Vec<ChoiceSpec>>,
}

const ENVIRONMENTS: [&str; 4] = ["dev", "qa", "eu", "us"];
const FLOWS: [&str; 2] = ["normal", "hotfix"];
const PRODUCTS: [&str; 2] = ["cards", "loans"];
const WORKFLOWS: [&str; 2] = ["test", "tell"];

#[derive(Clone, Debug)]
struct FlowSpec {
    /// The environments in order; of neighbours the second depends on the first, or both on the one before.
    order: Vec<&'static str>,
    side_by_side: bool,
    step: Settings,
    /// Which environment has these settings.
    place: Index,
    default: Settings,
    timeout: Option<u8>,
    hook: Option<&'static str>,
}

#[derive(Clone, Debug, Default)]
struct Settings {
    pre: Option<&'static str>,
    action: Option<&'static str>,
    post: Option<&'static str>,
}

#[derive(Clone, Debug)]
struct PolicySpec {
    priority: u8,
    test: &'static str,
    settings: Settings,
}

#[derive(Clone, Debug)]
struct ChoiceSpec {
    flow: &'static str,
    message: Vec<&'static str>,
    negated: bool,
    revision: Option<&'static str>,
}

fn settings() -> impl Strategy<Value = Settings> {
    let workflow = || proptest::option::of(select(&WORKFLOWS[..]));
    let action = proptest::option::of(select(&["commit", "pr", "none"][..]));
    (workflow(), action, workflow()).prop_map(|(pre, action, post)| Settings { pre, action, post })
}

fn flow() -> impl Strategy<Value = FlowSpec> {
    let order = subsequence(&ENVIRONMENTS[..], 2..=4).prop_shuffle();
    let timeout = proptest::option::of(1..4_u8);
    let hook = proptest::option::of(select(&WORKFLOWS[..]));
    let all = (order, any::<bool>(), settings(), any::<Index>(), settings(), timeout, hook);
    all.prop_map(|(order, side_by_side, step, place, default, timeout, hook)| FlowSpec {
        order,
        side_by_side,
        step,
        place,
        default,
        timeout,
        hook,
    })
}

fn policy() -> impl Strategy<Value = PolicySpec> {
    let tests = [
        "",
        "when environment.kind == production",
        "when environment == eu",
        "when product == cards",
        "when product == loans and environment in [qa, us]",
    ];
    let set = settings().prop_filter("a policy sets something", |settings| {
        settings.pre.is_some() || settings.action.is_some() || settings.post.is_some()
    });
    let all = (1..4_u8, select(tests.to_vec()), set);
    all.prop_map(|(priority, test, settings)| PolicySpec { priority, test, settings })
}

fn choice() -> impl Strategy<Value = ChoiceSpec> {
    let globs = ["*a*", "a*", "*b", "ab", "*a*b*", "*ba*", "*"];
    let message = proptest::collection::vec(select(globs.to_vec()), 0..=2);
    let revision = proptest::option::of(select(&["main", "r/*", "*"][..]));
    let all = (select(&FLOWS[..]), message, any::<bool>(), revision);
    all.prop_map(|(flow, message, negated, revision)| ChoiceSpec { flow, message, negated, revision })
}

fn project() -> impl Strategy<Value = Project> {
    let kinds = proptest::collection::vec(any::<bool>(), ENVIRONMENTS.len());
    let flows = proptest::collection::vec(flow(), FLOWS.len());
    let policies = proptest::collection::vec(policy(), 0..=3);
    let product = || proptest::collection::vec(choice(), 0..=3);
    let products = proptest::collection::vec(product(), PRODUCTS.len());
    let all = (kinds, flows, policies, products);
    all.prop_map(|(kinds, flows, policies, products)| Project { kinds, flows, policies, products })
}

/// What is done to a project: a part of another one comes in the place of its own.
#[derive(Clone, Debug)]
enum Edit {
    Kind(Index),
    Flow(Index),
    FlowSettings(Index),
    Policy(Index),
    NoPolicy(Index),
    Product(Index),
    /// The entries of a product are turned around.
    Entries(Index),
    Nothing,
}

fn edit() -> impl Strategy<Value = Edit> {
    (0..8_u8, any::<Index>()).prop_map(|(which, index)| match which {
        0 => Edit::Kind(index),
        1 => Edit::Flow(index),
        2 => Edit::FlowSettings(index),
        3 => Edit::Policy(index),
        4 => Edit::NoPolicy(index),
        5 => Edit::Product(index),
        6 => Edit::Entries(index),
        _ => Edit::Nothing,
    })
}

fn edited(mut project: Project, other: &Project, edits: &[Edit]) -> Project {
    for edit in edits {
        match edit {
            Edit::Kind(index) => {
                let at = index.index(project.kinds.len());
                project.kinds[at] = !project.kinds[at];
            }
            Edit::Flow(index) => {
                let at = index.index(project.flows.len());
                project.flows[at] = other.flows[at].clone();
            }
            Edit::FlowSettings(index) => {
                let at = index.index(project.flows.len());
                project.flows[at].step = other.flows[at].step.clone();
            }
            Edit::Policy(index) if !project.policies.is_empty() && !other.policies.is_empty() => {
                let at = index.index(project.policies.len());
                project.policies[at] = other.policies[index.index(other.policies.len())].clone();
            }
            Edit::NoPolicy(index) if !project.policies.is_empty() => {
                project.policies.remove(index.index(project.policies.len()));
            }
            Edit::Product(index) => {
                let at = index.index(project.products.len());
                project.products[at] = other.products[at].clone();
            }
            Edit::Entries(index) => project.products[index.index(PRODUCTS.len())].reverse(),
            Edit::Policy(_) | Edit::NoPolicy(_) | Edit::Nothing => {}
        }
    }
    project
}

impl Settings {
    fn text(&self) -> String {
        let set = [("pre", self.pre), ("action", self.action), ("post", self.post)];
        let clauses = set.iter().filter_map(|(field, value)| Some(format!("  {field} {}\n", (*value)?)));
        clauses.collect()
    }
}

impl Project {
    /// Its declarations. An environment that is written otherwise is the same.
    fn declarations(&self) -> Vec<String> {
        let mut all = vec![format!("extern workflow {}\n", WORKFLOWS.join(", "))];
        for (name, is_production) in ENVIRONMENTS.iter().zip(&self.kinds) {
            let kind = if *is_production { "production" } else { "non-production" };
            all.push(format!("environment {name} {{ kind {kind} }}\n"));
        }
        all.extend(FLOWS.iter().zip(&self.flows).map(|(name, flow)| flow.text(name)));
        for (number, policy) in self.policies.iter().enumerate() {
            let PolicySpec { priority, test, settings } = policy;
            all.push(format!(
                "policy p{number} {{\n  priority {priority}\n  {test}\n{}}}\n",
                settings.text()
            ));
        }
        for (name, choices) in PRODUCTS.iter().zip(&self.products) {
            let choices: String = choices.iter().map(ChoiceSpec::text).collect();
            all.push(format!("product {name} {{\n  promote \"a.yaml\" $.b\n{choices}}}\n"));
        }
        all
    }

    /// A database of it, written in one of many ways: which declarations are in which file, in which order, with which
    /// comments and blanks.
    fn database(&self, layout: &[u8]) -> Database {
        let mut files: BTreeMap<u8, String> = BTreeMap::new();
        for (declaration, layout) in self.declarations().iter().zip(layout.iter().cycle()) {
            let file = files.entry(layout % 3).or_default();
            let written = match layout / 3 % 3 {
                0 => declaration.clone(),
                1 => format!("// {layout}\n{}", declaration.replace("\n  ", "\n\n        ")),
                _ => format!("\n{}", declaration.replace('\n', " // a comment\n")),
            };
            *file = if layout % 2 == 0 { format!("{file}{written}") } else { format!("{written}{file}") };
        }
        let texts = files.into_iter().map(|(name, text)| (format!("{name}.promo").into(), text.into()));
        let mut database = Database::default();
        database.apply(Change::of_texts(texts.collect::<Vec<(Arc<str>, Arc<str>)>>()));
        database
    }
}

impl FlowSpec {
    fn text(&self, name: &str) -> String {
        let arrows = match self.order.as_slice() {
            [first, rest @ ..] if self.side_by_side => format!("{first} -> {}", rest.join(", ")),
            order => order.join(" -> "),
        };
        let place = self.order[1..][self.place.index(self.order.len() - 1)];
        let mut text = format!("flow {name} {{\n  {arrows}\n");
        let mut block = |opening: String, settings: &Settings| {
            if !settings.text().is_empty() {
                text.push_str(&format!("  {opening} {{\n{}  }}\n", settings.text()));
            }
        };
        block(format!("step {place}"), &self.step);
        block("default".to_owned(), &self.default);
        text.extend(self.timeout.map(|hours| format!("  timeout {hours}h\n")));
        text.extend(self.hook.map(|workflow| format!("  on fail {workflow}\n")));
        text + "}\n"
    }
}

impl ChoiceSpec {
    fn text(&self) -> String {
        let globs: Vec<String> = self.message.iter().map(|glob| format!("\"{glob}\"")).collect();
        let not = if self.negated { "not " } else { "" };
        let message = (!globs.is_empty()).then(|| format!("message {not}matches [{}]", globs.join(", ")));
        let revision = self.revision.map(|glob| format!("revision matches \"{glob}\""));
        let conditions: Vec<String> = message.into_iter().chain(revision).collect();
        match conditions.is_empty() {
            true => format!("  flow {}\n", self.flow),
            false => format!("  flow {} when {}\n", self.flow, conditions.join(" and ")),
        }
    }
}

/// All settings: by product, flow, environment and field the value, or those that tie.
fn all_settings(db: &dyn Db, untaken: &BTreeSet<&str>) -> BTreeMap<[String; 4], BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for product in PRODUCTS {
        add_settings(&mut all, product, evaluate(db, product).unwrap());
    }
    for flow in untaken {
        add_settings(&mut all, "", evaluate_flow(db, flow_named(db, flow).unwrap(), None));
    }
    all
}

fn add_settings(
    all: &mut BTreeMap<[String; 4], BTreeSet<String>>,
    product: &str,
    evaluations: Vec<Evaluation<'_>>,
) {
    for settings in evaluations {
        let pre = settings.pre.first().map(|pre| pre.value.to_string());
        let action = settings.action.first().map(|action| action.value.name().to_owned());
        let post = settings.post.first().map(|post| post.value.to_string());
        for (field, value) in [("pre", pre), ("action", action), ("post", post)] {
            let tie = settings.undecided().into_iter().find(|tie| tie.field == field);
            let tied = tie.into_iter().flat_map(|tie| tie.values).map(|(value, _)| value);
            let key = [product, &settings.flow, &settings.environment, field].map(str::to_owned);
            // The one that is shown counts, and so does which others there are.
            let shown = value.iter().map(|value| format!("shown {value}"));
            let values: BTreeSet<String> = shown.chain(tied).collect();
            if !values.is_empty() {
                all.insert(key, values);
            }
        }
    }
}

/// The flows that no product takes.
fn untaken<'a>(databases: [&Database; 2]) -> BTreeSet<&'a str> {
    let takes = |db: &Database, flow: &str| {
        PRODUCTS.iter().any(|product| {
            product_named(db, product).unwrap().flows.iter().any(|choice| *choice.flow.value == *flow)
        })
    };
    FLOWS.into_iter().filter(|flow| !databases.iter().any(|db| takes(db, flow))).collect()
}

type Dependencies = BTreeMap<String, BTreeSet<String>>;

/// What there is to say of a flow besides settings.
fn flow_facts(flow: &Flow<'_>) -> (String, Option<u64>, Option<String>, Option<String>, Dependencies) {
    let steps = flow.steps.iter().map(|step| {
        let awaited = step.depends_on.iter().map(|name| name.value.to_string()).collect();
        (step.environment.value.to_string(), awaited)
    });
    let text = |workflow: &Option<promo_analysis::model::Sourced<'_, Arc<str>>>| {
        workflow.as_ref().map(|workflow| workflow.value.to_string())
    };
    let (fail, post) = (text(&flow.hooks.fail), text(&flow.post_trigger));
    let timeout = flow.timeout_minutes.as_ref().map(|minutes| minutes.value);
    (flow.trigger.value.to_string(), timeout, fail, post, steps.collect())
}

/// The flow that is taken for each of many commits.
fn all_choices(product: &Product<'_>) -> Vec<Option<String>> {
    let mut messages = vec![String::new()];
    let mut from = 0;
    for _ in 0..5 {
        let longest = messages[from..].to_vec();
        from = messages.len();
        messages.extend(longest.iter().flat_map(|text| ["a", "b", "x"].map(|sign| format!("{text}{sign}"))));
    }
    let commits = messages[1..].iter().flat_map(|message| {
        ["main", "r/1", "x"].map(|revision| Commit { message: Some(message), revision: Some(revision) })
    });
    let taken = commits.map(|commit| {
        let taken = consider(product, &commit).into_iter().find(|considered| considered.is_taken);
        taken.map(|taken| taken.choice.flow.value.to_string())
    });
    taken.collect()
}

/// All manifests by kind and name, without the line that says where they come from.
fn all_manifests(db: &Database) -> BTreeMap<(String, String), String> {
    let declarations = db.project().sources(db).iter().flat_map(|file| declarations(db, *file));
    let documents = declarations.filter_map(|declaration| document(db, *declaration).unwrap());
    let texts = documents.map(|document| {
        let text = document.text(Format::Yaml).unwrap();
        let (_, text) = text.split_once('\n').unwrap();
        ((document.kind.name().to_owned(), document.name.clone()), text.to_owned())
    });
    texts.collect()
}

fn all_kinds(db: &Database) -> BTreeMap<String, &'static str> {
    let environments =
        defined(db, Namespace::Constants).filter_map(|(name, definition)| match definition.model(db)? {
            Model::Environments(environments) => Some((name.to_owned(), environments.kind.name())),
            _ => None,
        });
    environments.collect()
}

fn difference(before: &Database, after: &Database) -> Difference {
    let side = |db| Side { db, is_whole: true };
    Difference::between(side(before), side(after))
}

fn database(text: &str) -> Database {
    let mut database = Database::default();
    database.apply(Change::of_texts([(Arc::from("main.promo"), Arc::from(text))]));
    database
}

#[test]
fn what_comes_to_the_same_is_no_difference() {
    const SHARED: &str = "environment dev, eu, us\nextern workflow tell\n\
                          product shop { promote \"a\" $.b  flow to-eu when message matches \"*eu*\"  flow to-us }\n";
    let plain =
        "flow to-eu { dev -> eu  step eu { action pr } }\nflow to-us { dev -> us  step us { action pr } }";
    let pattern = "flow to(region: environment) { dev -> region  step region { action pr } }\n\
                   flow to-eu = to(eu)\nflow to-us = to(us)";
    let constant = "let regions = [eu, us]\nlet review = pr\nflow to-eu { dev -> eu  default { action review } }\n\
                    flow to-us { trigger dev  dev -> us  step us { action review } }";
    for same in [pattern, constant] {
        let (before, after) = (database(&format!("{SHARED}{plain}")), database(&format!("{SHARED}{same}")));
        assert_eq!(difference(&before, &after), Difference::default(), "{same}");
    }
    let policy = "policy p { priority 1  action pr }\nflow to-eu { dev -> eu }\nflow to-us { dev -> us }";
    let (before, after) = (database(&format!("{SHARED}{plain}")), database(&format!("{SHARED}{policy}")));
    let found = difference(&before, &after);
    assert!(found.means_nothing() && found.manifests.count() == 3, "{found:#?}");
}

/// A text that ends anywhere is compared without a failure, and is no different from itself. What is cut off or broken
/// is not told to be another.
#[test]
fn a_text_may_end_anywhere() {
    let text = "environment dev, eu { kind production }\nflow f { dev -> eu  step eu { action commit } }\n\
                policy p { priority 1  when environment.kind == production  post tell }\n\
                product s { promote \"a\" $.b  flow f when message matches \"*x*\" }\n\
                workflow tell { step a { image \"i\"  run \"r\" } }\n";
    let whole = database(text);
    for (end, _) in text.char_indices() {
        let cut = database(&text[..end]);
        assert!(difference(&cut, &cut).is_empty(), "{end}");
        difference(&whole, &cut);
        difference(&cut, &whole);
    }
}

#[test]
fn a_flow_that_a_broken_product_may_take_is_not_told_to_be_taken_by_none() {
    let text = |action: &str, product: &str| {
        database(&format!(
            "environment dev, eu\nflow f {{ dev -> eu  step eu {{ action {action} }} }}\n{product}\n"
        ))
    };
    let told = |product: &str| difference(&text("pr", product), &text("commit", product)).settings.len();
    assert_eq!(told(""), 1);
    assert_eq!(told("product s { promote \"a\" $.b  flow f }"), 1);
    assert_eq!(told("product s { concurrency 5  flow f }"), 0);
    assert_eq!(told("prdct s { promote \"a\" $.b  flow f }"), 0);
}

#[test]
fn what_a_broken_policy_may_override_is_not_told_to_differ() {
    let text = |action: &str| {
        database(&format!(
            "environment dev, eu {{ kind production }}\nflow f {{ dev -> eu }}\n\
             policy all {{ priority 20  action commit }}\n\
             policy review {{ priority 10  when environment.kind == production  action {action} }}\n\
             product s {{ promote \"a\" $.b  flow f }}\n"
        ))
    };
    let told = |action: &str| difference(&text("pr"), &text(action)).settings.len();
    assert_eq!((told("pr"), told("commit"), told("prr")), (0, 1, 0));
}

#[test]
fn very_many_globs_are_tried_in_time() {
    let globs = |from: usize| -> String {
        let all: Vec<String> = (from..from + 3_000).map(|number| format!("\"*{number}*x*\"")).collect();
        all.join(", ")
    };
    let product = |from: usize| {
        let (message, revision) = (globs(from), globs(from));
        database(&format!(
            "environment dev, eu\nflow f {{ dev -> eu }}\nflow g {{ dev -> eu }}\nproduct s {{\n  flow f when message \
             matches [{message}] and revision not matches [{revision}]\n  flow g\n}}\n"
        ))
    };
    assert!(!difference(&product(0), &product(1_000)).triggers.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_empty_exactly_when_nothing_differs(
        (one, other) in (project(), project()),
        edits in proptest::collection::vec(edit(), 0..=2),
        layouts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 20), 2),
    ) {
        let before = one.database(&layouts[0]);
        let after = edited(one, &other, &edits).database(&layouts[1]);
        let found = difference(&before, &after);

        let untaken = untaken([&before, &after]);
        let are_settings_equal = all_settings(&before, &untaken) == all_settings(&after, &untaken);
        prop_assert_eq!(found.settings.is_empty(), are_settings_equal, "{:#?}", found.settings);

        let facts = |db| FLOWS.map(|flow| flow_facts(flow_named(db, flow).unwrap()));
        let are_flows_equal = facts(&before) == facts(&after);
        prop_assert_eq!(found.flows.is_empty(), are_flows_equal, "{:#?}", found.flows);

        let choices = |db| PRODUCTS.map(|product| all_choices(product_named(db, product).unwrap()));
        let are_choices_equal = choices(&before) == choices(&after);
        prop_assert_eq!(found.triggers.is_empty(), are_choices_equal, "{:#?}", found.triggers);

        let are_manifests_equal = all_manifests(&before) == all_manifests(&after);
        prop_assert_eq!(found.manifests.count() == 0, are_manifests_equal, "{:#?}", found.manifests);

        let are_kinds_equal = all_kinds(&before) == all_kinds(&after);
        prop_assert_eq!(found.environments.is_empty(), are_kinds_equal, "{:#?}", found.environments);

        let is_all_equal = are_settings_equal && are_flows_equal && are_choices_equal;
        let is_all_equal = is_all_equal && are_manifests_equal && are_kinds_equal;
        prop_assert_eq!(found.is_empty(), is_all_equal);
    }

    #[test]
    fn nothing_differs_from_itself(
        one in project(),
        layouts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 20), 2),
    ) {
        let (before, after) = (one.database(&layouts[0]), one.database(&layouts[1]));
        prop_assert_eq!(difference(&before, &before), Difference::default());
        prop_assert_eq!(difference(&before, &after), Difference::default());
    }

    #[test]
    fn there_and_back_is_the_same_way((one, other) in (project(), project())) {
        let (before, after) = (one.database(&[0]), other.database(&[0]));
        let (there, back) = (difference(&before, &after), difference(&after, &before));
        let turned = |found: &Difference| -> BTreeSet<String> {
            let settings = found.settings.iter().map(|change| {
                let key = format!("{:?} {} {} {}", change.product, change.flow, change.environment, change.field);
                format!("{key}: {:?} {:?}", change.after.value, change.before.value)
            });
            settings.collect()
        };
        let straight: BTreeSet<String> = back.settings.iter().map(|change| {
            let key = format!("{:?} {} {} {}", change.product, change.flow, change.environment, change.field);
            format!("{key}: {:?} {:?}", change.before.value, change.after.value)
        }).collect();
        prop_assert_eq!(turned(&there), straight);
        prop_assert_eq!(there.manifests.added, back.manifests.removed);
        prop_assert_eq!(there.manifests.changed, back.manifests.changed);
    }
}

//! Random manifests: what is well-formed comes back equal whatever it says, all of it in one project; and whatever is
//! written in the places of texts, nothing comes back changed.

use indexmap::IndexSet;
use promo_import::{Around, Imported, import};
use promo_manifest::to_yaml;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::nasty;
use crate::support::{assert_comes_back, manifest};

/// Names of objects: those of clauses, numbers and durations among them.
const NAMES: [&str; 16] = [
    "a",
    "to-prod",
    "loans",
    "2048-game",
    "24h",
    "7",
    "when",
    "step",
    "on",
    "from",
    "flow",
    "main",
    "a.b.c",
    "x--y",
    "true",
    "product",
];

/// Names of environments, which the platform gives.
const ENVIRONMENTS: [&str; 14] = [
    "dev", "qa", "staging", "prod-eu", "Prod EU", "24h", "007", "step", "trigger", "timeout", "a.b", "ünï",
    "$x", "on",
];

const WORDS: [&str; 6] = ["commit", "pr", "none", "", "x y", "*"];

fn name() -> impl Strategy<Value = String> {
    select(&NAMES[..]).prop_map(str::to_owned)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => select(nasty::strings()), 1 => select(nasty::combinations()), 1 => any::<String>()]
}

/// A map without the entries that are null.
fn object(entries: Vec<(&str, Value)>) -> Value {
    let entries = entries.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(entries.map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
}

fn metadata(name: String) -> impl Strategy<Value = Value> {
    let labels = option::of(vec((select(&NAMES[..]), select(&NAMES[..])), 1..3));
    let annotations = vec((select(&["note", "x.y/z", "owner", "description"][..]), text()), 0..4);
    (labels, annotations, option::of(text())).prop_map(move |(labels, annotations, version)| {
        let map = |pairs: Vec<(&str, String)>| -> Value {
            let pairs = pairs.into_iter().map(|(key, value)| (key.to_owned(), Value::from(value)));
            Value::Object(pairs.collect())
        };
        let mut annotations = annotations;
        annotations.extend(version.map(|version| ("version", version)));
        let labels =
            labels.map(|pairs| pairs.into_iter().map(|(key, value)| (key, value.to_owned())).collect());
        object(vec![
            ("name", Value::from(name.as_str())),
            ("labels", labels.map_or(Value::Null, map)),
            ("annotations", if annotations.is_empty() { Value::Null } else { map(annotations) }),
        ])
    })
}

fn settings() -> impl Strategy<Value = Value> {
    let actions = option::of(select(&["commit", "pr", "none"][..]));
    (option::of(name()), actions, option::of(name())).prop_map(|(pre, action, post)| {
        let text = |value: Option<String>| value.map_or(Value::Null, Value::from);
        let action = action.map(str::to_owned);
        object(vec![("preAction", text(pre)), ("action", text(action)), ("postAction", text(post))])
    })
}

fn hooks() -> impl Strategy<Value = Value> {
    vec(option::weighted(0.3, name()), 3).prop_map(|hooks| {
        let fields = ["onStart", "onSuccess", "onFail"].into_iter().zip(hooks);
        object(fields.map(|(field, hook)| (field, hook.map_or(Value::Null, Value::from))).collect())
    })
}

/// A flow: each environment depends on some of those before it.
fn flow(name: String) -> impl Strategy<Value = Value> {
    let environments = Just(ENVIRONMENTS.to_vec()).prop_shuffle();
    let steps = vec((any::<u16>(), settings(), hooks()), 0..8);
    let rest = (option::of(1_u64..100_000), option::of(self::name()), hooks(), any::<bool>());
    (metadata(name), environments, steps, rest).prop_map(|(metadata, environments, steps, rest)| {
        let (timeout, post, hooks, is_reversed) = rest;
        let steps = steps.into_iter().enumerate().map(|(index, (pick, policy, hooks))| {
            let before = &environments[..=index];
            let mut depends_on: Vec<&str> = before
                .iter()
                .enumerate()
                .filter(|(bit, _)| pick >> bit & 1 == 1)
                .map(|(_, name)| *name)
                .collect();
            if depends_on.is_empty() {
                depends_on.push(before[usize::from(pick) % before.len()]);
            }
            object(vec![
                ("environment", Value::from(environments[index + 1])),
                ("dependsOn", Value::from(depends_on)),
                ("policy", policy),
                ("hooks", hooks),
            ])
        });
        let mut steps: Vec<Value> = steps.collect();
        if is_reversed {
            steps.reverse();
        }
        json!({
            "apiVersion": "codefresh.io/v1beta1",
            "kind": "PromotionFlow",
            "metadata": metadata,
            "spec": object(vec![
                ("triggerEnvironment", Value::from(environments[0])),
                ("promotionTimeoutLimit", timeout.map_or(Value::Null, Value::from)),
                ("postTrigger", post.map_or(Value::Null, Value::from)),
                ("steps", Value::from(steps)),
                ("hooks", hooks),
            ]),
        })
    })
}

fn some(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let names = prop::sample::subsequence(names, 1..4.min(names.len()));
    option::of(names).prop_map(|names| names.map_or(Value::Null, Value::from))
}

fn policy(name: String) -> impl Strategy<Value = Value> {
    let product = (some(&NAMES), some(&["critical", "eu"]));
    let target = (some(&ENVIRONMENTS), some(&["PROD", "NON_PROD"]), some(&["eu", "us"]));
    let is_setting = |settings: &Value| settings.as_object().is_some_and(|fields| !fields.is_empty());
    let policy = settings().prop_filter("a policy sets something", is_setting);
    (metadata(name), any::<i32>(), product, target, policy).prop_map(|(metadata, priority, product, target, policy)| {
        json!({
            "apiVersion": "codefresh.io/v1beta1",
            "kind": "PromotionPolicy",
            "metadata": metadata,
            "spec": {
                "priority": priority,
                "selector": {
                    "product": object(vec![("names", product.0), ("tags", product.1)]),
                    "targetEnvironment": object(vec![("names", target.0), ("types", target.1), ("tags", target.2)]),
                },
                "policy": policy,
            },
        })
    })
}

const PATHS: [&str; 8] = [
    "$.appVersion",
    "$..image.tag",
    "$[\"a-b\"].c",
    "$.deps[?(@.name == \"x\")].version",
    "$.a[0]",
    "$.*",
    "$['x y']",
    "$.some-dash.x",
];

/// What is promoted: a version and files.
fn promotion() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let files = &["Chart.yaml", "values.yaml", "a/b c.yaml", "ü.yaml", "${x}.yaml"][..];
    let paths = prop_oneof![
        1 => Just(json!(["*"])),
        3 => prop::sample::subsequence(&PATHS[..], 1..4).prop_map(Value::from),
    ];
    let version = option::of((select(files), select(&PATHS[..])));
    (version, vec((select(files), paths), 0..4)).prop_map(|(version, files)| {
        let version = version.map(|(file, path)| json!({ "file": file, "jsonPath": path }));
        let files = files.into_iter().map(|(file, paths)| (file.to_owned(), json!({ "jsonPaths": paths })));
        let files: Map<String, Value> = files.collect();
        let files = if files.is_empty() { Value::Null } else { Value::Object(files) };
        vec![("versionSource", version.unwrap_or_default()), ("promotion", files)]
    })
}

const LABELS: [&str; 5] =
    ["codefresh.io/product", "codefresh.io/environment", "tier", "app.kubernetes.io/name", "on"];

fn template(name: String) -> impl Strategy<Value = Value> {
    let labels = vec((select(&LABELS[2..]), select(&NAMES[..])), 0..3);
    let operators = select(&["In", "NotIn", "Exists", "DoesNotExist"][..]);
    let expressions = vec((select(&LABELS[2..]), operators, vec(select(&NAMES[..]), 1..3)), 0..3);
    (metadata(name), any::<i16>(), labels, expressions, promotion()).prop_map(
        |(metadata, priority, labels, expressions, promotion)| {
            let labels = labels.into_iter().map(|(key, value)| (key.to_owned(), Value::from(value)));
            let expressions = expressions.into_iter().map(|(key, operator, values)| {
                let values: IndexSet<&str> = values.into_iter().collect();
                let values = if operator.contains("Exist") { Value::Null } else { json!(values) };
                object(vec![("key", key.into()), ("operator", operator.into()), ("values", values)])
            });
            let selector = json!({
                "matchLabels": Value::Object(labels.collect()),
                "matchExpressions": expressions.collect::<Vec<_>>(),
            });
            let mut spec = vec![("priority", Value::from(priority)), ("applicationSourceSelector", selector)];
            spec.extend(promotion);
            json!({
                "apiVersion": "codefresh.io/v1beta1",
                "kind": "PromotionTemplate",
                "metadata": metadata,
                "spec": object(spec),
            })
        },
    )
}

fn product(name: String) -> impl Strategy<Value = Value> {
    let values = vec(prop_oneof![select(&NAMES[..]).prop_map(str::to_owned), text()], 1..3);
    let selectors =
        vec((select(&["commitMessage", "gitRevision"][..]), select(&["In", "NotIn"][..]), values), 0..2);
    let flows = vec((self::name(), selectors), 0..3);
    let promoted = prop_oneof![
        Just(Vec::new()),
        self::name().prop_map(|name| vec![("promotionTemplateRef", Value::from(name))]),
        promotion().prop_map(|promotion| vec![("promotionTemplate", object(promotion))]),
    ];
    let concurrency = option::of(select(&["queue", "terminate"][..]));
    (metadata(name), promoted, concurrency, flows).prop_map(|(metadata, mut spec, concurrency, flows)| {
        let flows = flows.into_iter().map(|(name, selectors)| {
            let mut keys: Vec<&str> = Vec::new();
            let selectors = selectors.into_iter().filter_map(|(key, operator, values)| {
                // Which of two selectors of one key counts nobody knows.
                let is_new = !keys.contains(&key);
                keys.push(key);
                let values: IndexSet<String> = values.into_iter().collect();
                is_new.then(|| json!({ "key": key, "operator": operator, "values": values }))
            });
            let selectors: Vec<Value> = selectors.collect();
            let selectors = if selectors.is_empty() { Value::Null } else { Value::from(selectors) };
            object(vec![("name", Value::from(name)), ("gitTriggerSelectors", selectors)])
        });
        let flows: Vec<Value> = flows.collect();
        spec.push(("concurrency", concurrency.map_or(Value::Null, Value::from)));
        spec.push(("promotionFlows", if flows.is_empty() { Value::Null } else { Value::from(flows) }));
        json!({
            "apiVersion": "codefresh.io/v1beta2",
            "kind": "Product",
            "metadata": metadata,
            "spec": object(spec),
        })
    })
}

/// One environment variable of a container, or none.
fn variables() -> impl Strategy<Value = Value> {
    let variable = (select(&["HOME", "X_Y"][..]), text());
    option::of(variable).prop_map(|variable| match variable {
        Some((name, value)) => json!([{ "name": name, "value": value }]),
        None => json!([]),
    })
}

/// The work of a template: a script, container or pause.
fn work() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let script = text().prop_filter("a script says something", |text| !text.trim().is_empty());
    prop_oneof![
        Just(vec![("suspend", json!({}))]),
        select(&["1h30m", "5m", "45s", "48h"][..])
            .prop_map(|time| vec![("suspend", json!({ "duration": time }))]),
        (script, vec(select(&NAMES[..]), 0..3), variables()).prop_map(|(script, command, env)| {
            vec![("script", json!({ "image": "alpine:3", "command": command, "env": env, "source": script }))]
        }),
        (vec(text(), 0..3), variables()).prop_map(|(arguments, env)| {
            vec![(
                "container",
                json!({ "image": "x/y:1", "command": ["run"], "args": arguments, "env": env }),
            )]
        }),
    ]
}

const STEPS: [&str; 6] = ["one", "two", "three", "run", "step", "input"];

/// A workflow: a template that is run by itself, or a graph of tasks of which each runs one that no other task runs,
/// the one of the first, or one of another workflow.
fn workflow(name: String) -> impl Strategy<Value = Value> {
    let tasks = vec((work(), any::<u8>(), 0..4_u8, option::of(text())), 1..STEPS.len());
    let rest = (
        option::of(self::name()),
        vec((select(&["APP_NAME", "X"][..]), option::of(text())), 0..2),
        any::<bool>(),
    );
    (metadata(name), tasks, rest).prop_map(|(mut metadata, tasks, (account, parameters, is_graph))| {
        let parameters = parameters.into_iter().take(1).map(|(name, value)| {
            object(vec![("name", Value::from(name)), ("value", value.map_or(Value::Null, Value::from))])
        });
        let parameters: Vec<Value> = parameters.collect();
        let (entrypoint, templates) = if is_graph && tasks.len() > 1 { graph(tasks) } else { single(tasks) };
        let origin = json!({ "codefresh.io/workflow-origin": "promotion" });
        let annotations = metadata["annotations"].as_object().cloned().unwrap_or_default();
        let annotations = origin.as_object().cloned().into_iter().flatten().chain(annotations);
        metadata["annotations"] = Value::Object(annotations.collect());
        json!({
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "WorkflowTemplate",
            "metadata": metadata,
            "spec": object(vec![
                ("serviceAccountName", account.map_or(Value::Null, Value::from)),
                ("arguments", json!({ "parameters": parameters })),
                ("entrypoint", Value::from(entrypoint)),
                ("templates", Value::from(templates)),
            ]),
        })
    })
}

type Task = (Vec<(&'static str, Value)>, u8, u8, Option<String>);

fn single(tasks: Vec<Task>) -> (String, Vec<Value>) {
    let (work, ..) = tasks.into_iter().next().unwrap();
    ("only".to_owned(), vec![object([vec![("name", Value::from("only"))], work].concat())])
}

fn graph(tasks: Vec<Task>) -> (String, Vec<Value>) {
    let mut templates = Vec::new();
    let mut graph = Vec::new();
    for (index, (work, depends, call, argument)) in tasks.into_iter().enumerate() {
        let before = STEPS[..index].iter().enumerate().filter(|(bit, _)| depends >> bit & 1 == 1);
        let before: Vec<&str> = before.map(|(_, name)| *name).collect();
        let depends = if before.is_empty() { Value::Null } else { Value::from(before.join(" && ")) };
        let mut task = vec![("name", Value::from(STEPS[index])), ("depends", depends)];
        match call {
            0 if index > 0 => task.push(("template", json!("template-0"))),
            1 if index > 0 => task.push(("templateRef", json!({ "name": "elsewhere", "template": "t" }))),
            _ => {
                let name = format!("template-{index}");
                task.push(("template", Value::from(name.as_str())));
                templates.push(object([vec![("name", Value::from(name))], work].concat()));
            }
        }
        if let (1, true, Some(argument)) = (call, index > 0, argument) {
            task.push(("arguments", json!({ "parameters": [{ "name": "A", "value": argument }] })));
        }
        graph.push(object(task));
    }
    templates.insert(templates.len() / 2, json!({ "name": "start", "dag": { "tasks": graph } }));
    ("start".to_owned(), templates)
}

/// Manifests of all kinds, no two of one kind and name.
fn manifests() -> impl Strategy<Value = Vec<Value>> {
    let named = |index: usize| NAMES[index].to_owned();
    let flows = (0..3).map(|index| flow(named(index)).boxed());
    let policies = (3..5).map(|index| policy(named(index)).boxed());
    let templates = (4..7).map(|index| template(named(index)).boxed());
    let products = (6..9).map(|index| product(named(index)).boxed());
    let workflows = (8..12).map(|index| workflow(named(index)).boxed());
    let all: Vec<_> = flows.chain(policies).chain(templates).chain(products).chain(workflows).collect();
    all.prop_shuffle()
}

fn import_values(manifests: &[Value], in_one: bool) -> (Vec<promo_import::ManifestText>, Imported) {
    let texts: Vec<String> = manifests.iter().map(|manifest| to_yaml(manifest).unwrap()).collect();
    let texts = if in_one { vec![texts.join("---\n")] } else { texts };
    let texts: Vec<_> =
        texts.iter().enumerate().map(|(index, text)| manifest(&format!("{index}.yaml"), text)).collect();
    let imported = import(&texts, &Around::default());
    (texts, imported)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 60,
        max_shrink_iters: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn well_formed_manifests_come_back_together(manifests in manifests(), in_one in any::<bool>()) {
        let (texts, imported) = import_values(&manifests, in_one);
        let left = imported.left.iter().map(|left| {
            let text = texts.iter().find(|text| text.path == left.path).unwrap();
            format!("{}\n{}", left.reason, text.text)
        });
        prop_assert!(imported.left.is_empty(), "{}", left.collect::<Vec<_>>().join("\n"));
        prop_assert_eq!(imported.whole.len(), texts.len());
        prop_assert_eq!(assert_comes_back(&texts, &imported, &Around::default()), manifests.len());
    }

    #[test]
    fn whatever_is_written_somewhere_nothing_comes_back_changed(
        manifests in manifests(),
        picks in vec((any::<u32>(), prop_oneof![text(), select(&WORDS[..]).prop_map(str::to_owned)]), 1..6),
    ) {
        let mut manifests = manifests;
        for (pick, text) in picks {
            let index = pick as usize % manifests.len();
            let mut places = Vec::new();
            scalars(&manifests[index], String::new(), &mut places);
            let place = &places[(pick >> 8) as usize % places.len()];
            *manifests[index].pointer_mut(place).unwrap() = Value::from(text);
        }
        let (texts, imported) = import_values(&manifests, false);
        assert_comes_back(&texts, &imported, &Around::default());
        prop_assert_eq!(imported.whole.len() + imported.left.len() + imported.others, manifests.len());
    }
}

/// The places of all scalars.
fn scalars(value: &Value, path: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            scalars(value, format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), found);
        }),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, value)| scalars(value, format!("{path}/{index}"), found));
        }
        _ => found.push(path),
    }
}

//! The manifests' types: what they are written as, that a cluster takes it, and that what people
//! have written fits them.

use std::fs;

use promo_manifest::{
    Arguments, Backoff, Concurrency, Container, Dag, DagTask, EnvironmentSelector, EnvironmentSource,
    EnvironmentVariable, FlowStep, GitOperator, GitTriggerKey, GitTriggerSelector, Hooks, InlineTemplate,
    Inputs, Kind, LabelExpression, LabelSelector, Manifest, Metadata, OrderedMap, OutputParameter,
    OutputSource, Outputs, Parameter, PolicySelector, PolicySettings, Product, ProductApiVersion,
    ProductFlow, ProductSelector, ProductSpec, PromotedFile, PromotionFlow, PromotionFlowSpec,
    PromotionPolicy, PromotionPolicySpec, PromotionTemplate, PromotionTemplateSpec, RetryStrategy, Script,
    SecretKey, Suspend, Template, TemplateReference, VersionSource, WorkflowTemplate, WorkflowTemplateSpec,
    to_yaml,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::strict::{StrictValidator, shared_folder};

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn map(entries: &[(&str, &str)]) -> OrderedMap<String> {
    entries.iter().map(|(key, value)| (*key, (*value).to_owned())).collect()
}

fn metadata(name: &str) -> Metadata {
    Metadata {
        name: name.to_owned(),
        namespace: text("argocd"),
        annotations: map(&[("version", "1.0"), ("description", "Two\nlines")]),
        labels: map(&[("team", "on")]),
    }
}

fn flow() -> Manifest {
    let hooks = Hooks { on_start: text("start"), on_success: text("success"), on_fail: text("fail") };
    let step = FlowStep {
        environment: "qa".to_owned(),
        depends_on: texts(&["dev"]),
        policy: PolicySettings { pre_action: text("pre"), action: text("pr"), post_action: text("post") },
        hooks: hooks.clone(),
    };
    let bare =
        FlowStep { environment: "prod".to_owned(), depends_on: texts(&["qa", "dev"]), ..FlowStep::default() };
    let spec = PromotionFlowSpec {
        trigger_environment: "dev".to_owned(),
        steps: vec![step, bare],
        hooks,
        post_trigger: text("after"),
        promotion_timeout_limit: Some(90),
    };
    Manifest::PromotionFlow(PromotionFlow { metadata: metadata("flow"), spec, ..PromotionFlow::default() })
}

fn policy() -> Manifest {
    let selector = PolicySelector {
        product: ProductSelector { names: texts(&["loans"]), tags: texts(&["a"]) },
        target_environment: EnvironmentSelector {
            names: texts(&["prod"]),
            types: texts(&["PROD"]),
            tags: texts(&["b"]),
        },
    };
    let settings = PolicySettings { action: text("none"), ..PolicySettings::default() };
    let spec = PromotionPolicySpec { priority: -100, selector, policy: settings };
    Manifest::PromotionPolicy(PromotionPolicy {
        metadata: metadata("policy"),
        spec,
        ..PromotionPolicy::default()
    })
}

fn promotion() -> OrderedMap<PromotedFile> {
    let file = |paths: &[&str]| PromotedFile { json_paths: texts(paths) };
    [("values.yaml", file(&["$..image.tag"])), ("Chart.yaml", file(&["*", "$[\"a-b\"]"]))]
        .into_iter()
        .collect()
}

fn version_source() -> Option<VersionSource> {
    Some(VersionSource { file: "Chart.yaml".to_owned(), json_path: "$.appVersion".to_owned() })
}

fn template() -> Manifest {
    let expression = |operator: &str, values: &[&str]| LabelExpression {
        key: "tier".to_owned(),
        operator: operator.to_owned(),
        values: texts(values),
    };
    let selector = LabelSelector {
        match_labels: map(&[("codefresh.io/product", "loans")]),
        match_expressions: vec![expression("In", &["a", "b"]), expression("Exists", &[])],
    };
    let spec = PromotionTemplateSpec {
        application_source_selector: selector,
        priority: 1,
        version_source: version_source(),
        promotion: promotion(),
    };
    Manifest::PromotionTemplate(PromotionTemplate {
        metadata: metadata("template"),
        spec,
        ..PromotionTemplate::default()
    })
}

fn product(api_version: ProductApiVersion, concurrency: Option<Concurrency>) -> Manifest {
    let selector = |key, operator| GitTriggerSelector { key, operator, values: texts(&["*hotfix*"]) };
    let selectors = vec![
        selector(GitTriggerKey::CommitMessage, GitOperator::In),
        selector(GitTriggerKey::GitRevision, GitOperator::NotIn),
    ];
    let flow = ProductFlow { name: "flow".to_owned(), git_trigger_selectors: selectors };
    let spec = ProductSpec {
        concurrency,
        promotion_template_ref: text("template"),
        promotion_template: Some(InlineTemplate { version_source: version_source(), promotion: promotion() }),
        promotion_flows: vec![flow, ProductFlow { name: "other".to_owned(), ..ProductFlow::default() }],
    };
    Manifest::Product(Product { api_version, metadata: metadata("product"), spec, ..Product::default() })
}

fn parameter(name: &str, value: Option<&str>) -> Parameter {
    Parameter { name: name.to_owned(), value: value.map(str::to_owned) }
}

fn output(source: OutputSource) -> Outputs {
    let parameter =
        OutputParameter { name: "ISSUE".to_owned(), global_name: text("ISSUE"), value_from: Some(source) };
    Outputs { parameters: vec![parameter] }
}

fn templates() -> Vec<Template> {
    let named = |name: &str| Template { name: name.to_owned(), ..Template::default() };
    let call = TemplateReference { name: "other".to_owned(), template: "main".to_owned() };
    let tasks = vec![
        DagTask { name: "a".to_owned(), template: text("a"), ..DagTask::default() },
        DagTask {
            name: "b".to_owned(),
            template_ref: Some(call),
            depends: text("a && c"),
            arguments: Arguments {
                parameters: vec![parameter("X", Some("{{tasks.a.outputs.parameters.Y}}"))],
            },
            ..DagTask::default()
        },
    ];
    let secret = SecretKey { name: "jira".to_owned(), key: "api-key".to_owned() };
    let env = vec![
        EnvironmentVariable { name: "URL".to_owned(), value: text("https://x"), ..Default::default() },
        EnvironmentVariable {
            name: "KEY".to_owned(),
            value_from: Some(EnvironmentSource { secret_key_ref: secret }),
            ..Default::default()
        },
    ];
    let expression = OutputSource { expression: text("tasks.a.exitCode"), path: None };
    vec![
        Template { dag: Some(Dag { tasks }), outputs: output(expression), ..named("main") },
        Template {
            retry_strategy: Some(RetryStrategy {
                limit: text("3"),
                backoff: Some(Backoff { duration: text("5s") }),
            }),
            inputs: Inputs { parameters: vec![parameter("X", None), parameter("Y", Some(""))] },
            script: Some(Script {
                image: "alpine:3".to_owned(),
                command: texts(&["sh"]),
                env: env.clone(),
                source: "set -e\necho hi\n".to_owned(),
            }),
            outputs: output(OutputSource { path: text("/mnt/out"), expression: None }),
            ..named("a")
        },
        Template {
            container: Some(Container {
                image: "alpine:3".to_owned(),
                command: texts(&["echo"]),
                args: texts(&["on", "--x"]),
                env,
            }),
            ..named("c")
        },
        Template { suspend: Some(Suspend::default()), ..named("d") },
        Template { suspend: Some(Suspend { duration: text("10m") }), ..named("e") },
    ]
}

fn workflow() -> Manifest {
    let spec = WorkflowTemplateSpec {
        service_account_name: text("hook"),
        arguments: Arguments { parameters: vec![parameter("PRODUCT", None), parameter("LIST", Some("[]"))] },
        entrypoint: text("main"),
        templates: templates(),
    };
    Manifest::WorkflowTemplate(WorkflowTemplate {
        metadata: metadata("workflow"),
        spec,
        ..WorkflowTemplate::default()
    })
}

/// A manifest of each kind with every field set.
fn manifests() -> Vec<Manifest> {
    vec![
        product(ProductApiVersion::V1Beta1, None),
        product(ProductApiVersion::V1Beta2, Some(Concurrency::Terminate)),
        flow(),
        policy(),
        template(),
        workflow(),
    ]
}

#[test]
fn manifests_are_what_a_cluster_takes() {
    let Some(folder) = shared_folder("crds") else {
        return;
    };
    let validator = StrictValidator::from_folder(&folder);
    for manifest in manifests() {
        let text = to_yaml(&manifest).expect("a manifest");
        let data: Value = serde_yaml::from_str(&text).expect("YAML");
        assert_eq!(validator.problems(&data), Vec::<String>::new(), "{text}");
    }
    let mut wrong: Value = serde_json::to_value(flow()).expect("a flow");
    wrong["spec"]["steps"][0]["policy"]["pre-action"] = Value::from("x");
    assert_eq!(validator.problems(&wrong).len(), 1);
}

#[test]
fn manifests_are_read_as_they_were_written() {
    fn read<T: DeserializeOwned>(text: &str) -> T {
        serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }
    for manifest in manifests() {
        let text = to_yaml(&manifest).expect("a manifest");
        let read = match manifest.kind() {
            Kind::Product => Manifest::Product(read(&text)),
            Kind::PromotionFlow => Manifest::PromotionFlow(read(&text)),
            Kind::PromotionPolicy => Manifest::PromotionPolicy(read(&text)),
            Kind::PromotionTemplate => Manifest::PromotionTemplate(read(&text)),
            Kind::WorkflowTemplate => Manifest::WorkflowTemplate(read(&text)),
        };
        assert_eq!(read, manifest);
        assert_eq!(read.name(), manifest.name());
    }
}

#[test]
fn flow_is_written_in_the_crds_order() {
    let expected = r#"apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: flow
  namespace: argocd
  annotations:
    version: "1.0"
    description: |-
      Two
      lines
  labels:
    team: "on"
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn:
        - dev
      policy:
        preAction: pre
        action: pr
        postAction: post
      hooks:
        onStart: start
        onSuccess: success
        onFail: fail
    - environment: prod
      dependsOn:
        - qa
        - dev
  hooks:
    onStart: start
    onSuccess: success
    onFail: fail
  postTrigger: after
  promotionTimeoutLimit: 90
"#;
    assert_eq!(to_yaml(&flow()).as_deref(), Ok(expected));
}

#[test]
fn empty_parts_are_left_out_unless_required() {
    let bare = |manifest: Manifest| {
        to_yaml(&manifest).expect("a manifest").lines().skip(2).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(bare(Manifest::Product(Product::default())), "metadata:\n  name: \"\"");
    assert_eq!(
        bare(Manifest::PromotionPolicy(PromotionPolicy::default())),
        "metadata:\n  name: \"\"\nspec:\n  priority: 0\n  policy: {}"
    );
    assert_eq!(
        bare(Manifest::PromotionTemplate(PromotionTemplate::default())),
        "metadata:\n  name: \"\"\nspec:\n  applicationSourceSelector: {}\n  priority: 0"
    );
}

#[test]
fn order_is_part_of_a_map() {
    assert_ne!(map(&[("a", "1"), ("b", "2")]), map(&[("b", "2"), ("a", "1")]));
    assert_eq!(map(&[("a", "1"), ("b", "2")]), map(&[("a", "1"), ("b", "2")]));
}

#[test]
fn kinds_are_found_by_name() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_name(kind.name()), Some(kind));
    }
    assert_eq!(Kind::from_name("Pod"), None);
}

/// The files of one kind in the corpus that its index finds nothing wrong with.
fn sound_files(kind: &str) -> Vec<(String, String)> {
    let Some(folder) = shared_folder("corpus") else {
        return Vec::new();
    };
    let index = fs::read_to_string(folder.join("INDEX.tsv")).expect("the index");
    let rows = index.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let sound = rows.filter(|row| row[0] == kind && row[10] == "OK");
    sound
        .map(|row| {
            let path = folder.join(kind).join(row[1]);
            (row[1].to_owned(), fs::read_to_string(path).expect("a manifest"))
        })
        .collect()
}

/// Reads every sound manifest of a kind, and returns how many there are and why some do not fit.
fn misfits<T: DeserializeOwned>(kind: &str) -> (usize, Vec<String>) {
    let files = sound_files(kind);
    let misfit = |(name, text): &(String, String)| {
        serde_yaml::from_multiple::<T>(text).err().map(|error| format!("{name}: {error}"))
    };
    (files.len(), files.iter().filter_map(misfit).collect())
}

#[test]
fn hand_written_manifests_fit_the_types() {
    for (count, misfits) in [
        misfits::<PromotionFlow>("PromotionFlow"),
        misfits::<PromotionPolicy>("PromotionPolicy"),
        misfits::<PromotionTemplate>("PromotionTemplate"),
        misfits::<Product>("Product"),
    ] {
        assert_eq!(misfits, Vec::<String>::new(), "of {count}");
    }
}

//! The project of a big account: flows, policies and products of many teams, with the Argo CD Applications and the
//! hand-written workflows that they run with. Made up on the spot and the same every time, with nothing wrong in it.

use super::projects::SourceFile;

/// The environments of every flow: the trigger first, then those that depend on one another as in [`flow`].
const ENVIRONMENTS: [&str; 6] = ["dev", "qa", "load", "staging", "prod-eu", "prod-us"];

/// The file of the policy by which every flow reaches the first region by pull request.
pub(super) const REVIEW: &str = "policies/policy-0008.promo";

/// The files of an account with so many flows: a fifth as many policies, half as many products, and an
/// Application for each product in each environment.
pub(super) fn files(flows: usize) -> impl Iterator<Item = SourceFile> {
    let products = flows / 2;
    let shared = std::iter::once(source("environments".to_owned(), SHARED.to_owned()));
    shared
        .chain(["smoke-test", "load-test", "announce"].into_iter().map(workflow))
        .chain((0..flows).map(flow))
        .chain((0..flows / 5).map(move |number| policy(number, products)))
        .chain((0..products).map(product))
        .chain(
            (0..products).flat_map(|number| ENVIRONMENTS.into_iter().map(move |at| application(number, at))),
        )
}

/// How many manifests an account with so many flows becomes.
pub(super) fn manifests(flows: usize) -> usize {
    const WORKFLOWS: usize = 3;
    flows + flows / 5 + flows / 2 + WORKFLOWS
}

fn source(name: String, text: String) -> SourceFile {
    SourceFile { path: format!("{name}.promo"), text }
}

fn flow(number: usize) -> SourceFile {
    let name = format!("flow-{number:04}");
    source(format!("flows/{:02}/{name}", number / 50), FLOW.replace("NAME", &name))
}

/// A dozen policies are for every product, the others for one each.
fn policy(number: usize, products: usize) -> SourceFile {
    let name = format!("policy-{number:04}");
    let general = GENERAL.get(number);
    let text = match general {
        Some((test, setting)) => format!("when {test}\n  {setting}"),
        None => format!(
            "when product == product-{:04} and environment.kind == production\n  pre check-window",
            number % products
        ),
    };
    let priority = if general.is_some() { 1_000 + number } else { number };
    let text =
        format!("/// As agreed with the team.\npolicy {name} {{\n  priority {priority}\n  {text}\n}}\n");
    source(format!("policies/{name}"), text)
}

fn product(number: usize) -> SourceFile {
    let name = format!("product-{number:04}");
    let flow = |which: usize| format!("flow-{:04}", 2 * number + which);
    let text = PRODUCT.replace("NAME", &name).replace("FIRST", &flow(0)).replace("SECOND", &flow(1));
    source(format!("products/{name}"), text)
}

fn application(product: usize, environment: &str) -> SourceFile {
    let name = format!("product-{product:04}");
    let text = APPLICATION.replace("PRODUCT", &name).replace("ENVIRONMENT", environment);
    SourceFile { path: format!("applications/{name}/{environment}.yaml"), text }
}

fn workflow(name: &str) -> SourceFile {
    SourceFile { path: format!("workflows/{name}.yaml"), text: WORKFLOW.replace("WORKFLOW", name) }
}

/// What the policies for every product match and set.
const GENERAL: [(&str, &str); 12] = [
    ("environment == qa", "post smoke-test"),
    ("environment == load", "post load-test"),
    ("environment == staging", "post smoke-test"),
    ("environment == prod-eu", "post announce"),
    ("environment == prod-us", "post announce"),
    ("environment == qa", "action commit"),
    ("environment == load", "action commit"),
    ("environment == staging", "action commit"),
    ("environment == prod-eu", "action pr"),
    ("environment == prod-us", "action pr"),
    ("environment == dev", "post smoke-test"),
    ("environment.kind == production", "pre check-window"),
];

const SHARED: &str = r#"environment dev { cluster "cluster-dev" }
environment qa { cluster "cluster-qa" }
environment load { cluster "cluster-load" }
environment staging { cluster "cluster-staging" }
environment prod-eu { kind production  cluster "cluster-prod-eu" }
environment prod-us { kind production  cluster "cluster-prod-us" }

/// Refuses outside of working hours.
workflow check-window {
  service-account hook
  input APP_NAME
  step ask {
    image "alpine:3.20"
    run "echo {{workflow.parameters.APP_NAME}}"
  }
}

/// Opens a change, and tells later hooks its number.
workflow open-change {
  service-account hook
  input RELEASE_URL
  exports CHANGE
  step open {
    image "alpine:3.20"
    run "open {{workflow.parameters.RELEASE_URL}} > /tmp/change.json"
    output PROMOTION_CONTEXT from "/tmp/change.json" global
  }
}

workflow close-change {
  service-account hook
  input CHANGE
  step close {
    image "alpine:3.20"
    run "echo {{workflow.parameters.CHANGE}}"
  }
}
"#;

const FLOW: &str = r#"/// Side by side through QA and the load test, then to staging, then to both regions at once.
flow NAME {
  version "1.4"
  timeout 4h

  dev -> qa, load -> staging -> prod-eu, prod-us

  on start open-change
  on success close-change
  on fail close-change
}
"#;

const PRODUCT: &str = r#"/// Takes orders and answers for them.
product NAME {
  version from "Chart.yaml" $.appVersion
  promote "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag, $.replicas
  flow FIRST when message matches "*[hotfix]*" and revision matches "main"
  flow SECOND when revision matches ["main", "release/*"]
}
"#;

const APPLICATION: &str = r#"apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: PRODUCT-ENVIRONMENT
  namespace: argocd
  annotations:
    codefresh.io/product: PRODUCT
  labels:
    codefresh.io/product: PRODUCT
    team: backend
spec:
  project: default
  destination:
    name: cluster-ENVIRONMENT
    namespace: PRODUCT
  source:
    repoURL: https://git.example.com/deployments.git
    targetRevision: HEAD
    path: charts/PRODUCT/ENVIRONMENT
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
    syncOptions:
      - CreateNamespace=true
"#;

const WORKFLOW: &str = r#"apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: WORKFLOW
  annotations:
    codefresh.io/workflow-origin: promotion
spec:
  serviceAccountName: cf-default-promotion-workflows-sa
  entrypoint: run
  arguments:
    parameters:
      - name: APP_NAME
      - name: APP_NAMESPACE
      - name: TIMEOUT
        value: "60"
  templates:
    - name: run
      container:
        image: alpine:3.20
        command: [sh, -c]
        args: ["echo {{workflow.parameters.APP_NAME}}"]
"#;

//! Fields beyond those that promo knows.

use promo_manifest::{
    Dag, ExtraError, MAX_PATH, Manifest, Metadata, OrderedMap, Product, Template, WorkflowTemplate,
    WorkflowTemplateSpec, to_yaml, with_extra,
};
use serde_json::{Value, json};

fn path(dotted: &str) -> Vec<String> {
    dotted.split('.').map(str::to_owned).collect()
}

fn product() -> Manifest {
    let labels: OrderedMap<String> =
        [("team", "a")].map(|(key, value)| (key, value.to_owned())).into_iter().collect();
    let metadata = Metadata { name: "loans".to_owned(), labels, ..Metadata::default() };
    Manifest::Product(Product { metadata, ..Product::default() })
}

fn workflow() -> Manifest {
    let template = Template { name: "main".to_owned(), dag: Some(Dag::default()), ..Template::default() };
    Manifest::WorkflowTemplate(WorkflowTemplate {
        metadata: Metadata { name: "w".to_owned(), ..Metadata::default() },
        spec: WorkflowTemplateSpec { templates: vec![template], ..WorkflowTemplateSpec::default() },
        ..WorkflowTemplate::default()
    })
}

fn added(manifest: &Manifest, extra: &[(&str, Value)]) -> Result<String, ExtraError> {
    let extra: Vec<_> = extra.iter().map(|(dotted, value)| (path(dotted), value.clone())).collect();
    with_extra(manifest, &extra).map(|data| to_yaml(&data).expect("data"))
}

#[test]
fn fields_follow_those_that_are_there() {
    let extra = [
        ("spec.some.new", json!("x")),
        ("metadata.finalizers", json!(["f"])),
        ("spec.some.other", json!({"on": true})),
        ("status", json!({})),
    ];
    let expected = r#"apiVersion: codefresh.io/v1beta2
kind: Product
metadata:
  name: loans
  labels:
    team: a
  finalizers:
    - f
spec:
  some:
    new: x
    other:
      "on": true
status: {}
"#;
    assert_eq!(added(&product(), &extra).as_deref(), Ok(expected));
}

#[test]
fn templates_are_reached_by_index() {
    let text =
        added(&workflow(), &[("spec.templates.0.activeDeadlineSeconds", json!(60))]).expect("a template");
    let expected = r#"apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: w
spec:
  templates:
    - name: main
      dag:
        tasks: []
      activeDeadlineSeconds: 60
"#;
    assert_eq!(text, expected);
}

#[test]
fn without_extra_the_data_is_the_manifest() {
    for manifest in [product(), workflow()] {
        let data = with_extra(&manifest, &[]).expect("data");
        assert_eq!(to_yaml(&data), to_yaml(&manifest));
    }
}

#[test]
fn a_path_into_a_value_is_an_error() {
    let no_map = |dotted: &str| Err(ExtraError::NoMap(path(dotted)));
    assert_eq!(added(&product(), &[("kind.x", json!(1))]), no_map("kind.x"));
    assert_eq!(added(&product(), &[("a", json!(1)), ("a.b", json!(2))]), no_map("a.b"));
    assert_eq!(added(&workflow(), &[("spec.templates.1.x", json!(1))]), no_map("spec.templates.1.x"));
    assert_eq!(added(&workflow(), &[("spec.templates.x", json!(1))]), no_map("spec.templates.x"));
    let long = vec!["a".to_owned(); MAX_PATH + 1];
    for path in [Vec::new(), long] {
        let result = with_extra(&product(), &[(path.clone(), json!(1))]);
        assert_eq!(result, Err(ExtraError::Length(path)));
    }
}

#[test]
fn a_field_given_twice_has_its_later_value() {
    let text = added(&product(), &[("a", json!(1)), ("b", json!(2)), ("a", json!(3))]).expect("data");
    assert!(text.ends_with("a: 3\nb: 2\n"), "{text}");
}

//! The form in which manifests are compared as data: what makes no difference to the platform is the same in it, and
//! nothing else is.

use serde_json::Value;

use crate::duration::whole_duration;
use crate::types::Kind;

/// Fields of an object, or of its metadata, that a cluster writes.
pub const WRITTEN_METADATA: [&str; 8] = [
    "creationTimestamp",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// Annotations that tools write when they apply a manifest.
pub const WRITTEN_ANNOTATIONS: [&str; 2] =
    ["kubectl.kubernetes.io/last-applied-configuration", "argocd.argoproj.io/tracking-id"];

/// A manifest in the form in which it is compared.
pub fn comparable(mut manifest: Value, kind: Kind) -> Value {
    manifest = without_server_fields(manifest);
    comparable_metadata(&mut manifest);
    if let Some(spec) = manifest.get_mut("spec") {
        match kind {
            Kind::PromotionFlow => comparable_flow(spec),
            Kind::PromotionPolicy => comparable_policy(spec),
            Kind::PromotionTemplate => comparable_selector(spec),
            Kind::Product => drop_empty(
                spec,
                &["promotionTemplate", "promotionFlows", "concurrency", "promotionTemplateRef"],
            ),
            Kind::WorkflowTemplate => comparable_workflow(spec),
        }
    }
    if kind == Kind::Product {
        // Both versions of a product are served, and the project decides which is written.
        remove(&mut manifest, &["apiVersion"]);
        drop_empty(&mut manifest, &["spec"]);
    }
    manifest
}

/// A manifest without what a cluster or its tools write in it, and without nulls.
pub fn without_server_fields(mut manifest: Value) -> Value {
    drop_nulls(&mut manifest);
    remove(&mut manifest, &["status"]);
    if let Some(metadata) = manifest.get_mut("metadata") {
        WRITTEN_METADATA.iter().for_each(|name| remove(metadata, &[name]));
        WRITTEN_ANNOTATIONS.iter().for_each(|name| remove(metadata, &["annotations", name]));
    }
    manifest
}

fn comparable_metadata(manifest: &mut Value) {
    let Some(metadata) = manifest.get_mut("metadata") else { return };
    if let Some(annotations) = metadata.get_mut("annotations") {
        drop_empty(annotations, &["description"]);
    }
    drop_empty_collections(metadata, &[]);
}

/// The order of steps and of what each depends on says nothing.
fn comparable_flow(spec: &mut Value) {
    for step in items(spec, "steps") {
        comparable_settings(step);
        sort(step.get_mut("dependsOn"), |name| name.to_string());
    }
    drop_empty_in(spec, "hooks");
    drop_empty(spec, &["steps", "hooks", "postTrigger"]);
    sort(spec.get_mut("steps"), |step| step["environment"].to_string());
}

fn comparable_settings(step: &mut Value) {
    drop_empty_in(step, "policy");
    drop_empty_in(step, "hooks");
    drop_empty(step, &["policy", "hooks"]);
}

fn comparable_policy(spec: &mut Value) {
    drop_empty_in(spec, "policy");
    if let Some(selector) = spec.get_mut("selector") {
        drop_empty_in(selector, "product");
        drop_empty_in(selector, "targetEnvironment");
        drop_empty(selector, &["product", "targetEnvironment"]);
    }
    drop_empty(spec, &["selector"]);
}

fn comparable_selector(spec: &mut Value) {
    for expression in
        spec.get_mut("applicationSourceSelector").into_iter().flat_map(|it| items(it, "matchExpressions"))
    {
        drop_empty(expression, &["values"]);
    }
    drop_empty_in(spec, "applicationSourceSelector");
    drop_empty(spec, &["promotion"]);
}

/// The order of templates, tasks and outputs says nothing.
fn comparable_workflow(spec: &mut Value) {
    comparable_parameters(spec.get_mut("arguments"));
    drop_empty_in(spec, "arguments");
    drop_empty(spec, &["arguments", "serviceAccountName"]);
    for template in items(spec, "templates") {
        comparable_template(template);
    }
    sort(spec.get_mut("templates"), |template| template["name"].to_string());
}

/// What a template of a workflow can do; even an empty map says that it does this.
const WORK: [&str; 10] =
    ["container", "containerSet", "dag", "data", "http", "plugin", "resource", "script", "steps", "suspend"];

fn comparable_template(template: &mut Value) {
    comparable_parameters(template.get_mut("inputs"));
    for part in ["inputs", "outputs"] {
        drop_empty_in(template, part);
    }
    drop_empty(template, &["inputs", "outputs"]);
    if let Some(outputs) = template.get_mut("outputs") {
        sort(outputs.get_mut("parameters"), |output| output["name"].to_string());
    }
    if let Some(limit) = template.get_mut("retryStrategy").and_then(|retry| retry.get_mut("limit")) {
        as_text(limit);
    }
    for place in ["/suspend/duration", "/retryStrategy/backoff/duration"] {
        if let Some(Value::String(duration)) = template.pointer_mut(place) {
            *duration = whole_duration(duration).unwrap_or(std::mem::take(duration));
        }
    }
    drop_empty_collections(template, &WORK);
    for place in ["/script", "/container", "/retryStrategy", "/retryStrategy/backoff"] {
        if let Some(part) = template.pointer_mut(place) {
            drop_empty_collections(part, &[]);
            drop_empty(part, &["name"]);
        }
    }
    let Some(dag) = template.get_mut("dag") else { return };
    for task in items(dag, "tasks") {
        comparable_parameters(task.get_mut("arguments"));
        drop_empty_in(task, "arguments");
        drop_empty(task, &["arguments"]);
        if let Some(Value::String(depends)) = task.get_mut("depends") {
            let mut names: Vec<&str> = depends.split("&&").map(str::trim).collect();
            names.sort_unstable();
            *depends = names.join(" && ");
        }
    }
    sort(dag.get_mut("tasks"), |task| task["name"].to_string());
    // What else a graph says is refused before, unless it is empty.
    if let Some(template) = template.as_object_mut() {
        template.retain(|_, value| !is_empty(value));
    }
}

/// Argo reads the value of a parameter as a text, whatever it is written as.
fn comparable_parameters(of: Option<&mut Value>) {
    for parameter in of.into_iter().flat_map(|of| items(of, "parameters")) {
        if let Some(value) = parameter.get_mut("value") {
            as_text(value);
        }
    }
}

fn as_text(value: &mut Value) {
    if matches!(value, Value::Number(_) | Value::Bool(_)) {
        *value = Value::from(value.to_string());
    }
}

fn items<'v>(of: &'v mut Value, name: &str) -> std::slice::IterMut<'v, Value> {
    match of.get_mut(name) {
        Some(Value::Array(items)) => items.iter_mut(),
        _ => [].iter_mut(),
    }
}

fn sort(list: Option<&mut Value>, key: impl Fn(&Value) -> String) {
    if let Some(Value::Array(items)) = list {
        items.sort_by_cached_key(key);
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// Drops the named fields of a map that say nothing.
fn drop_empty(of: &mut Value, names: &[&str]) {
    if let Some(fields) = of.as_object_mut() {
        fields.retain(|name, value| !names.contains(&name.as_str()) || !is_empty(value));
    }
}

/// Drops what says nothing in a field that is a map.
fn drop_empty_in(of: &mut Value, name: &str) {
    if let Some(Value::Object(fields)) = of.get_mut(name) {
        fields.retain(|_, value| !is_empty(value));
    }
}

/// Drops the fields of a map that are empty lists and maps, as Kubernetes does; those of some names say something by
/// being there.
fn drop_empty_collections(of: &mut Value, but: &[&str]) {
    if let Some(fields) = of.as_object_mut() {
        fields.retain(|name, value| but.contains(&name.as_str()) || value.is_string() || !is_empty(value));
    }
}

/// A null is what an absent field is.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

fn remove(of: &mut Value, path: &[&str]) {
    let Some((name, parents)) = path.split_last() else { return };
    let parent = parents.iter().try_fold(of, |value, name| value.get_mut(name));
    if let Some(fields) = parent.and_then(Value::as_object_mut) {
        fields.shift_remove(*name);
    }
}

//! Whether two manifests say the same to the platform: a second opinion, which knows nothing of how the import
//! compares them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A manifest in a form in which two that say the same are equal.
pub fn canonical(manifest: &Value) -> Value {
    let mut manifest = without_nothing(manifest);
    remove(&mut manifest, "status");
    for field in ["creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"] {
        remove(&mut manifest["metadata"], field);
    }
    for annotation in ["kubectl.kubernetes.io/last-applied-configuration", "argocd.argoproj.io/tracking-id"] {
        remove(&mut manifest["metadata"]["annotations"], annotation);
    }
    match manifest["kind"].as_str() {
        Some("Product") => remove(&mut manifest, "apiVersion"),
        Some("PromotionFlow") => flow(&mut manifest["spec"]),
        Some("WorkflowTemplate") => workflow(&mut manifest["spec"]),
        _ => {}
    }
    without_nothing(&manifest)
}

/// Steps and what they depend on stand in any order.
fn flow(spec: &mut Value) {
    for step in items(&mut spec["steps"]) {
        items(&mut step["dependsOn"]).sort_by_key(|name| name.to_string());
    }
    items(&mut spec["steps"]).sort_by_key(|step| step["environment"].to_string());
}

/// Templates, tasks and outputs stand in any order. A template is called by the tasks that run it, whose names others
/// may refer to; its own name is nobody's business.
fn workflow(spec: &mut Value) {
    let names = names_by_callers(spec);
    let rename = |name: &mut Value| {
        if let Some(now) = name.as_str().and_then(|name| names.get(name)) {
            *name = Value::from(now.as_str());
        }
    };
    rename(&mut spec["entrypoint"]);
    parameters(&mut spec["arguments"]);
    for template in items(&mut spec["templates"]) {
        rename(&mut template["name"]);
        parameters(&mut template["inputs"]);
        items(&mut template["outputs"]["parameters"]).sort_by_key(|output| output["name"].to_string());
        if let Some(limit) = template.pointer_mut("/retryStrategy/limit") {
            *limit = as_text(limit);
        }
        for place in ["/suspend/duration", "/retryStrategy/backoff/duration"] {
            if let Some(duration) = template.pointer_mut(place) {
                *duration = seconds(duration).map_or(duration.take(), Value::from);
            }
        }
        for task in items(&mut template["dag"]["tasks"]) {
            rename(&mut task["template"]);
            parameters(&mut task["arguments"]);
            if let Some(depends) = task["depends"].as_str() {
                let mut names: Vec<&str> = depends.split("&&").map(str::trim).collect();
                names.sort_unstable();
                task["depends"] = names.into();
            }
        }
        items(&mut template["dag"]["tasks"]).sort_by_key(|task| task["name"].to_string());
    }
    items(&mut spec["templates"]).sort_by_key(|template| template["name"].to_string());
}

/// How long a duration is in Argo, whatever its units.
fn seconds(duration: &Value) -> Option<u64> {
    let parts: Vec<&str> = duration.as_str()?.split_inclusive(['d', 'h', 'm', 's']).collect();
    let parts = parts.iter().map(|part| {
        let (number, unit) = part.split_at(part.len().checked_sub(1)?);
        let unit = match unit {
            "d" => 86_400,
            "h" => 3_600,
            "m" => 60,
            "s" => 1,
            _ => return None,
        };
        number.parse::<u64>().ok()?.checked_mul(unit)
    });
    parts.sum()
}

/// For the name of each template one that is made of the tasks that run it.
fn names_by_callers(spec: &Value) -> BTreeMap<String, String> {
    let entrypoint = spec["entrypoint"].as_str().unwrap_or_default();
    let mut callers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let templates = spec["templates"].as_array().map(Vec::as_slice).unwrap_or_default();
    for template in templates {
        for task in template["dag"]["tasks"].as_array().into_iter().flatten() {
            let (Some(called), Some(task)) = (task["template"].as_str(), task["name"].as_str()) else {
                continue;
            };
            callers.entry(called.to_owned()).or_default().push(task.to_owned());
        }
    }
    let has_graph = templates.iter().any(|template| template["dag"].is_object());
    let named = callers.into_iter().map(|(template, mut tasks)| {
        tasks.sort_unstable();
        (template, format!("run by {}", tasks.join(", ")))
    });
    let mut names: BTreeMap<String, String> = named.collect();
    if has_graph {
        names.insert(entrypoint.to_owned(), "where it starts".to_owned());
    }
    names
}

/// Argo takes the value of a parameter for a text, whatever it is in YAML.
fn parameters(of: &mut Value) {
    for parameter in items(&mut of["parameters"]) {
        parameter["value"] = as_text(&parameter["value"]);
    }
}

fn as_text(value: &Value) -> Value {
    match value {
        Value::Number(_) | Value::Bool(_) => Value::from(value.to_string()),
        other => other.clone(),
    }
}

fn items(value: &mut Value) -> &mut [Value] {
    value.as_array_mut().map(Vec::as_mut_slice).unwrap_or_default()
}

fn remove(of: &mut Value, field: &str) {
    if let Some(fields) = of.as_object_mut() {
        fields.remove(field);
    }
}

/// Fields in which an empty text is what no text at all is.
const UNSET: [&str; 10] = [
    "action",
    "description",
    "onFail",
    "onStart",
    "onSuccess",
    "postAction",
    "postTrigger",
    "preAction",
    "promotionTemplateRef",
    "serviceAccountName",
];

/// The value without the fields that say nothing: null, an empty map or list.
fn without_nothing(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), without_nothing(value)));
            let is_unset = |name: &str, value: &Value| value == "" && UNSET.contains(&name);
            let fields = fields.filter(|(name, value)| !says_nothing(value) && !is_unset(name, value));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(without_nothing).collect(),
        other => other.clone(),
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

//! The types' schemas against the CRDs that are installed and Argo's published schema: nothing
//! that a cluster would not take, and nothing of the promotion CRDs left out.

use promo_manifest::{Kind, json_schema, known_field, known_template_field};
use serde_json::{Value, json};

use crate::strict;

/// One field of a schema: what can be compared between ours and a CRD.
#[derive(Debug)]
struct Field {
    path: String,
    types: Option<String>,
    required: Vec<String>,
    values: Vec<String>,
    least: u64,
}

/// Every field of a schema, by depth-first walk; `[]` stands for the items of a list and `*` for
/// the values of a map.
fn fields(schema: &Value) -> Vec<Field> {
    let mut found = Vec::new();
    collect(schema, schema, "", 0, &mut found);
    found
}

fn collect(root: &Value, schema: &Value, path: &str, depth: usize, found: &mut Vec<Field>) {
    if depth > 12 {
        return;
    }
    let schema = resolved(root, schema);
    found.push(Field {
        path: path.to_owned(),
        types: schema["type"].as_str().map(str::to_owned).or_else(|| branch_type(schema)),
        required: texts(&schema["required"]),
        values: values(schema),
        least: schema["minItems"].as_u64().unwrap_or(0),
    });
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        collect(root, inner, &format!("{path}.{name}"), depth + 1, found);
    }
    if schema["items"].is_object() {
        collect(root, &schema["items"], &format!("{path}[]"), depth + 1, found);
    }
    if schema["additionalProperties"].is_object() {
        collect(root, &schema["additionalProperties"], &format!("{path}.*"), depth + 1, found);
    }
}

fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).expect("a definition"),
        None => schema,
    }
}

fn branch_type(schema: &Value) -> Option<String> {
    schema["oneOf"][0]["type"].as_str().map(str::to_owned)
}

fn texts(list: &Value) -> Vec<String> {
    let mut texts: Vec<String> =
        list.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect();
    texts.sort();
    texts
}

fn values(schema: &Value) -> Vec<String> {
    let branches = schema["oneOf"].as_array().into_iter().flatten();
    let constants = branches.filter_map(|branch| branch.get("const")).chain(schema.get("const"));
    let mut values: Vec<String> =
        constants.filter_map(|text| text.as_str().map(str::to_owned)).chain(texts(&schema["enum"])).collect();
    values.sort();
    values
}

/// Whether a path is the head of a manifest, which the CRDs leave open.
fn is_head(path: &str) -> bool {
    path.is_empty() || path == ".kind" || path == ".apiVersion" || path.starts_with(".metadata")
}

fn compare(kind: Kind, version: &str, theirs: &Value) -> Vec<String> {
    let ours = json_schema(kind);
    let ours = fields(&ours);
    let theirs = fields(theirs);
    let find = |fields: &'_ [Field], path: &str| fields.iter().position(|field| field.path == path);
    let mut differences = Vec::new();
    for field in ours.iter().filter(|field| !is_head(&field.path)) {
        // Concurrency is served by the later version alone.
        if version == "codefresh.io/v1beta1" && field.path == ".spec.concurrency" {
            continue;
        }
        let Some(index) = find(&theirs, &field.path) else {
            differences.push(format!("{version} {}: theirs lacks it", field.path));
            continue;
        };
        let other = &theirs[index];
        let same = field.types == other.types
            && field.required == other.required
            && field.values == other.values
            && field.least == other.least;
        if !same {
            differences.push(format!("{version}: ours {field:?}, theirs {other:?}"));
        }
    }
    for field in theirs.iter().filter(|field| !is_head(&field.path)) {
        // The status is written by the platform, never in a manifest.
        if field.path != ".status" && find(&ours, &field.path).is_none() {
            differences.push(format!("{version} {}: ours lacks it", field.path));
        }
    }
    differences
}

#[test]
fn promotion_types_are_those_of_the_crds() {
    let Some(folder) = strict::shared_folder("crds") else {
        return;
    };
    let mut compared = 0;
    for ((version, kind_name), schema) in strict::crd_schemas(&folder) {
        // Promotion tasks are written by the platform, never in a manifest.
        let Some(kind) = Kind::from_name(&kind_name) else {
            continue;
        };
        assert_eq!(compare(kind, &version, &schema), Vec::<String>::new(), "{kind_name}");
        compared += 1;
    }
    assert_eq!(compared, 5, "four kinds, one of them in two versions");
}

#[test]
fn workflow_fields_are_argos() {
    let Some(folder) = strict::shared_folder("crds") else {
        return;
    };
    let (_, argo) = strict::argo_schema(&folder);
    let mut unknown = Vec::new();
    let ours = json_schema(Kind::WorkflowTemplate);
    for field in fields(&ours) {
        match argo_field(&argo, &field.path) {
            None => unknown.push(field.path),
            Some(theirs) => assert_eq!(field.types.as_deref(), theirs["type"].as_str(), "{}", field.path),
        }
    }
    assert_eq!(unknown, Vec::<String>::new());
}

/// Argo's schema of a field, resolved on the way, because it refers to itself.
fn argo_field<'a>(argo: &'a Value, path: &str) -> Option<&'a Value> {
    let mut place = resolved(argo, argo);
    for name in path.replace("[]", ".[]").split('.').filter(|name| !name.is_empty()) {
        let inner = match name {
            "[]" => place.get("items")?,
            "*" => place.get("additionalProperties")?,
            _ => place.get("properties")?.get(name)?,
        };
        place = resolved(argo, inner);
    }
    Some(place)
}

#[test]
fn every_property_is_described_and_closed() {
    for kind in Kind::ALL {
        let schema = json_schema(kind);
        let text = schema.to_string();
        assert!(!text.contains("\"null\""), "{kind:?} allows null");
        undescribed(&schema, kind.name());
    }
}

fn undescribed(schema: &Value, path: &str) {
    if let Some(properties) = schema["properties"].as_object() {
        assert_eq!(schema["additionalProperties"], json!(false), "{path} is open");
        for (name, property) in properties {
            assert!(property["description"].is_string(), "{path}.{name} has no description");
        }
    }
    for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
        undescribed(definition, name);
    }
}

#[test]
fn schemas_keep_written_order() {
    let schema = json_schema(Kind::PromotionFlow);
    let keys: Vec<&String> = schema["properties"].as_object().expect("properties").keys().collect();
    assert_eq!(keys, ["apiVersion", "kind", "metadata", "spec"]);
}

#[test]
fn known_fields_are_those_of_the_types() {
    let cases = [
        (Kind::PromotionFlow, "spec.steps", true),
        (Kind::PromotionFlow, "spec.steps.policy", true),
        (Kind::PromotionFlow, "spec", true),
        (Kind::PromotionFlow, "spec.hooks.onStart", true),
        (Kind::PromotionFlow, "spec.hooks.onAbort", false),
        (Kind::PromotionFlow, "spec.some.new", false),
        (Kind::PromotionFlow, "status", false),
        (Kind::PromotionFlow, "metadata.labels.team", true),
        (Kind::PromotionFlow, "metadata.finalizers", false),
        (Kind::PromotionFlow, "metadata.name.first", true),
        (Kind::PromotionPolicy, "spec.selector.product", true),
        (Kind::PromotionPolicy, "spec.selector.cluster", false),
        (Kind::PromotionTemplate, "spec.versionSource.file", true),
        (Kind::PromotionTemplate, "spec.promotion.values\u{b7}yaml.merge", true),
        (Kind::Product, "spec.concurrency", true),
        (Kind::Product, "spec.promotionTemplate.merge", false),
        (Kind::WorkflowTemplate, "spec.podGC", false),
        (Kind::WorkflowTemplate, "spec.entrypoint", true),
    ];
    for (kind, path, expected) in cases {
        let path: Vec<&str> = path.split('.').collect();
        assert_eq!(known_field(kind, &path), expected, "{kind:?} {path:?}");
    }
    let cases = [
        ("container.image", true),
        ("container.imagePullPolicy", false),
        ("container", true),
        ("retryStrategy.limit", true),
        ("retryStrategy.retryPolicy", false),
        ("retryStrategy.backoff.factor", false),
        ("suspend.duration", true),
        ("activeDeadlineSeconds", false),
    ];
    for (path, expected) in cases {
        let path: Vec<&str> = path.split('.').collect();
        assert_eq!(known_template_field(&path), expected, "{path:?}");
    }
}

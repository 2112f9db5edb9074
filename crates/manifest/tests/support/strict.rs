//! A validator of manifests that is stricter than a cluster: it takes the installed CRDs and Argo's
//! published schema, and also rejects every field that they do not name. It knows nothing of the
//! crate's own types, so that those can be tested against it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// The folder of shared reference material beside the workspace, or nothing, said loudly, where a
/// checkout stands alone.
pub(crate) fn shared_folder(part: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(part);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is absent", folder.display());
    None
}

/// The strict schema of each kind, by API version and kind.
pub(crate) struct StrictValidator {
    validators: BTreeMap<(String, String), Validator>,
}

impl StrictValidator {
    /// A validator for the CRDs and Argo's schema in a folder.
    pub(crate) fn from_folder(folder: &Path) -> StrictValidator {
        let schemas = crd_schemas(folder).into_iter().chain([argo_schema(folder)]);
        let compile = |((api_version, kind), mut schema): (_, Value)| {
            close_objects(&mut schema);
            let validator = jsonschema::validator_for(&schema).expect("a schema that compiles");
            ((api_version, kind), validator)
        };
        StrictValidator { validators: schemas.map(compile).collect() }
    }

    /// What is wrong with a manifest, as `path: message`; nothing if it is valid.
    pub(crate) fn problems(&self, manifest: &Value) -> Vec<String> {
        let field = |name: &str| manifest[name].as_str().unwrap_or_default().to_owned();
        let (api_version, kind) = (field("apiVersion"), field("kind"));
        let mut problems = metadata_problems(&manifest["metadata"]);
        match self.validators.get(&(api_version.clone(), kind.clone())) {
            None => problems.push(format!("apiVersion: no schema for {kind} of {api_version}")),
            Some(validator) => problems.extend(
                validator.iter_errors(manifest).map(|error| format!("{}: {error}", error.instance_path())),
            ),
        }
        problems
    }
}

/// The schema of every version of every CRD in a folder, by API version and kind.
pub(crate) fn crd_schemas(folder: &Path) -> Vec<((String, String), Value)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of CRDs")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    paths.sort();
    paths.iter().flat_map(|path| versions(path)).collect()
}

fn versions(path: &Path) -> Vec<((String, String), Value)> {
    let text = fs::read_to_string(path).expect("a CRD");
    let crd: Value = serde_yaml::from_str(&text).expect("a CRD in YAML");
    let word = |value: &Value| value.as_str().expect("a text").to_owned();
    let group = word(&crd["spec"]["group"]);
    let kind = word(&crd["spec"]["names"]["kind"]);
    let versions = crd["spec"]["versions"].as_array().expect("versions");
    let schema = |version: &Value| {
        let api_version = format!("{group}/{}", word(&version["name"]));
        ((api_version, kind.clone()), version["schema"]["openAPIV3Schema"].clone())
    };
    versions.iter().map(schema).collect()
}

/// Argo's schema of WorkflowTemplate, with every reference in place, by API version and kind.
pub(crate) fn argo_schema(folder: &Path) -> ((String, String), Value) {
    let path = folder.join("argo-workflowtemplate.schema.json");
    let text = fs::read_to_string(path).expect("Argo's schema");
    let mut schema: Value = serde_json::from_str(&text).expect("Argo's schema in JSON");
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    (("argoproj.io/v1alpha1".to_owned(), "WorkflowTemplate".to_owned()), schema)
}

/// Rejects, in every object whose properties are named, those that are not.
fn close_objects(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(close_objects);
            if object.get("properties").is_some_and(is_named) && !object.contains_key("additionalProperties")
            {
                object.insert("additionalProperties".to_owned(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close_objects),
        _ => {}
    }
}

/// Whether this is the `properties` of a schema, rather than a property of that name.
fn is_named(properties: &Value) -> bool {
    properties.as_object().is_some_and(|named| named.values().all(Value::is_object))
}

/// The CRDs leave metadata open; a cluster does not.
fn metadata_problems(metadata: &Value) -> Vec<String> {
    let empty = Map::new();
    let fields = metadata.as_object().unwrap_or(&empty);
    let known = |name: &str| ["name", "namespace", "annotations", "labels"].contains(&name);
    let is_text_map =
        |value: &Value| value.as_object().is_some_and(|entries| entries.values().all(Value::is_string));
    let mut problems = Vec::new();
    if !fields.get("name").is_some_and(Value::is_string) {
        problems.push("/metadata/name: missing or no text".to_owned());
    }
    for (name, value) in fields {
        if !known(name) {
            problems.push(format!("/metadata/{name}: unknown"));
        }
        if ["annotations", "labels"].contains(&name.as_str()) && !is_text_map(value) {
            problems.push(format!("/metadata/{name}: not all values are texts"));
        }
    }
    problems
}

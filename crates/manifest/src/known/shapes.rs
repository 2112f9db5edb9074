//! The parts of Argo's kinds that are read, as JSON Schemas. They are open: what they don't name is
//! not looked at. The promotion kinds have schemas of their own types instead.

use std::sync::LazyLock;

use serde_json::{Value, json};

/// Of an Application, what ties it to a product and an environment.
pub(super) fn application() -> &'static Value {
    static SHAPE: LazyLock<Value> = LazyLock::new(|| object("argoproj.io/v1alpha1", application_spec()));
    &SHAPE
}

/// Of an ApplicationSet, its generators' kinds and lists, and its template.
pub(super) fn application_set() -> &'static Value {
    static SHAPE: LazyLock<Value> = LazyLock::new(|| {
        let element = json!({ "type": "object", "additionalProperties": {} });
        let list = json!({ "type": "object", "properties": { "elements": list_of(element) } });
        let generator = json!({ "type": "object", "properties": { "list": list } });
        let template = json!({
            "type": "object",
            "properties": { "metadata": metadata(), "spec": application_spec() },
        });
        let spec = json!({
            "type": "object",
            "properties": {
                "goTemplate": { "type": "boolean" },
                "generators": list_of(generator),
                "template": template,
            },
        });
        object("argoproj.io/v1alpha1", spec)
    });
    &SHAPE
}

/// Of a WorkflowTemplate, what it takes and gives.
pub(super) fn workflow() -> &'static Value {
    static SHAPE: LazyLock<Value> = LazyLock::new(|| {
        let parameters = parameters(json!({ "name": text(), "value": {}, "valueFrom": {}, "default": {} }));
        let outputs = parameters_with_global_name();
        let template = json!({
            "type": "object",
            "properties": { "name": text(), "inputs": parameters, "outputs": outputs },
        });
        let spec = json!({
            "type": "object",
            "properties": {
                "serviceAccountName": text(),
                "entrypoint": text(),
                "arguments": parameters,
                "templates": list_of(template),
            },
        });
        object("argoproj.io/v1alpha1", spec)
    });
    &SHAPE
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn texts_by_name() -> Value {
    json!({ "type": "object", "additionalProperties": text() })
}

fn list_of(item: Value) -> Value {
    json!({ "type": "array", "items": item })
}

fn metadata() -> Value {
    json!({
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": text(),
            "namespace": text(),
            "labels": texts_by_name(),
            "annotations": texts_by_name(),
        },
    })
}

fn object(api_version: &str, spec: Value) -> Value {
    json!({
        "type": "object",
        "required": ["apiVersion", "metadata"],
        "properties": { "apiVersion": { "const": api_version }, "metadata": metadata(), "spec": spec },
    })
}

fn application_spec() -> Value {
    let helm = json!({
        "type": "object",
        "properties": {
            "values": text(),
            "valuesObject": { "type": "object" },
            "parameters": { "type": "array" },
            "fileParameters": { "type": "array" },
        },
    });
    let source = json!({
        "type": "object",
        "properties": {
            "repoURL": text(),
            "path": text(),
            "chart": text(),
            "targetRevision": text(),
            "helm": helm,
        },
    });
    let destination = json!({
        "type": "object",
        "properties": { "server": text(), "name": text(), "namespace": text() },
    });
    json!({
        "type": "object",
        "properties": { "destination": destination, "source": source, "sources": list_of(source) },
    })
}

fn parameters(properties: Value) -> Value {
    let parameter = json!({ "type": "object", "required": ["name"], "properties": properties });
    json!({ "type": "object", "properties": { "parameters": list_of(parameter) } })
}

fn parameters_with_global_name() -> Value {
    parameters(json!({ "name": text(), "globalName": text(), "value": {} }))
}

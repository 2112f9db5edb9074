//! The Codefresh promotion CRDs: all that is particular to them about output. One file a kind.

mod flow;
mod policy;
mod product;
mod template;
mod workflow;

use promo_analysis::config::Config;
use promo_analysis::model::{Data, Extra, Metadata, Model};
use promo_analysis::value::duration_text;
use promo_manifest::{self as manifest, FieldPath, Kind, Manifest, OrderedMap};
use serde_json::{Map, Value};

/// The manifest that a model becomes; none if nothing is emitted for it.
pub fn manifest(model: &Model<'_>, config: &Config) -> Option<Manifest> {
    Some(match model {
        Model::Flow(flow) => Manifest::PromotionFlow(flow::manifest(flow, config)),
        Model::Policy(policy) => Manifest::PromotionPolicy(policy::manifest(policy, config)),
        Model::Template(template) => Manifest::PromotionTemplate(template::manifest(template, config)),
        Model::Product(product) => Manifest::Product(product::manifest(product, config)),
        Model::Workflow(workflow) => Manifest::WorkflowTemplate(workflow::manifest(workflow, config)),
        Model::Environments(_) | Model::Extern(_) | Model::Application(_) => return None,
    })
}

/// The kind of what a model becomes; none if it becomes nothing.
pub fn kind(model: &Model<'_>) -> Option<Kind> {
    Some(match model {
        Model::Flow(_) => Kind::PromotionFlow,
        Model::Policy(_) => Kind::PromotionPolicy,
        Model::Template(_) => Kind::PromotionTemplate,
        Model::Product(_) => Kind::Product,
        Model::Workflow(_) => Kind::WorkflowTemplate,
        Model::Environments(_) | Model::Extern(_) | Model::Application(_) => return None,
    })
}

/// The fields of a manifest that promo doesn't know, by their place in it.
pub fn extra_fields(model: &Model<'_>, metadata: &Metadata) -> Vec<(FieldPath, Value)> {
    let mut fields: Vec<_> = metadata.extra.iter().map(|extra| field(&[], extra)).collect();
    if let Model::Workflow(workflow) = model {
        fields.extend(workflow::template_fields(workflow));
    }
    fields
}

fn field(prefix: &[String], extra: &Extra) -> (FieldPath, Value) {
    let path = prefix.iter().chain(&extra.path).cloned().collect();
    (path, data(&extra.value))
}

fn data(value: &Data) -> Value {
    match value {
        Data::Boolean(boolean) => Value::Bool(*boolean),
        Data::Integer(number) => Value::from(*number),
        Data::String(text) => Value::from(text.as_ref()),
        Data::List(items) => Value::Array(items.iter().map(data).collect()),
        Data::Map(fields) => {
            Value::Object(fields.iter().map(|(key, value)| (key.clone(), data(value))).collect::<Map<_, _>>())
        }
    }
}

/// Annotations that every manifest of a kind carries, before all others.
type FixedAnnotations = &'static [(&'static str, &'static str)];

/// The annotations that stand before those that a source writes as it likes, wherever it says them.
const LEADING: [&str; 2] = ["description", "version"];

fn metadata(metadata: &Metadata, fixed: FixedAnnotations, config: &Config) -> manifest::Metadata {
    let description = metadata.description.iter().map(|text| ("description".to_owned(), text.clone()));
    let version = metadata.version.iter().map(|text| ("version".to_owned(), text.to_string()));
    let written = metadata.annotations.iter().map(|(key, value)| (key.clone(), value.to_string()));
    let mut own: Vec<(String, String)> = description.chain(version).chain(written).collect();
    own.sort_by_key(|(key, _)| LEADING.iter().position(|leading| leading == key).unwrap_or(LEADING.len()));
    let mut annotations: OrderedMap<String> =
        fixed.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    annotations.extend(own);
    manifest::Metadata {
        name: metadata.name.to_string(),
        namespace: config.output_namespace.clone(),
        annotations,
        labels: metadata.labels.iter().map(|(key, value)| (key.clone(), value.to_string())).collect(),
    }
}

fn texts<T: AsRef<str>>(names: &[T]) -> Vec<String> {
    names.iter().map(|name| name.as_ref().to_owned()).collect()
}

/// A duration as Argo and Go write it, which have no days.
fn go_duration(seconds: u64) -> String {
    match seconds % 86_400 {
        _ if seconds < 86_400 => duration_text(seconds),
        0 => format!("{}h", seconds / 3_600),
        _ => {
            let rest = duration_text(seconds % 3_600);
            format!("{}h{}", seconds / 3_600, if seconds.is_multiple_of(3_600) { "" } else { &rest })
        }
    }
}

//! The Codefresh promotion CRDs: all that is particular to them about output. One file a kind.

mod flow;
mod policy;
mod product;
mod template;
mod workflow;

use promo_analysis::Site;
use promo_analysis::config::Config;
use promo_analysis::model::{Data, Extra, Metadata, Model, Name, Sourced};
use promo_analysis::value::duration_text;
use promo_manifest::{self as manifest, FieldPath, Kind, Manifest, OrderedMap};
use serde_json::{Map, Value};

use crate::origins::{Field, Notes, Origin};

/// The manifest that a model becomes; none if nothing is emitted for it.
pub fn manifest(model: &Model<'_>, config: &Config) -> Option<Manifest> {
    manifest_at(&Field::whole(None), model, config)
}

/// The fields of a manifest that promo doesn't know, by their place in it.
pub fn extra_fields(model: &Model<'_>, metadata: &Metadata<'_>) -> Vec<(FieldPath, Value)> {
    extra_fields_at(&Field::whole(None), model, metadata)
}

/// Where the fields of the manifest come from that a model becomes, given the place of the declaration's name: each
/// field that has a value, and maps and lists that follow from something of their own.
pub fn origins<'db>(model: &Model<'db>, config: &Config, declaration: Site<'db>) -> Vec<Origin<'db>> {
    let notes = Notes::new(declaration);
    let at = Field::whole(Some(&notes));
    if manifest_at(&at, model, config).is_some()
        && let Some(metadata) = model.metadata()
    {
        extra_fields_at(&at, model, metadata);
    }
    notes.into_origins()
}

fn manifest_at<'db>(at: &Field<'_, 'db>, model: &Model<'db>, config: &Config) -> Option<Manifest> {
    kind(model)?;
    at.follows_from_declaration();
    at.field("apiVersion").follows_from_declaration();
    at.field("kind").follows_from_declaration();
    Some(match model {
        Model::Flow(flow) => Manifest::PromotionFlow(flow::manifest(at, flow, config)),
        Model::Policy(policy) => Manifest::PromotionPolicy(policy::manifest(at, policy, config)),
        Model::Template(template) => Manifest::PromotionTemplate(template::manifest(at, template, config)),
        Model::Product(product) => Manifest::Product(product::manifest(at, product, config)),
        Model::Workflow(workflow) => Manifest::WorkflowTemplate(workflow::manifest(at, workflow, config)),
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

fn extra_fields_at<'db>(
    at: &Field<'_, 'db>,
    model: &Model<'db>,
    metadata: &Metadata<'db>,
) -> Vec<(FieldPath, Value)> {
    let mut fields: Vec<_> = metadata.extra.iter().map(|extra| extra_field(at, &[], extra)).collect();
    if let Model::Workflow(workflow) = model {
        fields.extend(workflow::template_fields(at, workflow));
    }
    fields
}

/// A field that promo doesn't know, inside of another.
fn extra_field<'db>(at: &Field<'_, 'db>, outer: &[String], extra: &Extra<'db>) -> (FieldPath, Value) {
    let path: FieldPath = outer.iter().chain(&extra.path).cloned().collect();
    let value = at.through(&path, |at| data(at, &extra.value));
    (path, value)
}

fn data<'db>(at: &Field<'_, 'db>, data: &Sourced<'db, Data<'db>>) -> Value {
    at.is_written(data.place);
    match &data.value {
        Data::Boolean(boolean) => Value::Bool(*boolean),
        Data::Integer(number) => Value::from(*number),
        Data::String(text) => Value::from(text.as_ref()),
        Data::List(items) => {
            let items = items.iter().enumerate();
            Value::Array(items.map(|(index, item)| self::data(&at.item(index), item)).collect())
        }
        Data::Map(fields) => {
            let fields = fields.iter().map(|(key, value)| (key.clone(), self::data(&at.field(key), value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
    }
}

/// Annotations that every manifest of a kind carries, before all others.
type FixedAnnotations = &'static [(&'static str, &'static str)];

/// The annotations that stand before those that a source writes as it likes, wherever it says them.
const LEADING: [&str; 2] = ["description", "version"];

fn metadata<'db>(
    at: &Field<'_, 'db>,
    metadata: &Metadata<'db>,
    fixed: FixedAnnotations,
    config: &Config,
) -> manifest::Metadata {
    let at = at.field("metadata");
    at.field("name").is_declared();
    if config.output_namespace.is_some() {
        at.field("namespace").follows_from_declaration();
    }
    let labels = at.field("labels");
    let labels =
        metadata.labels.iter().map(|(key, value)| (key.clone(), labels.value(key, value).to_string()));
    manifest::Metadata {
        name: metadata.name.to_string(),
        namespace: config.output_namespace.clone(),
        annotations: annotations(&at.field("annotations"), metadata, fixed),
        labels: labels.collect(),
    }
}

fn annotations<'db>(
    at: &Field<'_, 'db>,
    metadata: &Metadata<'db>,
    fixed: FixedAnnotations,
) -> OrderedMap<String> {
    let own = |key: &str, text: String| (key.to_owned(), text);
    let description = at.optional("description", &metadata.description);
    let version = at.optional("version", &metadata.version);
    let written = metadata.annotations.iter();
    let mut all: Vec<(String, String)> = description
        .map(|text| own("description", text.clone()))
        .into_iter()
        .chain(version.map(|version| own("version", version.to_string())))
        .chain(written.map(|(key, value)| own(key, at.value(key, value).to_string())))
        .collect();
    all.sort_by_key(|(key, _)| LEADING.iter().position(|leading| leading == key).unwrap_or(LEADING.len()));
    fixed.iter().for_each(|(key, _)| at.field(key).follows_from_declaration());
    let mut annotations: OrderedMap<String> =
        fixed.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    annotations.extend(all);
    annotations
}

fn texts<'v>(names: impl Iterator<Item = &'v Name>) -> Vec<String> {
    names.map(|name| name.to_string()).collect()
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

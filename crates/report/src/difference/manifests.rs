//! The manifests of a project as data: those that its sources become, and those written by hand. Formatting, comments
//! and the files that declarations stand in are no part of them.

use std::collections::BTreeMap;

use promo_analysis::knowledge::knowledge;
use promo_analysis::model::Model;
use promo_analysis::names::{Definition, Namespace, is_in_doubt, resolve};
use promo_analysis::{Declaration, ManifestFile, declarations};
use promo_emit::{Content, GENERATED_PREFIX, document, output_path};
use promo_manifest::data;
use promo_manifest::{Kind, Node, NodeValue, documents};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Side;

/// The manifests that differ as data, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ManifestChanges {
    /// Those that were not there before.
    pub added: Vec<String>,
    /// Those that are there no more.
    pub removed: Vec<String>,
    /// Those that were there and say something else now.
    pub changed: Vec<String>,
    /// The fields of those in which something differs, by path.
    #[serde(skip)]
    pub fields: BTreeMap<String, Vec<String>>,
}

/// The manifests of a state of a project, by kind and name.
pub(super) struct Manifests<'a> {
    side: Side<'a>,
    manifests: BTreeMap<(Kind, String), Manifest>,
}

/// A manifest.
struct Manifest {
    /// The path of its file, relative to the project.
    path: String,
    /// Whether promo writes it, and so chooses the path.
    is_generated: bool,
    /// What it says; none if it can't be written.
    data: Option<Value>,
}

impl<'a> Manifests<'a> {
    /// All manifests. Of several by one name the first counts, as everywhere.
    pub(super) fn of(side: Side<'a>) -> Manifests<'a> {
        let mut all = Manifests { side, manifests: BTreeMap::new() };
        let project = side.db.project();
        let declarations = project.sources(side.db).iter().flat_map(|file| declarations(side.db, *file));
        declarations.for_each(|declaration| all.add_emitted(*declaration));
        project.manifests(side.db).iter().for_each(|file| all.add_written(*file));
        all
    }

    fn add(&mut self, kind: Kind, name: String, manifest: Manifest) {
        self.manifests.entry((kind, name)).or_insert(manifest);
    }

    fn add_emitted(&mut self, declaration: Declaration<'_>) {
        let db = self.side.db;
        let Some((kind, name)) = promo_emit::identity(db, declaration) else { return };
        let data = match document(db, declaration) {
            Ok(Some(document)) => match document.content {
                Content::Typed(manifest) => serde_json::to_value(manifest.as_ref()).ok(),
                Content::Extended(value) => Some(value),
            },
            Ok(None) | Err(_) => None,
        };
        let path = output_path(kind, name, db.project().config(db));
        self.add(kind, name.to_owned(), Manifest { path, is_generated: true, data });
    }

    fn add_written(&mut self, file: ManifestFile) {
        let db = self.side.db;
        let of_promotions =
            knowledge(db, file).objects.iter().any(|known| known.namespace != Namespace::Applications);
        if !of_promotions {
            return;
        }
        let text = file.text(db);
        let is_generated = text.starts_with(GENERATED_PREFIX);
        for node in documents(text).unwrap_or_default().iter().flat_map(objects) {
            let Some((kind, name)) = identity(node) else { continue };
            let path = match is_generated {
                true => output_path(kind, name, db.project().config(db)),
                false => file.path(db).to_string(),
            };
            self.add(kind, name.to_owned(), Manifest { path, is_generated, data: data(node) });
        }
    }

    /// The manifest of a kind and name as data.
    pub(super) fn data(&self, kind: Kind, name: &str) -> Option<&Value> {
        self.manifests.get(&(kind, name.to_owned()))?.data.as_ref()
    }

    /// The names of the manifests of a kind.
    pub(super) fn names(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.manifests.keys().filter(move |(other, _)| *other == kind).map(|(_, name)| name.as_str())
    }

    /// Whether it is known of a manifest what it says, and also whether it is there.
    pub(super) fn is_certain(&self, kind: Kind, name: &str) -> bool {
        match self.manifests.get(&(kind, name.to_owned())) {
            Some(manifest) => manifest.data.is_some(),
            None => is_surely_absent(self.side, namespace(kind), name),
        }
    }
}

/// The objects of a document: itself, or the items of a list.
fn objects(document: &Node) -> Vec<&Node> {
    let is_list = document.get("kind").and_then(Node::text).is_some_and(|kind| kind.ends_with("List"));
    match document.get("items").filter(|_| is_list).map(|items| &items.value) {
        Some(NodeValue::Sequence(items)) => items.iter().collect(),
        _ => vec![document],
    }
}

fn identity(object: &Node) -> Option<(Kind, &str)> {
    let kind = Kind::from_name(object.get("kind")?.text()?)?;
    let group = object.get("apiVersion")?.text()?.split('/').next()?;
    let name = object.get("metadata")?.get("name")?.text()?;
    (group == kind.api_group()).then_some((kind, name))
}

fn namespace(kind: Kind) -> Namespace {
    match kind {
        Kind::Product => Namespace::Products,
        Kind::PromotionFlow => Namespace::Flows,
        Kind::PromotionPolicy => Namespace::Policies,
        Kind::PromotionTemplate => Namespace::Templates,
        Kind::WorkflowTemplate => Namespace::Workflows,
    }
}

/// Whether nothing that becomes a manifest has a name, for certain.
fn is_surely_absent(side: Side<'_>, namespace: Namespace, name: &str) -> bool {
    match resolve(side.db, namespace, name) {
        None => side.is_whole && !is_in_doubt(side.db, name),
        Some(Definition::Source { pattern: true, .. }) => true,
        Some(definition) => matches!(definition.model(side.db), Some(Model::Extern(_))),
    }
}

/// The manifests that differ between two states.
pub(super) fn changes(before: &Manifests<'_>, after: &Manifests<'_>) -> ManifestChanges {
    let mut changes = ManifestChanges::default();
    for (identity, manifest) in &after.manifests {
        let (kind, name) = identity;
        if !before.is_certain(*kind, name) || manifest.data.is_none() {
            continue;
        }
        match before.manifests.get(identity) {
            None => changes.added.push(manifest.path.clone()),
            Some(earlier) if earlier.data != manifest.data => {
                let fields = changes.fields.entry(manifest.path.clone()).or_default();
                add_differing(fields, String::new(), earlier.data.as_ref(), manifest.data.as_ref());
                changes.changed.push(manifest.path.clone());
            }
            Some(earlier) if earlier.is_moved_to(manifest) => {
                changes.removed.push(earlier.path.clone());
                changes.added.push(manifest.path.clone());
            }
            Some(_) => {}
        }
    }
    let gone = before.manifests.iter().filter(|(identity, _)| !after.manifests.contains_key(identity));
    let gone = gone.filter(|((kind, name), _)| after.is_certain(*kind, name));
    changes.removed.extend(gone.map(|(_, manifest)| manifest.path.clone()));
    for list in [&mut changes.added, &mut changes.removed, &mut changes.changed] {
        list.sort_unstable();
        list.dedup();
    }
    changes
}

/// Adds the fields that differ, as far down as both have fields. What is in a list is one field.
fn add_differing(fields: &mut Vec<String>, path: String, before: Option<&Value>, after: Option<&Value>) {
    if before == after {
        return;
    }
    let (Some(Value::Object(before)), Some(Value::Object(after))) = (before, after) else {
        return fields.push(path);
    };
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    for key in after.keys().chain(gone) {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        add_differing(fields, path, before.get(key), after.get(key));
    }
}

impl Manifest {
    /// Whether promo writes the same manifest elsewhere. Where people keep theirs is up to them.
    fn is_moved_to(&self, other: &Manifest) -> bool {
        self.is_generated && other.is_generated && self.path != other.path
    }
}

impl ManifestChanges {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.added.len() + self.removed.len() + self.changed.len()
    }
}

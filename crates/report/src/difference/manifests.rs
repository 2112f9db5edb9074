//! The manifests of a project as data: those that its sources become, and those written by hand. Formatting, comments
//! and the files that declarations stand in are no part of them.

use std::collections::{BTreeMap, BTreeSet};

use promo_analysis::knowledge::knowledge;
use promo_analysis::model::Model;
use promo_analysis::names::{Definition, Namespace, is_in_doubt, resolve};
use promo_analysis::{Declaration, ManifestFile, declarations};
use promo_emit::{document, is_generated, output_path};
use promo_manifest::{Kind, Node, comparable, data, documents, objects};
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
    /// The kinds and names of those that differ and are several of one name. In meaning the first alone was compared.
    #[serde(skip)]
    pub repeated: Vec<String>,
}

/// The manifests of a state of a project, by kind and name: the first is the one that counts elsewhere.
pub(super) struct Manifests<'a> {
    side: Side<'a>,
    manifests: BTreeMap<(Kind, String), Vec<Manifest>>,
}

/// A manifest.
struct Manifest {
    /// The namespace that it says it is in.
    namespace: Option<String>,
    /// The path of its file, relative to the project.
    path: String,
    /// Whether promo writes it, and so chooses the path.
    is_generated: bool,
    /// Whether a source of this state makes it.
    is_emitted: bool,
    /// What it says, as it is compared; none if it can't be written.
    data: Option<Value>,
}

impl<'a> Manifests<'a> {
    /// All manifests.
    pub(super) fn of(side: Side<'a>) -> Manifests<'a> {
        let mut all = Manifests { side, manifests: BTreeMap::new() };
        let project = side.db.project();
        let declarations = project.sources(side.db).iter().flat_map(|file| declarations(side.db, *file));
        declarations.for_each(|declaration| all.add_emitted(*declaration));
        project.manifests(side.db).iter().for_each(|file| all.add_written(*file));
        all
    }

    fn add(&mut self, kind: Kind, name: &str, manifest: Manifest) {
        self.manifests.entry((kind, name.to_owned())).or_default().push(manifest);
    }

    fn add_emitted(&mut self, declaration: Declaration<'_>) {
        let db = self.side.db;
        let Some((kind, name)) = promo_emit::identity(db, declaration) else { return };
        let document = document(db, declaration).ok().flatten();
        let data = document.and_then(|document| document.data().ok());
        let data = data.map(|data| comparable(data, kind));
        let path = output_path(kind, name, db.project().config(db));
        let namespace = data.as_ref().and_then(|data| data.pointer("/metadata/namespace")?.as_str());
        let namespace = namespace.map(str::to_owned);
        self.add(kind, name, Manifest { namespace, path, is_generated: true, is_emitted: true, data });
    }

    fn add_written(&mut self, file: ManifestFile) {
        let db = self.side.db;
        let of_promotions =
            knowledge(db, file).objects.iter().any(|known| known.namespace != Namespace::Applications);
        if !of_promotions {
            return;
        }
        let text = file.text(db);
        let is_generated = is_generated(text.as_bytes());
        for node in documents(text).unwrap_or_default().iter().flat_map(objects) {
            let Some(Identity { kind, name, namespace }) = identity(node) else { continue };
            let path = match is_generated {
                true => output_path(kind, name, db.project().config(db)),
                false => file.path(db).to_string(),
            };
            let namespace = namespace.map(str::to_owned);
            if !self.is_emitted_to(kind, name, &path) {
                let data = data(node).map(|data| comparable(data, kind));
                let manifest = Manifest { namespace, path, is_generated, is_emitted: false, data };
                self.add(kind, name, manifest);
            }
        }
    }

    /// Whether a source makes the manifest that stands there, whatever became of its first line.
    fn is_emitted_to(&self, kind: Kind, name: &str, path: &str) -> bool {
        let first = self.all(kind, name).first();
        first.is_some_and(|first| first.is_emitted && first.path == path)
    }

    fn all(&self, kind: Kind, name: &str) -> &[Manifest] {
        self.manifests.get(&(kind, name.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// The manifest of a kind and name as data.
    pub(super) fn data(&self, kind: Kind, name: &str) -> Option<&Value> {
        self.all(kind, name).first()?.data.as_ref()
    }

    /// The names of the manifests of a kind.
    pub(super) fn names(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.manifests.keys().filter(move |(other, _)| *other == kind).map(|(_, name)| name.as_str())
    }

    /// Whether it is known of a manifest what it says, and also whether it is there.
    pub(super) fn is_certain(&self, kind: Kind, name: &str) -> bool {
        match self.all(kind, name) {
            [] => is_surely_absent(self.side, Namespace::of_manifest(kind), name),
            manifests => manifests.iter().all(|manifest| manifest.data.is_some()),
        }
    }
}

/// What an object says that it is.
struct Identity<'n> {
    kind: Kind,
    name: &'n str,
    namespace: Option<&'n str>,
}

fn identity(object: &Node) -> Option<Identity<'_>> {
    let kind = Kind::from_name(object.get("kind")?.text()?)?;
    let group = object.get("apiVersion")?.text()?.split('/').next()?;
    let metadata = object.get("metadata")?;
    let name = metadata.get("name")?.text()?;
    let namespace = metadata.get("namespace").filter(|namespace| !namespace.is_null()).and_then(Node::text);
    (group == kind.api_group()).then_some(Identity { kind, name, namespace })
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
    let identities: BTreeSet<&(Kind, String)> =
        before.manifests.keys().chain(after.manifests.keys()).collect();
    for (kind, name) in identities {
        let (earlier, later) = (before.all(*kind, name), after.all(*kind, name));
        let is_gone = later.is_empty() && after.is_certain(*kind, name);
        if is_gone || (before.is_certain(*kind, name) && after.is_certain(*kind, name)) {
            let is_repeated = earlier.len() > 1 || later.len() > 1;
            let title = || format!("{} {name}", kind.name());
            let does_differ = changes.compare(earlier, later);
            changes.repeated.extend((is_repeated && does_differ).then(title));
        }
    }
    for list in [&mut changes.added, &mut changes.removed, &mut changes.changed] {
        list.sort_unstable();
        list.dedup();
    }
    changes
}

/// What makes it likely that two manifests are the same one in two states, the surest first.
const LIKELY: [fn(&Manifest, &Manifest) -> bool; 5] = [
    |one, other| one.data == other.data && one.path == other.path,
    |one, other| one.data == other.data,
    |one, other| one.namespace == other.namespace && one.path == other.path,
    |one, other| one.namespace == other.namespace,
    |_, _| true,
];

impl ManifestChanges {
    /// Compares the manifests of one kind and name, and says whether any differs.
    fn compare(&mut self, before: &[Manifest], after: &[Manifest]) -> bool {
        let count = self.count();
        let mut gone: Vec<&Manifest> = before.iter().collect();
        let mut new: Vec<&Manifest> = after.iter().collect();
        for is_likely in LIKELY {
            new.retain(|later| {
                let place = gone.iter().position(|earlier| is_likely(earlier, later));
                let earlier = place.map(|place| gone.remove(place));
                earlier.into_iter().for_each(|earlier| self.compare_one(earlier, later));
                earlier.is_none()
            });
        }
        // One of several in a file changes the file.
        let is_in = |all: &[Manifest], path: &str| all.iter().any(|manifest| manifest.path == path);
        for Manifest { path, .. } in new {
            let list = if is_in(before, path) { &mut self.changed } else { &mut self.added };
            list.push(path.clone());
        }
        for Manifest { path, .. } in gone {
            let list = if is_in(after, path) { &mut self.changed } else { &mut self.removed };
            list.push(path.clone());
        }
        self.count() > count
    }

    fn compare_one(&mut self, earlier: &Manifest, later: &Manifest) {
        if earlier.data != later.data {
            let fields = self.fields.entry(later.path.clone()).or_default();
            add_differing(fields, String::new(), earlier.data.as_ref(), later.data.as_ref());
            self.changed.push(later.path.clone());
        } else if earlier.is_moved_to(later) {
            self.removed.push(earlier.path.clone());
            self.added.push(later.path.clone());
        }
    }
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

//! `unknown-…` in hand-written manifests: one names what is declared nowhere. What a source names is looked up where
//! it is evaluated.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use promo_diagnostics::Level;
use promo_manifest::keys::{PROMOTION_ORIGIN, WORKFLOW_ORIGIN};
use rustc_hash::FxHashMap;

use crate::database::{Db, ManifestFile};
use crate::declaration::DeclarationKind;
use crate::evaluate::unknown_rule;
use crate::finding::Finding;
use crate::knowledge::{self, KnownModel, Use};
use crate::lower::once_each;
use crate::model::Model;
use crate::names::{Definition, Namespace, is_mentioned_in_broken, names, nearest, resolve};

/// What the objects of a manifest name that stands for nothing, object by object.
#[salsa::tracked(returns(deref))]
pub(crate) fn in_manifest<'db>(db: &'db dyn Db, file: ManifestFile) -> Box<[Vec<Finding<'db>>]> {
    knowledge::knowledge(db, file).objects.iter().map(|known| check(db, known)).collect()
}

/// Whether all that an object of a manifest says is known: it is understood, and what it names is there. Of a name that
/// is only taken to be missing nothing follows.
pub(crate) fn is_whole_in_manifest(db: &dyn Db, file: ManifestFile, index: usize) -> bool {
    let is_complete =
        knowledge::knowledge(db, file).objects.get(index).is_some_and(|known| known.is_complete);
    let found = in_manifest(db, file).get(index);
    is_complete && !found.into_iter().flatten().any(|finding| finding.level == Level::Error)
}

/// The names in an object that stand for nothing, each told once. Products of Applications may live elsewhere, so that
/// one that isn't known prevents nothing.
fn check<'db>(db: &'db dyn Db, known: &'db KnownModel<'db>) -> Vec<Finding<'db>> {
    let most = match known.namespace {
        Namespace::Applications => Level::Warning,
        _ => Level::Error,
    };
    once_each(known.uses.iter().filter_map(|used| check_name(db, used, most)).collect())
}

fn check_name<'db>(db: &'db dyn Db, used: &Use<'db>, most: Level) -> Option<Finding<'db>> {
    let (namespace, name) = (used.namespace, &used.name.value);
    let level = *known_kinds(db).get(&namespace)?.min(&most);
    let definition = resolve(db, namespace, name);
    if definition.is_some_and(|definition| counts(db, definition)) || is_mentioned_in_broken(db, name) {
        return None;
    }
    let message = format!("there is no {} `{name}`", namespace.noun());
    let finding = Finding::new(unknown_rule(namespace), used.name.place, message).at_level(level);
    if let Some(Definition::Source { pattern: true, .. }) = definition {
        let help =
            format!("`{name}` takes parameters, so that nothing of its name is emitted: name what uses it");
        return Some(
            finding.related(definition.map(|pattern| pattern.site(db)), "this is a pattern").help(help),
        );
    }
    let mut meant = nearest(db, namespace, name);
    meant.retain(|name| resolve(db, namespace, name).is_some_and(|definition| counts(db, definition)));
    let other = Namespace::OF_OBJECTS.into_iter().find_map(|other| Some((other, resolve(db, other, name)?)));
    let finding = match other {
        Some((other, found)) => finding.related(found.site(db), format!("this is a {}", other.noun())),
        None => finding,
    };
    Some(finding.help(declaring(namespace, name)).did_you_mean(&meant))
}

/// Whether a manifest can name it: constants and patterns are known to sources alone.
fn counts(db: &dyn Db, definition: Definition<'_>) -> bool {
    match definition {
        Definition::Source { pattern, declaration, .. } => {
            !pattern && declaration.kind(db) != DeclarationKind::Constant
        }
        Definition::Manifest { .. } => true,
    }
}

fn declaring(namespace: Namespace, name: &str) -> String {
    let (noun, name) = (namespace.noun(), crate::text::quote_name(name));
    match namespace {
        Namespace::Constants => format!("declare it in a source: `environment {name}`"),
        _ => format!(
            "add its manifest, declare it in a source, or say there that it lives elsewhere: `extern {noun} {name}`"
        ),
    }
}

/// The kinds of which the project tells what there is, each with how grave it is to name something else. Where
/// sources declare some that is as sure as in a source; where manifests alone do, others may live elsewhere. Of a kind
/// that has no declaration, or one that can't be read, nothing is known.
#[salsa::tracked(returns(ref))]
fn known_kinds(db: &dyn Db) -> FxHashMap<Namespace, Level> {
    let mut kinds = FxHashMap::default();
    for namespace in Namespace::OF_OBJECTS.into_iter().chain([Namespace::Constants]) {
        kinds.extend(certainty(db, namespace).map(|level| (namespace, level)));
    }
    for object in knowledge::all(db).flat_map(|(_, knowledge)| &knowledge.unknown) {
        kinds.retain(|namespace, _| namespace.manifest_kind() != Some(&object.kind));
    }
    kinds
}

fn certainty(db: &dyn Db, namespace: Namespace) -> Option<Level> {
    let all = names(db).in_namespace(namespace);
    let all = all.flat_map(|name| names(db).definitions(namespace, name));
    let levels = all.filter_map(|definition| match definition {
        Definition::Source { declaration, .. } if declaration.kind(db) == DeclarationKind::Constant => None,
        Definition::Source { .. } => Some(Level::Error),
        Definition::Manifest { .. } => concerns_promotions(db, *definition).then_some(Level::Warning),
    });
    levels.max()
}

/// Whether a manifest is one of promotions: workflows may be there for anything else.
fn concerns_promotions(db: &dyn Db, definition: Definition<'_>) -> bool {
    match definition.model(db) {
        Some(Model::Workflow(workflow)) => {
            let mut annotations = workflow.metadata.annotations.iter();
            annotations.any(|(key, value)| key == WORKFLOW_ORIGIN && **value == *PROMOTION_ORIGIN)
        }
        _ => true,
    }
}

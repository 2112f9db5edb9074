//! `unknown-…` in hand-written manifests: one names what is declared nowhere. What a source names is looked up where
//! it is evaluated.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use rustc_hash::FxHashMap;

use crate::database::{Db, ManifestFile};
use crate::declaration::DeclarationKind;
use crate::evaluate::unknown_rule;
use crate::finding::Finding;
use crate::knowledge::{self, KnownModel, UnknownModel, Use};
use crate::lower::once_each;
use crate::names::{
    Definition, MOST_WITH_NEAREST, Namespace, is_mentioned_in_broken, names, nearest, resolve,
};

/// What an object names that stands for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub(crate) struct MissingNames<'db> {
    /// The names, each told once.
    pub(crate) findings: Vec<Finding<'db>>,
    /// Whether some name is as surely missing as it would be in a source.
    is_certain: bool,
}

/// What the objects of a manifest name that stands for nothing, object by object.
#[salsa::tracked(returns(deref))]
pub(crate) fn in_manifest<'db>(db: &'db dyn Db, file: ManifestFile) -> Box<[MissingNames<'db>]> {
    let mut told = 0;
    knowledge::knowledge(db, file).objects.iter().map(|known| check(db, known, &mut told)).collect()
}

/// Whether all that an object of a manifest says is known: it is understood, and what it names is there. Of a name that
/// is only taken to be missing nothing follows.
pub(crate) fn is_whole_in_manifest(db: &dyn Db, file: ManifestFile, index: usize) -> bool {
    let is_complete =
        knowledge::knowledge(db, file).objects.get(index).is_some_and(|known| known.is_complete);
    is_complete && !in_manifest(db, file).get(index).is_some_and(|missing| missing.is_certain)
}

/// The names in an object that stand for nothing. How many of the file were told before decides whether those that may
/// be meant are looked for. Products of Applications may live elsewhere, so that one that isn't known prevents nothing.
fn check<'db>(db: &'db dyn Db, known: &'db KnownModel<'db>, told: &mut usize) -> MissingNames<'db> {
    let mut missing = MissingNames::default();
    for used in &known.uses {
        let Some(finding) = check_name(db, used, *told < MOST_WITH_NEAREST) else { continue };
        missing.findings.push(finding);
        missing.is_certain |=
            known.namespace != Namespace::Applications && known_kinds(db).get(&used.namespace) == Some(&true);
        *told += 1;
    }
    missing.findings = once_each(missing.findings);
    missing
}

/// Whether an environment is declared nowhere, where environments are declared: that is told where it is named.
pub(crate) fn is_unknown_environment(db: &dyn Db, name: &str) -> bool {
    let definition = resolve(db, Namespace::Constants, name);
    known_kinds(db).contains_key(&Namespace::Constants)
        && !definition.is_some_and(|definition| counts(db, definition))
}

fn check_name<'db>(db: &'db dyn Db, used: &Use<'db>, with_nearest: bool) -> Option<Finding<'db>> {
    let (namespace, name) = (used.namespace, &used.name.value);
    let definition = resolve(db, namespace, name);
    if !known_kinds(db).contains_key(&namespace)
        || definition.is_some_and(|definition| counts(db, definition))
        || is_mentioned_in_broken(db, name)
        || knowledge::is_mentioned_in_unread(db, name)
    {
        return None;
    }
    let message = format!("there is no {} `{name}`", namespace.noun());
    let finding = Finding::new(unknown_rule(namespace), used.name.place, message);
    Some(explained(db, finding, used, definition, with_nearest))
}

/// With what is there by that name, or by one like it.
fn explained<'db>(
    db: &'db dyn Db,
    finding: Finding<'db>,
    used: &Use<'db>,
    definition: Option<Definition<'db>>,
    with_nearest: bool,
) -> Finding<'db> {
    let (namespace, name) = (used.namespace, &used.name.value);
    if let Some(Definition::Source { pattern: true, .. }) = definition {
        let help =
            format!("`{name}` takes parameters, so that nothing of its name is emitted: name what uses it");
        return finding.related(definition.map(|pattern| pattern.site(db)), "this is a pattern").help(help);
    }
    let mut meant = if with_nearest { nearest(db, namespace, name) } else { Vec::new() };
    meant.retain(|name| resolve(db, namespace, name).is_some_and(|definition| counts(db, definition)));
    let other = Namespace::OF_OBJECTS.into_iter().find_map(|other| Some((other, resolve(db, other, name)?)));
    let finding = match other {
        Some((other, found)) => finding.related(found.site(db), format!("this is a {}", other.noun())),
        None => finding,
    };
    finding.help(declaring(namespace, name)).did_you_mean(&meant)
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

/// The kinds of which the project tells what there is, each with whether that is sure. Where sources declare some it is
/// as sure as in a source; where manifests alone do, others may live elsewhere. Of a kind that has no declaration, or
/// one that may have any name, nothing is known.
#[salsa::tracked(returns(ref))]
fn known_kinds(db: &dyn Db) -> FxHashMap<Namespace, bool> {
    let mut kinds = FxHashMap::default();
    for namespace in Namespace::OF_OBJECTS.into_iter().chain([Namespace::Constants]) {
        kinds.extend(certainty(db, namespace).map(|is_certain| (namespace, is_certain)));
    }
    let unknown = knowledge::all(db).flat_map(|(_, knowledge)| &knowledge.unknown);
    for object in unknown.filter(|object| may_have_any_name(db, object)) {
        kinds.retain(|namespace, _| namespace.manifest_kind() != Some(&object.kind));
    }
    kinds
}

/// Whether an object that can't be read may be called anything, since it stands in a template. Of others the name
/// stands somewhere in the file.
fn may_have_any_name(db: &dyn Db, object: &UnknownModel<'_>) -> bool {
    object.site.file(db).1.contains("{{")
}

fn certainty(db: &dyn Db, namespace: Namespace) -> Option<bool> {
    let all = names(db).in_namespace(namespace);
    let all = all.flat_map(|name| names(db).definitions(namespace, name));
    let certain = all.filter_map(|definition| match definition {
        Definition::Source { declaration, .. } if declaration.kind(db) == DeclarationKind::Constant => None,
        Definition::Source { .. } => Some(true),
        Definition::Manifest { .. } => {
            let is_of_promotions = definition.known(db).is_some_and(|known| known.is_of_promotions);
            is_of_promotions.then_some(false)
        }
    });
    certain.max()
}

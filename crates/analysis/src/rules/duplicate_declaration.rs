//! A name that is declared twice in its namespace: an error at each later place that shows the first.

use promo_diagnostics::Rule;
use promo_manifest::Kind;
use rustc_hash::FxHashMap;

use crate::database::{Db, ManifestFile};
use crate::declaration::DeclarationKind;
use crate::finding::Finding;
use crate::model::Name;
use crate::names::{Definition, Namespace, emitted_namespace, names};
use crate::site::Site;

/// Every name that is declared twice, in no order.
#[salsa::tracked(returns(deref))]
pub fn duplicates(db: &dyn Db) -> Box<[Finding<'_>]> {
    let several = names(db).duplicates();
    several
        .flat_map(|(namespace, name, definitions)| in_namespace(db, namespace, name, definitions))
        .collect()
}

fn in_namespace<'db>(
    db: &'db dyn Db,
    namespace: Namespace,
    name: &str,
    definitions: &[Definition<'db>],
) -> Vec<Finding<'db>> {
    if namespace != Namespace::Applications {
        return repeated(db, namespace, name, definitions);
    }
    // Applications may share a name across files, not within one.
    let file =
        |definition: &Definition<'db>| definition.declaration().map(|declaration| declaration.file(db));
    let files = definitions.chunk_by(|left, right| file(left) == file(right));
    files.flat_map(|definitions| repeated(db, namespace, name, definitions)).collect()
}

fn repeated<'db>(
    db: &'db dyn Db,
    namespace: Namespace,
    name: &str,
    definitions: &[Definition<'db>],
) -> Vec<Finding<'db>> {
    let Some((first, later)) = definitions.split_first() else {
        return Vec::new();
    };
    let declarations = later.iter().filter_map(|later| Some((later.site(db), later.declaration()?)));
    let mut found: Vec<_> = declarations
        .map(|(place, declaration)| {
            let kind = Some(declaration.kind(db));
            let noun = if kind == Some(DeclarationKind::Constant) { "constant" } else { namespace.noun() };
            let first_kind = first.declaration().map(|declaration| declaration.kind(db));
            if namespace == Namespace::Constants && first_kind != kind {
                let message =
                    format!("`{name}` is declared twice: constants and environments share their names");
                let finding = Finding::new(Rule::DuplicateDeclaration, place, message);
                return finding
                    .related(first.site(db), "it is declared here first")
                    .help("rename one of the two");
            }
            let finding = Finding::new(
                Rule::DuplicateDeclaration,
                place,
                format!("the {noun} `{name}` is declared twice"),
            );
            finding
                .related(first.site(db), "it is declared here first")
                .help("rename one of the two, or take one out")
        })
        .collect();
    found.extend(beside_manifest(db, namespace, name, definitions));
    found.extend(among_manifests(db, namespace, name, definitions));
    found
}

/// Manifests come after the sources, so a name that is declared in both has its place in the sources.
fn beside_manifest<'db>(
    db: &'db dyn Db,
    namespace: Namespace,
    name: &str,
    definitions: &[Definition<'db>],
) -> Option<Finding<'db>> {
    let first = definitions.first().filter(|first| first.declaration().is_some())?;
    let (manifest, file) =
        definitions.iter().find_map(|definition| Some((definition, definition.manifest()?)))?;
    let (noun, path) = (namespace.noun(), file.path(db));
    let message = format!("the {noun} `{name}` is declared here and in the hand-written manifest {path}");
    let finding = Finding::new(Rule::DuplicateDeclaration, first.site(db), message);
    let finding = finding.related(manifest.site(db), "it stands in the manifest here");
    Some(finding.help(match unmarked(db, namespace, name, definitions) {
        Some(_) => {
            "`promo build` writes to this very file, but without its first line it counts as written by hand. If it is \
             right, run `promo import --reconcile`, which puts the line back; if the source is, remove the file"
        }
        None => "take one of the two out: a manifest counts as a declaration",
    }))
}

/// The hand-written manifests that stand where a build writes the same object, and say that nowhere else one does: most
/// likely a build wrote them, and they have lost the first line, which says so.
pub fn unmarked_manifests(db: &dyn Db) -> Vec<ManifestFile> {
    let several = names(db).duplicates();
    several.filter_map(|(namespace, name, definitions)| unmarked(db, namespace, name, definitions)).collect()
}

fn unmarked(
    db: &dyn Db,
    namespace: Namespace,
    name: &str,
    definitions: &[Definition<'_>],
) -> Option<ManifestFile> {
    let [Definition::Source { declaration, pattern: false, .. }, Definition::Manifest { file, .. }] =
        definitions
    else {
        return None;
    };
    emitted_namespace(declaration.kind(db)).filter(|emitted| *emitted == namespace)?;
    let folder = namespace.manifest_kind().and_then(Kind::from_name)?.folder();
    let below = file.path(db).strip_suffix(&format!("{folder}/{name}.yaml"))?;
    let output_root = &db.project().config(db).output_root;
    (below.strip_suffix('/').unwrap_or(below) == output_root.as_str()).then_some(*file)
}

/// Objects of manifests that a cluster would take for one. Where they say in which namespace of the cluster they are,
/// that has to be the same; a workflow that has nothing to do with promotions may stand in several versions.
fn among_manifests<'db>(
    db: &'db dyn Db,
    namespace: Namespace,
    name: &str,
    definitions: &[Definition<'db>],
) -> Vec<Finding<'db>> {
    let known = definitions.iter().filter_map(|definition| definition.known(db));
    let mut first: FxHashMap<&Option<Name>, Site<'db>> = FxHashMap::default();
    let mut found = Vec::new();
    for known in known.filter(|known| known.is_of_promotions) {
        let place = known.name.place;
        let Some(earlier) = first.get(&known.in_cluster) else {
            first.insert(&known.in_cluster, place);
            continue;
        };
        let message = format!("the {} `{name}` is declared twice", namespace.noun());
        let finding = Finding::new(Rule::DuplicateDeclaration, place, message);
        let finding = finding.related(*earlier, "it is declared here first");
        found
            .push(finding.help("rename one of the two, or take one out: of two, a cluster has but the last"));
    }
    found
}

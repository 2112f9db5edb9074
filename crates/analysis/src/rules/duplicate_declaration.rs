//! A name that is declared twice in its namespace: an error at each later place that shows the first.

use promo_diagnostics::Rule;

use crate::database::Db;
use crate::declaration::DeclarationKind;
use crate::finding::Finding;
use crate::names::{Definition, Namespace, names};

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
    let places = later.iter().filter_map(|definition| Some((definition, definition.place(db)?)));
    let mut found: Vec<_> = places
        .map(|(definition, place)| {
            let kind = definition.declaration().map(|declaration| declaration.kind(db));
            let noun = if kind == Some(DeclarationKind::Constant) { "constant" } else { namespace.noun() };
            let first_kind = first.declaration().map(|declaration| declaration.kind(db));
            if namespace == Namespace::Constants && first_kind != kind {
                let message =
                    format!("`{name}` is declared twice: constants and environments share their names");
                let finding = Finding::new(Rule::DuplicateDeclaration, place, message);
                return finding
                    .related(first.place(db), "it is declared here first")
                    .help("rename one of the two");
            }
            let finding = Finding::new(
                Rule::DuplicateDeclaration,
                place,
                format!("the {noun} `{name}` is declared twice"),
            );
            finding
                .related(first.place(db), "it is declared here first")
                .help("rename one of the two, or take one out")
        })
        .collect();
    found.extend(beside_manifest(db, namespace, name, definitions));
    found
}

/// Manifests come after the sources, so a name that is declared in both has its place in the sources.
fn beside_manifest<'db>(
    db: &'db dyn Db,
    namespace: Namespace,
    name: &str,
    definitions: &[Definition<'db>],
) -> Option<Finding<'db>> {
    let place = definitions.first()?.place(db)?;
    let manifest = definitions.iter().find_map(|definition| match definition {
        Definition::Manifest(file) => Some(file.path(db)),
        Definition::Source { .. } => None,
    })?;
    let noun = namespace.noun();
    let message = format!("the {noun} `{name}` is declared here and in the hand-written manifest {manifest}");
    let finding = Finding::new(Rule::DuplicateDeclaration, place, message);
    Some(finding.help("take one of the two out: a manifest counts as a declaration"))
}

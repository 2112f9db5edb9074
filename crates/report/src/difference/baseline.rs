//! A state of a project of which only manifests are known: those that were built, say. Their environments and all that
//! lives elsewhere are declared in sources alone, so that the declarations of today stand in for them.

use std::collections::HashSet;
use std::sync::Arc;

use promo_analysis::names::{Namespace, namespace_of};
use promo_analysis::{
    Change, Db, Declaration, DeclarationKind, Place, SourceFile, Volatility, declarations, name_text,
};
use promo_manifest::identities;

/// A manifest: its path and its text.
pub type Text = (Arc<str>, Arc<str>);

/// What a database is told of a state of which manifests are known, from the project as it is now.
pub fn of_manifests(db: &dyn Db, known: Vec<Text>) -> Change {
    let project = db.project();
    let names = names_of(&known).into_iter().map(|(kind, _, name)| (kind, name)).collect();
    let sources = project.sources(db).iter().map(|file| {
        let text: Arc<str> = declared(db, *file, &names).into();
        (file.path(db).clone(), Some((text, Volatility::Closed)))
    });
    Change {
        sources: sources.collect(),
        manifests: known.into_iter().map(|(path, text)| (path, Some(text))).collect(),
        config: Some(project.config(db).clone()),
    }
}

/// The hand-written manifests of the project as it is now, as far as others that are known don't hold the same.
pub fn others(db: &dyn Db, known: &[Text]) -> Vec<Text> {
    let known = names_of(known);
    let all = db.project().manifests(db).iter().map(|file| (file.path(db).clone(), file.text(db).clone()));
    all.filter(|(_, text)| !is_known(&known, text)).collect()
}

fn names_of(manifests: &[Text]) -> HashSet<Identity> {
    manifests.iter().flat_map(|(_, text)| identities_in(text)).collect()
}

/// The kind, namespace and name of an object.
type Identity = (String, Option<String>, String);

fn identities_in(text: &str) -> Vec<Identity> {
    let identities = identities(text).unwrap_or_default().into_iter();
    identities.map(|identity| (identity.kind, identity.namespace, identity.name)).collect()
}

/// Whether all that a manifest holds is among what is known.
fn is_known(known: &HashSet<Identity>, text: &str) -> bool {
    let held = identities_in(text);
    !held.is_empty() && held.iter().all(|identity| known.contains(identity))
}

/// A source with blanks in the place of all that becomes a manifest, so that what is left stands where it stands.
fn declared(db: &dyn Db, file: SourceFile, names: &HashSet<(String, String)>) -> String {
    let mut bytes = file.text(db).as_bytes().to_vec();
    let others = declarations(db, file).iter().filter(|declaration| !stands_in(db, **declaration, names));
    for declaration in others {
        let tokens = declaration.tree(db).tokens().len();
        let place = Place::tokens(*declaration, 0..tokens).bytes(db);
        let erased = bytes.get_mut(place).unwrap_or_default();
        erased.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a declaration says what no manifest does. What was built before it came to live elsewhere is known from the
/// manifest.
fn stands_in(db: &dyn Db, declaration: Declaration<'_>, names: &HashSet<(String, String)>) -> bool {
    match declaration.kind(db) {
        DeclarationKind::Environment | DeclarationKind::Constant | DeclarationKind::Application => true,
        DeclarationKind::Extern => {
            let kind =
                namespace_of(declaration.kind(db), declaration.node(db)).and_then(Namespace::manifest_kind);
            let Some(kind) = kind else { return true };
            !declaration.names(db).any(|name| names.contains(&(kind.to_owned(), name_text(name))))
        }
        DeclarationKind::Flow
        | DeclarationKind::Policy
        | DeclarationKind::Template
        | DeclarationKind::Product
        | DeclarationKind::Workflow => false,
    }
}

//! The manifests that a project becomes, made on all cores.

use promo_analysis::{Database, Db, Declaration, SourceFile, declarations};
use promo_emit::{Document, EmitError, document, identity};
use promo_manifest::Kind;

use crate::opened_project::OpenedProject;

/// A manifest that a declaration becomes, by kind and name: the file, and which declaration of it.
pub(crate) type Emitted = (Kind, String, SourceFile, usize);

/// The manifests of a project, by kind and name.
pub(crate) fn emitted(project: &OpenedProject) -> Vec<Emitted> {
    let files = project.database.project().sources(&project.database).to_vec();
    let mut found: Vec<Emitted> = project.for_each(&files, |database, file| {
        let declared = declarations(database, file).iter().enumerate();
        let emitted = declared.filter_map(|(index, declaration)| {
            let (kind, name) = identity(database, *declaration)?;
            Some((kind, name.to_owned(), file, index))
        });
        emitted.collect()
    });
    found.sort_unstable_by(|(kind, name, ..), (other_kind, other_name, ..)| {
        (kind, name).cmp(&(other_kind, other_name))
    });
    found
}

/// What a function makes of some manifests, in their order, on all cores.
pub(crate) fn build<T: Send, E: Send + From<EmitError>>(
    project: &OpenedProject,
    emitted: &[Emitted],
    make: impl Fn(&Document, &Database, Declaration<'_>) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let places: Vec<(SourceFile, usize)> =
        emitted.iter().map(|(_, _, file, index)| (*file, *index)).collect();
    let built = project.for_each(&places, |database, (file, index)| {
        let declaration = declarations(database, file).get(index);
        let made = declaration.and_then(|declaration| {
            let document = document(database, *declaration).transpose()?;
            Some(document.map_err(E::from).and_then(|document| make(&document, database, *declaration)))
        });
        made.into_iter().collect()
    });
    built.into_iter().collect()
}

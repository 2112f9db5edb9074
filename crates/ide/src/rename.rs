//! Renaming a thing in the whole project: every place that names it, and no other. What would mean something else
//! under the new name is refused.

use std::ops::Range;

use promo_analysis::names::{Namespace, resolve};
use promo_analysis::{Db, parameters, quote_name};
use promo_diagnostics::{Edit, Place};

use crate::FilePosition;
use crate::references::{in_manifests, occurrences_of};
use crate::target::{Occurrence, Target, declared_at, occurrence_at};

/// What can be renamed at a place: the bytes of its name, and the name.
///
/// # Errors
/// Why what stands there can't be renamed, as a sentence without its stop.
pub fn prepare_rename(db: &dyn Db, position: FilePosition) -> Result<(Range<usize>, String), String> {
    let occurrence = renamable(db, position)?;
    let name = occurrence.target.name().to_owned();
    let bytes = occurrence.place.bytes(db);
    let text = position.file.text(db).get(bytes.clone()).unwrap_or_default();
    let inside = if text.starts_with('"') { bytes.start + 1..bytes.end - 1 } else { bytes };
    Ok((inside, name))
}

/// What changes when something is given another name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renaming {
    /// The edits of sources.
    pub in_sources: Vec<Edit>,
    /// The edits of manifests, which are written by hand: somebody should look at them.
    pub in_manifests: Vec<Edit>,
}

/// What gives what stands at a place another name.
///
/// # Errors
/// Why it can't be called so, as a sentence without its stop.
pub fn rename(db: &dyn Db, position: FilePosition, new_name: &str) -> Result<Renaming, String> {
    let occurrence = renamable(db, position)?;
    let new_name = new_name.trim_matches('"');
    check_name(db, &occurrence.target, new_name)?;
    let in_sources = occurrences_of(db, &occurrence.target);
    let in_sources = in_sources.iter().map(|occurrence| edit(db, occurrence, new_name));
    let in_manifests = in_manifests(db, &occurrence.target).into_iter();
    let in_manifests = in_manifests
        .map(|reference| edit_in_manifest(db, occurrence.target.name(), reference.place, new_name));
    Ok(Renaming {
        in_sources: in_sources.collect::<Result<_, _>>()?,
        in_manifests: in_manifests.collect::<Result<_, _>>()?,
    })
}

fn renamable<'db>(db: &'db dyn Db, position: FilePosition) -> Result<Occurrence<'db>, String> {
    let Some(occurrence) = occurrence_at(db, position) else {
        return Err("nothing that has a name stands here".to_owned());
    };
    for site in declared_at(db, &occurrence.target) {
        if site.declaration().is_none() {
            let name = occurrence.target.name();
            let (path, _) = site.file(db);
            return Err(format!("`{name}` is declared in the manifest {path}: rename it there"));
        }
    }
    Ok(occurrence)
}

fn check_name<'db>(db: &'db dyn Db, target: &Target<'db>, new_name: &str) -> Result<(), String> {
    if new_name.is_empty() || new_name.chars().any(char::is_control) {
        return Err("a name is at least one character, and on one line".to_owned());
    }
    if new_name == target.name() {
        return Ok(());
    }
    let is_taken = match target {
        Target::Name(namespace, _) => {
            *namespace != Namespace::Applications && resolve(db, *namespace, new_name).is_some()
        }
        Target::Parameter(pattern, _) => {
            parameters(db, *pattern).list.iter().any(|parameter| *parameter.name == *new_name)
        }
        Target::Template(..) => false,
        Target::Step(workflow, _) => {
            let own = crate::target::occurrences(db, *workflow).into_iter();
            own.filter(|occurrence| occurrence.declares)
                .any(|occurrence| occurrence.target == Target::Step(*workflow, new_name.into()))
        }
    };
    if is_taken { Err(format!("there is {} `{new_name}` already", target.noun())) } else { Ok(()) }
}

/// A name keeps its quotes, and gets some where it can't stand without.
fn edit(db: &dyn Db, occurrence: &Occurrence<'_>, new_name: &str) -> Result<Edit, String> {
    let place: Place = promo_analysis::Site::from(occurrence.place).file_place(db);
    let declaration = occurrence.place.declaration;
    let hides = |parameter: &promo_analysis::Parameter<'_>| *parameter.name == *new_name;
    let is_own = matches!(&occurrence.target, Target::Parameter(pattern, _) if *pattern == declaration);
    if !is_own && !occurrence.declares && parameters(db, declaration).list.iter().any(hides) {
        let pattern = declaration.name(db);
        return Err(format!("`{pattern}` has a parameter `{new_name}`, which would be meant in its place"));
    }
    let quoted = quote_name(new_name);
    let text = declaration.file(db).text(db).get(place.range()).unwrap_or_default();
    let is_interpolated = occurrence.place.inside.is_some();
    let text = if is_interpolated {
        if quoted != new_name {
            return Err(format!("`{new_name}` is no name that can stand inside a text"));
        }
        new_name.to_owned()
    } else if text.starts_with('"') && quoted == new_name {
        format!("\"{new_name}\"")
    } else {
        quoted
    };
    Ok(Edit { place, text })
}

/// Only a name that is written as it is, in quotes or without, is sure to be all that its place says.
fn edit_in_manifest(db: &dyn Db, name: &str, place: Place, new_name: &str) -> Result<Edit, String> {
    let file = db.project().text(db, &place.file).unwrap_or_default();
    let written = file.get(place.range()).unwrap_or_default();
    let is_itself =
        [name.to_owned(), format!("'{name}'"), format!("\"{name}\"")].iter().any(|way| way == written);
    match promo_manifest::replacement(file, &place.range(), new_name).filter(|_| is_itself) {
        Some(text) => Ok(Edit { place, text }),
        None => Err(format!(
            "`{name}` is written in another way in {}: rename it there by hand first",
            place.file
        )),
    }
}

//! Renaming a thing in the whole project: every place that names it, and no other. What would mean something else
//! under the new name is refused.

mod meaning;
mod new_name;
mod outside;

use std::ops::Range;

use promo_analysis::{Db, DeclarationKind, Site, quote_name, quote_name_in};
use promo_diagnostics::{Edit, LineMap, Place};

use crate::FilePosition;
use crate::naming::Sought;
use crate::references::{in_manifests, words_in};
use crate::target::{Occurrence, Target, declared_at, occurrence_at};
use crate::words::Word;

/// What can be renamed at a place: the bytes of its name, and the name. None where nothing can be.
pub fn prepare_rename(db: &dyn Db, position: FilePosition) -> Option<(Range<usize>, String)> {
    let occurrence = renamable(db, position).ok()?;
    let name = occurrence.target.name().to_owned();
    let bytes = occurrence.place.bytes(db);
    let text = position.file.text(db).get(bytes.clone()).unwrap_or_default();
    let inside = if text.starts_with('"') { bytes.start + 1..bytes.end - 1 } else { bytes };
    Some((inside, name))
}

/// What changes when something is given another name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renaming {
    /// The edits of sources.
    pub in_sources: Vec<Edit>,
    /// The edits of manifests, which are written by hand: somebody should look at them.
    pub in_manifests: Vec<Edit>,
    /// Whether the thing lives elsewhere, and must have its new name there too.
    pub is_declared_elsewhere: bool,
}

/// What gives what stands at a place another name.
///
/// # Errors
/// Why it can't be called so, as a sentence without its stop.
pub fn rename(db: &dyn Db, position: FilePosition, new_name: &str) -> Result<Renaming, String> {
    let Occurrence { target, .. } = renamable(db, position)?;
    let new_name = new_name.trim_matches('"');
    if new_name == target.name() {
        return Ok(Renaming::default());
    }
    new_name::check(db, &target, new_name)?;
    outside::check(db, &target, new_name)?;
    let mut in_sources = Vec::new();
    for file in db.project().sources(db) {
        for word in words_in(db, *file, &[target.name(), new_name]) {
            if meaning::is_renamed(db, &target, new_name, &word)? {
                in_sources.push(edit(db, &target, &word, new_name)?);
            }
        }
    }
    let in_manifests = in_manifests(db, &target).into_iter();
    let in_manifests =
        in_manifests.map(|reference| edit_in_manifest(db, target.name(), reference.place, new_name));
    Ok(Renaming {
        in_sources,
        in_manifests: in_manifests.collect::<Result<_, _>>()?,
        is_declared_elsewhere: is_declared_elsewhere(db, &target),
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

fn is_declared_elsewhere<'db>(db: &'db dyn Db, target: &Target<'db>) -> bool {
    let declared = declared_at(db, target).into_iter().filter_map(Site::declaration);
    declared.map(|declaration| declaration.kind(db)).any(|kind| kind == DeclarationKind::Extern)
}

/// A name keeps its quotes, and gets some where it can't stand without.
fn edit<'db>(
    db: &'db dyn Db,
    target: &Target<'db>,
    word: &Word<'db>,
    new_name: &str,
) -> Result<Edit, String> {
    let site = Site::from(word.place);
    let place = site.file_place(db);
    let quoted = match word.begins {
        Some(body) => quote_name_in(body, new_name),
        None => quote_name(new_name),
    };
    if quoted != new_name && (new_name::must_be_plain(db, target) || is_text_in_quotes(word)) {
        let place = shown(db, &place);
        return Err(format!(
            "in {place} `{new_name}` would need quotes, and in quotes it names nothing there"
        ));
    }
    let (_, text) = site.file(db);
    let keeps_quotes = text.get(place.range()).unwrap_or_default().starts_with('"') && quoted == new_name;
    let text = match word.place.inside {
        Some(_) => new_name.to_owned(),
        None if keeps_quotes => format!("\"{new_name}\""),
        None => quoted,
    };
    Ok(Edit { place, text })
}

/// Whether a word would be a text if it stood in quotes.
fn is_text_in_quotes(word: &Word<'_>) -> bool {
    word.place.inside.is_none()
        && matches!(word.sought, Sought::ValueOfConstant | Sought::ConstantOrParameter)
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

/// A place as a reason names it.
fn shown(db: &dyn Db, place: &Place) -> String {
    let text = db.project().text(db, &place.file).unwrap_or_default();
    format!("{}:{}", place.file, LineMap::new(text).position(place.start).line)
}

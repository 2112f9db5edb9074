//! The words of manifests of which something is not understood: it may declare any name that stands in it. Looks at
//! texts alone, since there is nothing else.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::{KINDS, all, knowledge, names_kind};
use crate::database::{Db, ManifestFile};
use crate::names::Namespace;

/// What the `apiVersion` of a manifest of promotions begins with.
const VERSION: &str = "codefresh.io/v";

/// Whether a name stands in a manifest of which something is not understood, so that it may be declared there.
pub(crate) fn is_mentioned_in_unread(db: &dyn Db, name: &str) -> bool {
    words_of_unread(db).contains(name)
}

/// The words of what is not understood in manifests, wherever it stands.
#[salsa::tracked(returns(ref))]
fn words_of_unread(db: &dyn Db) -> FxHashSet<Arc<str>> {
    let () = db.project().changes_often(db);
    let unread = all(db).map(|(file, _)| file).filter(|file| is_unread(db, *file));
    unread.flat_map(|file| words(file.text(db))).map(Arc::from).collect()
}

/// Whether a manifest is none, or has objects of promotions that are not known: a misspelt kind or group is no kind.
fn is_unread(db: &dyn Db, file: ManifestFile) -> bool {
    let (text, known) = (file.text(db), knowledge(db, file));
    if known.unreadable.is_some() {
        return text.contains(VERSION) || !known.unknown.is_empty();
    }
    let promotions = || known.objects.iter().filter(|known| known.namespace != Namespace::Applications);
    let of_group = promotions().filter(|known| known.namespace != Namespace::Workflows).count();
    let kinds = KINDS.iter().filter(|kind| !kind.starts_with("Application"));
    let named = kinds.flat_map(|kind| text.lines().filter(move |line| names_kind(line, kind))).count();
    text.matches(VERSION).count() > of_group || named > promotions().count()
}

/// The words of a text that may be names.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !(sign.is_alphanumeric() || ['-', '_', '.'].contains(&sign)))
        .filter(|word| !word.is_empty())
}

//! The sources as they are carried on, and the trial of an edit: it must make one manifest what it is to be and leave
//! all others as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use promo_analysis::names::{Namespace, resolve};
use promo_analysis::{Change, Database, Db, Declaration, Volatility, declarations};
use promo_diagnostics::{Fix, apply_fixes};
use promo_emit::{Content, document, identity};
use promo_syntax::{format, parse};
use serde_json::Value;

use super::{Built, Key, Manifests};
use crate::Around;
use crate::equality::comparable;
use crate::errors::{added, errors};
use crate::kinds::Renamed;

pub(super) struct State {
    database: Database,
    texts: BTreeMap<Arc<str>, String>,
    manifests: Manifests,
    changed: BTreeSet<Arc<str>>,
}

impl State {
    pub(super) fn new(around: &Around) -> State {
        let source =
            |(path, text): &(Arc<str>, Arc<str>)| (path.clone(), Some((text.clone(), Volatility::Closed)));
        let mut database = Database::default();
        database.apply(Change {
            sources: around.sources.iter().map(source).collect(),
            manifests: around
                .manifests
                .iter()
                .map(|(path, text)| (path.clone(), Some(text.clone())))
                .collect(),
            config: Some(Arc::new(around.config.clone())),
        });
        let texts = around.sources.iter().map(|(path, text)| (path.clone(), text.to_string())).collect();
        let manifests = manifests(&database);
        State { database, texts, manifests, changed: BTreeSet::new() }
    }

    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    pub(super) fn declares(&self, namespace: Namespace, name: &str) -> bool {
        resolve(&self.database, namespace, name).is_some()
    }

    pub(super) fn text(&self, path: &str) -> &str {
        self.texts.get(path).map_or("", String::as_str)
    }

    pub(super) fn built(&self, key: &Key) -> Option<&Built> {
        self.manifests.get(key)
    }

    /// The declaration that makes a manifest.
    pub(super) fn declaration(&self, key: &Key) -> Option<Declaration<'_>> {
        let db = &self.database;
        let file = db.source(&self.built(key)?.source)?;
        let mut all = declarations(db, file).iter().copied();
        all.find(|declared| {
            identity(db, *declared).is_some_and(|(kind, name)| kind == key.0 && name == key.1)
        })
    }

    /// Makes an edit, if the manifest of the key is what is wanted then and nothing else is changed or broken by it.
    pub(super) fn try_fix(&mut self, fix: &Fix, key: &Key, wanted: &Value) -> bool {
        let mut texts = self.texts.clone();
        let applied = apply_fixes(&mut texts, [fix]);
        if applied.files.is_empty() {
            return false;
        }
        for (path, text) in texts.iter_mut().filter(|(path, _)| applied.files.contains(*path)) {
            let is_formatted =
                format(&parse(self.text(path))).is_ok_and(|formatted| formatted == self.text(path));
            let Ok(formatted) = format(&parse(text)) else { continue };
            let edited =
                fix.edits.iter().find(|edit| edit.place.file == *path).map_or(0, |edit| edit.place.start);
            *text = if is_formatted { formatted } else { with_one_formatted(text, &formatted, edited) };
        }
        let errors = errors(&self.database);
        self.set(&applied.files, &texts);
        let manifests = manifests(&self.database);
        if is_right(&self.manifests, &manifests, key, wanted)
            && added(&errors, &crate::errors::errors(&self.database)).is_empty()
        {
            self.changed.extend(applied.files);
            self.texts = texts;
            self.manifests = manifests;
            return true;
        }
        let before = self.texts.clone();
        self.set(&applied.files, &before);
        false
    }

    fn set(&mut self, paths: &BTreeSet<Arc<str>>, texts: &BTreeMap<Arc<str>, String>) {
        let sources = paths.iter().filter_map(|path| {
            let text = Arc::from(texts.get(path)?.as_str());
            Some((path.clone(), Some((text, Volatility::Open))))
        });
        self.database.apply(Change { sources: sources.collect(), ..Change::default() });
    }

    pub(super) fn changed_sources(self) -> Vec<(Arc<str>, String)> {
        let State { mut texts, changed, .. } = self;
        changed.into_iter().filter_map(|path| Some((path.clone(), texts.remove(&path)?))).collect()
    }
}

/// A text of which the declaration around a byte is formatted, and no other.
fn with_one_formatted(text: &str, formatted: &str, around: usize) -> String {
    let (parsed, formatted) = (parse(text), parse(formatted));
    let ranges = parsed.tree.declarations().zip(formatted.tree.declarations());
    let mut ranges = ranges.map(|(as_it_is, formatted)| (as_it_is.text_range(), formatted.text()));
    let mut text = text.to_owned();
    if let Some((range, formatted)) = ranges.find(|(range, _)| range.start <= around && around <= range.end) {
        text.replace_range(range, formatted);
    }
    text
}

/// Whether the one manifest is what is wanted, and every other is what it was.
fn is_right(before: &Manifests, after: &Manifests, key: &Key, wanted: &Value) -> bool {
    let is_wanted =
        after.get(key).is_some_and(|built| comparable(built.data.clone(), key.0, &Renamed::new()) == *wanted);
    let others = |manifests: &Manifests| manifests.len() - usize::from(manifests.contains_key(key));
    is_wanted
        && others(before) == others(after)
        && before
            .iter()
            .filter(|(other, _)| *other != key)
            .all(|(other, built)| after.get(other).is_some_and(|after| after.data == built.data))
}

fn manifests(db: &Database) -> Manifests {
    let all = db.project().sources(db).iter().flat_map(|file| declarations(db, *file));
    let documents = all.filter_map(|declared| document(db, *declared).ok().flatten());
    documents
        .map(|document| {
            let data = match document.content {
                Content::Typed(manifest) => serde_json::to_value(manifest.as_ref()).unwrap_or_default(),
                Content::Extended(value) => value,
            };
            ((document.kind, document.name), Built { data, source: document.source.into() })
        })
        .collect()
}

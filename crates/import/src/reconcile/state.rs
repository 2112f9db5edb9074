//! The sources as they are carried on, and the trial of edits: they must make some manifests what these are to be,
//! leave all others as they are, cost nothing that no manifest shows, and keep nothing from being built.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use promo_analysis::names::{Definition, Namespace, resolve};
use promo_analysis::{Change, Database, Declaration, DeclarationKind, Volatility, declarations, parse};
use promo_diagnostics::{Diagnostic, Edit, Fix, apply_fixes};
use promo_manifest::comparable;
use promo_syntax::{Parse, format};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::built::{Built, Key, Manifests, manifests};
use super::kept::lost_comment;
use crate::Around;
use crate::errors::{added, errors};

/// The project, as far as edits are carried over.
pub(super) struct State {
    database: Database,
    manifests: Manifests,
    errors: Vec<Diagnostic>,
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
        let (manifests, errors) = (manifests(&database), errors(&database));
        State { database, manifests, errors, changed: BTreeSet::new() }
    }

    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    pub(super) fn declares(&self, namespace: Namespace, name: &str) -> bool {
        resolve(&self.database, namespace, name).is_some()
    }

    /// Whether a name is that of a `let`.
    pub(super) fn is_constant(&self, name: &str) -> bool {
        let declared = resolve(&self.database, Namespace::Constants, name).and_then(Definition::declaration);
        declared.is_some_and(|declared| declared.kind(&self.database) == DeclarationKind::Constant)
    }

    pub(super) fn text(&self, path: &str) -> &str {
        self.database.source(path).map_or("", |file| file.text(&self.database))
    }

    pub(super) fn parsed(&self, path: &str) -> Option<&Parse> {
        Some(parse(&self.database, self.database.source(path)?))
    }

    pub(super) fn built(&self, key: &Key) -> Option<&Built> {
        self.manifests.get(key)
    }

    /// The declaration that makes a manifest.
    pub(super) fn declaration(&self, key: &Key) -> Option<Declaration<'_>> {
        let (db, built) = (&self.database, self.built(key)?);
        declarations(db, db.source(&built.source)?).get(built.index).copied()
    }

    pub(super) fn changed_sources(self) -> Vec<(Arc<str>, String)> {
        let text = |path: &Arc<str>| (path.clone(), self.text(path).to_owned());
        self.changed.iter().map(text).collect()
    }

    fn set(&mut self, texts: impl IntoIterator<Item = (Arc<str>, Arc<str>)>) {
        let sources = texts.into_iter().map(|(path, text)| (path, Some((text, Volatility::Open))));
        self.database.apply(Change { sources: sources.collect(), ..Change::default() });
    }
}

/// Why edits are not made.
#[derive(Clone, Debug)]
pub(super) enum Hindrance {
    /// They say different things in one place.
    Conflict,
    /// A comment would be lost.
    Comment(String),
    /// What a workflow exports would be lost.
    Exports,
    /// A manifest would not be what it is to be, but this.
    Unequal(Key, Arc<Value>),
    /// Another manifest would change.
    Other(Key),
    /// The project could not be built any more.
    Error(Box<Diagnostic>),
}

impl Hindrance {
    /// How much it says to somebody who edited a manifest.
    pub(super) fn weight(&self) -> usize {
        match self {
            Hindrance::Conflict => 0,
            Hindrance::Other(_) => 1,
            Hindrance::Unequal(..) => 2,
            Hindrance::Comment(_) | Hindrance::Exports => 3,
            Hindrance::Error(_) => 4,
        }
    }
}

/// A manifest as it is to be, in comparable form.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) key: Key,
    pub(super) data: Arc<Value>,
}

/// Trials of edits of the same texts: those that were taken are made each time.
pub(super) struct Trials<'s> {
    state: &'s mut State,
    /// The texts that edits change, as they were.
    before: BTreeMap<Arc<str>, Source>,
    taken: Vec<Edit>,
    wanted: Vec<Wanted>,
    /// The texts that came of some edits, by path.
    written: FxHashMap<Arc<str>, Written>,
}

/// Some edits of a source, and the text that comes of them.
struct Written {
    edits: Vec<Edit>,
    text: Result<Arc<str>, Hindrance>,
}

/// Texts of sources, by path.
type Texts = Vec<(Arc<str>, Arc<str>)>;

/// The text of a source before it is edited.
struct Source {
    text: Arc<str>,
    parsed: Parse,
    is_formatted: bool,
}

impl Source {
    fn new(text: &str) -> Source {
        let parsed = promo_syntax::parse(text);
        let is_formatted = format(&parsed).is_ok_and(|formatted| formatted == text);
        Source { text: text.into(), parsed, is_formatted }
    }
}

impl<'s> Trials<'s> {
    /// Of edits in some files.
    pub(super) fn new(state: &'s mut State, files: &BTreeSet<Arc<str>>) -> Trials<'s> {
        let before = files.iter().map(|path| (path.clone(), Source::new(state.text(path)))).collect();
        Trials { state, before, taken: Vec::new(), wanted: Vec::new(), written: FxHashMap::default() }
    }

    /// Makes edits besides those that were taken, by which some manifests are to be what is wanted.
    pub(super) fn take(&mut self, edits: &[Edit], wanted: &[Wanted]) -> Result<(), Vec<Hindrance>> {
        let all: Vec<Edit> = self.taken.iter().chain(edits).cloned().collect();
        let texts = self.texts(&all).map_err(|hindrance| vec![hindrance])?;
        self.state.set(texts);
        let wanted: Vec<Wanted> = self.wanted.iter().chain(wanted).cloned().collect();
        let hindrances = self.hindrances(&wanted);
        if hindrances.is_empty() {
            (self.taken, self.wanted) = (all, wanted);
            return Ok(());
        }
        Err(hindrances)
    }

    /// Leaves the sources as they were.
    pub(super) fn forget(mut self) {
        self.taken.clear();
        self.finish();
    }

    /// Leaves what was taken in the sources.
    pub(super) fn finish(mut self) {
        let taken = std::mem::take(&mut self.taken);
        if let Ok(texts) = self.texts(&taken) {
            self.state.set(texts);
        }
        self.state.changed.extend(taken.into_iter().map(|edit| edit.place.file));
        self.state.manifests = manifests(&self.state.database);
        self.state.errors = errors(&self.state.database);
    }

    /// All texts with some edits.
    fn texts(&mut self, edits: &[Edit]) -> Result<Texts, Hindrance> {
        let mut by_file: FxHashMap<Arc<str>, Vec<Edit>> = FxHashMap::default();
        for edit in edits {
            by_file.entry(edit.place.file.clone()).or_default().push(edit.clone());
        }
        let mut texts = Vec::new();
        for (path, source) in &self.before {
            let edits = by_file.remove(path).unwrap_or_default();
            let text = match self.written.get(path).filter(|known| known.edits == edits) {
                Some(known) => known.text.clone(),
                None => edited(path, source, &edits),
            };
            self.written.insert(path.clone(), Written { edits, text: text.clone() });
            texts.push((path.clone(), text?));
        }
        Ok(texts)
    }

    /// What is not as it should be in the sources as they are now.
    fn hindrances(&self, wanted: &[Wanted]) -> Vec<Hindrance> {
        let (before, db) = (&self.state.manifests, &self.state.database);
        let after = manifests(db);
        let unequal = wanted.iter().filter_map(|wanted| hindrance(before, &after, wanted));
        let mut found: Vec<Hindrance> = unequal.collect();
        let free: FxHashSet<&Key> = wanted.iter().map(|wanted| &wanted.key).collect();
        let others = before.iter().filter(|(key, _)| !free.contains(key));
        let mut changed: Vec<&Key> = others
            .filter(|(key, built)| !after.get(*key).is_some_and(|after| after.is_like(built)))
            .map(|(key, _)| key)
            .chain(after.keys().filter(|key| !before.contains_key(*key)))
            .collect();
        changed.sort_by_key(|(kind, name)| (kind.name(), name));
        found.extend(changed.into_iter().cloned().map(Hindrance::Other));
        if found.is_empty() {
            let errors = errors(db);
            found.extend(
                added(&self.state.errors, &errors)
                    .into_iter()
                    .map(|error| Hindrance::Error(Box::new(error.clone()))),
            );
        }
        found
    }
}

fn hindrance(before: &Manifests, after: &Manifests, wanted: &Wanted) -> Option<Hindrance> {
    let Some(built) = after.get(&wanted.key) else {
        return Some(Hindrance::Unequal(wanted.key.clone(), Arc::default()));
    };
    if comparable((*built.data).clone(), wanted.key.0) != *wanted.data {
        return Some(Hindrance::Unequal(wanted.key.clone(), built.data.clone()));
    }
    let exports_alike = before.get(&wanted.key).is_some_and(|before| before.exports_alike(built));
    (!exports_alike).then_some(Hindrance::Exports)
}

/// The text of a source with some edits, in the one style where it was before.
fn edited(path: &Arc<str>, source: &Source, edits: &[Edit]) -> Result<Arc<str>, Hindrance> {
    if edits.is_empty() {
        return Ok(source.text.clone());
    }
    let mut texts = BTreeMap::from([(path.clone(), source.text.to_string())]);
    let fix = Fix { title: String::new(), safe: true, edits: edits.to_vec() };
    if apply_fixes(&mut texts, [&fix]).files.is_empty() {
        return Err(Hindrance::Conflict);
    }
    let text = texts.remove(path).unwrap_or_default();
    let parsed = promo_syntax::parse(&text);
    if let Some(comment) = lost_comment(&source.parsed, &parsed) {
        return Err(Hindrance::Comment(comment));
    }
    Ok(match format(&parsed) {
        Ok(formatted) if source.is_formatted => formatted.into(),
        Ok(formatted) => with_some_formatted(&parsed, &formatted, &touched(source, edits)).into(),
        Err(_) => text.into(),
    })
}

/// The declarations that some edits touch, by their place among all.
fn touched(source: &Source, edits: &[Edit]) -> FxHashSet<usize> {
    let ranges = source.parsed.tree.declarations().map(|node| node.text_range()).enumerate();
    let is_touched = |range: &std::ops::Range<usize>| {
        edits.iter().any(|edit| range.start <= edit.place.start && edit.place.start <= range.end)
    };
    ranges.filter(|(_, range)| is_touched(range)).map(|(index, _)| index).collect()
}

/// A text of which some declarations are formatted, and no others.
fn with_some_formatted(parsed: &Parse, formatted: &str, some: &FxHashSet<usize>) -> String {
    let mut text = parsed.tree.text().to_owned();
    let formatted = promo_syntax::parse(formatted);
    let pairs: Vec<_> = parsed.tree.declarations().zip(formatted.tree.declarations()).enumerate().collect();
    for (index, (as_it_is, formatted)) in pairs.into_iter().rev() {
        if some.contains(&index) {
            text.replace_range(as_it_is.text_range(), formatted.text());
        }
    }
    text
}

//! Names: what each file declares, what a name stands for in the project, and what else could have been
//! meant.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use std::sync::Arc;

use promo_manifest::Kind;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::database::{Batch, Db, ManifestFile, SourceFile};
use crate::declaration::{Declaration, DeclarationKind, Place, broken_words, declarations, name_text};
use crate::knowledge::{KnownModel, is_mentioned_in_unread, knowledge};
use crate::lower::checked;
use crate::model::Model;
use crate::site::Site;

/// The namespaces of a project: one a kind, but that constants and environments share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, salsa::SalsaValue)]
pub enum Namespace {
    /// Environments and constants.
    Constants,
    /// Flows.
    Flows,
    /// Policies.
    Policies,
    /// Templates.
    Templates,
    /// Products.
    Products,
    /// Workflows.
    Workflows,
    /// Applications, which may share a name across files.
    Applications,
}

impl Namespace {
    /// Every namespace that things of one kind alone are in.
    pub const OF_OBJECTS: [Namespace; 5] = [
        Namespace::Workflows,
        Namespace::Flows,
        Namespace::Products,
        Namespace::Templates,
        Namespace::Policies,
    ];

    /// What is in it, in the singular.
    pub fn noun(self) -> &'static str {
        match self {
            Namespace::Constants => "environment",
            Namespace::Flows => "flow",
            Namespace::Policies => "policy",
            Namespace::Templates => "template",
            Namespace::Products => "product",
            Namespace::Workflows => "workflow",
            Namespace::Applications => "application",
        }
    }

    /// The `kind` of its manifests, if it has any.
    pub fn manifest_kind(self) -> Option<&'static str> {
        Some(match self {
            Namespace::Constants => return None,
            Namespace::Flows => "PromotionFlow",
            Namespace::Policies => "PromotionPolicy",
            Namespace::Templates => "PromotionTemplate",
            Namespace::Products => "Product",
            Namespace::Workflows => "WorkflowTemplate",
            Namespace::Applications => "Application",
        })
    }

    /// Where the names of manifests of a kind are.
    pub fn of_manifest(kind: Kind) -> Namespace {
        match kind {
            Kind::PromotionFlow => Namespace::Flows,
            Kind::PromotionPolicy => Namespace::Policies,
            Kind::PromotionTemplate => Namespace::Templates,
            Kind::Product => Namespace::Products,
            Kind::WorkflowTemplate => Namespace::Workflows,
        }
    }

    fn of_extern(keyword: TokenKind) -> Option<Namespace> {
        Some(match keyword {
            TokenKind::WorkflowKeyword => Namespace::Workflows,
            TokenKind::FlowKeyword => Namespace::Flows,
            TokenKind::ProductKeyword => Namespace::Products,
            TokenKind::TemplateKeyword => Namespace::Templates,
            _ => return None,
        })
    }
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub enum Definition<'db> {
    /// A name of a declaration.
    Source {
        /// The declaration.
        declaration: Declaration<'db>,
        /// Which of its names.
        index: u32,
        /// Whether it is a pattern.
        pattern: bool,
    },
    /// An object of a hand-written manifest.
    Manifest {
        /// The manifest.
        file: ManifestFile,
        /// Which of the objects that are known of it.
        index: u32,
    },
}

impl<'db> Definition<'db> {
    /// The declaration, unless it is a hand-written manifest.
    pub fn declaration(self) -> Option<Declaration<'db>> {
        match self {
            Definition::Source { declaration, .. } => Some(declaration),
            Definition::Manifest { .. } => None,
        }
    }

    /// The manifest, if it is an object of one that was written by hand.
    pub fn manifest(self) -> Option<ManifestFile> {
        match self {
            Definition::Source { .. } => None,
            Definition::Manifest { file, .. } => Some(file),
        }
    }

    /// The object, if it is one of a hand-written manifest.
    pub fn known(self, db: &'db dyn Db) -> Option<&'db KnownModel<'db>> {
        match self {
            Definition::Source { .. } => None,
            Definition::Manifest { file, index } => knowledge(db, file).objects.get(index as usize),
        }
    }

    /// What it says; none for a pattern, a constant, and where too much is wrong.
    pub fn model(self, db: &'db dyn Db) -> Option<&'db Model<'db>> {
        match self {
            Definition::Source { declaration, .. } => checked(db, declaration).model.as_ref(),
            Definition::Manifest { .. } => self.known(db)?.model.as_ref(),
        }
    }

    /// Where the name stands.
    pub fn site(self, db: &'db dyn Db) -> Site<'db> {
        match self {
            Definition::Source { declaration, index, .. } => {
                Site::Source(Place::of_name(db, declaration, index as usize))
            }
            Definition::Manifest { file, .. } => {
                self.known(db).map_or(Site::in_manifest(file, &(0..0)), |known| known.name.place)
            }
        }
    }
}

/// A name that a file declares, without its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub struct Entry<'db> {
    /// The namespace it is in.
    pub namespace: Namespace,
    /// The name.
    pub name: Arc<str>,
    /// What it stands for.
    pub definition: Definition<'db>,
    /// The names that its definition can't do without, if it is a constant or the use of a pattern: a
    /// chain of them must end. The tree of the declaration has their places.
    pub needs: Box<[(Namespace, Arc<str>)]>,
}

/// What a file declares: all that other files know of it.
#[salsa::tracked(returns(deref))]
pub fn summary(db: &dyn Db, file: SourceFile) -> Box<[Entry<'_>]> {
    declarations(db, file).iter().flat_map(|declaration| entries(db, *declaration)).collect()
}

#[salsa::tracked(returns(deref))]
fn summaries<'db>(db: &'db dyn Db, batch: Batch<'db>) -> Box<[Entry<'db>]> {
    batch.sources(db).flat_map(|file| summary(db, file)).cloned().collect()
}

fn entries<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Vec<Entry<'db>> {
    let node = declaration.node(db);
    let Some(namespace) = namespace_of(declaration.kind(db), node) else {
        return Vec::new();
    };
    let pattern = node.child(NodeKind::Parameters).is_some();
    let needs: Box<[_]> = needs(declaration.kind(db), namespace, node).into();
    let entry = |(index, name): (usize, SyntaxNode<'_>)| Entry {
        namespace,
        name: name_text(name).into(),
        definition: Definition::Source { declaration, index: index as u32, pattern },
        needs: needs.clone(),
    };
    declaration.names(db).enumerate().map(entry).collect()
}

/// The namespace of what a declaration declares.
pub fn namespace_of(kind: DeclarationKind, node: SyntaxNode<'_>) -> Option<Namespace> {
    match kind {
        DeclarationKind::Environment | DeclarationKind::Constant => Some(Namespace::Constants),
        DeclarationKind::Application => Some(Namespace::Applications),
        DeclarationKind::Extern => extern_namespace(node),
        kind => emitted_namespace(kind),
    }
}

/// The namespace of what becomes a manifest, and may be a pattern.
pub fn emitted_namespace(kind: DeclarationKind) -> Option<Namespace> {
    match kind {
        DeclarationKind::Flow => Some(Namespace::Flows),
        DeclarationKind::Policy => Some(Namespace::Policies),
        DeclarationKind::Template => Some(Namespace::Templates),
        DeclarationKind::Product => Some(Namespace::Products),
        DeclarationKind::Workflow => Some(Namespace::Workflows),
        DeclarationKind::Environment
        | DeclarationKind::Constant
        | DeclarationKind::Application
        | DeclarationKind::Extern => None,
    }
}

/// The namespace of what an `extern` declares.
pub(crate) fn extern_namespace(node: SyntaxNode<'_>) -> Option<Namespace> {
    let keyword = node.own_tokens().nth(1)?;
    node.tree().tokens().get(keyword).and_then(|token| Namespace::of_extern(token.kind))
}

fn needs(kind: DeclarationKind, namespace: Namespace, node: SyntaxNode<'_>) -> Vec<(Namespace, Arc<str>)> {
    if kind == DeclarationKind::Constant {
        let words = node
            .descendants()
            .filter(|below| below.kind() == NodeKind::Reference)
            .map(|word| word.text().into());
        let interpolated =
            node.descendants().filter(|below| below.kind() == NodeKind::Literal).flat_map(interpolated_names);
        return words.chain(interpolated).map(|name| (Namespace::Constants, name)).collect();
    }
    let used = node.child(NodeKind::Use).and_then(|pattern| pattern.values().next());
    used.map(|name| (namespace, Arc::from(reference_text(name)))).into_iter().collect()
}

fn interpolated_names(literal: SyntaxNode<'_>) -> Vec<Arc<str>> {
    crate::text::interpolated_names(literal).into_iter().map(Arc::from).collect()
}

/// The name that a `Reference` or a string stands for.
pub fn reference_text(node: SyntaxNode<'_>) -> String {
    if node.kind() == NodeKind::Literal { name_text(node) } else { node.text().to_owned() }
}

/// Every name of the project with what declares it, by path and place; the first is what the name stands for.
#[derive(Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct Names<'db> {
    namespaces: FxHashMap<Namespace, FxHashMap<Arc<str>, Vec<Definition<'db>>>>,
    chained: Vec<Entry<'db>>,
}

impl<'db> Names<'db> {
    /// What declares a name.
    pub fn definitions(&self, namespace: Namespace, name: &str) -> &[Definition<'db>] {
        let definitions = self.namespaces.get(&namespace).and_then(|names| names.get(name));
        definitions.map(Vec::as_slice).unwrap_or_default()
    }

    /// The names of a namespace, in no order.
    pub fn in_namespace(&self, namespace: Namespace) -> impl Iterator<Item = &str> {
        self.namespaces.get(&namespace).into_iter().flat_map(|names| names.keys().map(AsRef::as_ref))
    }

    /// Every name, in no order.
    pub fn all(&self) -> impl Iterator<Item = (Namespace, &str)> {
        self.namespaces.iter().flat_map(|(namespace, names)| names.keys().map(|name| (*namespace, &**name)))
    }

    /// The names whose definitions need others, by path and place.
    pub(crate) fn chained(&self) -> &[Entry<'db>] {
        &self.chained
    }

    /// The names that are declared more than once.
    pub fn duplicates(&self) -> impl Iterator<Item = (Namespace, &str, &[Definition<'db>])> {
        self.namespaces.iter().flat_map(|(namespace, names)| {
            let several = names.iter().filter(|(_, definitions)| definitions.len() > 1);
            several.map(|(name, definitions)| (*namespace, name.as_ref(), definitions.as_slice()))
        })
    }

    fn insert(&mut self, namespace: Namespace, name: &Arc<str>, definition: Definition<'db>) {
        let names = self.namespaces.entry(namespace).or_default();
        names.entry(name.clone()).or_default().push(definition);
    }
}

/// Every name of the project.
#[salsa::tracked(returns(ref))]
pub fn names(db: &dyn Db) -> Names<'_> {
    let () = db.project().changes_often(db);
    let mut names = Names::default();
    for entry in Batch::all(db).flat_map(|batch| summaries(db, batch)) {
        names.insert(entry.namespace, &entry.name, entry.definition);
        if !entry.needs.is_empty() {
            names.chained.push(entry.clone());
        }
    }
    for file in db.project().manifests(db) {
        for ManifestName { namespace, name, index } in manifest_names(db, *file) {
            names.insert(*namespace, name, Definition::Manifest { file: *file, index: *index });
        }
    }
    names
}

/// A name that a hand-written manifest declares, without its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ManifestName {
    namespace: Namespace,
    name: Arc<str>,
    /// Which of the objects that are known of the manifest.
    index: u32,
}

/// What a hand-written manifest declares: all that others know of it. Applications are left out, since
/// nothing refers to them and their names needn't be unique.
#[salsa::tracked(returns(deref))]
pub(crate) fn manifest_names(db: &dyn Db, file: ManifestFile) -> Box<[ManifestName]> {
    let objects = (0..).zip(&knowledge(db, file).objects);
    let named = objects.filter(|(_, known)| known.namespace != Namespace::Applications);
    named
        .map(|(index, known)| ManifestName {
            namespace: known.namespace,
            name: known.name.value.clone(),
            index,
        })
        .collect()
}

/// A name in a namespace.
#[salsa::interned(debug)]
pub struct NameKey<'db> {
    #[returns(copy)]
    pub namespace: Namespace,
    #[returns(ref)]
    pub text: Arc<str>,
}

/// What a name stands for: between all names of the project and whoever uses one, so that a new name is
/// noticed only where it is used.
#[salsa::tracked(returns(copy))]
fn definition<'db>(db: &'db dyn Db, key: NameKey<'db>) -> Option<Definition<'db>> {
    names(db).definitions(key.namespace(db), key.text(db)).first().copied()
}

/// What a name stands for in a namespace.
pub fn resolve<'db>(db: &'db dyn Db, namespace: Namespace, name: &str) -> Option<Definition<'db>> {
    definition(db, NameKey::new(db, namespace, name))
}

/// Whether a name is declared more than once.
pub(crate) fn is_declared_twice(db: &dyn Db, namespace: Namespace, name: &str) -> bool {
    names(db).definitions(namespace, name).len() > 1
}

/// Of so many mistakes in one declaration or manifest it is told which names may be meant; nobody reads more of them,
/// and all names are looked at for each.
pub(crate) const MOST_WITH_NEAREST: usize = 200;

/// The names of a namespace nearest to one that is not in it, the nearest first.
pub fn nearest<'db>(db: &'db dyn Db, namespace: Namespace, name: &str) -> Vec<&'db str> {
    nearest_to(db, NameKey::new(db, namespace, name)).iter().map(AsRef::as_ref).collect()
}

/// Among so many names is looked twice for what a missing name may mean: among those where it would stand by its
/// beginning, and those where it would by its end. Where many names are missing and many are there, looking at
/// all of them for each would take minutes; one mistake leaves either the one or the other as it is.
const LOOKED_AT: usize = 1_024;

/// A name that is missing is often missing in many places, and the names of its namespace are looked at for it.
#[salsa::tracked(returns(deref))]
fn nearest_to<'db>(db: &'db dyn Db, key: NameKey<'db>) -> Box<[Arc<str>]> {
    let text = key.text(db);
    let Some(sorted) = sorted_names(db).get(&key.namespace(db)) else { return Box::default() };
    let by_beginning = around(&sorted.by_beginning, |name| **name < **text);
    let by_end = around(&sorted.by_end, |name| name.chars().rev().lt(text.chars().rev()));
    let near = by_beginning.chain(by_end).map(AsRef::as_ref);
    promo_diagnostics::nearest(text, near).into_iter().map(Arc::from).collect()
}

/// The names around a place in a sorted list.
fn around(sorted: &[Arc<str>], is_before: impl Fn(&Arc<str>) -> bool) -> impl Iterator<Item = &Arc<str>> {
    let place = sorted.partition_point(is_before);
    let last_start = sorted.len().saturating_sub(LOOKED_AT);
    sorted.iter().skip(place.saturating_sub(LOOKED_AT / 2).min(last_start)).take(LOOKED_AT)
}

/// The names of a namespace, sorted in two ways.
#[derive(Debug, Default, PartialEq, Eq)]
struct SortedNames {
    by_beginning: Vec<Arc<str>>,
    by_end: Vec<Arc<str>>,
}

#[salsa::tracked(returns(ref))]
fn sorted_names(db: &dyn Db) -> FxHashMap<Namespace, SortedNames> {
    let sorted = |names: &FxHashMap<Arc<str>, Vec<Definition<'_>>>| {
        let mut by_beginning: Vec<Arc<str>> = names.keys().cloned().collect();
        by_beginning.sort_unstable();
        let mut by_end = by_beginning.clone();
        by_end.sort_unstable_by(|one, other| one.chars().rev().cmp(other.chars().rev()));
        SortedNames { by_beginning, by_end }
    };
    names(db).namespaces.iter().map(|(namespace, names)| (*namespace, sorted(names))).collect()
}

/// The words of what can't be read, wherever it stands: these names are not reported as unknown.
#[salsa::tracked(returns(ref))]
fn words_of_broken(db: &dyn Db) -> FxHashSet<Arc<str>> {
    let () = db.project().changes_often(db);
    Batch::all(db).flat_map(|batch| broken_words_of(db, batch)).cloned().collect()
}

#[salsa::tracked(returns(deref))]
fn broken_words_of<'db>(db: &'db dyn Db, batch: Batch<'db>) -> Box<[Arc<str>]> {
    batch.sources(db).flat_map(|file| broken_words(db, file)).cloned().collect()
}

/// Whether something stands in the sources that can't be read as a declaration.
pub(crate) fn is_anything_broken(db: &dyn Db) -> bool {
    !words_of_broken(db).is_empty()
}

/// Whether something that can't be read as a declaration mentions a name.
pub(crate) fn is_mentioned_in_broken(db: &dyn Db, name: &str) -> bool {
    words_of_broken(db).contains(name)
}

/// Whether something that can't be read, in a source or a hand-written manifest, mentions a name: it may be declared
/// there.
pub fn is_in_doubt(db: &dyn Db, name: &str) -> bool {
    is_mentioned_in_broken(db, name) || is_mentioned_in_unread(db, name)
}

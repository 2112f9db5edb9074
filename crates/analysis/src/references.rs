//! What the names in a declaration may stand for, by its tree alone: where a name stands says in which namespace it
//! is looked for. Never too few; what a name does stand for is decided where it is evaluated.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use std::hash::{Hash, Hasher};

use promo_syntax::{NodeKind, SyntaxNode, TokenKind};
use rustc_hash::{FxHashSet, FxHasher};

use crate::database::{Batch, Db, ManifestFile, SourceFile};
use crate::declaration::{Declaration, DeclarationKind, declarations, name_text};
use crate::knowledge;
use crate::names::{NameKey, Namespace, names, namespace_of, reference_text};
use crate::text::interpolated_names;

/// A name in a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference<'t> {
    /// Where it is looked for, and then among the constants; anywhere, if the place doesn't say, or may not hold
    /// a name at all.
    pub sought: Option<Namespace>,
    /// The name.
    pub name: String,
    /// The node that gives it, or a string that it is part of.
    pub node: SyntaxNode<'t>,
}

/// The names in a declaration that may stand for something outside it, in no order.
pub(crate) fn references<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Vec<Reference<'db>> {
    let node = declaration.node(db);
    let kind = declaration.kind(db);
    let parameters = node.child(NodeKind::Parameters).into_iter().flat_map(SyntaxNode::children);
    let parameters = parameters.filter_map(|parameter| parameter.child(NodeKind::Name)).map(name_text);
    let mut collector = Collector {
        own: namespace_of(kind, node),
        kind,
        parameters: parameters.collect(),
        found: Vec::new(),
    };
    collector.collect(node, None);
    collector.found
}

struct Collector<'t> {
    /// The namespace of the declaration.
    own: Option<Namespace>,
    kind: DeclarationKind,
    /// The names of its parameters, which go before what is outside.
    parameters: FxHashSet<String>,
    found: Vec<Reference<'t>>,
}

impl<'t> Collector<'t> {
    /// Collects what stands below a node, where a name is looked for in a namespace.
    fn collect(&mut self, node: SyntaxNode<'t>, sought: Option<Namespace>) {
        match node.kind() {
            NodeKind::Reference => self.add(node, sought, reference_text(node)),
            NodeKind::Literal => {
                if is_string(node) {
                    self.add(node, sought, reference_text(node));
                }
                for name in interpolated_names(node) {
                    self.add(node, Some(Namespace::Constants), name);
                }
            }
            // In a script `${` is the shell's.
            NodeKind::Clause if node.keyword() == Some(TokenKind::RunKeyword) => {
                let others = node.children().filter(|child| child.kind() != NodeKind::Literal);
                others.for_each(|child| self.collect(child, None));
            }
            NodeKind::Junk | NodeKind::UnknownClause => self.collect_broken(node),
            NodeKind::Use => self.collect_use(node),
            // The steps of a workflow are its own.
            NodeKind::Chain if self.kind == DeclarationKind::Workflow => {}
            _ => {
                let sought = self.sought_in(node, sought);
                node.children().for_each(|child| self.collect(child, sought));
            }
        }
    }

    fn add(&mut self, node: SyntaxNode<'t>, sought: Option<Namespace>, name: String) {
        if !self.parameters.contains(&name) {
            self.found.push(Reference { sought, name, node });
        }
    }

    fn sought_in(&self, node: SyntaxNode<'t>, outside: Option<Namespace>) -> Option<Namespace> {
        match node.kind() {
            NodeKind::Chain => Some(Namespace::Constants),
            NodeKind::Clause => namespace_of_clause(node),
            NodeKind::Condition => match node.child(NodeKind::Subject).map(SyntaxNode::text) {
                Some("product") => Some(Namespace::Products),
                Some("environment") => Some(Namespace::Constants),
                _ => None,
            },
            NodeKind::Block => None,
            _ => outside,
        }
    }

    fn collect_use(&mut self, node: SyntaxNode<'t>) {
        let pattern = node.values().next();
        if let Some(pattern) = pattern {
            self.add(pattern, self.own, reference_text(pattern));
        }
        node.children().filter(|child| Some(*child) != pattern).for_each(|child| self.collect(child, None));
    }

    /// Whatever is meant by what can't be read, it may mean what it names.
    fn collect_broken(&mut self, node: SyntaxNode<'t>) {
        for token in node.tokens() {
            self.add(node, None, node.tree().token_text(token).trim_matches('"').to_owned());
        }
    }
}

/// Whether a literal may be a name in quotes.
pub fn is_string(literal: SyntaxNode<'_>) -> bool {
    [TokenKind::String, TokenKind::TextBlock].iter().any(|kind| literal.has_token(*kind))
}

/// The namespace of what a clause names; none if it may hold something else than a name.
fn namespace_of_clause(clause: SyntaxNode<'_>) -> Option<Namespace> {
    Some(match clause.keyword()? {
        TokenKind::PreKeyword | TokenKind::PostKeyword | TokenKind::OnKeyword => Namespace::Workflows,
        TokenKind::TemplateKeyword => Namespace::Templates,
        TokenKind::FlowKeyword => Namespace::Flows,
        TokenKind::ProductKeyword => Namespace::Products,
        TokenKind::TriggerKeyword | TokenKind::StepKeyword | TokenKind::EnvironmentKeyword => {
            Namespace::Constants
        }
        _ => return None,
    })
}

/// Stands for a name in less memory than it takes. Should two of them ever be alike, something is taken for used
/// that isn't.
type Fingerprint = u64;

fn fingerprint(name: &str) -> Fingerprint {
    let mut hasher = FxHasher::default();
    name.hash(&mut hasher);
    hasher.finish()
}

/// A name with where it is looked for.
type Sought = (Option<Namespace>, Fingerprint);

/// What a source names.
#[salsa::tracked(returns(deref))]
fn named_in(db: &dyn Db, file: SourceFile) -> Box<[Sought]> {
    let all = declarations(db, file).iter().flat_map(|declaration| references(db, *declaration));
    let mut sought: Vec<Sought> =
        all.map(|reference| (reference.sought, fingerprint(&reference.name))).collect();
    sought.sort_unstable();
    sought.dedup();
    sought.into()
}

/// What the sources of a batch name.
#[salsa::tracked(returns(ref))]
fn named_in_batch<'db>(db: &'db dyn Db, batch: Batch<'db>) -> FxHashSet<Sought> {
    batch.sources(db).flat_map(|file| named_in(db, file)).copied().collect()
}

/// What the sources and manifests of the project name.
#[salsa::tracked(returns(ref))]
fn named(db: &dyn Db) -> FxHashSet<Sought> {
    let () = db.project().changes_often(db);
    let mut all: FxHashSet<Sought> = FxHashSet::default();
    Batch::all(db).for_each(|batch| all.extend(named_in_batch(db, batch)));
    for file in db.project().manifests(db) {
        all.extend(named_in_manifest(db, *file));
        all.extend(mentioned_in_manifest(db, *file));
    }
    all
}

/// The names that are declared.
#[salsa::tracked(returns(ref))]
fn declared(db: &dyn Db) -> FxHashSet<(Namespace, Fingerprint)> {
    names(db).all().map(|(namespace, name)| (namespace, fingerprint(name))).collect()
}

/// The namespaces in which something of some names is looked for that isn't there.
fn missing_of(db: &dyn Db, sought: impl Iterator<Item = Sought>) -> FxHashSet<Namespace> {
    let declared = declared(db);
    let is_missing = |(namespace, name): &(Namespace, Fingerprint)| {
        ![*namespace, Namespace::Constants].iter().any(|namespace| declared.contains(&(*namespace, *name)))
    };
    let sought = sought.filter_map(|(sought, name)| Some((sought?, name)));
    sought.filter(is_missing).map(|(namespace, _)| namespace).collect()
}

/// The namespaces in which the sources of a batch look for something that isn't there.
#[salsa::tracked(returns(ref))]
fn missing_in_batch<'db>(db: &'db dyn Db, batch: Batch<'db>) -> FxHashSet<Namespace> {
    missing_of(db, named_in_batch(db, batch).iter().copied())
}

/// The namespaces in which something is looked for that isn't there.
#[salsa::tracked(returns(ref))]
fn missing(db: &dyn Db) -> FxHashSet<Namespace> {
    let manifests = db.project().manifests(db).iter();
    let in_manifests = manifests.flat_map(|file| named_in_manifest(db, *file)).copied();
    let mut all = missing_of(db, in_manifests);
    Batch::all(db).for_each(|batch| all.extend(missing_in_batch(db, batch)));
    all
}

/// Whether something of a namespace is named that isn't declared: it may be what is declared under another name.
pub(crate) fn is_any_missing(db: &dyn Db, namespace: Namespace) -> bool {
    missing(db).contains(&namespace)
}

/// Whether something in the project may name this.
#[salsa::tracked(returns(copy))]
pub fn is_named<'db>(db: &'db dyn Db, key: NameKey<'db>) -> bool {
    let (named, name) = (named(db), fingerprint(key.text(db)));
    let is_named_in = |sought: Option<Namespace>| named.contains(&(sought, name));
    match key.namespace(db) {
        // A constant may stand wherever an object is due.
        Namespace::Constants => {
            let objects = Namespace::OF_OBJECTS.into_iter().map(Some);
            objects.chain([Some(Namespace::Constants), None]).any(is_named_in)
        }
        namespace => is_named_in(Some(namespace)) || is_named_in(None),
    }
}

/// What a hand-written manifest names.
#[salsa::tracked(returns(deref))]
fn named_in_manifest(db: &dyn Db, file: ManifestFile) -> Box<[Sought]> {
    let uses = knowledge::knowledge(db, file).objects.iter().flat_map(|known| &known.uses);
    uses.map(|used| (Some(used.namespace), fingerprint(&used.name.value))).collect()
}

/// What a hand-written manifest names besides, of which nobody asks whether it is there.
#[salsa::tracked(returns(deref))]
fn mentioned_in_manifest(db: &dyn Db, file: ManifestFile) -> Box<[Sought]> {
    let mentions = knowledge::knowledge(db, file).objects.iter().flat_map(|known| &known.mentions);
    mentions.map(|mention| (Some(mention.namespace), fingerprint(&mention.name.value))).collect()
}

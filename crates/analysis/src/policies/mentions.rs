//! Which policies may be for a product, and which products may take a flow, by the words in their trees alone: never
//! too few. Nothing here is checked, so that an edit in a body that changes none of these words leaves the answers,
//! and whoever asks for them, as they were.

use std::sync::Arc;

use promo_syntax::{NodeKind, SyntaxNode, TokenKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::database::{Batch, Db, SourceFile};
use crate::declaration::{Declaration, DeclarationKind, declarations, name_text};
use crate::knowledge;
use crate::lower::is_conjunction;
use crate::model::Model;
use crate::names::{Definition, NameKey, reference_text};

/// What a declaration says of others, by its tree.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
struct Mention<'db> {
    declaration: Declaration<'db>,
    is_pattern: bool,
    /// The pattern that it uses.
    uses: Option<Arc<str>>,
    /// The products that a policy is for, the flows of a product, what a constant is defined by; none if it
    /// may be any.
    words: Option<Box<[Arc<str>]>>,
}

/// What the policies, products and constants of a file say of others.
#[salsa::tracked(returns(deref))]
fn mentions(db: &dyn Db, file: SourceFile) -> Box<[Mention<'_>]> {
    declarations(db, file).iter().filter_map(|declaration| mention(db, *declaration)).collect()
}

#[salsa::tracked(returns(deref))]
fn mentions_of<'db>(db: &'db dyn Db, batch: Batch<'db>) -> Box<[Mention<'db>]> {
    batch.sources(db).flat_map(|file| mentions(db, file)).cloned().collect()
}

fn mention<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Option<Mention<'db>> {
    let node = declaration.node(db);
    let parameters = node.child(NodeKind::Parameters);
    let used = node.child(NodeKind::Use);
    let words = match (declaration.kind(db), used) {
        (DeclarationKind::Constant, _) => words_of([node]),
        (DeclarationKind::Policy | DeclarationKind::Product, Some(used)) => words_of([used]),
        (DeclarationKind::Policy, None) => words_of_policy(node),
        (DeclarationKind::Product, None) => words_of_product(node),
        _ => return None,
    };
    let defaults = words_of(parameters);
    Some(Mention {
        declaration,
        is_pattern: parameters.is_some(),
        uses: used.and_then(|used| used.values().next()).map(|name| reference_text(name).into()),
        words: words.zip(defaults).map(|(words, defaults)| words.into_iter().chain(defaults).collect()),
    })
}

/// The products that a policy asks for. One that can't be read whole, or asks for none, may be for any.
fn words_of_policy(node: SyntaxNode<'_>) -> Option<Vec<Arc<str>>> {
    let tests = clauses(node, TokenKind::WhenKeyword).filter_map(|clause| clause.child(NodeKind::Test));
    let conditions = tests.filter(|test| is_conjunction(*test)).flat_map(SyntaxNode::children);
    let asked = conditions.filter(|condition| asks_for_products(*condition));
    let words = words_of(asked.filter_map(|condition| condition.values().next()))?;
    (!words.is_empty()).then_some(words)
}

fn asks_for_products(condition: SyntaxNode<'_>) -> bool {
    let is_negated =
        [TokenKind::NotKeyword, TokenKind::NotEqual].iter().any(|token| condition.has_token(*token));
    !is_negated && condition.child(NodeKind::Subject).is_some_and(|subject| subject.text() == "product")
}

fn words_of_product(node: SyntaxNode<'_>) -> Option<Vec<Arc<str>>> {
    words_of(clauses(node, TokenKind::FlowKeyword).filter_map(|clause| clause.values().next()))
}

fn clauses(node: SyntaxNode<'_>, keyword: TokenKind) -> impl Iterator<Item = SyntaxNode<'_>> {
    let of_block = node.child(NodeKind::Block).into_iter().flat_map(SyntaxNode::children);
    of_block.filter(move |clause| clause.kind() == NodeKind::Clause && clause.keyword() == Some(keyword))
}

/// The names that stand in some nodes, in quotes or without; none if one is put together from others.
fn words_of<'t>(nodes: impl IntoIterator<Item = SyntaxNode<'t>>) -> Option<Vec<Arc<str>>> {
    let values = nodes.into_iter().flat_map(SyntaxNode::descendants).filter(|below| below.kind().is_value());
    let words = values.filter_map(|value| match value.kind() {
        NodeKind::Reference => Some(Some(value.text().into())),
        NodeKind::Literal => Some((!value.text().contains("${")).then(|| name_text(value).into())),
        _ => None,
    });
    words.collect()
}

/// Who may mean something, by its name.
#[derive(Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
struct ByWord<'db> {
    any: Vec<Definition<'db>>,
    named: FxHashMap<Arc<str>, Vec<Definition<'db>>>,
}

impl<'db> ByWord<'db> {
    fn insert(&mut self, definition: Definition<'db>, words: Option<FxHashSet<Arc<str>>>) {
        match words {
            None => self.any.push(definition),
            Some(words) => {
                words.into_iter().for_each(|word| self.named.entry(word).or_default().push(definition));
            }
        }
    }

    fn naming(&self, word: &str) -> Box<[Definition<'db>]> {
        self.named.get(word).cloned().unwrap_or_default().into()
    }
}

/// The policies by the products that they may be for, the products by the flows that they may take.
#[derive(Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
struct Mentions<'db> {
    policies: ByWord<'db>,
    products: ByWord<'db>,
}

#[salsa::tracked(returns(ref))]
fn all_mentions(db: &dyn Db) -> Mentions<'_> {
    let () = db.project().changes_often(db);
    let said: Vec<&Mention<'_>> = Batch::all(db).flat_map(|batch| mentions_of(db, batch)).collect();
    let expansion = Expansion::new(db, &said);
    let mut all = Mentions::default();
    for mention in said.iter().filter(|mention| !mention.is_pattern) {
        let definition = Definition::Source { declaration: mention.declaration, index: 0, pattern: false };
        match mention.declaration.kind(db) {
            DeclarationKind::Policy => all.policies.insert(definition, expansion.expand(db, mention)),
            DeclarationKind::Product => all.products.insert(definition, expansion.expand(db, mention)),
            _ => {}
        }
    }
    add_manifests(db, &mut all);
    all
}

fn add_manifests<'db>(db: &'db dyn Db, all: &mut Mentions<'db>) {
    for (file, knowledge) in knowledge::all(db) {
        for (index, known) in (0..).zip(&knowledge.objects) {
            let definition = Definition::Manifest { file, index };
            match &known.model {
                Some(Model::Policy(policy)) => {
                    let products = policy.selector.products.as_ref();
                    let names = products.map(|names| names.iter().map(|name| name.value.clone()).collect());
                    all.policies.insert(definition, names);
                }
                Some(Model::Product(product)) => {
                    let flows = product.flows.iter().map(|choice| choice.flow.value.clone());
                    all.products.insert(definition, Some(flows.collect()));
                }
                _ => {}
            }
        }
    }
}

/// Finds what patterns and constants add to the words of a declaration.
struct Expansion<'a, 'db> {
    patterns: FxHashMap<(DeclarationKind, &'a str), Vec<&'a Mention<'db>>>,
    constants: FxHashMap<&'a str, Vec<&'a Mention<'db>>>,
}

impl<'a, 'db> Expansion<'a, 'db> {
    fn new(db: &'db dyn Db, said: &[&'a Mention<'db>]) -> Self
    where
        'db: 'a,
    {
        let mut expansion = Expansion { patterns: FxHashMap::default(), constants: FxHashMap::default() };
        for mention in said {
            let (kind, name) = (mention.declaration.kind(db), mention.declaration.name(db).as_ref());
            if kind == DeclarationKind::Constant {
                expansion.constants.entry(name).or_default().push(mention);
            } else if mention.is_pattern {
                expansion.patterns.entry((kind, name)).or_default().push(mention);
            }
        }
        expansion
    }

    /// All words that a declaration may stand for; none if it may mean any.
    fn expand(&self, db: &'db dyn Db, mention: &'a Mention<'db>) -> Option<FxHashSet<Arc<str>>> {
        let mut words: FxHashSet<Arc<str>> = FxHashSet::default();
        let mut seen_patterns: FxHashSet<&str> = FxHashSet::default();
        let mut waiting = vec![mention];
        while let Some(mention) = waiting.pop() {
            for word in mention.words.as_ref()? {
                if words.insert(word.clone()) {
                    waiting.extend(self.constants.get(word.as_ref()).into_iter().flatten());
                }
            }
            let Some(used) = mention.uses.as_deref().filter(|used| seen_patterns.insert(used)) else {
                continue;
            };
            waiting.extend(self.patterns.get(&(mention.declaration.kind(db), used))?);
        }
        Some(words)
    }
}

/// The policies that may be for any product, in no order.
#[salsa::tracked(returns(deref))]
pub(super) fn policies_for_any(db: &dyn Db) -> Box<[Definition<'_>]> {
    all_mentions(db).policies.any.as_slice().into()
}

/// The policies that may name a product, in no order. Those that may be for any product are not among them.
#[salsa::tracked(returns(deref))]
pub(super) fn policies_mentioning<'db>(db: &'db dyn Db, product: NameKey<'db>) -> Box<[Definition<'db>]> {
    all_mentions(db).policies.naming(product.text(db))
}

/// The products that may take a flow, in no order.
#[salsa::tracked(returns(deref))]
pub(super) fn products_mentioning<'db>(db: &'db dyn Db, flow: NameKey<'db>) -> Box<[Definition<'db>]> {
    let products = &all_mentions(db).products;
    let named = products.naming(flow.text(db));
    named.iter().chain(&products.any).copied().collect()
}

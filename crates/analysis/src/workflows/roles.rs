//! Who runs a workflow as a hook, and who before or after an action: found by the words in the trees of flows and
//! policies, so that an edit that changes none of these words leaves the index as it was. Only the declarations that
//! may mean the workflow are then looked at whole.

use std::sync::Arc;

use promo_syntax::{NodeKind, SyntaxNode, TokenKind};
use rustc_hash::FxHashMap;

use crate::database::{Batch, Db, SourceFile};
use crate::declaration::{Declaration, DeclarationKind, declarations};
use crate::knowledge;
use crate::model::{Flow, Hooks, Model, Name, Settings, Sourced};
use crate::names::{Definition, NameKey, reference_text};
use crate::references::is_string;
use crate::site::Site;

/// As what a workflow runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, salsa::SalsaValue)]
enum Role {
    /// As a hook.
    Hook,
    /// Before or after an action.
    Action,
}

/// Where a workflow is named in both roles: the first place of each, by path and place of the declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub(crate) struct Roles<'db> {
    /// As a hook.
    pub(crate) hook: Site<'db>,
    /// Before or after an action.
    pub(crate) action: Site<'db>,
}

/// A word by which a declaration may mean a workflow.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
struct Mention<'db> {
    word: Arc<str>,
    /// The role; none in a constant or an argument, where it may be any.
    role: Option<Role>,
    /// What names it.
    by: Definition<'db>,
    /// The name by which others may then mean it: that of a constant or pattern.
    alias: Option<Arc<str>>,
}

/// A declaration that may mean a workflow, and the role in which it does, if that is known.
type Meaning<'db> = (Definition<'db>, Option<Role>);

#[salsa::tracked(returns(deref))]
fn role_mentions(db: &dyn Db, file: SourceFile) -> Box<[Mention<'_>]> {
    declarations(db, file).iter().flat_map(|declaration| mentions(db, *declaration)).collect()
}

#[salsa::tracked(returns(deref))]
fn role_mentions_of<'db>(db: &'db dyn Db, batch: Batch<'db>) -> Box<[Mention<'db>]> {
    batch.sources(db).flat_map(|file| role_mentions(db, file)).cloned().collect()
}

fn mentions<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Vec<Mention<'db>> {
    let kind = declaration.kind(db);
    if !matches!(kind, DeclarationKind::Constant | DeclarationKind::Flow | DeclarationKind::Policy) {
        return Vec::new();
    }
    let node = declaration.node(db);
    let pattern = node.child(NodeKind::Parameters).is_some();
    let by = Definition::Source { declaration, index: 0, pattern };
    let alias = (pattern || kind == DeclarationKind::Constant).then(|| declaration.name(db).clone());
    let mention = |(role, value): (Option<Role>, SyntaxNode<'db>)| Mention {
        word: reference_text(value).into(),
        role,
        by,
        alias: alias.clone(),
    };
    let words = match kind {
        DeclarationKind::Constant => values_in(node).map(|value| (None, value)).collect(),
        _ => words_in_roles(node),
    };
    words.into_iter().map(mention).collect()
}

fn words_in_roles(node: SyntaxNode<'_>) -> Vec<(Option<Role>, SyntaxNode<'_>)> {
    let clauses = node.descendants().filter_map(|clause| Some((role_of(clause)?, clause)));
    let in_clauses = clauses.flat_map(|(role, clause)| clause.values().map(move |value| (Some(role), value)));
    let others = [NodeKind::Use, NodeKind::Parameters].into_iter().filter_map(|kind| node.child(kind));
    let in_others = others.flat_map(values_in).map(|value| (None, value));
    in_clauses.chain(in_others).collect()
}

fn values_in(node: SyntaxNode<'_>) -> impl Iterator<Item = SyntaxNode<'_>> {
    node.descendants().filter(|below| match below.kind() {
        NodeKind::Reference => true,
        NodeKind::Literal => is_string(*below),
        _ => false,
    })
}

fn role_of(node: SyntaxNode<'_>) -> Option<Role> {
    match node.keyword().filter(|_| node.kind() == NodeKind::Clause)? {
        TokenKind::OnKeyword => Some(Role::Hook),
        TokenKind::PreKeyword | TokenKind::PostKeyword => Some(Role::Action),
        _ => None,
    }
}

/// The mentions of the project by word, each word's by path and place.
#[salsa::tracked(returns(ref))]
fn all_role_mentions(db: &dyn Db) -> FxHashMap<Arc<str>, Vec<Mention<'_>>> {
    let () = db.project().changes_often(db);
    let mut all: FxHashMap<Arc<str>, Vec<Mention<'_>>> = FxHashMap::default();
    let in_sources = Batch::all(db).flat_map(|batch| role_mentions_of(db, batch)).cloned();
    for mention in in_sources.chain(mentions_in_manifests(db)) {
        all.entry(mention.word.clone()).or_default().push(mention);
    }
    all
}

fn mentions_in_manifests(db: &dyn Db) -> impl Iterator<Item = Mention<'_>> {
    let objects = knowledge::all(db).flat_map(|(file, knowledge)| {
        (0..).zip(&knowledge.objects).map(move |(index, known)| (Definition::Manifest { file, index }, known))
    });
    objects.flat_map(|(by, known)| {
        let places = known.model.iter().flat_map(places_in);
        places.map(move |(role, place)| Mention {
            word: place.value.clone(),
            role: Some(role),
            by,
            alias: None,
        })
    })
}

/// Where a promotion runs a workflow: the first place, by path and place of the declaration.
#[salsa::tracked(returns(copy))]
pub(crate) fn first_run<'db>(db: &'db dyn Db, workflow: NameKey<'db>) -> Option<Site<'db>> {
    let name = workflow.text(db);
    let mut possible = meanings_of(db, name).into_iter().flat_map(|(by, known)| {
        let roles = [Role::Hook, Role::Action].into_iter();
        roles.filter(move |role| known.is_none_or(|known| known == *role)).map(move |role| (by, role))
    });
    possible.find_map(|(by, role)| place_by(db, by, name, role))
}

/// Where a workflow is named in each role; in none, unless it is in both.
#[salsa::tracked(returns(copy))]
pub(crate) fn roles_of<'db>(db: &'db dyn Db, workflow: NameKey<'db>) -> Option<Roles<'db>> {
    let name = workflow.text(db);
    let meanings = meanings_of(db, name);
    let possible = |role: Role| {
        meanings.iter().filter(move |(_, known)| known.is_none_or(|known| known == role)).map(|(by, _)| *by)
    };
    let place_in = |role: Role| possible(role).find_map(|definition| place_by(db, definition, name, role));
    if [Role::Hook, Role::Action].into_iter().any(|role| possible(role).next().is_none()) {
        return None;
    }
    Some(Roles { hook: place_in(Role::Hook)?, action: place_in(Role::Action)? })
}

/// What may mean a workflow, by its name, or by that of a constant or pattern that mentions it. The use of a pattern
/// means it in the role in which the pattern does.
fn meanings_of<'db>(db: &'db dyn Db, name: &Arc<str>) -> Vec<Meaning<'db>> {
    let all = all_role_mentions(db);
    let mut found = Vec::new();
    let mut words: Vec<(&Arc<str>, Option<Role>)> = vec![(name, None)];
    let mut next = 0;
    while let Some((word, role)) = words.get(next).copied() {
        next += 1;
        for mention in all.get(word).into_iter().flatten() {
            let role = mention.role.or(role);
            found.push((mention.by, role));
            let alias = mention.alias.as_ref().map(|alias| (alias, role));
            words.extend(alias.filter(|alias| !words.contains(alias)));
        }
    }
    found
}

/// Where a flow or policy names a workflow in a role.
fn place_by<'db>(
    db: &'db dyn Db,
    definition: Definition<'db>,
    workflow: &str,
    role: Role,
) -> Option<Site<'db>> {
    let mut places = places_in(definition.model(db)?).into_iter();
    let (_, place) = places.find(|(known, place)| *known == role && *place.value == *workflow)?;
    Some(place.place)
}

/// The workflows that a flow or policy names, each in its role.
fn places_in<'a, 'db>(model: &'a Model<'db>) -> Vec<(Role, &'a Sourced<'db, Name>)> {
    match model {
        Model::Flow(flow) => places_in_flow(flow),
        Model::Policy(policy) => actions_in(&policy.settings).collect(),
        _ => Vec::new(),
    }
}

fn places_in_flow<'a, 'db>(flow: &'a Flow<'db>) -> Vec<(Role, &'a Sourced<'db, Name>)> {
    let settings = flow.steps.iter().map(|step| &step.settings).chain([&flow.defaults]);
    let hooks = flow.steps.iter().map(|step| &step.hooks).chain([&flow.hooks]);
    let post_trigger = flow.post_trigger.iter().map(|post| (Role::Action, post));
    settings.flat_map(actions_in).chain(post_trigger).chain(hooks.flat_map(hooks_in)).collect()
}

fn actions_in<'a, 'db>(settings: &'a Settings<'db>) -> impl Iterator<Item = (Role, &'a Sourced<'db, Name>)> {
    [&settings.pre, &settings.post].into_iter().flatten().map(|workflow| (Role::Action, workflow))
}

fn hooks_in<'a, 'db>(hooks: &'a Hooks<'db>) -> impl Iterator<Item = (Role, &'a Sourced<'db, Name>)> {
    let all = [&hooks.start, &hooks.success, &hooks.fail];
    all.into_iter().flatten().map(|workflow| (Role::Hook, workflow))
}

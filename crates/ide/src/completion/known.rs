//! Completion of what has no declaration, but stands elsewhere in the project: service accounts, clusters, namespaces,
//! labels of Applications, and tags of environments.

use std::collections::BTreeSet;

use promo_analysis::knowledge::applications;
use promo_analysis::model::{Deployment, Model, Workflow};
use promo_analysis::names::{NameKey, Namespace, names, resolve};
use promo_analysis::policies::{defined, environment_facts};
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};

use super::{CompletionKind, Context, Offer};

/// How many are offered.
const MOST: usize = 200;

/// What is known to fit in the clause around the place; nothing where nobody says anything of the kind.
pub(super) fn in_clause(context: &Context<'_, '_>) -> Vec<Offer> {
    let Some((body, clause)) = context.path.clause() else { return Vec::new() };
    match (body, clause.keyword()) {
        (_, Some(TokenKind::ServiceAccountKeyword)) => named(context, service_accounts(context)),
        (Body::Environment, Some(TokenKind::TagsKeyword)) => named(context, tags(context)),
        (Body::Environment, Some(TokenKind::ClusterKeyword)) => {
            let is_first = clause.values().next().is_none_or(|first| first.tokens().end > context.path.token);
            let of = if is_first { clusters } else { namespaces };
            quoted(context, in_deployments(context, of))
        }
        _ => Vec::new(),
    }
}

/// The tags that environments have.
pub(super) fn tags<'db>(context: &Context<'db, '_>) -> BTreeSet<&'db str> {
    let environments = names(context.db).in_namespace(Namespace::Constants);
    let facts = environments.map(|name| {
        let key = NameKey::new(context.db, Namespace::Constants, name);
        environment_facts(context.db, key)
    });
    facts.flat_map(|facts| &facts.tags).map(|tag| &**tag).collect()
}

/// The keys of the labels that Applications have.
pub(super) fn label_keys(context: &Context<'_, '_>) -> Vec<Offer> {
    quoted(
        context,
        in_deployments(context, |deployment| deployment.labels.iter().map(|(key, _)| &**key).collect()),
    )
}

/// What Applications have as the label of a condition.
pub(super) fn label_values(context: &Context<'_, '_>, condition: SyntaxNode<'_>) -> Vec<Offer> {
    let subject = condition.child(NodeKind::Subject);
    let key = subject.and_then(|subject| subject.child(NodeKind::Literal));
    let Some(key) = key.map(promo_analysis::names::reference_text) else { return Vec::new() };
    quoted(
        context,
        in_deployments(context, |deployment| {
            let labels = deployment.labels.iter().filter(|(known, _)| **known == *key);
            labels.map(|(_, value)| &*value.value).collect()
        }),
    )
}

pub(super) fn named(context: &Context<'_, '_>, known: BTreeSet<&str>) -> Vec<Offer> {
    values(known).map(|offer| offer.named(context)).collect()
}

fn quoted(context: &Context<'_, '_>, known: BTreeSet<&str>) -> Vec<Offer> {
    values(known).map(|offer| offer.in_quotes(context)).collect()
}

fn values(known: BTreeSet<&str>) -> impl Iterator<Item = Offer> {
    known.into_iter().take(MOST).map(|name| Offer::new(name, CompletionKind::Value))
}

fn service_accounts<'db>(context: &Context<'db, '_>) -> BTreeSet<&'db str> {
    let workflows = defined(context.db, Namespace::Workflows);
    let models =
        workflows.filter_map(|(name, _)| resolve(context.db, Namespace::Workflows, name)?.model(context.db));
    let accounts = models.filter_map(|model| match model {
        Model::Workflow(Workflow { service_account, .. }) => {
            service_account.as_ref().map(|account| &*account.value)
        }
        _ => None,
    });
    accounts.collect()
}

/// What the Applications of the project say.
fn in_deployments<'db>(
    context: &Context<'db, '_>,
    said: impl Fn(&'db Deployment<'db>) -> Vec<&'db str>,
) -> BTreeSet<&'db str> {
    let known = applications(context.db).known.iter();
    known.filter_map(|fact| fact.deployment.as_deref()).flat_map(said).collect()
}

fn clusters<'db>(deployment: &'db Deployment<'db>) -> Vec<&'db str> {
    let destination = &deployment.destination;
    let all = [&destination.cluster, &destination.server].into_iter().flatten();
    all.map(|name| &*name.value).collect()
}

fn namespaces<'db>(deployment: &'db Deployment<'db>) -> Vec<&'db str> {
    deployment.destination.namespace.iter().map(|name| &*name.value).collect()
}

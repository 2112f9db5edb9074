//! Completion of names and of the few words that are values.

use promo_analysis::names::{Definition, Namespace, names, resolve};
use promo_analysis::value::{Type, Value};
use promo_analysis::{DeclarationKind, name_text, quote_name, value_of};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::{CompletionKind, Context, Offer};
use crate::path::Path;
use crate::role::used_parameters;

/// The values of a type: its words, parameters and constants that hold such, and names of what it refers to.
pub(super) fn values(context: &Context<'_, '_>, kind: Type) -> Vec<Offer> {
    // In quotes stands a name, or a text of which nothing is known.
    if context.is_in_literal() && kind.namespace().is_none() {
        return Vec::new();
    }
    let mut offers: Vec<Offer> =
        kind.words().iter().map(|word| Offer::new(*word, CompletionKind::Value)).collect();
    offers.extend(parameters(context, kind));
    if let Some(namespace) = kind.namespace() {
        offers.extend(objects(context, namespace, kind));
    }
    if kind.namespace() != Some(Namespace::Constants) {
        offers.extend(constants(context, kind));
    }
    let listed = listed(&context.path);
    offers.retain(|offer| !listed.contains(&offer.label));
    offers
}

/// What is listed already where the marker stands: nobody lists it again.
fn listed(path: &Path<'_>) -> Vec<String> {
    let list = path.outwards().skip(1).find(|node| {
        matches!(node.kind(), NodeKind::List | NodeKind::Group)
            || node.kind() == NodeKind::Clause && node.keyword() == Some(TokenKind::StepKeyword)
    });
    let items = list.into_iter().flat_map(SyntaxNode::values);
    items.map(|item| item.text().to_owned()).collect()
}

fn parameters(context: &Context<'_, '_>, kind: Type) -> Vec<Offer> {
    let parameters = context.parameters().into_iter();
    let fitting = parameters.filter(|(_, own)| own.is_none_or(|own| fits(own, kind)));
    let offers =
        fitting.map(|(name, _)| Offer::new(quote_name(&name), CompletionKind::Parameter).detail("parameter"));
    offers.collect()
}

/// Whether a value of a type can stand where another is due.
fn fits(own: Type, due: Type) -> bool {
    own == due
        || due.element() == Some(own)
        || own.element() == Some(due)
        || own.element() == due.element() && due.element().is_some()
}

fn objects(context: &Context<'_, '_>, namespace: Namespace, kind: Type) -> Vec<Offer> {
    let all = names(context.db).in_namespace(namespace);
    let mut known: Vec<&str> =
        all.filter(|name| !name.is_empty() && is_offered(context, namespace, name, kind)).collect();
    known.sort_unstable();
    known.into_iter().map(|name| object(context, namespace, name)).collect()
}

/// A pattern can't be named, only used; of constants, those that hold what is due are offered.
fn is_offered(context: &Context<'_, '_>, namespace: Namespace, name: &str, kind: Type) -> bool {
    match resolve(context.db, namespace, name) {
        Some(Definition::Source { pattern: true, .. }) | None => false,
        Some(definition) if namespace == Namespace::Constants => {
            holds(&value_of(context.db, definition, name), kind)
        }
        Some(_) => true,
    }
}

fn object(context: &Context<'_, '_>, namespace: Namespace, name: &str) -> Offer {
    let definition = resolve(context.db, namespace, name);
    let declaration = definition.and_then(Definition::declaration);
    let is_constant = declaration.is_some_and(|known| known.kind(context.db) == DeclarationKind::Constant);
    if is_constant {
        let offer = Offer::new(quote_name(name), CompletionKind::Constant).detail("let");
        return offer.names(namespace, name);
    }
    let offer = Offer::new(context.quoted(name), CompletionKind::Name(namespace)).detail(namespace.noun());
    offer.names(namespace, name)
}

/// Whether a value can stand where a type is due.
fn holds(value: &Value, kind: Type) -> bool {
    match value {
        Value::List(items) => {
            kind.element().is_some_and(|element| items.iter().all(|item| holds(item, element)))
        }
        Value::Unknown(own) => own.is_none_or(|own| fits(own, kind)),
        Value::Reference(namespace, _) => kind.namespace() == Some(*namespace),
        Value::String(_) => {
            matches!(kind.element().unwrap_or(kind), Type::String | Type::Tag | Type::ClusterName)
        }
        Value::Action(_) => kind == Type::Action,
        Value::Kind(_) => matches!(kind, Type::Kind | Type::Kinds),
        Value::Concurrency(_) => kind == Type::Concurrency,
        Value::Integer(_) => kind == Type::Integer,
        Value::Duration(_) => kind == Type::Duration,
        Value::Path(_) => kind == Type::Path,
    }
}

/// The constants that hold a value of a type.
fn constants(context: &Context<'_, '_>, kind: Type) -> Vec<Offer> {
    let all = names(context.db).in_namespace(Namespace::Constants);
    let mut fitting: Vec<&str> = all
        .filter(|name| {
            let definition = resolve(context.db, Namespace::Constants, name);
            let declaration = definition.and_then(Definition::declaration);
            declaration.is_some_and(|known| known.kind(context.db) == DeclarationKind::Constant)
                && is_offered(context, Namespace::Constants, name, kind)
        })
        .collect();
    fitting.sort_unstable();
    fitting.into_iter().map(|name| object(context, Namespace::Constants, name)).collect()
}

/// Whatever has a name, but for the constant itself: its value may be any of them.
pub(super) fn anything(context: &Context<'_, '_>) -> Vec<Offer> {
    let own = context.path.declaration().and_then(|node| node.child(NodeKind::Name)).map(name_text);
    let namespaces = [Namespace::Constants].into_iter().chain(Namespace::OF_OBJECTS);
    let mut known: Vec<(Namespace, &str)> = namespaces
        .flat_map(|namespace| names(context.db).in_namespace(namespace).map(move |name| (namespace, name)))
        .filter(|(namespace, name)| {
            !matches!(resolve(context.db, *namespace, name), Some(Definition::Source { pattern: true, .. }))
        })
        .filter(|(_, name)| !name.is_empty() && own.as_deref() != Some(*name))
        .collect();
    known.sort_unstable();
    known.into_iter().map(|(namespace, name)| object(context, namespace, name)).collect()
}

/// The patterns of a namespace, each with its parameters to fill in.
pub(super) fn patterns(context: &Context<'_, '_>, namespace: Namespace) -> Vec<Offer> {
    let mut known: Vec<&str> = names(context.db).in_namespace(namespace).collect();
    known.sort_unstable();
    let patterns = known.into_iter().filter_map(|name| match resolve(context.db, namespace, name)? {
        Definition::Source { declaration, pattern: true, .. } => Some((name, declaration)),
        _ => None,
    });
    let offers = patterns.map(|(name, declaration)| {
        let parameters = &promo_analysis::parameters(context.db, declaration).list;
        let required = parameters.iter().filter(|parameter| parameter.default.is_none());
        let places: Vec<_> = (1..)
            .zip(required)
            .map(|(index, parameter)| format!("${{{index}:{}}}", parameter.name))
            .collect();
        let written = declaration.node(context.db).child(NodeKind::Parameters).map(SyntaxNode::text);
        let offer = Offer::new(quote_name(name), CompletionKind::Name(namespace));
        let offer = offer.detail(written.unwrap_or_default()).names(namespace, name);
        offer.snippet(format!("{}({})$0", quote_name(name), places.join(", ")))
    });
    offers.collect()
}

/// The names of the parameters that no argument is given for yet.
pub(super) fn argument_names(context: &Context<'_, '_>) -> Vec<Offer> {
    let argument = context.path.find(NodeKind::Argument);
    if argument.is_some_and(|argument| argument.child(NodeKind::Name).is_some()) {
        return Vec::new();
    }
    let arguments = context.path.find(NodeKind::Arguments).into_iter().flat_map(SyntaxNode::children);
    let before = arguments.filter(|argument| argument.tokens().end <= context.path.token);
    let (named, by_place): (Vec<_>, Vec<_>) =
        before.partition(|argument| argument.child(NodeKind::Name).is_some());
    let given = |name: &str| {
        named.iter().filter_map(|argument| argument.child(NodeKind::Name)).any(|given| given.text() == name)
    };
    let free = used_parameters(context.db, &context.path).iter().skip(by_place.len());
    let free = free.filter(|parameter| !given(&parameter.name));
    let offers = free.map(|parameter| {
        let offer = Offer::new(format!("{}:", parameter.name), CompletionKind::Parameter);
        offer.detail("argument").snippet(format!("{}: $0", parameter.name))
    });
    offers.collect()
}

/// Environments, first those that the flow around the place passes through: its steps are about them.
pub(super) fn environments_of_flow(context: &Context<'_, '_>) -> Vec<Offer> {
    let block = context.declaration().and_then(|flow| flow.node(context.db).child(NodeKind::Block));
    let items = block.into_iter().flat_map(SyntaxNode::children);
    let chains = items.filter(|item| item.kind() == NodeKind::Chain);
    let named: Vec<&str> = chains
        .flat_map(SyntaxNode::descendants)
        .filter(|node| node.kind().is_value())
        .map(SyntaxNode::text)
        .collect();
    let mut offers = values(context, Type::Environments);
    offers.sort_by_key(|offer| !named.contains(&offer.label.as_str()));
    offers
}

/// The types that a parameter can have.
pub(super) fn parameter_types() -> Vec<Offer> {
    let types = Type::OF_PARAMETERS.iter();
    types.map(|(word, kind)| Offer::new(*word, CompletionKind::Value).detail(kind.noun())).collect()
}

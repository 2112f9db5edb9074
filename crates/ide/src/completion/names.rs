//! Completion of names and of the few words that are values.

use promo_analysis::names::{Definition, Namespace, names, reference_text, resolve};
use promo_analysis::value::{Type, Value};
use promo_analysis::{DeclarationKind, Parameter, name_text, quote_name, value_of};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::{CompletionKind, Context, Offer};
use crate::path::Path;
use crate::role::used_parameters;

/// The values of a type: its words, parameters and constants that hold such, and names of what it refers to.
pub(super) fn values(context: &Context<'_, '_>, kind: Type) -> Vec<Offer> {
    let mut offers = match (context.is_in_literal(), kind.namespace()) {
        (false, _) => plain_values(context, kind),
        // In quotes stands what they name, or a text of which nothing is known.
        (true, Some(namespace)) if context.is_in_text() => declared(context, namespace),
        (true, _) => Vec::new(),
    };
    let listed = listed(&context.path);
    offers.retain(|offer| !listed.contains(&offer.label));
    offers
}

fn plain_values(context: &Context<'_, '_>, kind: Type) -> Vec<Offer> {
    let words = kind.words().iter().map(|word| Offer::new(*word, CompletionKind::Value));
    let mut offers: Vec<Offer> = words.chain(parameters(context, |own| fits(own, kind))).collect();
    match kind.namespace() {
        Some(Namespace::Constants) => {
            offers.extend(constants_and_environments(context, |value| holds(context, value, kind)));
        }
        Some(namespace) => {
            offers.extend(declared(context, namespace));
            offers.extend(constants(context, |value| holds(context, value, kind)));
        }
        None => offers.extend(constants(context, |value| holds(context, value, kind))),
    }
    offers
}

/// The names of lists of a type.
pub(super) fn lists(context: &Context<'_, '_>, kind: Type) -> Vec<Offer> {
    if context.is_in_literal() {
        return Vec::new();
    }
    let is_list = |value: &Value| match value {
        Value::Unknown(own) => own.is_none_or(|own| own.element().is_some()),
        value => matches!(value, Value::List(_)),
    };
    let own = parameters(context, |own| own.element().is_some() && fits(own, kind));
    own.chain(constants(context, |value| is_list(value) && holds(context, value, kind))).collect()
}

/// What is listed already where the marker stands: nobody lists it again.
fn listed(path: &Path<'_>) -> Vec<String> {
    let list = path.outwards().skip(1).find(|node| {
        matches!(node.kind(), NodeKind::List | NodeKind::Group)
            || node.kind() == NodeKind::Clause && node.keyword() == Some(TokenKind::StepKeyword)
    });
    let items = list.into_iter().flat_map(SyntaxNode::values);
    items.map(reference_text).collect()
}

/// The parameters of the pattern around the place whose types fit, or aren't known.
fn parameters(context: &Context<'_, '_>, fits: impl Fn(Type) -> bool) -> impl Iterator<Item = Offer> {
    let parameters = context.parameters().into_iter();
    let fitting = parameters.filter(move |(_, own)| own.is_none_or(&fits));
    fitting.map(|(name, _)| {
        let written = quote_name(&name);
        Offer::new(name, CompletionKind::Parameter).detail("parameter").text(written)
    })
}

/// Whether a value of a type can stand where another is due.
fn fits(own: Type, due: Type) -> bool {
    own == due
        || due.element() == Some(own)
        || own.element() == Some(due)
        || own.element() == due.element() && due.element().is_some()
}

/// What is declared in a namespace, by name. A pattern can't be named, only used.
pub(super) fn declared(context: &Context<'_, '_>, namespace: Namespace) -> Vec<Offer> {
    in_namespace(context, namespace, |_, definition| match definition {
        Definition::Source { pattern: true, .. } => false,
        // In quotes no constant can be named.
        _ => namespace != Namespace::Constants || !is_constant(context, definition),
    })
}

/// The constants that hold what is asked for.
fn constants(context: &Context<'_, '_>, fits: impl Fn(&Value) -> bool) -> Vec<Offer> {
    in_namespace(context, Namespace::Constants, |name, definition| {
        is_constant(context, definition) && fits(&value_of(context.db, definition, name))
    })
}

fn constants_and_environments(context: &Context<'_, '_>, fits: impl Fn(&Value) -> bool) -> Vec<Offer> {
    in_namespace(context, Namespace::Constants, |name, definition| {
        fits(&value_of(context.db, definition, name))
    })
}

fn in_namespace<'db>(
    context: &Context<'db, '_>,
    namespace: Namespace,
    is_offered: impl Fn(&str, Definition<'db>) -> bool,
) -> Vec<Offer> {
    let all = names(context.db).in_namespace(namespace).filter(|name| !name.is_empty());
    let mut known: Vec<&str> = all
        .filter(|name| {
            let definition = resolve(context.db, namespace, name);
            definition.is_some_and(|definition| is_offered(name, definition))
        })
        .collect();
    known.sort_unstable();
    known.into_iter().map(|name| object(context, namespace, name)).collect()
}

fn is_constant<'db>(context: &Context<'db, '_>, definition: Definition<'db>) -> bool {
    let declaration = definition.declaration();
    declaration.is_some_and(|known| known.kind(context.db) == DeclarationKind::Constant)
}

fn object(context: &Context<'_, '_>, namespace: Namespace, name: &str) -> Offer {
    let definition = resolve(context.db, namespace, name);
    let (kind, detail) = match definition {
        Some(definition) if is_constant(context, definition) => (CompletionKind::Constant, "let"),
        _ => (CompletionKind::Name(namespace), namespace.noun()),
    };
    Offer::new(name, kind).detail(detail).names(namespace, name).named(context)
}

/// Whether a value can stand where a type is due.
fn holds(context: &Context<'_, '_>, value: &Value, kind: Type) -> bool {
    match value {
        Value::List(items) => kind
            .element()
            .is_some_and(|element| items.iter().all(|item| holds_in_list(context, item, element))),
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

/// The same in a list, where a string can stand for what it names.
fn holds_in_list(context: &Context<'_, '_>, value: &Value, kind: Type) -> bool {
    match (value, kind.namespace()) {
        (Value::String(name), Some(namespace)) => resolve(context.db, namespace, name).is_some(),
        _ => holds(context, value, kind),
    }
}

/// What can stand in a field that promo doesn't know: constants and parameters.
pub(super) fn data(context: &Context<'_, '_>) -> Vec<Offer> {
    if context.is_in_literal() {
        return Vec::new();
    }
    parameters(context, |_| true).chain(constants(context, |_| true)).collect()
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
        let places = places(parameters);
        let written = declaration.node(context.db).child(NodeKind::Parameters).map(SyntaxNode::text);
        let offer = object(context, namespace, name).detail(written.unwrap_or_default());
        if context.rest.starts_with('(') {
            return offer;
        }
        let name = quote_name(name).replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}");
        offer.snippet(format!("{name}({})$0", places.join(", ")))
    });
    offers.collect()
}

/// A place to fill in for each parameter without a default. Behind one that is left out they are named.
fn places(parameters: &[Parameter<'_>]) -> Vec<String> {
    let left_out = parameters.iter().position(|parameter| parameter.default.is_some());
    let required = parameters.iter().enumerate().filter(|(_, parameter)| parameter.default.is_none());
    let places = (1..).zip(required).map(|(number, (index, parameter))| {
        let place = format!("${{{number}:{}}}", parameter.name);
        let is_named = left_out.is_some_and(|left_out| left_out < index);
        if is_named { format!("{}: {place}", parameter.name) } else { place }
    });
    places.collect()
}

/// The names of the parameters that no argument is given for yet.
pub(super) fn argument_names(context: &Context<'_, '_>) -> Vec<Offer> {
    let is_before = |node: &SyntaxNode<'_>| node.tokens().end <= context.path.token;
    let name_of = |argument: SyntaxNode<'_>| argument.child(NodeKind::Name).filter(is_before).map(name_text);
    if context.path.find(NodeKind::Argument).and_then(name_of).is_some() {
        return Vec::new();
    }
    let arguments = context.path.find(NodeKind::Arguments).into_iter().flat_map(SyntaxNode::children);
    let (named, by_place): (Vec<_>, Vec<_>) =
        arguments.filter(is_before).partition(|argument| name_of(*argument).is_some());
    let given: Vec<String> = named.into_iter().filter_map(name_of).collect();
    let free = used_parameters(context.db, &context.path).iter().skip(by_place.len());
    let free = free.filter(|parameter| !given.iter().any(|given| **given == *parameter.name));
    let has_colon = context.rest.starts_with(':');
    let offers = free.map(|parameter| {
        let offer = Offer::new(format!("{}:", parameter.name), CompletionKind::Parameter).detail("argument");
        let written = if has_colon { parameter.name.to_string() } else { format!("{}: ", parameter.name) };
        offer.text(written)
    });
    offers.collect()
}

/// Environments, first those that the flow around the place passes through, in its order: its steps are about them.
/// Those that have a step already come behind the others.
pub(super) fn environments_of_flow(context: &Context<'_, '_>) -> Vec<Offer> {
    let block = context.declaration().and_then(|flow| flow.node(context.db).child(NodeKind::Block));
    let items = || block.into_iter().flat_map(SyntaxNode::children);
    let chains = items().filter(|item| item.kind() == NodeKind::Chain).flat_map(SyntaxNode::descendants);
    let named: Vec<String> = chains.filter(|node| node.kind().is_value()).map(reference_text).collect();
    let steps = items().filter(|item| item.keyword() == Some(TokenKind::StepKeyword));
    let set: Vec<String> = steps.flat_map(SyntaxNode::values).map(reference_text).collect();
    let mut offers = values(context, Type::Environments);
    offers.sort_by_key(|offer| {
        let place = named.iter().position(|name| *name == offer.label).unwrap_or(named.len());
        (place == named.len(), set.contains(&offer.label), place)
    });
    offers
}

/// The types that a parameter can have.
pub(super) fn parameter_types() -> Vec<Offer> {
    let types = Type::OF_PARAMETERS.iter();
    types.map(|(word, kind)| Offer::new(*word, CompletionKind::Value).detail(kind.noun())).collect()
}

//! Expands an Argo CD ApplicationSet whose generators are lists into its Applications. Every other
//! generator asks a cluster or a repository, so that what it generates is unknown here.

use std::ops::Range;

use super::application::{Application, application};
use super::check::quoted;
use super::placeholders::{Unresolved, Values, spend};
use super::tree::{field, items_field, key_span, pairs};
use super::{Document, KnownObject, Spanned, UnknownObject, header};
use crate::yaml::reader::{Node, NodeValue};

/// What an Application and each of its sources costs besides its texts, in bytes: about what they take
/// in memory.
const APPLICATION_COST: usize = 1024;
const SOURCE_COST: usize = 256;

/// Fields of a list generator that are read.
const LIST_FIELDS: [&str; 1] = ["elements"];

/// Why a set can't be expanded, and what makes it so.
type Unfollowed = Spanned<String>;

pub(super) fn read(document: Document<'_>) -> Vec<KnownObject> {
    let header = document.header.clone();
    let applications = expand(document);
    applications.map(|all| all.into_iter().map(KnownObject::Application).collect()).unwrap_or_else(|why| {
        vec![KnownObject::Unknown(UnknownObject {
            kind: "ApplicationSet".to_owned(),
            name: Some(header.name),
            reason: why.value,
            span: why.span,
        })]
    })
}

fn unknown<T>(span: &Range<usize>, message: impl Into<String>) -> Result<T, Unfollowed> {
    Err(Spanned { value: message.into(), span: span.clone() })
}

fn expand(document: Document<'_>) -> Result<Vec<Application>, Unfollowed> {
    let set = &document.header.name;
    if !document.header.complete {
        return unknown(&set.span, "a part of the ApplicationSet is not understood");
    }
    if let Some(span) = key_span(document.spec, "templatePatch") {
        return unknown(&span, "a `templatePatch` is not followed");
    }
    let mut template = template(&document)?;
    template.generated_by = Some(set.clone());
    let is_go = field(document.spec, "goTemplate").and_then(Node::text) == Some("true");
    let mut applications = Vec::new();
    for element in elements(&document)? {
        let values = Values { element, is_go };
        applications.push(generate(template.clone(), &values, document.budget)?);
    }
    Ok(applications)
}

fn template(document: &Document<'_>) -> Result<Application, Unfollowed> {
    let template = field(document.spec, "template");
    let header = template.and_then(|template| header::read(template, true));
    let spec = template.and_then(|template| field(template, "spec"));
    match (header, spec) {
        (Some(header), Some(spec)) => Ok(application(header, spec)),
        _ => unknown(&document.header.name.span, "the ApplicationSet has no template with a name and a spec"),
    }
}

/// The elements of all generators, which must be lists.
fn elements<'node>(document: &Document<'node>) -> Result<Vec<&'node Node>, Unfollowed> {
    if field(document.spec, "generators").is_none() {
        return unknown(&document.header.name.span, "the ApplicationSet has no generators");
    }
    let mut elements = Vec::new();
    for generator in items_field(document.spec, "generators") {
        elements.extend(list(generator)?);
    }
    Ok(elements)
}

/// The elements of a generator that is nothing but a list.
fn list(generator: &Node) -> Result<&[Node], Unfollowed> {
    let [(key, list)] = pairs(generator) else {
        return unknown(&generator.span, "a generator with more than a list is not followed");
    };
    if key.text() != Some("list") {
        let name = quoted(key.text().unwrap_or_default());
        return unknown(&key.span, format!("what the generator {name} gives is not known"));
    }
    let other =
        pairs(list).iter().find(|(key, _)| !key.text().is_some_and(|name| LIST_FIELDS.contains(&name)));
    if let Some((key, _)) = other {
        let name = quoted(key.text().unwrap_or_default());
        return unknown(&key.span, format!("{name} of a list generator is not followed"));
    }
    Ok(items_field(list, "elements"))
}

/// The Application of one element. It and each text takes from the budget, so that a file can't grow without bound.
fn generate(
    mut generated: Application,
    values: &Values<'_>,
    budget: &mut usize,
) -> Result<Application, Unfollowed> {
    if matches!(values.element.value, NodeValue::Alias) {
        return unknown(&values.element.span, "an alias is not followed");
    }
    let cost = APPLICATION_COST + generated.sources.len() * SOURCE_COST;
    if let Err(Unresolved(message)) = spend(budget, cost) {
        return unknown(&values.element.span, message);
    }
    for text in generated.texts_mut() {
        match values.fill(&text.value, budget) {
            Ok(filled) => text.value = filled,
            Err(Unresolved(message)) => return unknown(&text.span, message),
        }
    }
    Ok(generated)
}

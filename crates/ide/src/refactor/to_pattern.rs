//! Makes a pattern of a flow: what is selected in it becomes parameters, and the flow a use of the pattern.

use promo_analysis::names::{Namespace, reference_text, resolve};
use promo_analysis::value::{Type, Value};
use promo_analysis::{DeclarationKind, checked, quote_name, value_of};
use promo_diagnostics::Edit;
use promo_syntax::{NodeKind, SyntaxNode};

use super::comments::white_space;
use super::promise::Promise;
use super::selection::{Selection, behind, fresh_name};
use super::{Offer, RefactoringKind};
use crate::path::Path;
use crate::role::{Role, role};

/// What becomes a parameter: a value of a type, wherever it stands in the flow.
type Chosen<'t> = (Type, &'t str);

/// A title names the value up to this length.
const LONGEST_SHOWN: usize = 40;

pub(super) fn offer<'a>(at: &'a Selection<'_>) -> Option<Offer<'a>> {
    let block = at.block().filter(|_| at.is_plain(DeclarationKind::Flow))?;
    let name = at.node()?.child(NodeKind::Name)?;
    checked(at.db, at.declaration).model.as_ref()?;
    let chosen = chosen(at, block);
    Some(Offer {
        title: title(&chosen)?,
        kind: RefactoringKind::Extract,
        promise: Promise::Manifests,
        effort: usize::MAX,
        edits: Box::new(move || Ok(edits(at, name, block, &chosen))),
    })
}

fn chosen<'db>(at: &Selection<'db>, block: SyntaxNode<'db>) -> Vec<Chosen<'db>> {
    let mut chosen: Vec<Chosen<'_>> = Vec::new();
    for node in values(block).filter(|node| at.meets(&node.text_range())) {
        let value = parameter_type(at, node).map(|kind| (kind, node.text()));
        chosen.extend(value.filter(|value| !chosen.contains(value)));
    }
    chosen
}

fn values<'t>(block: SyntaxNode<'t>) -> impl Iterator<Item = SyntaxNode<'t>> {
    block.descendants().filter(|node| matches!(node.kind(), NodeKind::Reference | NodeKind::Literal))
}

fn title(chosen: &[Chosen<'_>]) -> Option<String> {
    let is_short = |text: &str| !text.contains('\n') && text.chars().count() <= LONGEST_SHOWN;
    Some(match chosen {
        [] => return None,
        [(_, text)] if is_short(text) => {
            format!("Make a pattern of this flow, with `{text}` as its parameter")
        }
        [_] => "Make a pattern of this flow, with one parameter".to_owned(),
        several => format!("Make a pattern of this flow, with {} parameters", several.len()),
    })
}

/// The type that a parameter in the place of a value has to have.
fn parameter_type(at: &Selection<'_>, node: SyntaxNode<'_>) -> Option<Type> {
    let path = Path::to_token(at.tree(), node.tokens().start);
    let Role::Value(kind) = role(at.db, &path)? else { return None };
    match kind {
        Type::Environment | Type::Environments => {
            let name = reference_text(node);
            let value = value_of(at.db, resolve(at.db, Namespace::Constants, &name)?, &name);
            let is_one = matches!(value, Value::Reference(..) | Value::String(_));
            Some(if is_one { Type::Environment } else { Type::Environments })
        }
        // A constant of a type may stand for it; what its value is has no place here.
        Type::Workflow => resolve(at.db, Namespace::Workflows, &reference_text(node)).map(|_| kind),
        Type::Action => promo_analysis::word(node.text(), Type::Action).map(|_| kind),
        Type::Duration | Type::String => {
            (node.kind() == NodeKind::Literal && !node.text().contains("${")).then_some(kind)
        }
        _ => None,
    }
}

/// A name for each parameter that nothing has, and none of the others.
fn parameter_names(at: &Selection<'_>, chosen: &[Chosen<'_>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (index, (kind, _)) in chosen.iter().enumerate() {
        let before = chosen.iter().take(index).filter(|(other, _)| other == kind).count();
        let wanted = match before {
            0 => wanted_name(*kind).to_owned(),
            _ => format!("{}-{}", wanted_name(*kind), before + 1),
        };
        let mut name = fresh_name(at.db, &wanted);
        while names.contains(&name) {
            name = fresh_name(at.db, &format!("{name}-2"));
        }
        names.push(name);
    }
    names
}

fn wanted_name(kind: Type) -> &'static str {
    match kind {
        Type::Environment => "target",
        Type::Environments => "targets",
        Type::Workflow => "hook",
        Type::Action => "review",
        Type::Duration => "limit",
        _ => "text",
    }
}

fn edits(
    at: &Selection<'_>,
    name: SyntaxNode<'_>,
    block: SyntaxNode<'_>,
    chosen: &[Chosen<'_>],
) -> Vec<Edit> {
    let names = parameter_names(at, chosen);
    let own_name = at.declaration.name(at.db);
    let pattern = quote_name(&fresh_name(at.db, &format!("{own_name}-pattern")));
    let parameters =
        chosen.iter().zip(&names).map(|((kind, _), name)| format!("{name}: {}", type_word(*kind)));
    let parameters: Vec<String> = parameters.collect();
    let arguments: Vec<&str> = chosen.iter().map(|(_, text)| *text).collect();
    let mut edits = vec![at.replace(name.text_range(), format!("{pattern}({})", parameters.join(", ")))];
    for node in values(block).filter(|node| chosen.iter().any(|(_, text)| *text == node.text())) {
        let kind = parameter_type(at, node);
        let mut known = chosen.iter().zip(&names);
        let same = known.find(|((known, text), _)| Some(*known) == kind && *text == node.text());
        edits.extend(same.map(|(_, name)| at.replace(node.text_range(), name.clone())));
    }
    // What the doc comment says is said of the flow.
    let documentation = at.node().and_then(|flow| flow.child(NodeKind::Documentation));
    let said = documentation.map(|documentation| format!("{}\n", documentation.text())).unwrap_or_default();
    if let Some(documentation) = documentation {
        let bytes = documentation.text_range();
        let behind = bytes.end + white_space(at.tree().gap(documentation.tokens().end));
        edits.push(at.replace(bytes.start..behind, ""));
    }
    let place = behind(at.tree(), block);
    let made = format!("\n\n{said}flow {} = {pattern}({})", name.text(), arguments.join(", "));
    edits.push(at.replace(place..place, made));
    edits
}

/// The word of a parameter's type.
fn type_word(kind: Type) -> &'static str {
    Type::OF_PARAMETERS.iter().find(|(_, known)| *known == kind).map_or("string", |(word, _)| word)
}

//! Makes a pattern of a flow: what is selected in it becomes parameters, and the flow a use of the pattern.

use promo_analysis::names::{Namespace, reference_text, resolve};
use promo_analysis::value::{Type, Value};
use promo_analysis::{DeclarationKind, checked, quote_name, value_of};
use promo_diagnostics::Edit;
use promo_syntax::{NodeKind, SyntaxNode};

use super::selection::{Selection, behind, fresh_name};
use super::{Offer, Refactoring, RefactoringKind};
use crate::path::Path;
use crate::role::{Role, role};

/// What becomes a parameter: a value, wherever it stands in the flow.
struct Chosen<'t> {
    kind: Type,
    text: &'t str,
    name: String,
    places: Vec<SyntaxNode<'t>>,
}

pub(super) fn offer(at: &Selection<'_>) -> Offer {
    let block = at.block().filter(|_| at.is_plain(DeclarationKind::Flow))?;
    checked(at.db, at.declaration).model.as_ref()?;
    let values: Vec<SyntaxNode<'_>> = block
        .descendants()
        .filter(|node| matches!(node.kind(), NodeKind::Reference | NodeKind::Literal))
        .collect();
    let mut chosen: Vec<Chosen<'_>> = Vec::new();
    for node in values.iter().filter(|node| at.meets(&node.text_range())) {
        let (text, Some(kind)) = (node.text(), parameter_type(at, *node)) else { continue };
        if !chosen.iter().any(|known| known.text == text && known.kind == kind) {
            let name = parameter_name(at, kind, &chosen);
            let same = values.iter().copied().filter(|other| other.text() == text);
            let places = same.filter(|other| parameter_type(at, *other) == Some(kind)).collect();
            chosen.push(Chosen { kind, text, name, places });
        }
    }
    let first = chosen.first()?;
    let title = match chosen.len() {
        1 => format!("Make a pattern of this flow, with `{}` as its parameter", first.text),
        count => format!("Make a pattern of this flow, with {count} parameters"),
    };
    Some(Refactoring { title, kind: RefactoringKind::Extract, outcome: Ok(edits(at, &chosen)?) })
}

/// The type that a parameter in the place of a value has to have.
fn parameter_type(at: &Selection<'_>, node: SyntaxNode<'_>) -> Option<Type> {
    let path = Path::to_token(at.tree(), node.tokens().start);
    let Role::Value(kind) = role(at.db, &path)? else { return None };
    match kind {
        Type::Environment | Type::Environments => {
            let name = reference_text(node);
            let value = value_of(at.db, resolve(at.db, Namespace::Constants, &name)?, &name);
            Some(if matches!(value, Value::Reference(..)) { Type::Environment } else { Type::Environments })
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

fn parameter_name(at: &Selection<'_>, kind: Type, known: &[Chosen<'_>]) -> String {
    let wanted = match kind {
        Type::Environment => "target",
        Type::Environments => "targets",
        Type::Workflow => "hook",
        Type::Action => "review",
        Type::Duration => "limit",
        _ => "text",
    };
    let count = known.iter().filter(|known| known.kind == kind).count();
    let wanted = if count == 0 { wanted.to_owned() } else { format!("{wanted}-{}", count + 1) };
    let mut name = fresh_name(at.db, &wanted);
    while known.iter().any(|known| known.name == name) {
        name = fresh_name(at.db, &format!("{name}-2"));
    }
    name
}

fn edits(at: &Selection<'_>, chosen: &[Chosen<'_>]) -> Option<Vec<Edit>> {
    let flow = at.node()?;
    let name = flow.child(NodeKind::Name)?;
    let own_name = at.declaration.name(at.db);
    let pattern = quote_name(&fresh_name(at.db, &format!("{own_name}-pattern")));
    let parameters: Vec<String> =
        chosen.iter().map(|chosen| format!("{}: {}", chosen.name, type_word(chosen.kind))).collect();
    let arguments: Vec<&str> = chosen.iter().map(|chosen| chosen.text).collect();
    let mut edits = vec![at.replace(name.text_range(), format!("{pattern}({})", parameters.join(", ")))];
    for chosen in chosen {
        let places = chosen.places.iter();
        edits.extend(places.map(|node| at.replace(node.text_range(), chosen.name.clone())));
    }
    // What the doc comment says is said of the flow.
    let documentation = flow.child(NodeKind::Documentation);
    let said = documentation.map(|documentation| format!("{}\n", documentation.text())).unwrap_or_default();
    if let Some(documentation) = documentation {
        let keyword = at.tree().gap_range(documentation.tokens().end).end;
        edits.push(at.replace(documentation.text_range().start..keyword, ""));
    }
    let place = behind(at.tree(), flow);
    let made = format!("\n\n{said}flow {} = {pattern}({})", name.text(), arguments.join(", "));
    edits.push(at.replace(place..place, made));
    Some(edits)
}

/// The word of a parameter's type.
fn type_word(kind: Type) -> &'static str {
    Type::OF_PARAMETERS.iter().find(|(_, known)| *known == kind).map_or("string", |(word, _)| word)
}

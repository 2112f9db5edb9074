//! What a source doesn't say, shown between its words: where a flow starts, which action a policy gives a step, how
//! many minutes a timeout is, and which parameter an argument is for.

use std::ops::Range;

use promo_analysis::model::{Flow, Model, Name, Step};
use promo_analysis::names::{NameKey, Namespace, reference_text, resolve};
use promo_analysis::policies::{Candidate, Effective, effective_for_any, settings_in_flow, users_of};
use promo_analysis::value::Action;
use promo_analysis::{Db, Declaration, Place, Site, SourceFile, checked, declarations};
use promo_syntax::literal::duration;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use crate::path::Path;
use crate::role::used_parameters;

/// Something that is shown between the words of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Between which bytes.
    pub offset: usize,
    /// What is shown, one after the other.
    pub parts: Vec<HintPart>,
    /// Whether it belongs to the word behind it, not to the one before.
    pub is_before: bool,
}

/// A part of what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HintPart {
    /// Its text.
    pub text: String,
    /// Why that is so, in Markdown.
    pub tooltip: Option<String>,
    /// Where that is written.
    pub place: Option<promo_diagnostics::Place>,
}

impl HintPart {
    fn plain(text: impl Into<String>) -> HintPart {
        HintPart { text: text.into(), tooltip: None, place: None }
    }
}

/// What is shown in some bytes of a source, in order.
pub fn hints(db: &dyn Db, file: SourceFile, range: Range<usize>) -> Vec<Hint> {
    let touches = |declaration: &&Declaration<'_>| {
        let own = Place::of(**declaration, declaration.node(db)).bytes(db);
        own.start <= range.end && range.start <= own.end
    };
    let declarations = declarations(db, file).iter().filter(touches);
    let mut hints: Vec<Hint> =
        declarations.flat_map(|declaration| of_declaration(db, *declaration)).collect();
    hints.retain(|hint| range.start <= hint.offset && hint.offset <= range.end);
    hints.sort_by_key(|hint| hint.offset);
    hints
}

fn of_declaration<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Vec<Hint> {
    let mut hints = argument_names(db, declaration);
    let model = checked(db, declaration).model.as_ref();
    let flow = model.and_then(|model| match model {
        Model::Flow(flow) => Some(flow),
        _ => None,
    });
    hints.extend(minutes(db, declaration, flow));
    if let Some(flow) = flow {
        hints.extend(trigger(db, declaration, flow));
        hints.extend(actions(db, declaration, flow));
    }
    hints
}

/// Before a node, or behind it.
fn hint(db: &dyn Db, place: Place<'_>, is_before: bool, parts: Vec<HintPart>) -> Hint {
    let bytes = place.bytes(db);
    Hint { offset: if is_before { bytes.start } else { bytes.end }, parts, is_before }
}

/// The parameters that arguments without a name are for.
fn argument_names(db: &dyn Db, declaration: Declaration<'_>) -> Vec<Hint> {
    let node = declaration.node(db);
    let Some(arguments) = node.child(NodeKind::Use).and_then(|used| used.child(NodeKind::Arguments)) else {
        return Vec::new();
    };
    let path = Path::to_token(node.tree(), arguments.tokens().start);
    let given = arguments.children().filter(|child| child.kind() == NodeKind::Argument);
    let pairs = used_parameters(db, &path).iter().zip(given);
    let unnamed = pairs.take_while(|(_, argument)| argument.child(NodeKind::Name).is_none());
    let telling = unnamed.filter(|(parameter, argument)| argument.text() != &*parameter.name);
    let hints = telling.map(|(parameter, argument)| {
        let label = HintPart {
            place: Some(Site::from(parameter.place).file_place(db)),
            ..HintPart::plain(format!("{}:", parameter.name))
        };
        hint(db, Place::of(declaration, argument), true, vec![label])
    });
    hints.collect()
}

fn clauses(declaration: SyntaxNode<'_>) -> impl Iterator<Item = SyntaxNode<'_>> {
    declaration.child(NodeKind::Block).into_iter().flat_map(SyntaxNode::children)
}

/// The minutes that a timeout is emitted as, unless they are written.
fn minutes(db: &dyn Db, declaration: Declaration<'_>, flow: Option<&Flow<'_>>) -> Option<Hint> {
    let mut clauses = clauses(declaration.node(db));
    let clause = clauses.find(|clause| clause.keyword() == Some(TokenKind::TimeoutKeyword))?;
    let value = clause.values().next()?;
    let written = value.has_token(TokenKind::Duration).then(|| value.text());
    let seconds = written.and_then(|text| duration(text).ok());
    let whole = seconds.filter(|seconds| seconds % 60 == 0).map(|seconds| seconds / 60);
    let minutes =
        whole.or_else(|| Some(flow?.timeout_minutes.as_ref().filter(|_| written.is_none())?.value))?;
    let is_written = written == Some(format!("{minutes}m").as_str());
    let label = HintPart::plain(format!("= {minutes} min"));
    (!is_written).then(|| hint(db, Place::of(declaration, value), false, vec![label]))
}

/// The environment that a flow starts in, where no clause says so: before its first mention, if it has one of its own.
fn trigger(db: &dyn Db, declaration: Declaration<'_>, flow: &Flow<'_>) -> Option<Hint> {
    let node = declaration.node(db);
    if clauses(node).any(|clause| clause.keyword() == Some(TokenKind::TriggerKeyword)) {
        return None;
    }
    let chains = clauses(node).filter(|item| item.kind() == NodeKind::Chain);
    let mut mentions = chains.flat_map(SyntaxNode::children).flat_map(SyntaxNode::values);
    let mention = mentions.find(|value| reference_text(*value) == *flow.trigger.value);
    Some(match mention {
        Some(mention) => hint(db, Place::of(declaration, mention), true, vec![HintPart::plain("trigger:")]),
        None => {
            let last = node.child(NodeKind::Use).or_else(|| node.child(NodeKind::Name))?;
            let label = HintPart::plain(format!("trigger: {}", flow.trigger.value));
            hint(db, Place::of(declaration, last), false, vec![label])
        }
    })
}

/// What holds in an environment for some products, or for any.
struct Held<'db> {
    environment: Name,
    products: Vec<Name>,
    action: Option<Candidate<'db, Action>>,
    is_uncertain: bool,
}

impl Held<'_> {
    fn text(&self) -> String {
        let action = self.action.as_ref().map_or("–", |action| action.value.name());
        let doubt = if self.is_uncertain { "?" } else { "" };
        format!("{action}{doubt}")
    }

    /// Why it is so.
    fn reason(&self) -> String {
        let products = match self.products.as_slice() {
            [] => String::new(),
            products => format!(" for {}", few(products)),
        };
        let origin = match &self.action {
            Some(action) => format!("`action {}` from {}", action.value.name(), action.origin),
            None => "nothing sets the action".to_owned(),
        };
        let doubt =
            if self.is_uncertain { "; a policy of which not all is known may decide instead" } else { "" };
        format!("{}{products}: {origin}{doubt}", self.environment)
    }
}

/// Some names, and how many more there are.
fn few(names: &[Name]) -> String {
    const FEW: usize = 5;
    let named: Vec<&str> = names.iter().take(FEW).map(AsRef::as_ref).collect();
    match names.len().saturating_sub(FEW) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// The actions of steps that the flow leaves to policies, behind the first mention of each environment.
fn actions<'db>(db: &'db dyn Db, declaration: Declaration<'db>, flow: &'db Flow<'db>) -> Vec<Hint> {
    let is_meant = resolve(db, Namespace::Flows, &flow.metadata.name)
        .is_some_and(|definition| definition.declaration() == Some(declaration));
    if !is_meant || flow.defaults.action.is_some() {
        return Vec::new();
    }
    // One mention may stand for several environments, if it is the name of a list.
    let mut mentions: Vec<(Place<'db>, Vec<Held<'db>>)> = Vec::new();
    for (step, held) in held(db, flow) {
        let Some(step) = flow.steps.get(step).filter(|step| step.settings.action.is_none()) else { continue };
        let Site::Source(place) = step.environment.place else { continue };
        if place.declaration != declaration {
            continue;
        }
        match mentions.iter_mut().find(|(known, _)| *known == place) {
            Some((_, known)) => known.push(held),
            None => mentions.push((place, vec![held])),
        }
    }
    let hints = mentions.iter().filter(|(_, held)| held.iter().any(|held| held.action.is_some()));
    hints.map(|(place, held)| hint(db, *place, false, action_parts(db, held))).collect()
}

/// What holds in each step of a flow, for every product that can take it; if none can, for any.
fn held<'db>(db: &'db dyn Db, flow: &'db Flow<'db>) -> Vec<(usize, Held<'db>)> {
    let users = users_of(db, NameKey::new(db, Namespace::Flows, &*flow.metadata.name));
    if users.is_empty() {
        let steps = flow.steps.iter().enumerate();
        return steps
            .map(|(number, step)| (number, of_step(step, &[], effective_for_any(db, flow, step))))
            .collect();
    }
    let held = settings_in_flow(db, flow, users).into_iter().filter_map(|settings| {
        let step = flow.steps.get(settings.step)?;
        let products = if settings.products.len() == users.len() { &[] } else { &*settings.products };
        Some((settings.step, of_step(step, products, settings.effective)))
    });
    held.collect()
}

fn of_step<'db>(step: &Step<'db>, products: &[Name], effective: Effective<'db>) -> Held<'db> {
    Held {
        environment: step.environment.value.clone(),
        products: products.to_vec(),
        action: effective.action.winner,
        is_uncertain: effective.action.is_uncertain,
    }
}

/// `(commit | pr)`: each action that holds for some product, with the reasons.
fn action_parts(db: &dyn Db, held: &[Held<'_>]) -> Vec<HintPart> {
    let mut actions: Vec<HintPart> = Vec::new();
    for held in held {
        let place = held.action.as_ref().map(|action| action.site.file_place(db));
        match actions.iter_mut().find(|known| known.text == held.text()) {
            Some(known) => {
                if let Some(tooltip) = &mut known.tooltip {
                    tooltip.push_str(&format!("  \n{}", held.reason()));
                }
            }
            None => actions.push(HintPart { text: held.text(), tooltip: Some(held.reason()), place }),
        }
    }
    let mut parts = vec![HintPart::plain("(")];
    for (number, action) in actions.into_iter().enumerate() {
        if number > 0 {
            parts.push(HintPart::plain(" | "));
        }
        parts.push(action);
    }
    parts.push(HintPart::plain(")"));
    parts
}

//! Takes the settings of a step out of it into a policy for its environments and the products of its flow.

use std::collections::BTreeSet;

use promo_analysis::config::PolicyPriority;
use promo_analysis::model::{Flow, Model, Name};
use promo_analysis::names::{NameKey, Namespace};
use promo_analysis::policies::{general_policies, policies_naming, users_of};
use promo_analysis::{DeclarationKind, checked, quote_name};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};

use super::comments::holds_comment;
use super::fields::Field;
use super::promise::Promise;
use super::selection::{Selection, fresh_name};
use super::settings::{Said, check_unchanged, rows};
use super::to_default::without;
use super::{Offer, Outcome, RefactoringKind};

/// A step whose settings are taken out.
struct Step<'db> {
    flow: &'db Flow<'db>,

    /// The clauses that go.
    moved: Vec<(Field, SyntaxNode<'db>)>,
    environments: Vec<Name>,
    products: &'db [Name],
}

pub(super) fn offer<'a>(at: &'a Selection<'_>) -> Option<Offer<'a>> {
    at.block().filter(|_| at.is_plain(DeclarationKind::Flow))?;
    let clause = at.outer_clause().filter(|clause| clause.keyword() == Some(TokenKind::StepKeyword))?;
    let Some(Model::Flow(flow)) = &checked(at.db, at.declaration).model else { return None };
    let body = clause.child(NodeKind::Block)?;
    let moved = body.children().filter_map(|clause| Some((Field::of_clause(clause)?, clause)));
    let moved: Vec<_> = moved.filter(|(field, _)| Field::OF_POLICIES.contains(field)).collect();
    let environments = environments(at, flow, &moved);
    let products = users_of(at.db, NameKey::new(at.db, Namespace::Flows, &*flow.metadata.name));
    if moved.is_empty() || environments.is_empty() {
        return None;
    }
    let step = Step { flow, moved, environments, products };
    Some(Offer {
        title: "Move the settings of this step into a policy".to_owned(),
        kind: RefactoringKind::Extract,
        promise: Promise::Settings,
        effort: products.len(),
        edits: Box::new(move || check(at, &step).and_then(|()| edits(at, &step))),
    })
}

/// The environments for which some clauses are.
fn environments<'db>(at: &Selection<'db>, flow: &Flow<'db>, moved: &[(Field, SyntaxNode<'db>)]) -> Vec<Name> {
    let is_moved =
        |site| at.clause_of(site).is_some_and(|clause| moved.iter().any(|(_, own)| *own == clause));
    let trigger =
        flow.post_trigger.iter().filter(|post| is_moved(post.place)).map(|_| flow.trigger.value.clone());
    let steps = flow.steps.iter().filter(|step| {
        let mut said = Field::OF_POLICIES.iter().filter_map(|field| field.said(&step.settings, &step.hooks));
        said.any(|(_, site)| is_moved(site))
    });
    trigger.chain(steps.map(|step| step.environment.value.clone())).collect()
}

/// The settings of the flow's products have to stay what they are, in other flows too.
fn check(at: &Selection<'_>, step: &Step<'_>) -> Result<(), String> {
    let flow = &step.flow.metadata.name;
    if step.products.is_empty() {
        return Err(format!(
            "no product takes `{flow}`, so that there is nothing that the policy would be for"
        ));
    }
    if step.moved.iter().any(|(_, clause)| holds_comment(*clause)) {
        return Err("a comment stands inside of what would be moved".to_owned());
    }
    let values = |field| {
        step.moved.iter().find(|(moved, _)| *moved == field).and_then(|(field, _)| value(step, *field))
    };
    for product in step.products {
        check_unchanged(product, &rows(at.db, product)?, |row| {
            let Some(value) = values(row.field).filter(|_| step.environments.contains(&row.environment))
            else {
                return;
            };
            if row.flow == *flow {
                row.said.retain(|(said, _)| *said != Said::Step);
            }
            let own = row.said.iter().take_while(|(said, _)| matches!(said, Said::Step | Said::Default));
            let place = own.count();
            row.said.insert(place, (Said::NewPolicy, value));
        })?;
    }
    Ok(())
}

/// What the step says of a field.
fn value(step: &Step<'_>, field: Field) -> Option<Name> {
    let environment = step.environments.last()?;
    if *environment == step.flow.trigger.value {
        return step.flow.post_trigger.as_ref().map(|post| post.value.clone());
    }
    let known = step.flow.steps.iter().find(|known| known.environment.value == *environment)?;
    field.said(&known.settings, &known.hooks).map(|(value, _)| value)
}

fn edits(at: &Selection<'_>, step: &Step<'_>) -> Outcome {
    let (Some(block), Some(declaration)) = (at.block(), at.node()) else { return Ok(Vec::new()) };
    let removed: Vec<_> = step.moved.iter().map(|(_, clause)| *clause).collect();
    let mut edits = without(at, block, &removed)?;
    let settings: Vec<&str> = step.moved.iter().map(|(_, clause)| clause.text()).collect();
    let text = format!(
        "\n\npolicy {} {{\n  priority {}\n  when product {} and environment {}\n  {}\n}}",
        quote_name(&fresh_name(at.db, &policy_name(step))),
        best_priority(at, step.products)?,
        one_of(step.products),
        one_of(&step.environments),
        settings.join("\n  "),
    );
    edits.push(at.insert_after(declaration, &text));
    Ok(edits)
}

/// The flow and the environments, as far as a name of a manifest may be made of them.
fn policy_name(step: &Step<'_>) -> String {
    let environment = step.environments.first().map(|name| format!("-{name}")).unwrap_or_default();
    let whole = format!("{}{environment}", step.flow.metadata.name);
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if whole.chars().all(is_plain) { whole } else { format!("{}-settings", step.flow.metadata.name) }
}

fn one_of(names: &[Name]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| quote_name(name)).collect();
    match quoted.as_slice() {
        [name] => format!("== {name}"),
        names => format!("in [{}]", names.join(", ")),
    }
}

/// A priority that is better than that of all policies for some products.
fn best_priority(at: &Selection<'_>, products: &[Name]) -> Result<i64, String> {
    let naming = products
        .iter()
        .map(|product| policies_naming(at.db, NameKey::new(at.db, Namespace::Products, &**product)));
    let all = std::iter::once(general_policies(at.db)).chain(naming).flat_map(|policies| &policies.ranked);
    let known: BTreeSet<i64> = all.map(|policy| policy.priority).collect();
    let best = match at.db.project().config(at.db).policy_priority {
        PolicyPriority::LowestFirst => known.first().map_or(Some(0), |first| first.checked_sub(1)),
        PolicyPriority::HighestFirst => known.last().map_or(Some(0), |last| last.checked_add(1)),
    };
    best.ok_or_else(|| "there is no better priority than that of the best policy".to_owned())
}

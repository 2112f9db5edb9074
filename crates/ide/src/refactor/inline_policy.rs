//! Puts what a policy decides into the steps for which it decides it, and takes the policy out.

use std::sync::Arc;

use promo_analysis::model::{Model, Name, Policy};
use promo_analysis::names::{Definition, Namespace, resolve};
use promo_analysis::policies::defined;
use promo_analysis::{Db, DeclarationKind, SourceFile, checked, parse, quote_name};
use promo_diagnostics::Edit;
use promo_syntax::trivia::Gap;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind, Tree};

use super::fields::Field;
use super::promise::Promise;
use super::selection::{Selection, behind, clauses, replace};
use super::settings::{Row, Said, check_unchanged, rows};
use super::{Offer, Outcome, RefactoringKind};

/// What a policy decides of one field in an environment of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Decision {
    flow: Name,
    environment: Name,
    field: Field,
    value: Arc<str>,
}

pub(super) fn offer<'a>(at: &'a Selection<'_>) -> Option<Offer<'a>> {
    let declaration = at.node().filter(|_| at.declaration.kind(at.db) == DeclarationKind::Policy)?;
    let Some(Model::Policy(policy)) = &checked(at.db, at.declaration).model else { return None };
    let head = declaration.child(NodeKind::Name)?.text_range().end;
    let is_head_selected = at.range.start <= head;
    let definition = resolve(at.db, Namespace::Policies, at.declaration.name(at.db))?;
    if !is_head_selected || definition.declaration() != Some(at.declaration) {
        return None;
    }
    Some(Offer {
        title: "Put what this policy decides into the steps".to_owned(),
        kind: RefactoringKind::Inline,
        promise: Promise::Settings,
        effort: defined(at.db, Namespace::Products).count(),
        edits: Box::new(move || edits(at, declaration, &decided(at.db, policy, definition)?)),
    })
}

/// What a policy decides, flow by flow in the order of the environments, if that can as well be said by steps: for
/// every product of a flow, or for none.
fn decided(db: &dyn Db, policy: &Policy<'_>, definition: Definition<'_>) -> Result<Vec<Decision>, String> {
    let metadata = &policy.metadata;
    if !(metadata.labels.is_empty() && metadata.annotations.is_empty() && metadata.extra.is_empty()) {
        return Err("its `labels`, `annotations` or `extra` would be lost".to_owned());
    }
    let mut products: Vec<&str> = defined(db, Namespace::Products).map(|(product, _)| product).collect();
    products.sort_unstable();
    let own = Said::Policy(definition);
    let mut decided: Vec<Decision> = Vec::new();
    for product in products.iter().filter(|product| is_for(policy, product)) {
        for decision in rows(db, product)?.iter().filter_map(|row| decision(row, own)) {
            if !decided.contains(&decision) {
                decided.push(decision);
            }
        }
    }
    if decided.is_empty() {
        return Err("it decides nothing: it can be taken out".to_owned());
    }
    // Others take the same flows.
    for product in products {
        check_unchanged(product, &rows(db, product)?, |row| {
            row.said.retain(|(said, _)| *said != own);
            if let Some(value) = find(&decided, row) {
                row.said.insert(0, (Said::Step, value.clone()));
            }
        })?;
    }
    Ok(decided)
}

fn is_for(policy: &Policy<'_>, product: &str) -> bool {
    policy.selector.products.as_ref().is_none_or(|names| names.iter().any(|name| *name.value == *product))
}

fn decision<'db>(row: &Row<'db>, own: Said<'db>) -> Option<Decision> {
    let (_, value) = row.said.first().filter(|(said, _)| *said == own)?;
    let (flow, environment) = (row.flow.clone(), row.environment.clone());
    Some(Decision { flow, environment, field: row.field, value: value.clone() })
}

fn find<'a>(decided: &'a [Decision], row: &Row<'_>) -> Option<&'a Arc<str>> {
    let is_same = |decision: &&Decision| {
        (&decision.flow, &decision.environment, decision.field) == (&row.flow, &row.environment, row.field)
    };
    decided.iter().find(is_same).map(|decision| &decision.value)
}

fn edits(at: &Selection<'_>, policy: SyntaxNode<'_>, decided: &[Decision]) -> Outcome {
    let mut edits = vec![at.remove(policy)];
    let remarks = remarks(policy);
    let mut flows: Vec<&Name> = decided.iter().map(|decision| &decision.flow).collect();
    flows.sort_unstable();
    flows.dedup();
    for flow in flows {
        let (file, block) = block_of(at.db, flow)?;
        let own: Vec<&Decision> = decided.iter().filter(|decision| decision.flow == *flow).collect();
        edits.extend(into_flow(at.db, file, block, &settings(&own), &remarks));
    }
    Ok(edits)
}

/// The environments of a flow, each with the clauses that say what is decided there.
fn settings(decided: &[&Decision]) -> Vec<(String, String)> {
    let mut settings: Vec<(String, String)> = Vec::new();
    for decision in decided {
        let name = quote_name(&decision.environment);
        let clause = clause(decision.field, &decision.value);
        match settings.iter_mut().find(|(known, _)| *known == name) {
            Some((_, clauses)) => *clauses += &format!("  {clause}"),
            None => settings.push((name, clause)),
        }
    }
    settings
}

fn clause(field: Field, value: &str) -> String {
    let value = if field == Field::Action { value.to_owned() } else { quote_name(value) };
    format!("{} {value}", field.words())
}

/// What is said of a policy in doc comments and in comments inside of it, as comments.
fn remarks(policy: SyntaxNode<'_>) -> String {
    let tree = policy.tree();
    let mut lines: Vec<String> = Vec::new();
    for token in policy.tokens() {
        if token > policy.tokens().start {
            let comments = Gap::of(tree.gap(token)).comments;
            lines.extend(comments.iter().map(|comment| comment.text.to_owned()));
        }
        if tree.tokens().get(token).is_some_and(|token| token.kind == TokenKind::DocComment) {
            lines.push(tree.token_text(token).replacen("///", "//", 1));
        }
    }
    let lines: String = lines.iter().map(|line| format!("\n  {}", line.trim_end())).collect();
    if lines.is_empty() { lines } else { format!("{lines}\n  ") }
}

/// The block of a flow, where steps can be written.
fn block_of<'db>(db: &'db dyn Db, flow: &str) -> Result<(SourceFile, SyntaxNode<'db>), String> {
    let Some(declaration) = resolve(db, Namespace::Flows, flow).and_then(Definition::declaration) else {
        return Err(format!("the flow `{flow}` is a manifest, which is written by hand"));
    };
    let file = declaration.file(db);
    let tree: &Tree = &parse(db, file).tree;
    let first = declaration.first_token(db) as usize;
    let node = tree.declarations().find(|node| node.tokens().start == first);
    let block = node.and_then(|node| node.child(NodeKind::Block));
    let block =
        block.ok_or_else(|| format!("the flow `{flow}` is made of a pattern, which others use too"))?;
    Ok((file, block))
}

/// Environments with the same settings share a step, but for those that have one of their own. What is said of the
/// policy is said once, of the first.
fn into_flow(
    db: &dyn Db,
    file: SourceFile,
    block: SyntaxNode<'_>,
    settings: &[(String, String)],
    remarks: &str,
) -> Vec<Edit> {
    let mut remarks = Some(remarks);
    let mut edits = Vec::new();
    let mut shared: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, clauses) in settings {
        if let Some(body) = own_step(block, name) {
            let place = body.text_range().end.saturating_sub(1);
            let text = format!(" {}{clauses} ", remarks.take().unwrap_or_default());
            edits.push(replace(db, file, place..place, text));
            continue;
        }
        match shared.iter_mut().find(|(known, _)| known == clauses) {
            Some((_, names)) => names.push(name),
            None => shared.push((clauses, vec![name])),
        }
    }
    let steps = shared.iter().map(|(clauses, names)| {
        let above = remarks.take().filter(|remarks| !remarks.is_empty()).unwrap_or("\n  ");
        format!("\n{above}step {} {{ {clauses} }}", names.join(", "))
    });
    let steps: String = steps.collect();
    if !steps.is_empty() {
        let place = place_for_steps(block);
        edits.push(replace(db, file, place..place, steps));
    }
    edits
}

/// Steps stand behind the others, or behind the arrows, or behind whatever there is.
fn place_for_steps(block: SyntaxNode<'_>) -> usize {
    let last_step = clauses(block, TokenKind::StepKeyword).last();
    let last_chain = || block.children().filter(|child| child.kind() == NodeKind::Chain).last();
    let last = last_step.or_else(last_chain).or_else(|| block.children().last());
    last.map_or(block.text_range().start + 1, |node| behind(block.tree(), node))
}

/// The block of the step that names one environment alone.
fn own_step<'t>(block: SyntaxNode<'t>, name: &str) -> Option<SyntaxNode<'t>> {
    let mut steps = clauses(block, TokenKind::StepKeyword);
    let step = steps.find(|step| {
        let names: Vec<&str> = step.values().map(SyntaxNode::text).collect();
        names == [name]
    })?;
    step.child(NodeKind::Block)
}

//! Puts what a policy decides into the steps for which it decides it, and takes the policy out.

use std::collections::BTreeMap;
use std::sync::Arc;

use promo_analysis::model::{Model, Name, Policy};
use promo_analysis::names::{Definition, Namespace, resolve};
use promo_analysis::policies::defined;
use promo_analysis::{Db, DeclarationKind, SourceFile, checked, parse, quote_name};
use promo_diagnostics::Edit;
use promo_syntax::trivia::Gap;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind, Tree};

use super::fields::Field;
use super::selection::{Selection, behind, clauses, replace};
use super::settings::{Row, Said, check_unchanged, rows};
use super::{Offer, Refactoring, RefactoringKind};

/// What a policy decides: by flow and environment, the fields with their values.
type Decided = BTreeMap<Name, BTreeMap<Name, BTreeMap<Field, Arc<str>>>>;

pub(super) fn offer(at: &Selection<'_>) -> Offer {
    let declaration = at.node().filter(|_| at.declaration.kind(at.db) == DeclarationKind::Policy)?;
    let Some(Model::Policy(policy)) = &checked(at.db, at.declaration).model else { return None };
    let head = declaration.child(NodeKind::Name)?.text_range().end;
    let is_head_selected = at.range.start <= head;
    let definition = resolve(at.db, Namespace::Policies, at.declaration.name(at.db))?;
    if !is_head_selected || definition.declaration() != Some(at.declaration) {
        return None;
    }
    Some(Refactoring {
        title: "Put what this policy decides into the steps".to_owned(),
        kind: RefactoringKind::Inline,
        outcome: decided(at.db, policy, definition).and_then(|decided| edits(at, declaration, &decided)),
    })
}

/// What a policy decides, if that can as well be said by steps: for every product of a flow, or for none.
fn decided(db: &dyn Db, policy: &Policy<'_>, definition: Definition<'_>) -> Result<Decided, String> {
    let metadata = &policy.metadata;
    if !(metadata.labels.is_empty() && metadata.annotations.is_empty() && metadata.extra.is_empty()) {
        return Err("its `labels`, `annotations` or `extra` would be lost".to_owned());
    }
    let products = defined(db, Namespace::Products).map(|(product, _)| product);
    let concerned = products.filter(|product| {
        policy.selector.products.as_ref().is_none_or(|names| names.iter().any(|name| **name == **product))
    });
    let mut concerned: Vec<&str> = concerned.collect();
    concerned.sort_unstable();
    let own = Said::Policy(definition);
    let mut decided = Decided::new();
    for product in &concerned {
        rows(db, product)?.into_iter().for_each(|row| note(&mut decided, row, own));
    }
    if decided.is_empty() {
        return Err("it decides nothing: it can be taken out".to_owned());
    }
    // Others take the same flows.
    for (product, _) in defined(db, Namespace::Products) {
        check_unchanged(product, &rows(db, product)?, |row| {
            row.said.retain(|(said, _)| *said != own);
            if let Some(value) = find(&decided, row) {
                row.said.insert(0, (Said::Step, value.clone()));
            }
        })?;
    }
    Ok(decided)
}

fn note<'db>(decided: &mut Decided, row: Row<'db>, own: Said<'db>) {
    if let Some((said, value)) = row.said.into_iter().next()
        && said == own
    {
        let flow = decided.entry(row.flow).or_default();
        flow.entry(row.environment).or_default().insert(row.field, value);
    }
}

fn find<'a>(decided: &'a Decided, row: &Row<'_>) -> Option<&'a Arc<str>> {
    decided.get(&row.flow)?.get(&row.environment)?.get(&row.field)
}

fn edits(at: &Selection<'_>, policy: SyntaxNode<'_>, decided: &Decided) -> Result<Vec<Edit>, String> {
    let mut edits = vec![without_policy(at, policy)];
    let remarks = remarks(policy);
    for (flow, settings) in decided {
        let (file, block) = block_of(at.db, flow)?;
        edits.extend(into_flow(at.db, file, block, settings, &remarks));
    }
    Ok(edits)
}

/// The policy goes with the white space before it.
fn without_policy(at: &Selection<'_>, policy: SyntaxNode<'_>) -> Edit {
    let mut edit = at.remove(policy);
    let is_first = policy.tokens().start == 0;
    let gap = at.tree().gap(policy.tokens().end);
    if is_first && Gap::of(gap).comments.is_empty() {
        edit.place.end = at.tree().gap_range(policy.tokens().end).end;
    }
    edit
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

/// Environments with the same settings share a step, but for those that have one of their own.
fn into_flow(
    db: &dyn Db,
    file: SourceFile,
    block: SyntaxNode<'_>,
    settings: &BTreeMap<Name, BTreeMap<Field, Arc<str>>>,
    remarks: &str,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut shared: Vec<(String, Vec<String>)> = Vec::new();
    for (environment, fields) in settings {
        let written: Vec<String> = fields
            .iter()
            .map(|(field, value)| format!("{} {}", field.words(), setting(*field, value)))
            .collect();
        let written = written.join("  ");
        let name = quote_name(environment);
        match own_step(block, &name) {
            Some(body) => {
                let place = body.text_range().end.saturating_sub(1);
                edits.push(replace(db, file, place..place, format!(" {remarks}{written} ")));
            }
            None => match shared.iter_mut().find(|(other, _)| *other == written) {
                Some((_, names)) => names.push(name),
                None => shared.push((written, vec![name])),
            },
        }
    }
    let steps: String = shared
        .iter()
        .map(|(written, names)| format!("\n{}step {} {{ {written} }}", above(remarks), names.join(", ")))
        .collect();
    if !steps.is_empty() {
        let last_step = clauses(block, TokenKind::StepKeyword).last();
        let last_chain = block.children().filter(|child| child.kind() == NodeKind::Chain).last();
        let place = last_step.or(last_chain).map(|node| behind(block.tree(), node));
        edits.extend(place.map(|place| replace(db, file, place..place, steps)));
    }
    edits
}

fn above(remarks: &str) -> &str {
    if remarks.is_empty() { "\n  " } else { remarks }
}

fn setting(field: Field, value: &str) -> String {
    if field == Field::Action { value.to_owned() } else { quote_name(value) }
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

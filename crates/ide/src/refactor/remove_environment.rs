//! Takes an environment out of a flow: what came after it comes after what was before it, and its steps go.

use std::collections::BTreeSet;

use promo_analysis::model::{Flow, Model, Name, Step};
use promo_analysis::names::{Namespace, reference_text, resolve};
use promo_analysis::value::Value;
use promo_analysis::{Db, DeclarationKind, checked, quote_name, quote_name_in, value_of};
use promo_diagnostics::Edit;
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};

use super::comments::{holds_comment, is_between};
use super::promise::Promise;
use super::selection::{Selection, behind, clauses};
use super::{Offer, Outcome, RefactoringKind};

/// An arrow from the one to the other.
type Arrow = (String, String);

/// Environments between two arrows that are left: as they are written, and their names.
struct Group {
    written: String,
    names: Vec<String>,
}

/// A chain with what is left of it.
struct Chain<'t> {
    node: SyntaxNode<'t>,
    groups: Vec<Group>,
    is_changed: bool,
}

pub(super) fn offer<'a>(at: &'a Selection<'_>) -> Option<Offer<'a>> {
    let block = at.block().filter(|_| at.is_plain(DeclarationKind::Flow))?;
    let Some(Model::Flow(flow)) = &checked(at.db, at.declaration).model else { return None };
    let leaf = at.path.last()?;
    let is_named = at.path.find(NodeKind::Group).is_some() || is_head_of_step(at, leaf);
    let environment = environment(at.db, leaf).filter(|_| is_named)?;
    let promise = Promise::Order { flow: flow.metadata.name.clone(), gone: environment.clone() };
    Some(Offer {
        title: format!("Remove `{environment}` from this flow"),
        kind: RefactoringKind::Rewrite,
        promise,
        effort: flow.steps.len(),
        edits: Box::new(move || Removal { at, block, flow, name: &environment }.edits()),
    })
}

fn is_head_of_step(at: &Selection<'_>, leaf: SyntaxNode<'_>) -> bool {
    at.outer_clause()
        .filter(|clause| clause.keyword() == Some(TokenKind::StepKeyword))
        .is_some_and(|step| step.values().any(|value| value.tokens().contains(&leaf.tokens().start)))
}

/// The environment that a name or a string stands for, by itself or as a constant.
fn environment(db: &dyn Db, leaf: SyntaxNode<'_>) -> Option<Name> {
    let name = reference_text(leaf);
    let value = value_of(db, resolve(db, Namespace::Constants, &name)?, &name);
    match (leaf.kind(), value) {
        // A string is never the name of a constant.
        (NodeKind::Literal, _) => Some(Name::from(name)),
        (NodeKind::Reference, Value::Reference(Namespace::Constants, name) | Value::String(name)) => {
            Some(name)
        }
        _ => None,
    }
}

/// The environments that a value stands for.
fn environments(db: &dyn Db, node: SyntaxNode<'_>) -> Vec<String> {
    if node.kind() == NodeKind::List {
        return node.values().flat_map(|item| environments(db, item)).collect();
    }
    let name = reference_text(node);
    let definition = resolve(db, Namespace::Constants, &name).filter(|_| node.kind() == NodeKind::Reference);
    match definition {
        Some(definition) => names_in(&value_of(db, definition, &name)),
        None => vec![name],
    }
}

struct Removal<'a, 'db> {
    at: &'a Selection<'db>,
    block: SyntaxNode<'db>,
    flow: &'db Flow<'db>,
    name: &'a str,
}

impl<'db> Removal<'_, 'db> {
    fn edits(&self) -> Outcome {
        let name = self.name;
        if *self.flow.trigger.value == *name {
            return Err(format!("a release starts in `{name}`"));
        }
        if let Some(list) = self.list_with_name() {
            return Err(format!("the list `{list}` names `{name}` too"));
        }
        let mut chains = Vec::new();
        for node in self.block.children().filter(|child| child.kind() == NodeKind::Chain) {
            chains.push(self.out_of_chain(node)?);
        }
        self.take_out_said(&mut chains);
        let missing = new_chains(&self.missing_arrows(&chains)?);
        let mut edits = self.edits_of_chains(&chains, &missing);
        for step in clauses(self.block, TokenKind::StepKeyword) {
            edits.extend(self.out_of_step(step)?);
        }
        Ok(edits)
    }

    /// A constant in the flow that holds the environment among others.
    fn list_with_name(&self) -> Option<String> {
        let db = self.at.db;
        let mut names = self.block.descendants().filter(|node| node.kind() == NodeKind::Reference);
        let list = names.find(|node| {
            environment(db, *node).is_none() && environments(db, *node).iter().any(|name| name == self.name)
        });
        list.map(|list| list.text().to_owned())
    }

    /// Values without the environment, as they are written.
    fn without<'t>(&self, values: impl Iterator<Item = SyntaxNode<'t>>) -> Vec<String> {
        values.filter_map(|value| self.rest(value)).collect()
    }

    /// A value without the environment; none if that is all that it is.
    fn rest(&self, value: SyntaxNode<'_>) -> Option<String> {
        if value.kind() != NodeKind::List {
            let is_gone = environment(self.at.db, value).is_some_and(|name| *name == *self.name);
            return (!is_gone).then(|| value.text().to_owned());
        }
        let rest = self.without(value.values());
        (!rest.is_empty()).then(|| format!("[{}]", rest.join(", ")))
    }

    fn is_in(&self, value: SyntaxNode<'_>) -> bool {
        environments(self.at.db, value).iter().any(|name| name == self.name)
    }

    /// A chain without the environment.
    fn out_of_chain(&self, node: SyntaxNode<'db>) -> Result<Chain<'db>, String> {
        let is_changed = node.children().flat_map(SyntaxNode::values).any(|value| self.is_in(value));
        if is_changed && holds_comment(node) {
            return Err("a comment stands between the arrows".to_owned());
        }
        let groups = node.children().filter(|child| child.kind() == NodeKind::Group).map(|group| {
            let names = group.values().flat_map(|value| environments(self.at.db, value));
            let names = names.filter(|name| name != self.name).collect();
            Group { written: self.without(group.values()).join(", "), names }
        });
        let groups: Vec<Group> = groups.filter(|group| !group.written.is_empty()).collect();
        // One group alone draws no arrow.
        let groups = if groups.len() < 2 { Vec::new() } else { groups };
        Ok(Chain { node, groups, is_changed })
    }

    /// Takes out the chains that are changed and say no more than the others then: an arrow that is there already, or a
    /// new one where others lead the same way.
    fn take_out_said(&self, chains: &mut [Chain<'_>]) {
        let known: BTreeSet<Arrow> = self.flow.steps.iter().flat_map(arrows_to).collect();
        for index in 0..chains.len() {
            let others = chains.iter().enumerate().filter(|(other, _)| *other != index);
            let said = arrows(others.map(|(_, chain)| chain));
            let Some(chain) = chains.get_mut(index).filter(|chain| chain.is_changed) else { continue };
            let is_said = |arrow: &Arrow| {
                said.contains(arrow) || !known.contains(arrow) && leads(&said, &arrow.0, &arrow.1)
            };
            if arrows([&*chain]).iter().all(is_said) {
                chain.groups.clear();
            }
        }
    }

    /// New chains stand in the place of the last one, if that goes, or behind it.
    fn edits_of_chains(&self, chains: &[Chain<'_>], missing: &[String]) -> Vec<Edit> {
        let mut edits: Vec<Edit> =
            chains.iter().filter(|chain| chain.is_changed).map(|chain| self.edit(chain)).collect();
        let Some(last) = chains.last().filter(|_| !missing.is_empty()) else { return edits };
        let missing = missing.join("\n  ");
        if last.is_changed && last.groups.is_empty() {
            // Its own edit came last.
            edits.pop();
            edits.push(self.at.replace(last.node.text_range(), missing));
        } else {
            let place = behind(self.at.tree(), last.node);
            edits.push(self.at.replace(place..place, format!("\n  {missing}")));
        }
        edits
    }

    fn edit(&self, chain: &Chain<'_>) -> Edit {
        if chain.groups.is_empty() {
            return self.at.remove(chain.node);
        }
        let groups: Vec<&str> = chain.groups.iter().map(|group| group.written.as_str()).collect();
        self.at.replace(chain.node.text_range(), as_chain(&groups.join(" -> ")))
    }

    /// The arrows that have to be drawn besides those that are left, but for those that others say already.
    fn missing_arrows(&self, left: &[Chain<'_>]) -> Result<Vec<Arrow>, String> {
        let steps = || self.flow.steps.iter();
        let before: Vec<&str> = steps()
            .filter(|step| *step.environment.value == *self.name)
            .flat_map(|step| &step.depends_on)
            .map(|name| &*name.value)
            .collect();
        let mut drawn = arrows(left);
        let mut missing = Vec::new();
        for step in steps().filter(|step| step.environment.value.as_ref() != self.name) {
            let to = step.environment.value.to_string();
            for from in step.depends_on.iter().map(|from| &from.value).filter(|from| ***from != *self.name) {
                if drawn.insert((from.to_string(), to.clone())) {
                    missing.push((from.to_string(), to.clone()));
                }
            }
            let follows = step.depends_on.iter().any(|from| *from.value == *self.name);
            for from in before.iter().filter(|_| follows) {
                if !leads(&drawn, from, &to) {
                    drawn.insert(((*from).to_owned(), to.clone()));
                    missing.push(((*from).to_owned(), to.clone()));
                }
            }
        }
        let is_lost = |name: &str| !drawn.iter().any(|(from, to)| from == name || to == name);
        if let Some(lost) =
            steps().find(|step| *step.environment.value != *self.name && is_lost(&step.environment.value))
        {
            return Err(format!("no arrow would lead to `{}`", lost.environment.value));
        }
        if is_lost(&self.flow.trigger.value) {
            return Err("nothing would be promoted any more".to_owned());
        }
        Ok(missing)
    }

    fn out_of_step(&self, step: SyntaxNode<'_>) -> Result<Option<Edit>, String> {
        if !step.values().any(|value| self.is_in(value)) {
            return Ok(None);
        }
        let kept = self.without(step.values());
        if kept.is_empty() {
            if holds_comment(step) {
                return Err("a comment stands in its step, which would be lost".to_owned());
            }
            return Ok(Some(self.at.remove(step)));
        }
        let (Some(first), Some(last)) = (step.values().next(), step.values().last()) else { return Ok(None) };
        if is_between(self.at.tree(), first.tokens().start..last.tokens().end) {
            return Err("a comment stands between the names of a step".to_owned());
        }
        let bytes = first.text_range().start..last.text_range().end;
        Ok(Some(self.at.replace(bytes, kept.join(", "))))
    }
}

/// Arrows are drawn from all that lead to the same.
fn new_chains(missing: &[Arrow]) -> Vec<String> {
    let targets: BTreeSet<&String> = missing.iter().map(|(_, to)| to).collect();
    let chains = targets.into_iter().map(|target| {
        let sources =
            missing.iter().filter(|(_, to)| to == target).map(|(from, _)| quote_name_in(Body::Flow, from));
        format!("{} -> {}", sources.collect::<Vec<_>>().join(", "), quote_name(target))
    });
    chains.collect()
}

fn names_in(value: &Value) -> Vec<String> {
    match value {
        Value::Reference(_, name) => vec![name.to_string()],
        Value::String(name) => vec![name.to_string()],
        Value::List(items) => items.iter().flat_map(names_in).collect(),
        _ => Vec::new(),
    }
}

fn arrows_to<'a>(step: &'a Step<'_>) -> impl Iterator<Item = Arrow> + 'a {
    step.depends_on.iter().map(|from| (from.value.to_string(), step.environment.value.to_string()))
}

/// The arrows that chains draw.
fn arrows<'a>(chains: impl IntoIterator<Item = &'a Chain<'a>>) -> BTreeSet<Arrow> {
    let pairs = chains.into_iter().flat_map(|chain| chain.groups.iter().zip(chain.groups.iter().skip(1)));
    let arrows = pairs.flat_map(|(left, right)| {
        left.names.iter().flat_map(move |from| right.names.iter().map(move |to| (from.clone(), to.clone())))
    });
    arrows.collect()
}

/// Whether arrows lead from one to the other, over others too.
fn leads(arrows: &BTreeSet<Arrow>, from: &str, to: &str) -> bool {
    let mut reached: BTreeSet<&str> = BTreeSet::from([from]);
    let mut next = vec![from];
    while let Some(current) = next.pop() {
        for (_, after) in arrows.iter().filter(|(before, _)| before == current) {
            if after == to {
                return true;
            }
            if reached.insert(after) {
                next.push(after);
            }
        }
    }
    false
}

/// What stands between arrows, in quotes at the start where it would begin a clause.
fn as_chain(text: &str) -> String {
    let first = text.split([' ', ',']).next().unwrap_or_default();
    match Body::Flow.clause(TokenKind::of_word(first)) {
        Some(_) => text.replacen(first, &quote_name_in(Body::Flow, first), 1),
        None => text.to_owned(),
    }
}

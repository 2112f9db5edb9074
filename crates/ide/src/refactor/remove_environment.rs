//! Takes an environment out of a flow: what came after it comes after what was before it, and its steps go.

use std::collections::BTreeSet;

use promo_analysis::model::{Flow, Model};
use promo_analysis::names::{Namespace, reference_text, resolve};
use promo_analysis::value::Value;
use promo_analysis::{DeclarationKind, checked, quote_name, quote_name_in, value_of};
use promo_diagnostics::Edit;
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};

use super::selection::{Selection, behind, clauses, holds_comment};
use super::{Offer, Refactoring, RefactoringKind};

/// An arrow from the one to the other.
type Arrow = (String, String);

pub(super) fn offer(at: &Selection<'_>) -> Offer {
    let block = at.block().filter(|_| at.is_plain(DeclarationKind::Flow))?;
    let Some(Model::Flow(flow)) = &checked(at.db, at.declaration).model else { return None };
    let leaf = at.path.last()?;
    let stands_in_flow = at.path.find(NodeKind::Group).is_some()
        || at.outer_clause().is_some_and(|clause| {
            clause.keyword() == Some(TokenKind::StepKeyword) && clause.values().any(|value| value == leaf)
        });
    let name = reference_text(leaf);
    if !stands_in_flow || !is_environment(at, &name) {
        return None;
    }
    Some(Refactoring {
        title: format!("Remove `{name}` from this flow"),
        kind: RefactoringKind::Rewrite,
        outcome: Removal { at, block, flow, name: &name }.edits(),
    })
}

fn is_environment(at: &Selection<'_>, name: &str) -> bool {
    let definition = resolve(at.db, Namespace::Constants, name);
    definition.is_some_and(|definition| matches!(value_of(at.db, definition, name), Value::Reference(..)))
}

struct Removal<'a, 'db> {
    at: &'a Selection<'db>,
    block: SyntaxNode<'db>,
    flow: &'db Flow<'db>,
    name: &'a str,
}

impl<'db> Removal<'_, 'db> {
    fn edits(&self) -> Result<Vec<Edit>, String> {
        let name = self.name;
        if *self.flow.trigger == *name {
            return Err(format!("a release starts in `{name}`"));
        }
        if let Some(list) = self.list_with_name() {
            return Err(format!("the list `{list}` names `{name}` too"));
        }
        let mut edits = Vec::new();
        let mut left: Vec<Vec<Vec<String>>> = Vec::new();
        for chain in self.block.children().filter(|child| child.kind() == NodeKind::Chain) {
            left.push(self.out_of_chain(chain, &mut edits)?);
        }
        let missing = self.missing_arrows(&left)?;
        edits.extend(self.new_chains(&missing));
        for step in clauses(self.block, TokenKind::StepKeyword) {
            edits.extend(self.out_of_step(step)?);
        }
        Ok(edits)
    }

    /// A constant in the flow that holds the environment.
    fn list_with_name(&self) -> Option<String> {
        let mut names = self.block.descendants().filter(|node| node.kind() == NodeKind::Reference);
        let list = names.find(|node| {
            let text = node.text();
            text != self.name && self.environments(text).iter().any(|environment| environment == self.name)
        });
        list.map(|list| list.text().to_owned())
    }

    /// The environments that a name stands for.
    fn environments(&self, name: &str) -> Vec<String> {
        let definition = resolve(self.at.db, Namespace::Constants, name);
        let value = definition.map(|definition| value_of(self.at.db, definition, name));
        value.map(|value| names_in(&value)).unwrap_or_default()
    }

    /// Takes the environment out of a chain; the groups of environments that are left.
    fn out_of_chain(&self, chain: SyntaxNode<'_>, edits: &mut Vec<Edit>) -> Result<Vec<Vec<String>>, String> {
        let groups: Vec<Vec<SyntaxNode<'_>>> = chain
            .children()
            .filter(|child| child.kind() == NodeKind::Group)
            .map(|group| group.values().collect())
            .collect();
        let is_other = |node: &SyntaxNode<'_>| reference_text(*node) != self.name;
        let kept: Vec<Vec<SyntaxNode<'_>>> = groups
            .iter()
            .map(|group| group.iter().copied().filter(is_other).collect::<Vec<_>>())
            .filter(|group| !group.is_empty())
            .collect();
        let environments = |group: &Vec<SyntaxNode<'_>>| -> Vec<String> {
            group.iter().flat_map(|node| self.environments(&reference_text(*node))).collect()
        };
        if kept.iter().map(Vec::len).sum::<usize>() == groups.iter().map(Vec::len).sum::<usize>() {
            return Ok(kept.iter().map(environments).collect());
        }
        if holds_comment(chain) {
            return Err("a comment stands between the arrows".to_owned());
        }
        if kept.len() < 2 {
            edits.push(self.at.remove(chain));
            return Ok(Vec::new());
        }
        let written = kept.iter().map(|group| {
            let names: Vec<&str> = group.iter().map(|node| node.text()).collect();
            names.join(", ")
        });
        let written: Vec<String> = written.collect();
        let written = self.first_in_chain(&kept, &written.join(" -> "))?;
        edits.push(self.at.replace(chain.text_range(), written));
        Ok(kept.iter().map(environments).collect())
    }

    /// What is left of a chain, whose first name gets quotes if it would begin a clause.
    fn first_in_chain(&self, kept: &[Vec<SyntaxNode<'_>>], written: &str) -> Result<String, String> {
        let first = kept.iter().flatten().next().map(|node| node.text()).unwrap_or_default();
        if Body::Flow.clause(TokenKind::of_word(first)).is_none() {
            return Ok(written.to_owned());
        }
        let rest = written.strip_prefix(first).filter(|_| self.environments(first) == [first]);
        let rest = rest.ok_or_else(|| format!("`{first}` would begin a clause"))?;
        Ok(format!("{}{rest}", quote_name_in(Body::Flow, first)))
    }

    /// The arrows that have to be drawn besides those that are left, but for those that others say already.
    fn missing_arrows(&self, left: &[Vec<Vec<String>>]) -> Result<Vec<Arrow>, String> {
        let steps = || self.flow.steps.iter();
        let before: Vec<&str> = steps()
            .filter(|step| *step.environment.value == *self.name)
            .flat_map(|step| &step.depends_on)
            .map(|name| &**name)
            .collect();
        let mut drawn = arrows(left);
        let mut missing = Vec::new();
        for step in steps().filter(|step| step.environment.value.as_ref() != self.name) {
            let to = step.environment.value.to_string();
            for from in step.depends_on.iter().filter(|from| ***from != *self.name) {
                if drawn.insert((from.to_string(), to.clone())) {
                    missing.push((from.to_string(), to.clone()));
                }
            }
            let follows = step.depends_on.iter().any(|from| **from == *self.name);
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
        if is_lost(&self.flow.trigger) {
            return Err("nothing would be promoted any more".to_owned());
        }
        Ok(missing)
    }

    /// Arrows are drawn from all that lead to the same.
    fn new_chains(&self, missing: &[Arrow]) -> Option<Edit> {
        let last = self.block.children().filter(|child| child.kind() == NodeKind::Chain).last()?;
        let targets: BTreeSet<&String> = missing.iter().map(|(_, to)| to).collect();
        let chains = targets.iter().map(|target| {
            let sources = missing.iter().filter(|(_, to)| to == *target);
            let sources = sources.map(|(from, _)| quote_name_in(Body::Flow, from));
            format!("\n  {} -> {}", sources.collect::<Vec<_>>().join(", "), quote_name(target))
        });
        let text: String = chains.collect();
        let place = behind(self.at.tree(), last);
        (!text.is_empty()).then(|| self.at.replace(place..place, text))
    }

    fn out_of_step(&self, step: SyntaxNode<'_>) -> Result<Option<Edit>, String> {
        let names: Vec<SyntaxNode<'_>> = step.values().collect();
        let kept: Vec<&str> =
            names.iter().filter(|node| reference_text(**node) != self.name).map(|node| node.text()).collect();
        if kept.len() == names.len() {
            return Ok(None);
        }
        if kept.is_empty() {
            if holds_comment(step) {
                return Err("a comment stands in its step, which would be lost".to_owned());
            }
            return Ok(Some(self.at.remove(step)));
        }
        let bytes = names.first().zip(names.last());
        let bytes = bytes.map(|(first, last)| first.text_range().start..last.text_range().end);
        Ok(bytes.map(|bytes| self.at.replace(bytes, kept.join(", "))))
    }
}

fn names_in(value: &Value) -> Vec<String> {
    match value {
        Value::Reference(_, name) => vec![name.to_string()],
        Value::String(name) => vec![name.to_string()],
        Value::List(items) => items.iter().flat_map(names_in).collect(),
        _ => Vec::new(),
    }
}

/// The arrows that chains draw.
fn arrows(chains: &[Vec<Vec<String>>]) -> BTreeSet<Arrow> {
    let pairs = chains.iter().flat_map(|groups| groups.iter().zip(groups.iter().skip(1)));
    let arrows = pairs.flat_map(|(left, right)| {
        left.iter().flat_map(move |from| right.iter().map(move |to| (from.clone(), to.clone())))
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

//! What a workflow names, by its tree alone: its inputs, its steps with theirs and their outputs, and which steps come
//! before which. So it can be asked of a pattern too. Knows nothing of values, nor of what refers to these names.

use indexmap::IndexMap;
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::declaration::name_text;
use crate::names::reference_text;

/// What a workflow names.
pub(crate) struct WorkflowNames<'t> {
    /// Its inputs; none if it may have others.
    pub(crate) inputs: Option<Vec<String>>,
    /// Its steps.
    pub(crate) steps: IndexMap<String, StepNames<'t>>,
    /// The steps that each waits for.
    waits_for: FxHashMap<String, Vec<String>>,
}

/// What a step names.
pub(crate) struct StepNames<'t> {
    /// Where its own name stands.
    pub(crate) name: SyntaxNode<'t>,
    /// Its inputs; none if it may have others.
    pub(crate) inputs: Option<Vec<String>>,
    /// Its outputs, each with whether the whole workflow has it too.
    pub(crate) outputs: Outputs,
}

/// What the outputs of a step are.
#[derive(Clone)]
pub(crate) enum Outputs {
    /// These, each with whether the whole workflow has it too.
    Own(Vec<(String, bool)>),
    /// Those of another step.
    OfStep(String),
    /// Those of the template of another workflow.
    OfTemplate {
        /// The workflow.
        workflow: String,
        /// Its template.
        template: String,
    },
    /// They can't be told.
    Unknown,
}

impl<'t> WorkflowNames<'t> {
    pub(crate) fn new(block: SyntaxNode<'t>) -> Self {
        let mut steps = IndexMap::new();
        for step in step_clauses(block) {
            for name in names(step) {
                steps.entry(name_text(name)).or_insert_with(|| StepNames::new(step, name));
            }
        }
        WorkflowNames {
            inputs: (!extra_mentions(block, "arguments"))
                .then(|| bound_names(block, TokenKind::InputKeyword)),
            steps,
            waits_for: waits_for(block),
        }
    }

    /// Whether one step has run whenever another starts.
    pub(crate) fn comes_before(&self, earlier: &str, later: &str) -> bool {
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let mut waiting = vec![later];
        while let Some(step) = waiting.pop() {
            for dependency in self.waits_for.get(step).into_iter().flatten() {
                if dependency == earlier {
                    return true;
                }
                if seen.insert(dependency) {
                    waiting.push(dependency);
                }
            }
        }
        false
    }
}

impl<'t> StepNames<'t> {
    fn new(step: SyntaxNode<'t>, name: SyntaxNode<'t>) -> Self {
        let Some(block) = step.child(NodeKind::Block) else {
            return StepNames { name, inputs: None, outputs: Outputs::Unknown };
        };
        let may_have_more = |word: &str| extra_mentions(block, word);
        StepNames {
            name,
            inputs: (!may_have_more("inputs")).then(|| bound_names(block, TokenKind::InputKeyword)),
            outputs: if may_have_more("outputs") { Outputs::Unknown } else { outputs(block) },
        }
    }
}

/// The clauses that declare steps.
pub fn step_clauses<'t>(block: SyntaxNode<'t>) -> impl Iterator<Item = SyntaxNode<'t>> {
    clauses(block, TokenKind::StepKeyword)
}

/// The nodes of the names that a clause gives.
pub(crate) fn names<'t>(clause: SyntaxNode<'t>) -> impl Iterator<Item = SyntaxNode<'t>> {
    clause.children().filter(|child| child.kind() == NodeKind::Name)
}

fn clauses<'t>(block: SyntaxNode<'t>, keyword: TokenKind) -> impl Iterator<Item = SyntaxNode<'t>> {
    let is_clause =
        move |node: &SyntaxNode<'t>| node.kind() == NodeKind::Clause && node.keyword() == Some(keyword);
    block.children().filter(is_clause)
}

/// The names that clauses bind, as in `input A, B = "…"`.
fn bound_names(block: SyntaxNode<'_>, keyword: TokenKind) -> Vec<String> {
    let bindings = clauses(block, keyword).flat_map(SyntaxNode::children);
    bindings.filter_map(|binding| binding.child(NodeKind::Name)).map(name_text).collect()
}

/// Whether the extra fields of a block may add to something.
fn extra_mentions(block: SyntaxNode<'_>, word: &str) -> bool {
    clauses(block, TokenKind::ExtraKeyword)
        .any(|extra| extra.tokens().any(|token| extra.tree().token_text(token).contains(word)))
}

fn outputs(block: SyntaxNode<'_>) -> Outputs {
    if let Some(uses) = clauses(block, TokenKind::UsesKeyword).next() {
        let mut values = uses.values().map(reference_text);
        return match (values.next(), values.next()) {
            (Some(workflow), Some(template)) => Outputs::OfTemplate { workflow, template },
            (Some(step), None) => Outputs::OfStep(step),
            _ => Outputs::Unknown,
        };
    }
    let own = clauses(block, TokenKind::OutputKeyword).flat_map(|clause| {
        let is_global = clause.has_token(TokenKind::GlobalKeyword);
        names(clause).map(move |name| (name_text(name), is_global))
    });
    Outputs::Own(own.collect())
}

fn waits_for(block: SyntaxNode<'_>) -> FxHashMap<String, Vec<String>> {
    let mut waits_for: FxHashMap<String, Vec<String>> = FxHashMap::default();
    for chain in block.children().filter(|child| child.kind() == NodeKind::Chain) {
        let groups = chain.children().filter(|child| child.kind() == NodeKind::Group);
        let groups: Vec<Vec<String>> =
            groups.map(|group| group.values().map(reference_text).collect()).collect();
        for (earlier, later) in groups.iter().zip(groups.iter().skip(1)) {
            for step in later {
                waits_for.entry(step.clone()).or_default().extend(earlier.iter().cloned());
            }
        }
    }
    waits_for
}

//! Workflows: parameters, outputs, and the graph of their steps.

use std::sync::Arc;

use promo_diagnostics::Rule;
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};
use rustc_hash::FxHashMap;

use super::clauses::{all, find};
use super::external::given_names;
use super::metadata::Heading;
use crate::declaration::name_text;
use crate::evaluate::{Due, Evaluator};
use crate::finding::Finding;
use crate::graph::Graph;
use crate::model::{ExpressionOutput, Name, Sourced, Work, Workflow, WorkflowStep};
use crate::names::{Namespace, reference_text};
use crate::value::{Type, Value};

/// The name of the template that runs the graph of several steps.
const MAIN: &str = "main";

impl<'db> Evaluator<'db, '_> {
    /// The workflow of a block.
    pub(super) fn workflow(
        &mut self,
        block: SyntaxNode<'_>,
        heading: &Heading<'db>,
    ) -> Option<Workflow<'db>> {
        let clauses = self.clauses_of(block, Body::Workflow);
        let metadata = self.metadata(&clauses, heading, Namespace::Workflows);
        let service_account =
            find(&clauses, TokenKind::ServiceAccountKeyword).and_then(|clause| self.account_name(clause));
        let inputs = self.inputs(&clauses);
        let outputs = self.expression_outputs(&clauses);
        let exports = all(&clauses, TokenKind::ExportsKeyword).flat_map(given_names).collect();
        let names = self.step_names(&clauses);
        let graph = self.step_graph(block, &names);
        let steps: Vec<_> = all(&clauses, TokenKind::StepKeyword)
            .flat_map(|clause| self.workflow_steps(clause, &names))
            .collect();
        let entrypoint =
            find(&clauses, TokenKind::EntrypointKeyword).map(|clause| self.step_named(clause, &names));
        self.check_uses(&steps);
        let steps = ordered(graph?, steps, &names)?;
        let entrypoint = match entrypoint {
            Some(name) => Some(name?.value),
            None => None,
        };
        Some(Workflow { metadata, service_account, inputs, outputs, exports, steps, entrypoint })
    }

    /// A step can only use one that has a template of its own.
    fn check_uses(&mut self, steps: &[Option<WorkflowStep<'db>>]) {
        for step in steps.iter().flatten() {
            let Work::Step(used) = &step.work else { continue };
            let target = steps.iter().flatten().find(|other| other.name.value == *used);
            if let Some(target) = target.filter(|target| !target.has_template()) {
                let message =
                    format!("`{}` uses `{used}`, which has no template of its own", step.name.value);
                let finding = Finding::new(Rule::InvalidStep, step.name.place, message);
                let finding =
                    finding.related(target.name.place, format!("`{used}` calls another template itself"));
                self.report(finding.help("use the step or workflow whose template it is"));
            }
        }
    }

    /// The steps that a workflow has, each once.
    fn step_names(&mut self, clauses: &[SyntaxNode<'_>]) -> Vec<Sourced<'db, Name>> {
        let mut names: Vec<Sourced<'db, Name>> = Vec::new();
        let nodes = all(clauses, TokenKind::StepKeyword).flat_map(SyntaxNode::children);
        for node in nodes.filter(|child| child.kind() == NodeKind::Name) {
            let name = Sourced { value: Name::from(name_text(node)), place: self.place(node) };
            match names.iter().find(|known| known.value == name.value) {
                Some(earlier) => {
                    let message = format!("the step `{}` is declared twice", name.value);
                    let finding = Finding::new(Rule::DuplicateDeclaration, name.place, message);
                    let finding = finding.related(earlier.place, "it is declared here first");
                    self.report(finding.help("rename one of the two, or take one out"));
                }
                None => names.push(name),
            }
        }
        if names.is_empty() {
            let finding = Finding::new(Rule::MissingClause, self.name_place(), "this workflow has no `step`");
            self.report(finding.help("add one: `step NAME { image \"alpine:3.20\"  run \"echo hello\" }`"));
        }
        for name in names.iter().filter(|name| names.len() > 1 && &*name.value == MAIN) {
            let message = "`main` is the name of the template that runs the steps, so no step can have it";
            self.findings
                .push(Finding::new(Rule::ReservedStepName, name.place, message).help("rename the step"));
        }
        names
    }

    fn step_graph(&mut self, block: SyntaxNode<'_>, names: &[Sourced<'db, Name>]) -> Option<Graph<'db>> {
        let mut graph = Graph::default();
        let mut complete = true;
        for chain in block.children().filter(|child| child.kind() == NodeKind::Chain) {
            let groups = chain.children().filter(|child| child.kind() == NodeKind::Group);
            let groups: Vec<_> = groups.map(|group| self.step_group(group, names)).collect();
            match groups.into_iter().collect::<Option<Vec<_>>>() {
                Some(groups) => graph.add_chain(&groups, &mut self.findings),
                None => complete = false,
            }
        }
        (complete && !graph.report_cycles("step", &mut self.findings)).then_some(graph)
    }

    fn step_group(
        &mut self,
        group: SyntaxNode<'_>,
        names: &[Sourced<'db, Name>],
    ) -> Option<Vec<Sourced<'db, Name>>> {
        let known: Vec<_> = group.values().map(|node| self.step_reference(node, names)).collect();
        known.into_iter().collect()
    }

    /// The step that a node names.
    pub(super) fn step_reference(
        &mut self,
        node: SyntaxNode<'_>,
        names: &[Sourced<'db, Name>],
    ) -> Option<Sourced<'db, Name>> {
        let name = reference_text(node);
        if let Some(known) = names.iter().find(|known| *known.value == *name) {
            return Some(Sourced { value: known.value.clone(), place: self.place(node) });
        }
        let candidates = promo_diagnostics::nearest(&name, names.iter().map(|known| &*known.value));
        let message = format!("this workflow has no step `{name}`");
        let finding = Finding::new(Rule::UnknownStep, self.place(node), message);
        let help = format!("declare it: `step {} {{ … }}`", crate::text::quote_name(&name));
        self.report(finding.help(help).did_you_mean(&candidates));
        None
    }

    fn step_named(
        &mut self,
        clause: SyntaxNode<'_>,
        names: &[Sourced<'db, Name>],
    ) -> Option<Sourced<'db, Name>> {
        self.step_reference(clause.values().next()?, names)
    }

    fn expression_outputs(&mut self, clauses: &[SyntaxNode<'_>]) -> Vec<ExpressionOutput> {
        let mut outputs = Vec::new();
        for clause in all(clauses, TokenKind::OutputKeyword) {
            if !clause.has_token(TokenKind::ExpressionKeyword) && clause.has_token(TokenKind::FromKeyword) {
                let message = "an output of a workflow comes from an expression over those of its steps";
                let finding = Finding::new(Rule::TypeMismatch, self.place(clause), message);
                let help = "write `output NAME from expression \"tasks.STEP.outputs.parameters.NAME\"`, \
                            or give the step the output";
                self.report(finding.help(help));
                continue;
            }
            let due = self.due_after(clause, Type::String);
            let expression = clause.values().next().and_then(|node| self.string_value(node, &due));
            let Some(expression) = expression else {
                continue;
            };
            let names = given_names(clause).into_iter();
            outputs.extend(names.map(|name| ExpressionOutput { name, expression: expression.clone() }));
        }
        outputs
    }

    /// The text that a value becomes: numbers and durations stand for themselves.
    pub(super) fn text_value(&mut self, node: SyntaxNode<'_>, due: &Due<'db>) -> Option<Arc<str>> {
        let token = node.tree().tokens().get(node.tokens().start).map(|token| token.kind);
        if matches!(token, Some(TokenKind::Integer | TokenKind::Duration)) && node.kind() == NodeKind::Literal
        {
            return Some(node.text().into());
        }
        if node.kind() == NodeKind::Reference
            && let Some(value) = self.scalar_reference(node)
        {
            return value.interpolated().map(Arc::from);
        }
        self.string_value(node, due)
    }

    /// The value of a parameter or constant that is no list.
    fn scalar_reference(&self, node: SyntaxNode<'_>) -> Option<Value> {
        let value = match self.scope.get(node.text()) {
            Some(binding) => binding.value.clone(),
            None => {
                let definition = crate::names::resolve(self.db, Namespace::Constants, node.text())?;
                if crate::evaluate::is_environment(self.db, definition) {
                    return None;
                }
                crate::evaluate::value_of(self.db, definition, node.text())
            }
        };
        (!matches!(value, Value::List(_))).then_some(value)
    }
}

/// The steps in order; one that no arrow mentions depends on nothing and follows by place.
fn ordered<'db>(
    mut graph: Graph<'db>,
    steps: Vec<Option<WorkflowStep<'db>>>,
    names: &[Sourced<'db, Name>],
) -> Option<Vec<WorkflowStep<'db>>> {
    for name in names {
        graph.mention(name);
    }
    let steps: Option<Vec<WorkflowStep<'db>>> = steps.into_iter().collect();
    let mut by_name: FxHashMap<Name, WorkflowStep<'db>> =
        steps?.into_iter().map(|step| (step.name.value.clone(), step)).collect();
    let nodes = graph.in_order();
    let ordered = nodes.into_iter().filter_map(|node| {
        let mut step = by_name.remove(&graph.nodes.get(node)?.value)?;
        step.depends_on = graph.dependency_names(node);
        Some(step)
    });
    let ordered: Vec<_> = ordered.collect();
    (!ordered.is_empty()).then_some(ordered)
}

impl WorkflowStep<'_> {
    /// Whether the step has a template of its own, rather than calling another's.
    pub fn has_template(&self) -> bool {
        !matches!(self.work, Work::Workflow { .. } | Work::Step(_))
    }
}

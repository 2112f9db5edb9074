//! Workflows: parameters, outputs, and the graph of their steps.

use std::sync::Arc;

use indexmap::IndexMap;
use promo_diagnostics::Rule;
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};
use rustc_hash::FxHashMap;

use super::clauses::{all, find, is_broken};
use super::external::name_nodes;
use super::metadata::{Given, Heading};
use super::object_names;
use crate::declaration::{Place, name_text};
use crate::evaluate::{Due, Evaluator};
use crate::finding::Finding;
use crate::graph::Graph;
use crate::model::{ExpressionOutput, Name, Sourced, Work, Workflow, WorkflowStep};
use crate::names::{Namespace, reference_text};
use crate::value::{Type, Value};
use crate::workflows::MAIN;

/// The steps that a workflow declares, with the places of their names.
pub(super) type StepNames<'db> = IndexMap<Name, Place<'db>>;

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
        let exports = find(&clauses, TokenKind::ExportsKeyword)
            .map(|first| (self.given_names(&clauses, TokenKind::ExportsKeyword, "key"), self.place(first)))
            .map(|(keys, place)| Sourced::new(keys, place));
        let names = self.step_names(block, &clauses);
        let graph = self.step_graph(block, &names);
        let steps: Vec<_> = all(&clauses, TokenKind::StepKeyword)
            .flat_map(|clause| self.workflow_steps(clause, &names))
            .collect();
        let entrypoint_clause = find(&clauses, TokenKind::EntrypointKeyword);
        let entrypoint = entrypoint_clause.map(|clause| self.step_named(clause, &names));
        self.check_calls(block, &steps, entrypoint_clause);
        let entrypoint = match entrypoint {
            Some(name) => Some(self.check_entrypoint(name?, &steps)),
            None => None,
        };
        let steps = ordered(graph?, steps, &names)?;
        Some(Workflow { metadata, service_account, inputs, outputs, exports, steps, entrypoint })
    }

    /// Only a template can be the entrypoint.
    fn check_entrypoint(
        &mut self,
        entrypoint: Sourced<'db, Name>,
        steps: &[Option<WorkflowStep<'db>>],
    ) -> Sourced<'db, Name> {
        let target = steps.iter().flatten().find(|step| step.name.value == entrypoint.value);
        if let Some(target) = target.filter(|target| !target.has_template()) {
            let message =
                format!("`{}` can't be the entrypoint: it has no template of its own", target.name.value);
            let finding = Finding::new(Rule::InvalidStep, entrypoint.place, message);
            let finding = finding.related(target.name.place, "this step calls another template");
            self.report(finding.help("take the `entrypoint` out, and the arrows run the steps"));
        }
        entrypoint
    }

    /// The steps that a workflow has, each once.
    fn step_names(&mut self, block: SyntaxNode<'_>, clauses: &[SyntaxNode<'_>]) -> StepNames<'db> {
        let mut names = StepNames::default();
        for node in all(clauses, TokenKind::StepKeyword).flat_map(name_nodes) {
            let (name, place) = (Name::from(name_text(node)), self.place(node));
            match names.get(&name) {
                Some(earlier) => {
                    let message = format!("the step `{name}` is declared twice");
                    let finding = Finding::new(Rule::DuplicateDeclaration, place, message);
                    let finding = finding.related(*earlier, "it is declared here first");
                    self.report(finding.help("rename one of the two, or take one out"));
                }
                None => {
                    names.insert(name, place);
                }
            }
        }
        if names.is_empty() && !is_broken(block) {
            let finding = Finding::new(Rule::MissingClause, self.name_place(), "this workflow has no `step`");
            self.report(finding.help("add one: `step NAME { image \"alpine:3.20\"  run \"echo hello\" }`"));
        }
        let has_arrows = block.child(NodeKind::Chain).is_some();
        for (name, place) in &names {
            self.check_step_name(name, *place, has_arrows, names.len() > 1);
        }
        names
    }

    fn check_step_name(&mut self, name: &str, place: Place<'db>, has_arrows: bool, has_others: bool) {
        if has_others && name == MAIN {
            let message = "`main` is the name of the template that runs the steps, so no step can have it";
            self.report(Finding::new(Rule::ReservedStepName, place, message).help("rename the step"));
        }
        let begins_with_digit = has_arrows && name.starts_with(|first: char| first.is_ascii_digit());
        if name.is_empty() {
            return;
        }
        let problem = object_names::step_problem(name).or_else(|| {
            begins_with_digit
                .then(|| "it begins with a digit, which Argo refuses where there are arrows".into())
        });
        if let Some(problem) = problem {
            let message = format!("`{name}` can't be the name of a step: {problem}");
            self.report(Finding::new(Rule::InvalidName, place, message).help(object_names::OF_STEP));
        }
    }

    fn step_graph(&mut self, block: SyntaxNode<'_>, names: &StepNames<'db>) -> Option<Graph<'db>> {
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
        names: &StepNames<'db>,
    ) -> Option<Vec<Sourced<'db, Name>>> {
        let known: Vec<_> = group.values().map(|node| self.step_reference(node, names)).collect();
        known.into_iter().collect()
    }

    /// The step that a node names.
    pub(super) fn step_reference(
        &mut self,
        node: SyntaxNode<'_>,
        names: &StepNames<'db>,
    ) -> Option<Sourced<'db, Name>> {
        let name = reference_text(node);
        if let Some((known, _)) = names.get_key_value(name.as_str()) {
            return Some(Sourced::new(known.clone(), self.place(node)));
        }
        let candidates = promo_diagnostics::nearest(&name, names.keys().map(|known| &**known));
        let message = format!("this workflow has no step `{name}`");
        let finding = Finding::new(Rule::UnknownStep, self.place(node), message);
        let help = format!("declare it: `step {} {{ … }}`", crate::text::quote_name(&name));
        self.report(finding.help(help).did_you_mean(&candidates));
        None
    }

    fn step_named(&mut self, clause: SyntaxNode<'_>, names: &StepNames<'db>) -> Option<Sourced<'db, Name>> {
        self.step_reference(clause.values().next()?, names)
    }

    fn expression_outputs(&mut self, clauses: &[SyntaxNode<'_>]) -> Vec<ExpressionOutput<'db>> {
        let mut outputs = Vec::new();
        let mut given = Given::default();
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
            let Some(node) = clause.values().next() else {
                self.report_without_source(clause, "from expression \"…\"");
                continue;
            };
            let Some(expression) = self.string_value(node, &due) else {
                continue;
            };
            if expression.value.trim().is_empty() {
                self.report_without_source(clause, "from expression \"…\"");
                continue;
            }
            for node in name_nodes(clause) {
                let name = Name::from(name_text(node));
                if self.is_new(&mut given, "output", &name, self.place(node)) {
                    self.check_name(&name, self.place(node), &object_names::OUTPUT);
                    let name = Sourced::new(name, self.place(node));
                    outputs.push(ExpressionOutput { name, expression: expression.clone() });
                }
            }
        }
        outputs
    }

    /// An output must come from somewhere.
    pub(super) fn report_without_source(&mut self, clause: SyntaxNode<'_>, source: &str) {
        let name = clause.child(NodeKind::Name).map(name_text).unwrap_or_default();
        let message = format!("the output `{name}` comes from nowhere");
        let finding = Finding::new(Rule::MissingClause, self.place(clause), message);
        self.report(finding.help(format!("say where it comes from: `output {name} {source}`")));
    }

    /// The text that a value becomes: numbers and durations stand for themselves.
    pub(super) fn text_value(
        &mut self,
        node: SyntaxNode<'_>,
        due: &Due<'db>,
    ) -> Option<Sourced<'db, Arc<str>>> {
        let token = node.tree().tokens().get(node.tokens().start).map(|token| token.kind);
        if matches!(token, Some(TokenKind::Integer | TokenKind::Duration)) && node.kind() == NodeKind::Literal
        {
            return Some(Sourced::new(node.text().into(), self.place(node)));
        }
        if node.kind() == NodeKind::Reference
            && let Some(value) = self.scalar_reference(node)
        {
            return value.interpolated().map(|text| Sourced::new(Arc::from(text), self.place(node)));
        }
        self.string_value(node, due)
    }

    /// The text that a value becomes, empty where that isn't known here.
    pub(super) fn text_or_nothing(&mut self, node: SyntaxNode<'_>, due: &Due<'db>) -> Sourced<'db, Arc<str>> {
        self.text_value(node, due).unwrap_or_else(|| Sourced::new(Arc::default(), self.place(node)))
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
    names: &StepNames<'db>,
) -> Option<Vec<WorkflowStep<'db>>> {
    for (name, place) in names {
        graph.mention(&Sourced::new(name.clone(), *place));
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

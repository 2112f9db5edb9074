//! One step of a workflow: a script, a container, a call of another template, or a pause.

use std::sync::Arc;

use promo_diagnostics::Rule;
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};

use super::clauses::{all, find};
use super::values;
use crate::declaration::name_text;
use crate::evaluate::{Due, Evaluator};
use crate::finding::Finding;
use crate::model::{
    Name, OutputSource, Retry, Sourced, StepOutput, Variable, VariableValue, Work, WorkflowStep,
};
use crate::names::reference_text;
use crate::value::{Type, Value};

/// The clauses that decide what kind of step a step is, each with those that it can't stand with.
const EXCLUSIVE: &[(TokenKind, &[TokenKind])] = &[
    (
        TokenKind::UsesKeyword,
        &[
            TokenKind::ImageKeyword,
            TokenKind::RunKeyword,
            TokenKind::CommandKeyword,
            TokenKind::ArgsKeyword,
            TokenKind::EnvKeyword,
            TokenKind::InputKeyword,
            TokenKind::OutputKeyword,
            TokenKind::RetryKeyword,
            TokenKind::ExtraKeyword,
            TokenKind::SuspendKeyword,
        ],
    ),
    (
        TokenKind::SuspendKeyword,
        &[
            TokenKind::ImageKeyword,
            TokenKind::RunKeyword,
            TokenKind::CommandKeyword,
            TokenKind::ArgsKeyword,
            TokenKind::EnvKeyword,
        ],
    ),
    (TokenKind::RunKeyword, &[TokenKind::ArgsKeyword]),
];

const KINDS_OF_STEP: &str = "a step is a script (`image` and `run`), a container (`image`, `command`, `args`), a call \
                             (`uses WORKFLOW step TEMPLATE` or `uses STEP`), or a pause (`suspend`)";

impl<'db> Evaluator<'db, '_> {
    /// The steps that a clause declares; none for each that is not whole.
    pub(super) fn workflow_steps(
        &mut self,
        clause: SyntaxNode<'_>,
        names: &[Sourced<'db, Name>],
    ) -> Vec<Option<WorkflowStep<'db>>> {
        let Some(block) = clause.child(NodeKind::Block) else {
            return Vec::new();
        };
        let clauses = self.clauses_of(block, Body::WorkflowStep);
        let given: Vec<_> = clause.children().filter(|child| child.kind() == NodeKind::Name).collect();
        let Some(first) = given.first() else {
            return Vec::new();
        };
        let excluded = self.report_excluded(&clauses);
        let work = if excluded { None } else { self.work(&clauses, *first, names) };
        let inputs = self.inputs(&clauses).into_iter().map(|input| input.value).collect::<Vec<_>>();
        let arguments = self.arguments(&clauses);
        let outputs = self.step_outputs(&clauses);
        let retry = find(&clauses, TokenKind::RetryKeyword).map(|clause| self.retry(clause));
        let extra = find(&clauses, TokenKind::ExtraKeyword).map(|clause| self.template_extra(clause));
        let retry = match retry {
            Some(None) => return given.iter().map(|_| None).collect(),
            Some(retry) => retry,
            None => None,
        };
        let step = |name: SyntaxNode<'_>| {
            Some(WorkflowStep {
                name: Sourced { value: name_text(name).into(), place: self.place(name) },
                depends_on: Vec::new(),
                work: work.clone()?,
                inputs: inputs.clone(),
                arguments: arguments.clone(),
                outputs: outputs.clone(),
                retry: retry.clone(),
                extra: extra.clone().unwrap_or_default(),
            })
        };
        given.iter().map(|name| step(*name)).collect()
    }

    /// Reports clauses that exclude each other; whether there are any.
    fn report_excluded(&mut self, clauses: &[SyntaxNode<'_>]) -> bool {
        for (keyword, excluded) in EXCLUSIVE {
            let Some(clause) = find(clauses, *keyword) else {
                continue;
            };
            let other =
                clauses.iter().find(|other| other.keyword().is_some_and(|other| excluded.contains(&other)));
            if let Some(other) = other {
                let (this, that) =
                    (keyword.description(), other.keyword().map_or("", TokenKind::description));
                let message = format!("a step with {this} can't have {that}");
                let finding = Finding::new(Rule::InvalidStep, self.head_place(*other), message);
                let finding = finding.related(self.head_place(clause), format!("{this} stands here"));
                self.report(finding.help(KINDS_OF_STEP));
                return true;
            }
        }
        false
    }

    fn work(
        &mut self,
        clauses: &[SyntaxNode<'_>],
        name: SyntaxNode<'_>,
        names: &[Sourced<'db, Name>],
    ) -> Option<Work> {
        if let Some(clause) = find(clauses, TokenKind::UsesKeyword) {
            return self.uses(clause, name, names);
        }
        if let Some(clause) = find(clauses, TokenKind::SuspendKeyword) {
            return self.suspend(clause);
        }
        let image = find(clauses, TokenKind::ImageKeyword);
        let run = find(clauses, TokenKind::RunKeyword);
        let Some(image) = image else {
            let message = match run {
                Some(_) => "this step has a script to `run` and no `image` to run it in",
                None => "this step does nothing",
            };
            let finding = Finding::new(Rule::InvalidStep, self.place(name), message);
            self.report(finding.help(KINDS_OF_STEP));
            return None;
        };
        let image = self.clause_string(image);
        let command = find(clauses, TokenKind::CommandKeyword).map(|clause| self.clause_strings(clause));
        let args = find(clauses, TokenKind::ArgsKeyword).map(|clause| self.clause_strings(clause));
        let env = self.variables(clauses);
        match run {
            Some(run) => {
                let source = self.run_source(run);
                let command = command.unwrap_or_else(|| Some(vec![Arc::from("sh")]));
                Some(Work::Script { image: image?, command: command?, source: source?, env: env? })
            }
            None => {
                let command = command.unwrap_or_else(|| Some(Vec::new()));
                let args = args.unwrap_or_else(|| Some(Vec::new()));
                Some(Work::Container { image: image?, command: command?, args: args?, env: env? })
            }
        }
    }

    fn clause_strings(&mut self, clause: SyntaxNode<'_>) -> Option<Vec<Arc<str>>> {
        let due = self.due_after(clause, Type::Strings);
        self.strings_value(clause.values().next()?, &due)
    }

    /// A script: `${` in it is the shell's.
    fn run_source(&mut self, clause: SyntaxNode<'_>) -> Option<Arc<str>> {
        let node = clause.values().next()?;
        match self.script(node) {
            Some(source) => Some(source),
            None => self.clause_string(clause),
        }
    }

    fn uses(
        &mut self,
        clause: SyntaxNode<'_>,
        name: SyntaxNode<'_>,
        names: &[Sourced<'db, Name>],
    ) -> Option<Work> {
        let nodes = values(clause);
        let (target, template) = (*nodes.first()?, nodes.get(1));
        if let Some(template) = template {
            let workflow = self.clause_name(clause, Type::Workflow)?;
            return Some(Work::Workflow {
                workflow: workflow.value,
                template: reference_text(*template).into(),
            });
        }
        let is_step = names.iter().any(|known| *known.value == *reference_text(target));
        let is_workflow =
            crate::names::resolve(self.db, crate::names::Namespace::Workflows, &reference_text(target));
        if let (false, Some(workflow)) = (is_step, is_workflow) {
            let message =
                format!("`{}` is a workflow, and a step of it has to be named", reference_text(target));
            let finding = Finding::new(Rule::UnknownStep, self.place(target), message);
            let finding = finding.related(workflow.place(self.db), "the workflow is declared here");
            self.report(finding.help(format!("write `uses {} step TEMPLATE`", target.text())));
            return None;
        }
        let step = self.step_reference(target, names)?;
        if *step.value == *name_text(name) {
            let finding = Finding::new(Rule::SelfDependency, step.place, "this step uses itself");
            self.report(finding.help("name another step of this workflow"));
            return None;
        }
        Some(Work::Step(step.value))
    }

    fn suspend(&mut self, clause: SyntaxNode<'_>) -> Option<Work> {
        if clause.values().next().is_none() {
            return Some(Work::Suspend(None));
        }
        match self.clause_value(clause, Type::Duration)? {
            Value::Duration(seconds) => Some(Work::Suspend(Some(seconds))),
            _ => None,
        }
    }

    fn retry(&mut self, clause: SyntaxNode<'_>) -> Option<Retry> {
        let nodes = values(clause);
        let place = self.place(*nodes.first()?);
        let limit = match self.clause_value(clause, Type::Integer)? {
            Value::Integer(limit) => limit,
            _ => return None,
        };
        if limit < 0 {
            let finding = Finding::new(
                Rule::TypeMismatch,
                place,
                "a step can't be tried again a negative number of times",
            );
            self.report(finding.help("write how often it is tried again at most, such as `retry 3`"));
            return None;
        }
        let Some(every) = nodes.get(1) else {
            return Some(Retry { limit, every: None });
        };
        let mut due = self.due_after(clause, Type::Duration);
        due.owner = "`every`".to_owned();
        match self.value(*every, &due)? {
            Value::Duration(seconds) => Some(Retry { limit, every: Some(seconds) }),
            _ => None,
        }
    }

    fn arguments(&mut self, clauses: &[SyntaxNode<'_>]) -> Vec<(Name, Arc<str>)> {
        let mut arguments: Vec<(Sourced<'db, Name>, Arc<str>)> = Vec::new();
        for clause in all(clauses, TokenKind::WithKeyword) {
            let due = self.due_after(clause, Type::String);
            for binding in clause.children().filter(|child| child.kind() == NodeKind::Binding) {
                let Some((name, value)) = binding.child(NodeKind::Name).zip(binding.values().next()) else {
                    continue;
                };
                let name = Sourced { value: Name::from(name_text(name)), place: self.place(name) };
                if let Some((earlier, _)) = arguments.iter().find(|(known, _)| known.value == name.value) {
                    let earlier = earlier.place;
                    self.report_duplicate_key(&name.value, name.place, Some(earlier));
                } else if let Some(text) = self.text_value(value, &due) {
                    arguments.push((name, text));
                }
            }
        }
        arguments.into_iter().map(|(name, text)| (name.value, text)).collect()
    }

    fn variables(&mut self, clauses: &[SyntaxNode<'_>]) -> Option<Vec<Variable>> {
        let mut variables: Vec<(Variable, crate::declaration::Place<'db>)> = Vec::new();
        let mut complete = true;
        for clause in all(clauses, TokenKind::EnvKeyword) {
            let due = self.due_after(clause, Type::String);
            for binding in clause.children().filter(|child| child.kind() == NodeKind::Binding) {
                let Some(name_node) = binding.child(NodeKind::Name) else {
                    continue;
                };
                let name: Name = name_text(name_node).into();
                let place = self.place(name_node);
                if let Some((_, earlier)) = variables.iter().find(|(known, _)| known.name == name) {
                    let earlier = *earlier;
                    self.report_duplicate_key(&name, place, Some(earlier));
                    continue;
                }
                match self.variable_value(binding, &due) {
                    Some(value) => variables.push((Variable { name, value }, place)),
                    None => complete = false,
                }
            }
        }
        complete.then(|| variables.into_iter().map(|(variable, _)| variable).collect())
    }

    fn variable_value(&mut self, binding: SyntaxNode<'_>, due: &Due<'db>) -> Option<VariableValue> {
        let nodes = values(binding);
        if binding.has_token(TokenKind::SecretKeyword) {
            let tag = Due { kind: Type::Tag, owner: "`secret`".to_owned(), ..due.clone() };
            let name = nodes.first().and_then(|node| self.value(*node, &tag));
            let key = nodes.get(1).and_then(|node| self.value(*node, &tag));
            let (Value::String(name), Value::String(key)) = (name?, key?) else {
                return None;
            };
            return Some(VariableValue::Secret { name, key });
        }
        self.text_value(*nodes.first()?, due).map(VariableValue::Text)
    }

    fn step_outputs(&mut self, clauses: &[SyntaxNode<'_>]) -> Vec<StepOutput> {
        let mut outputs: Vec<(StepOutput, crate::declaration::Place<'db>)> = Vec::new();
        for clause in all(clauses, TokenKind::OutputKeyword) {
            let due = self.due_after(clause, Type::String);
            let global = clause.has_token(TokenKind::GlobalKeyword);
            let text = clause.values().next().and_then(|node| self.string_value(node, &due));
            let Some(text) = text else { continue };
            let from = match clause.has_token(TokenKind::ExpressionKeyword) {
                true => OutputSource::Expression(text),
                false => OutputSource::Path(text),
            };
            for node in clause.children().filter(|child| child.kind() == NodeKind::Name) {
                let name: Name = name_text(node).into();
                let place = self.place(node);
                if let Some((_, earlier)) = outputs.iter().find(|(known, _)| known.name == name) {
                    let earlier = *earlier;
                    self.report_duplicate_key(&name, place, Some(earlier));
                    continue;
                }
                outputs.push((StepOutput { name, from: from.clone(), global }, place));
            }
        }
        outputs.into_iter().map(|(output, _)| output).collect()
    }
}

//! One step of a workflow: a script, a container, a call of another template, or a pause.

use std::sync::Arc;

use promo_diagnostics::Rule;
use promo_syntax::{Body, NodeKind, SyntaxNode, TokenKind};

use super::clauses::{all, find, is_broken};
use super::external::name_nodes;
use super::metadata::{Given, entry_nodes, key_parts};
use super::object_names::{self, NameRule};
use super::values;
use super::workflow::StepNames;
use crate::declaration::name_text;
use crate::evaluate::{Due, Evaluator};
use crate::finding::Finding;
use crate::model::{
    Extra, Name, OutputSource, Retry, Sourced, StepOutput, Variable, VariableValue, Work, WorkflowStep,
};
use crate::names::reference_text;
use crate::value::Type;

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

/// The fields of an Argo template of which it has one, which says what it does.
const KINDS_OF_TEMPLATE: &[&str] =
    &["container", "containerSet", "dag", "data", "http", "plugin", "resource", "script", "steps", "suspend"];

const KINDS_OF_STEP: &str = "a step is a script (`image` and `run`), a container (`image`, `command`, `args`), a call \
                             (`uses WORKFLOW step TEMPLATE` or `uses STEP`), or a pause (`suspend`)";

impl<'db> Evaluator<'db, '_> {
    /// The steps that a clause declares; none for each that is not whole.
    pub(super) fn workflow_steps(
        &mut self,
        clause: SyntaxNode<'_>,
        names: &StepNames<'db>,
    ) -> Vec<Option<WorkflowStep<'db>>> {
        let Some(block) = clause.child(NodeKind::Block) else {
            return Vec::new();
        };
        let clauses = self.clauses_of(block, Body::WorkflowStep);
        let given: Vec<_> = clause.children().filter(|child| child.kind() == NodeKind::Name).collect();
        let Some(first) = given.first() else {
            return Vec::new();
        };
        let is_one_kind = !self.report_excluded(&clauses);
        let work = self.work(block, &clauses, *first, names).filter(|_| is_one_kind);
        let inputs = self.inputs(&clauses);
        let arguments = self.arguments(&clauses);
        let outputs = self.step_outputs(&clauses);
        let retry = find(&clauses, TokenKind::RetryKeyword).map(|clause| self.retry(clause));
        let extra =
            find(&clauses, TokenKind::ExtraKeyword).map(|clause| self.step_extra(clause, work.as_ref()));
        let retry = match retry {
            Some(None) => return given.iter().map(|_| None).collect(),
            Some(retry) => retry,
            None => None,
        };
        let step = |name: SyntaxNode<'_>| {
            Some(WorkflowStep {
                name: Sourced::new(name_text(name).into(), self.place(name)),
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

    /// The extra fields of a step, none of which can make it another kind of step besides.
    fn step_extra(&mut self, clause: SyntaxNode<'_>, work: Option<&Work<'db>>) -> Vec<Extra<'db>> {
        let own = match work {
            Some(Work::Script { .. }) => "script",
            Some(Work::Container { .. }) => "container",
            Some(Work::Suspend(_)) => "suspend",
            Some(Work::Workflow { .. } | Work::Step(_) | Work::Unknown { .. }) | None => "",
        };
        let other_kind = |field: Option<&str>| {
            let others = KINDS_OF_TEMPLATE.iter().filter(|kind| **kind != own && !own.is_empty());
            others.copied().find(|kind| field == Some(*kind))
        };
        for (key, _) in entry_nodes(clause) {
            if let Some(other) = other_kind(key_parts(key).first().map(String::as_str)) {
                let message = format!("this step is a `{own}`, and a template is one kind of step alone");
                let finding = Finding::new(Rule::InvalidStep, self.place(key), message);
                self.report(finding.help(format!("take `{other}` out, or make it a step of its own")));
            }
        }
        self.template_extra(clause, |path| other_kind(path.first().copied()).is_some())
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

    /// What a step does. Whatever it says is checked, also where it can't be said of such a step.
    fn work(
        &mut self,
        block: SyntaxNode<'_>,
        clauses: &[SyntaxNode<'_>],
        name: SyntaxNode<'_>,
        names: &StepNames<'db>,
    ) -> Option<Work<'db>> {
        let image = find(clauses, TokenKind::ImageKeyword).map(|clause| {
            let image = self.clause_string(clause);
            self.not_empty(clause, image)
        });
        let source = find(clauses, TokenKind::RunKeyword).map(|clause| {
            let source = self.run_source(clause);
            self.not_empty(clause, source)
        });
        let command = find(clauses, TokenKind::CommandKeyword).map(|clause| self.clause_strings(clause));
        let args = find(clauses, TokenKind::ArgsKeyword).map(|clause| self.clause_strings(clause));
        let env = self.variables(clauses);
        if let Some(clause) = find(clauses, TokenKind::UsesKeyword) {
            return self.uses(clause, name, names);
        }
        if let Some(clause) = find(clauses, TokenKind::SuspendKeyword) {
            return self.suspend(clause);
        }
        let Some(image) = image else {
            if !is_broken(block) {
                self.report_no_image(name, source.is_some());
            }
            return None;
        };
        Some(match source {
            Some(source) => {
                let command = match command {
                    Some(command) => Some(command?),
                    None => None,
                };
                Work::Script { image: image?, command, source: source?, env: env? }
            }
            None => {
                let command = command.unwrap_or_else(|| Some(Vec::new()));
                let args = args.unwrap_or_else(|| Some(Vec::new()));
                Work::Container { image: image?, command: command?, args: args?, env: env? }
            }
        })
    }

    fn report_no_image(&mut self, name: SyntaxNode<'_>, has_script: bool) {
        let message = match has_script {
            true => "this step has a script to `run` and no `image` to run it in",
            false => "this step does nothing",
        };
        let finding = Finding::new(Rule::InvalidStep, self.place(name), message);
        self.report(finding.help(KINDS_OF_STEP));
    }

    /// What a step runs, or runs in; none, and reported, if that is nothing.
    fn not_empty(
        &mut self,
        clause: SyntaxNode<'_>,
        text: Option<Sourced<'db, Arc<str>>>,
    ) -> Option<Sourced<'db, Arc<str>>> {
        let text = text?;
        if !text.value.trim().is_empty() {
            return Some(text);
        }
        let keyword = clause.keyword().map_or("", TokenKind::description);
        let finding = Finding::new(Rule::InvalidStep, self.place(clause), format!("this {keyword} is empty"));
        self.report(finding.help(KINDS_OF_STEP));
        None
    }

    fn clause_strings(&mut self, clause: SyntaxNode<'_>) -> Option<Vec<Sourced<'db, Arc<str>>>> {
        let due = self.due_after(clause, Type::Strings);
        self.strings_value(clause.values().next()?, &due)
    }

    /// A script: `${` in it is the shell's.
    fn run_source(&mut self, clause: SyntaxNode<'_>) -> Option<Sourced<'db, Arc<str>>> {
        let node = clause.values().next()?;
        match self.script(node) {
            Some(source) => Some(Sourced::new(source, self.place(node))),
            None => self.clause_string(clause),
        }
    }

    fn uses(
        &mut self,
        clause: SyntaxNode<'_>,
        name: SyntaxNode<'_>,
        names: &StepNames<'db>,
    ) -> Option<Work<'db>> {
        let nodes = values(clause);
        let (target, template) = (*nodes.first()?, nodes.get(1));
        if let Some(template) = template {
            let workflow = self.clause_name(clause, Type::Workflow)?;
            self.check_template(&workflow.value, *template);
            let template = Sourced::new(Name::from(reference_text(*template)), self.place(*template));
            return Some(Work::Workflow { workflow, template });
        }
        let is_step = names.contains_key(reference_text(target).as_str());
        let is_workflow =
            crate::names::resolve(self.db, crate::names::Namespace::Workflows, &reference_text(target));
        if let (false, Some(workflow)) = (is_step, is_workflow) {
            let message =
                format!("`{}` is a workflow, and a step of it has to be named", reference_text(target));
            let finding = Finding::new(Rule::UnknownStep, self.place(target), message);
            let finding = finding.related(workflow.site(self.db), "the workflow is declared here");
            self.report(finding.help(format!("write `uses {} step TEMPLATE`", target.text())));
            return None;
        }
        let step = self.step_reference(target, names)?;
        if *step.value == *name_text(name) {
            let finding = Finding::new(Rule::SelfDependency, step.place, "this step uses itself");
            self.report(finding.help("name another step of this workflow"));
            return None;
        }
        Some(Work::Step(step))
    }

    fn suspend(&mut self, clause: SyntaxNode<'_>) -> Option<Work<'db>> {
        let Some(node) = clause.values().next() else { return Some(Work::Suspend(None)) };
        let due = self.due_after(clause, Type::Duration);
        self.duration_value(node, &due).map(|seconds| Work::Suspend(Some(seconds)))
    }

    fn retry(&mut self, clause: SyntaxNode<'_>) -> Option<Retry<'db>> {
        let nodes = values(clause);
        let limit = self.clause_integer(clause).and_then(|limit| self.retry_limit(limit));
        let every = nodes.get(1).map(|node| {
            let due = Due { owner: "`every`".to_owned(), ..self.due_after(clause, Type::Duration) };
            self.duration_value(*node, &due)
        });
        let every = match every {
            Some(every) => Some(every?),
            None => None,
        };
        Some(Retry { limit: limit?, every })
    }

    fn retry_limit(&mut self, limit: Sourced<'db, i64>) -> Option<Sourced<'db, i64>> {
        if limit.value >= 0 {
            return Some(limit);
        }
        let message = "a step can't be tried again a negative number of times";
        let finding = Finding::new(Rule::TypeMismatch, limit.place, message);
        self.report(finding.help("write how often it is tried again at most, such as `retry 3`"));
        None
    }

    /// The arguments of a step, each once. One whose value isn't known here is given all the same.
    fn arguments(&mut self, clauses: &[SyntaxNode<'_>]) -> Vec<(Sourced<'db, Name>, Sourced<'db, Arc<str>>)> {
        let mut arguments = Vec::new();
        let mut given = Given::default();
        for clause in all(clauses, TokenKind::WithKeyword) {
            let due = self.due_after(clause, Type::String);
            for binding in clause.children().filter(|child| child.kind() == NodeKind::Binding) {
                let Some((name, value)) = binding.child(NodeKind::Name).zip(binding.values().next()) else {
                    continue;
                };
                let (name, place) = (Name::from(name_text(name)), self.place(name));
                if self.is_new(&mut given, "argument", &name, place) {
                    let text = self.text_or_nothing(value, &due);
                    arguments.push((Sourced::new(name, place), text));
                }
            }
        }
        arguments
    }

    fn variables(&mut self, clauses: &[SyntaxNode<'_>]) -> Option<Vec<Variable<'db>>> {
        let mut variables = Vec::new();
        let mut given = Given::default();
        let mut complete = true;
        for clause in all(clauses, TokenKind::EnvKeyword) {
            let due = self.due_after(clause, Type::String);
            for binding in clause.children().filter(|child| child.kind() == NodeKind::Binding) {
                let Some(name_node) = binding.child(NodeKind::Name) else {
                    continue;
                };
                let (name, place) = (Name::from(name_text(name_node)), self.place(name_node));
                if !self.is_new(&mut given, "variable", &name, place) {
                    continue;
                }
                self.check_name(&name, place, &object_names::VARIABLE);
                let name = Sourced::new(name, place);
                match self.variable_value(binding, &due) {
                    Some(value) => variables.push(Variable { name, value }),
                    None => complete = false,
                }
            }
        }
        complete.then_some(variables)
    }

    fn variable_value(&mut self, binding: SyntaxNode<'_>, due: &Due<'db>) -> Option<VariableValue<'db>> {
        let nodes = values(binding);
        if !binding.has_token(TokenKind::SecretKeyword) {
            return self.text_value(*nodes.first()?, due).map(VariableValue::Text);
        }
        let name = self.secret_part(binding, TokenKind::SecretKeyword, nodes.first(), &object_names::SECRET);
        let key = self.secret_part(binding, TokenKind::KeyKeyword, nodes.get(1), &object_names::SECRET_KEY);
        Some(VariableValue::Secret { name: name?, key: key? })
    }

    fn secret_part(
        &mut self,
        binding: SyntaxNode<'_>,
        keyword: TokenKind,
        node: Option<&SyntaxNode<'_>>,
        rule: &NameRule,
    ) -> Option<Sourced<'db, Name>> {
        let due = Due {
            kind: Type::ClusterName,
            owner: keyword.description().to_owned(),
            place: self.token_place(binding.find_token(keyword)?),
            strict_list: false,
        };
        self.cluster_name(*node?, &due, rule)
    }

    fn step_outputs(&mut self, clauses: &[SyntaxNode<'_>]) -> Vec<StepOutput<'db>> {
        let mut outputs = Vec::new();
        let mut given = Given::default();
        for clause in all(clauses, TokenKind::OutputKeyword) {
            let due = self.due_after(clause, Type::String);
            let global = clause.find_token(TokenKind::GlobalKeyword);
            let Some(node) = clause.values().next() else {
                self.report_without_source(clause, "from \"/path/in/the/container\"");
                continue;
            };
            let Some(text) = self.string_value(node, &due) else { continue };
            if text.value.trim().is_empty() {
                self.report_without_source(clause, "from \"/path/in/the/container\"");
                continue;
            }
            let from = match clause.has_token(TokenKind::ExpressionKeyword) {
                true => OutputSource::Expression(text),
                false => OutputSource::Path(text),
            };
            for node in name_nodes(clause) {
                let name: Name = name_text(node).into();
                if self.is_new(&mut given, "output", &name, self.place(node)) {
                    self.check_name(&name, self.place(node), &object_names::OUTPUT);
                    let name = Sourced::new(name, self.place(node));
                    let global_name =
                        global.map(|token| Sourced::new(name.value.clone(), self.token_place(token)));
                    outputs.push(StepOutput { name, from: from.clone(), global_name });
                }
            }
        }
        outputs
    }
}

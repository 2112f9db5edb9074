//! The calls in a workflow: which templates its steps use, and what they pass to them. Knows nothing of what
//! a template does.

use promo_diagnostics::{Rule, listed, nearest};
use promo_syntax::{NodeKind, SyntaxNode, TokenKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::clauses::is_broken;
use super::external::name_nodes;
use crate::declaration::name_text;
use crate::evaluate::Evaluator;
use crate::finding::Finding;
use crate::model::{Input, Name, Sourced, Work, WorkflowStep};
use crate::names::{NameKey, Namespace, reference_text, resolve};
use crate::site::Site;
use crate::workflows::templates_of;

/// A template that steps of its workflow call.
struct Template<'a, 'db> {
    step: &'a WorkflowStep<'db>,
    inputs: FxHashSet<&'a str>,
    required: Vec<&'a Sourced<'db, Input<'db>>>,
}

impl<'a, 'db> Template<'a, 'db> {
    fn of(step: &'a WorkflowStep<'db>) -> Self {
        let inputs = step.inputs.iter().map(|input| &*input.value.name).collect();
        let required = step.inputs.iter().filter(|input| input.value.default.is_none()).collect();
        Template { step, inputs, required }
    }
}

impl<'db> Evaluator<'db, '_> {
    /// Checks what the steps of a workflow call, and with which arguments.
    pub(super) fn check_calls(
        &mut self,
        block: SyntaxNode<'_>,
        steps: &[Option<WorkflowStep<'db>>],
        entrypoint: Option<SyntaxNode<'_>>,
    ) {
        let known = steps.iter().flatten();
        let templates: FxHashMap<&str, Template<'_, 'db>> =
            known.map(|step| (&*step.name.value, Template::of(step))).collect();
        let mut checked: FxHashSet<Site<'db>> = FxHashSet::default();
        let is_graph = steps.len() > 1 || steps.iter().flatten().any(|step| !step.has_template());
        let has_graph = entrypoint.is_none() && is_graph;
        // An argument or input may be among what can't be read.
        let knows_arguments = has_graph && !is_broken(block);
        for step in steps.iter().flatten() {
            let used = match &step.work {
                Work::Step(used) => &used.value,
                Work::Workflow { workflow, template } => {
                    if knows_arguments {
                        self.check_passed(step, &workflow.value, &template.value, &mut checked);
                    }
                    continue;
                }
                Work::Unknown { .. } => continue,
                Work::Script { .. } | Work::Container { .. } | Work::Suspend(_) => &step.name.value,
            };
            let Some(template) = templates.get(&**used) else { continue };
            if !template.step.has_template() {
                self.report_no_template(step, template.step);
            } else if knows_arguments {
                self.check_arguments(step, template, &mut checked);
            }
        }
        match entrypoint {
            Some(entrypoint) => self.check_no_graph(block, entrypoint),
            None if !has_graph => self.check_no_call(block),
            None => {}
        }
    }

    /// A template of another workflow is one that it has, as far as that is known.
    pub(super) fn check_template(&mut self, workflow: &Name, node: SyntaxNode<'_>) {
        let key = NameKey::new(self.db, Namespace::Workflows, &**workflow);
        let Some(templates) = templates_of(self.db, key) else { return };
        let (name, place) = (reference_text(node), self.place(node));
        if templates.names.iter().any(|known| **known == *name) {
            return;
        }
        let finding = if templates.users.iter().any(|user| **user == *name) {
            let message = format!("`{name}` of `{workflow}` has no template of its own");
            let help = "it uses another one: use the step or workflow whose template that is";
            Finding::new(Rule::InvalidStep, place, message).help(help)
        } else {
            let finding =
                Finding::new(Rule::UnknownStep, place, format!("`{workflow}` has no step `{name}`"));
            let finding = finding.help(format!("it has {}", listed(&templates.names, "and")));
            finding.did_you_mean(&nearest(&name, templates.names.iter().map(|known| &**known)))
        };
        let declared = resolve(self.db, Namespace::Workflows, workflow);
        let declared = declared.map(|declared| declared.site(self.db));
        self.report(finding.related(declared, format!("`{workflow}` is declared here")));
    }

    /// A step can only use one that has a template of its own.
    fn report_no_template(&mut self, step: &WorkflowStep<'db>, target: &WorkflowStep<'db>) {
        let used = &target.name.value;
        let message = format!("`{}` uses `{used}`, which has no template of its own", step.name.value);
        let finding = Finding::new(Rule::InvalidStep, step.name.place, message);
        let finding = finding.related(target.name.place, format!("`{used}` calls another template itself"));
        self.report(finding.help("use the step or workflow whose template it is"));
    }

    /// What is passed to a template of another workflow is one of its inputs, as far as these are known.
    fn check_passed(
        &mut self,
        step: &WorkflowStep<'db>,
        workflow: &Name,
        template: &Name,
        checked: &mut FxHashSet<Site<'db>>,
    ) {
        let key = NameKey::new(self.db, Namespace::Workflows, &**workflow);
        let Some(templates) = templates_of(self.db, key) else { return };
        if !templates.names.contains(template) {
            return;
        }
        let inputs: Vec<&Name> = templates.inputs_of(template).collect();
        for (argument, _) in &step.arguments {
            if inputs.contains(&&argument.value) || !checked.insert(argument.place) {
                continue;
            }
            let message = format!("the step `{template}` of `{workflow}` has no input `{}`", argument.value);
            let finding = Finding::new(Rule::UnknownArgument, argument.place, message);
            let help = match inputs.as_slice() {
                [] => "it takes nothing".to_owned(),
                inputs => format!("it has {}", listed(inputs, "and")),
            };
            let candidates = nearest(&argument.value, inputs.iter().map(|input| &***input));
            let finding = finding.help(help).did_you_mean(&candidates);
            let declared = resolve(self.db, Namespace::Workflows, workflow);
            let declared = declared.map(|declared| declared.site(self.db));
            self.report(finding.related(declared, format!("`{workflow}` is declared here")));
        }
    }

    /// The arguments of a step are inputs of its template, and those that have no default are given.
    fn check_arguments(
        &mut self,
        step: &WorkflowStep<'db>,
        template: &Template<'_, 'db>,
        checked: &mut FxHashSet<Site<'db>>,
    ) {
        let name = &template.step.name.value;
        let mut passed: FxHashSet<&str> = FxHashSet::default();
        for (argument, _) in &step.arguments {
            passed.insert(&argument.value);
            // Several steps may stand before one block.
            if template.inputs.contains(&*argument.value) || !checked.insert(argument.place) {
                continue;
            }
            let known = template.step.inputs.iter().map(|input| &*input.value.name);
            let candidates = promo_diagnostics::nearest(&argument.value, known);
            let message = format!("the step `{name}` has no input `{}`", argument.value);
            let finding = Finding::new(Rule::UnknownArgument, argument.place, message);
            let finding = finding.help(format!("declare it in the step: `input {}`", argument.value));
            let finding = finding.did_you_mean(&candidates);
            self.report(finding.related(template.step.name.place, format!("`{name}` is declared here")));
        }
        for input in template.required.iter().filter(|input| !passed.contains(&*input.value.name)) {
            let input_name = &input.value.name;
            let message = format!("the step `{}` is given no `{input_name}`", step.name.value);
            let finding = Finding::new(Rule::WrongArguments, step.name.place, message);
            let finding = finding.related(input.place, format!("`{input_name}` has no default"));
            self.report(
                finding.help(format!("add `with {input_name} = \"…\"`, or give the input a default")),
            );
        }
    }

    /// An entrypoint alone is run: the arrows and calls, which belong to the graph, would be lost.
    fn check_no_graph(&mut self, block: SyntaxNode<'_>, entrypoint: SyntaxNode<'_>) {
        let chains = block.children().filter(|child| child.kind() == NodeKind::Chain);
        let arrows = chains.map(|chain| (self.place(chain), "no arrow is followed"));
        let main = entrypoint.values().next().map(reference_text);
        let calls = steps(block).filter_map(|step| {
            let is_main = name_nodes(step).any(|name| Some(name_text(name)) == main);
            let uses = clause(step, TokenKind::UsesKeyword).filter(|_| !is_main);
            let uses = uses.map(|uses| (self.head_place(uses), "no step is called by `uses`"));
            let with = || clause(step, TokenKind::WithKeyword);
            uses.or_else(|| with().map(|with| (self.head_place(with), "nothing is passed by `with`")))
        });
        let lost: Vec<_> = arrows.chain(calls).collect();
        for (place, what) in lost {
            let message = format!("with an `entrypoint`, {what}");
            let finding = Finding::new(Rule::ConflictingClauses, place, message);
            let finding = finding.related(self.place(entrypoint), "this step alone is run");
            self.report(
                finding.help("take the `entrypoint` out to run the graph of all steps, or take this out"),
            );
        }
    }

    /// The only step of a workflow is called by none, unless it calls another's template.
    fn check_no_call(&mut self, block: SyntaxNode<'_>) {
        for step in steps(block).filter(|step| clause(*step, TokenKind::UsesKeyword).is_none()) {
            let Some(with) = clause(step, TokenKind::WithKeyword) else { continue };
            let message = "nothing is passed by `with` to the only step of a workflow";
            let finding = Finding::new(Rule::ConflictingClauses, self.head_place(with), message);
            let name = step.child(NodeKind::Name).map(|name| self.place(name));
            let finding = finding.related(name, "no other step stands beside this one");
            self.report(
                finding
                    .help("give the inputs of the step a default, or write the values where they are used"),
            );
        }
    }
}

fn steps<'t>(block: SyntaxNode<'t>) -> impl Iterator<Item = SyntaxNode<'t>> {
    block.children().filter(|child| child.keyword() == Some(TokenKind::StepKeyword))
}

fn clause<'t>(step: SyntaxNode<'t>, keyword: TokenKind) -> Option<SyntaxNode<'t>> {
    step.child(NodeKind::Block)?.children().find(|clause| clause.keyword() == Some(keyword))
}
